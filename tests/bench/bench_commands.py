"""How many numbers a second the hub gives durably, to 1, 8 and 64 kiosks that ask as fast as they are answered.

The floor is what the same disk does in the same minute: one row a commit, one commit after the other, with the hub's
own settings of the database. More kiosks share commits, so the hub may well give more numbers than the floor has
commits.
"""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing
from itertools import cycle
from pathlib import Path

from kiosk.store.connection import PRAGMAS
from tests.bench.places import scratch, wide_hub
from tests.bench.rows import Row, Size, against, middle, percentile
from tests.bench.visitors import Visitor, visiting

CLIENTS = (1, 8, 64)
SERVICES = [f"{letter}01" for letter in "ABCDEFGHJKLMNPRSTUVWXYZ"]
"""One of each series, so that no series runs out."""
SECONDS = {Size.SMALLEST: 0.2, Size.QUICK: 1.0, Size.FULL: 3.0}
TURNS = {Size.SMALLEST: 1, Size.QUICK: 3, Size.FULL: 5}


def measure(size: Size) -> list[Row]:
    """Numbers a second against commits a second, and how long each kiosk waits for its number."""
    seconds = SECONDS[size]
    floors: list[float] = []
    rates: dict[int, list[float]] = {clients: [] for clients in CLIENTS}
    waits: dict[int, list[float]] = {clients: [] for clients in CLIENTS}
    with scratch() as folder:
        for turn in range(TURNS[size]):
            floors.append(commits_per_second(folder / f"floor-{turn}.db", seconds))
            with wide_hub(folder, f"hub-{turn}") as (hub, tokens):
                for clients in CLIENTS:
                    took = asyncio.run(_numbers(hub.url, tokens["kiosk"], clients, seconds))
                    rates[clients].append(len(took) / seconds)
                    waits[clients] += took
    return _rows(middle(floors), rates, waits)


def _rows(floor: float, rates: dict[int, list[float]], waits: dict[int, list[float]]) -> list[Row]:
    rows = [
        against(f"numbers a second, {_kiosks(clients)}", middle(rates[clients]), "1/s", floor) for clients in CLIENTS
    ]
    for clients in CLIENTS:
        rows += [
            against(
                f"number asked to number durable, {_kiosks(clients)}, {word}",
                percentile(waits[clients], share),
                "ms",
                1000 / floor,
            )
            for word, share in (("p50", 0.5), ("p99", 0.99))
        ]
    return rows


def _kiosks(count: int) -> str:
    return "1 kiosk" if count == 1 else f"{count} kiosks"


def commits_per_second(path: Path, seconds: float) -> float:
    """Rows that one connection makes durable, each with a commit of its own."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for name, value in PRAGMAS:
            database.execute(f"PRAGMA {name} = {value}")
        database.execute("CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT")
        made, begin = 0, time.perf_counter()
        while time.perf_counter() - begin < seconds:
            database.execute("BEGIN IMMEDIATE")
            database.execute("INSERT INTO log (body) VALUES (?)", ("x" * 400,))
            database.execute("COMMIT")
            made += 1
        return made / (time.perf_counter() - begin)


async def _numbers(url: str, token: str, clients: int, seconds: float) -> list[float]:
    """Milliseconds that each number took, of all that were given in the time."""
    services, took = cycle(SERVICES), list[float]()
    async with AsyncExitStack() as stack:
        kiosks = [await stack.enter_async_context(visiting(url, "kiosk", token)) for _ in range(clients)]
        until = time.perf_counter() + seconds
        await asyncio.gather(*(_take_until(kiosk, services, until, took) for kiosk in kiosks))
    return took


async def _take_until(kiosk: Visitor, services: Iterator[str], until: float, took: list[float]) -> None:
    while time.perf_counter() < until:
        took.append(await kiosk.take(next(services)))
