"""The composition root: what runs as one process, put together from the rooms with explicit arguments.

`serve_hub` is the hub's process, `show_kiosk` the visitor's touchscreen. The command line calls them; tests call them
with other parts.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

from config.loader import HallFolder
from kiosk import wire
from kiosk.box import NO_PRINTER, Box
from kiosk.hub.access import hash_of
from kiosk.hub.limits import Limits
from kiosk.hub.server import Hub
from kiosk.local import announce, local_token, withdraw
from kiosk.notify import reporting
from kiosk.store.reserve import DEFAULT_BYTES, Reserve
from kiosk.store.store import DeviceInfo, Store
from kiosk.tasks import spawn
from printer.ports import FilePort, port_from_url
from printer.profile import Profile, load_profile
from printer.slip import Slip


def hub_address(host: str, port: int) -> str:
    """The websocket of a hub that listens on `host`, as seen from its own machine."""
    reachable = "127.0.0.1" if host in {"", "0.0.0.0", "::"} else host
    return f"ws://{f'[{reachable}]' if ':' in reachable else reachable}:{port}/ws"


async def serve_hub(
    folder: HallFolder,
    data: Path,
    *,
    host: str,
    port: int,
    base_url: str,
    limits: Limits | None = None,
    paper: Path | None = None,
    reserve_bytes: int = DEFAULT_BYTES,
    backups: Sequence[Path] = (),
    ready: Callable[[int], None] = lambda _port: None,
    stop: asyncio.Event | None = None,
) -> None:
    """Run the hub of `folder` on the file in `data` until SIGTERM, SIGINT or `stop`; `ready` hears the port.

    SIGHUP brings the folder into force as it is on the disk then, unless this runs in a terminal.

    `limits` replaces what one connection may ask; measurements need that. `paper` is the folder of a simulated printer.
    `reserve_bytes` of the disk are kept for the last writes. `backups` are the folders that get copies of the file.

    Raises `StoreError` when the file cannot be had, `PortTaken` when the port cannot, and `FolderRefused` when somebody
    who waits would be left without a counter.
    """
    os.umask(0o077)  # the file holds every ticket of the hall, and the token beside it opens everything
    stop = stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    administrator = DeviceInfo(hash_of(local_token(data)), "admin", "admin")
    hub = Hub(
        folder,
        Store(data, hall=folder.identity.id, owner=f"the hub of {folder.identity.id}"),
        host=host,
        port=port,
        base_url=base_url,
        version=version("antrean"),
        limits=limits,
        paper=paper,
        reserve=Reserve(data, reserve_bytes),
        backups=backups,
    )
    await hub.start([administrator])
    if not sys.stdin.isatty():  # a terminal that is closed says SIGHUP too, and ends what runs in it
        loop.add_signal_handler(signal.SIGHUP, lambda: spawn(hub.reload(), name="reload"))
    announce(data, hub_address(host, hub.port))
    try:
        ready(hub.port)
        with reporting():
            await hub.run(stop)
    finally:
        withdraw(data)


def show_kiosk(box: Box, *, log_file: Path, journal: Path, locked: bool) -> None:
    """Run the visitor's touchscreen of this machine in this terminal; `locked` leaves no way out but a signal.

    Raises `BadAddress` for a printer address that is none.
    """
    from kiosk.terminal.run import run_kiosk  # here: a hub and a one-shot command never load Textual
    from printer.driver import Driver

    profile = load_profile(box.profile)

    def driver(is_torn: bool) -> Driver:
        return Driver(box.printer, profile, first_number=uuid4().int, logo_stored=box.logo_stored, is_torn=is_torn)

    handler = logging.FileHandler(log_file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    with suppress(KeyboardInterrupt):
        run_kiosk(
            box.hub,
            box.token,
            printer=None if box.printer == NO_PRINTER else driver,
            roll_mm=profile.roll_mm,
            advice=lambda slip: "; ".join(_advice(slip, box, profile)),
            journal=journal,
            log_handler=handler,
            kiosk_mode=locked,
            first_language=box.language,
            base_url=box.base_url,
        )


def show_counter(hub: str, token: str, *, role: wire.Role, counter: str, language: str) -> int:
    """Run the staff's console in this terminal, at `counter` where it is not empty; its exit code."""
    from kiosk.counter.run import run_counter  # here: a hub and a one-shot command never load Textual

    with suppress(KeyboardInterrupt):
        return run_counter(hub, token, role=role, counter=counter, language=language)
    return 0


def _advice(slip: Slip, box: Box, profile: Profile) -> Iterable[str]:
    """What is wrong with a slip like this at the printer's address."""
    from printer.cost import advice, cost
    from printer.layout import lay_out

    port = None if box.printer == NO_PRINTER else port_from_url(box.printer)
    if port is None or isinstance(port, FilePort):
        return ()
    price = cost(lay_out(slip, profile, logo_stored=box.logo_stored), profile, port.bytes_per_s)
    return advice(price, profile, can_be_stopped=port.can_be_stopped)
