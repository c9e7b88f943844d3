"""What visitors feel of a backup: a number while a copy of a large file is made, against a number while none is.

The file has 100,000 tickets and is filled up to 200 MiB, a year of a large hall. Eight kiosks ask as fast as they are
answered, which is far more than a hall ever does; the copy goes to the same disk, where it hurts most.
"""

import asyncio
import sqlite3
import sys
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from config.loader import load_hall
from kiosk.store.connection import FILE_NAME
from kiosk.tasks import spawn
from tests.bench import old_log
from tests.bench.bench_commands import SERVICES
from tests.bench.places import scratch, wide_hall, wide_hub
from tests.bench.rows import Row, Size, spread
from tests.bench.visitors import Visitor, visiting
from tests.fakes.running_hall import ROOT, RunningHall

KIOSKS = 8
TICKETS = {Size.SMALLEST: 200, Size.QUICK: 20_000, Size.FULL: 100_000}
FILE_MIB = {Size.SMALLEST: 2, Size.QUICK: 200, Size.FULL: 200}
COPIES = {Size.SMALLEST: 1, Size.QUICK: 1, Size.FULL: 3}
PROMISE_MS = 100.0
PAUSE_S = 0.02
"""Between two visitors of a kiosk."""


def measure(size: Size) -> list[Row]:
    """Waits of eight kiosks without and with a copy being made, and how long a copy takes."""
    with scratch() as folder:
        hall = load_hall(wide_hall(folder)).hall
        old_log.fill(folder / "data", hall, old=TICKETS[size], new=0)
        _fill_up(folder / "data" / FILE_NAME, FILE_MIB[size])
        with wide_hub(folder) as (hub, tokens):
            return asyncio.run(_measure(hub, tokens, folder / "stick", size))


def _fill_up(file: Path, mib: int) -> None:
    """Make the file as large as it is after more years."""
    with sqlite3.connect(file) as raw:
        raw.execute("CREATE TABLE ballast (bytes BLOB)")
        for _ in range(max(0, mib - file.stat().st_size // 2**20)):
            raw.execute("INSERT INTO ballast VALUES (randomblob(1048576))")
    raw.close()


async def _measure(hub: RunningHall, tokens: dict[str, str], stick: Path, size: Size) -> list[Row]:
    alone: list[float] = []
    beside: list[float] = []
    copies_ms: list[float] = []
    async with AsyncExitStack() as stack:
        kiosks = [await stack.enter_async_context(visiting(hub.url, "kiosk", tokens["kiosk"])) for _ in range(KIOSKS)]
        for _ in range(COPIES[size]):
            begin = time.perf_counter()
            beside += await _numbers(kiosks, _copy(hub.data, stick))
            copies_ms.append((time.perf_counter() - begin) * 1000)
            alone += await _numbers(kiosks, asyncio.sleep(copies_ms[-1] / 1000))
    name = f"number while a file of {FILE_MIB[size]} MiB is copied"
    return [
        *spread(name, beside, "ms", alone, target=PROMISE_MS),
        Row("the copy, tried and durable", max(copies_ms), "ms"),
    ]


async def _copy(data: Path, stick: Path) -> None:
    command = (sys.executable, "-m", "kiosk", "backup", str(stick), "--data", str(data))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL)
    assert await process.wait() == 0


async def _numbers(kiosks: list[Visitor], until: Coroutine[Any, Any, None]) -> list[float]:
    """Milliseconds to each number, all kiosks at once, until something has happened."""
    took: list[float] = []
    over = spawn(until, name="what is measured")

    async def take(kiosk: Visitor, service: str) -> None:
        while not over.done():
            took.append(await kiosk.take(service))
            await asyncio.sleep(PAUSE_S)

    await asyncio.gather(*(take(kiosk, SERVICES[at]) for at, kiosk in enumerate(kiosks)))
    await over
    return took
