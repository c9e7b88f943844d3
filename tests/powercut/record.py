"""A busy hall under strace: everything that its hub did to its folder, and everything that it told anybody.

The hub lives twice on the same folder. The first life makes the file and lets the devices in, and is killed while
nobody asks anything, so that the second begins with what a crash leaves; that one serves a crowd and is told to stop.
"""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk import wire
from tests.fakes.commands import wait_until
from tests.fakes.load import DEVICES, Crowd
from tests.fakes.promises import Answered
from tests.fakes.running_hall import RunningHall, running_hall
from tests.powercut import strace
from tests.powercut.strace import Call
from tests.powercut.told import Told, told

HONEST = ("kiosk", "hub")
SMALL_RESERVE = ("--reserve", "0.0625")
"""64 KiB: it is in every image of the disk."""
FORGETFUL = ("tests.powercut.forgetful_hub",)


@dataclass(frozen=True, slots=True)
class Recording:
    """Two lives of a hub on `folder`."""

    folder: Path
    """As the hub has left it."""
    calls: list[Call]
    """Those that can change files, in the order of their ends."""
    told: list[Told]
    """In the order of their instants."""
    received: list[Answered]
    """What the crowd's clients received."""

    def answered(self) -> list[tuple[int, Answered]]:
        """Each answer to an act of the crowd with the instant at which it was given."""
        acts = {act.request: (client, act) for client, act, _answer in self.received}
        return [
            (at, Answered(*acts[message.request], message))
            for at, _device, message in self.told
            if isinstance(message, wire.Done | wire.Refused) and message.request in acts
        ]


def why_not() -> str:
    """Why nothing can be recorded here; empty when it can."""
    if shutil.which("strace") is None:
        return "no strace: run tests/system-packages.sh"
    tried = subprocess.run(["strace", "-f", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    return f"strace may not look at programs here: {tried.stderr.strip()}" if tried.returncode else ""


def record(scratch: Path, *, answers: int, seed: int, program: Sequence[str] = HONEST) -> Recording:
    """Record a hub that gives at least so many `answers` to the crowd of `seed`; files go into `scratch`."""
    folder = scratch / "box" / "data"
    folder.parent.mkdir()
    first, second = scratch / "first.strace", scratch / "second.strace"
    with running_hall(folder, program=program, under=strace.command(first), options=SMALL_RESERVE) as hall:
        tokens = hall.tokens(DEVICES)
        _end(hall, first, hall.kill)
        hall.under = strace.command(second)
        hall.start()
        crowd = Crowd(hall.url, tokens, seed)
        asyncio.run(_work(crowd, answers))
        _end(hall, second, hall.stop)
    calls: list[Call] = []
    messages: list[Told] = []
    for trace in (first, second):
        with trace.open(encoding="ascii") as lines:
            life = list(strace.calls(lines, calls[-1].ended + 1 if calls else 0))
        messages += told(life)
        calls += (call for call in life if call.name != "sendto")  # large, and read by now
    return Recording(folder, calls, messages, crowd.ledger.answers)


async def _work(crowd: Crowd, answers: int) -> None:
    async with crowd.in_the_hall():
        await crowd.ledger.reach(answers)
        await crowd.go_home()


def _end(hall: RunningHall, trace: Path, end: Callable[[], object]) -> None:
    """End the hub, and wait until strace has written down that it has ended: the last thing that it writes."""
    over = re.compile(rf"^{hall.pid} +\+\+\+ ", re.MULTILINE)
    end()
    wait_until(lambda: over.search(_last_lines(trace)), "strace writes the hub's end down")


def _last_lines(trace: Path) -> str:
    with trace.open("rb") as file:
        file.seek(max(0, trace.stat().st_size - 2000))
        return file.read().decode("ascii")
