"""Tells the service manager how this process is, by the protocol of sd_notify(3): one datagram a state.

Where no service manager asks for it (no `NOTIFY_SOCKET` in the environment) nothing happens. The hub and the visitor's
screen use it; their units are in `config/appliance`.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.tasks import spawn

log = logging.getLogger(__name__)

BEATS_A_PERIOD = 3
"""A beat may be late or lost: sd_watchdog_enabled(3) asks for two in each period of the watchdog."""


@contextmanager
def reporting() -> Iterator[None]:
    """Within it this process is ready, and its watchdog hears that the running loop turns; then it is stopping.

    Must be entered in a running event loop. A loop that hangs sends no beat, and the service manager ends the process.
    """
    notify("READY=1")
    beats = spawn(_beat(_watchdog_s() / BEATS_A_PERIOD), name="watchdog") if _watchdog_s() else None
    try:
        yield
    finally:
        notify("STOPPING=1")
        if beats is not None:
            beats.cancel()


def notify(state: str) -> None:
    """Send one state such as `READY=1`; a service manager that cannot be told is no reason to stop serving."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = f"\0{address[1:]}"  # a name in the abstract namespace (unix(7))
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to_manager:
            to_manager.sendto(state.encode(), address)
    except OSError as exc:
        log.warning("the service manager could not be told %s: %s", state, exc)


async def _beat(every_s: float) -> None:
    while True:
        notify("WATCHDOG=1")
        await asyncio.sleep(every_s)


def _watchdog_s() -> float:
    """How long the watchdog of this process waits; 0 without one."""
    theirs = os.environ.get("WATCHDOG_PID", "") not in {"", str(os.getpid())}
    return 0.0 if theirs else int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000
