"""What a number and a call cost when the log is empty and when 100,000 tickets are in it: the same, by promise.

Two hubs run side by side, one on an empty log and one on a long one, and are asked in turns, so that whatever else the
machine does hits both. Most tickets of the long log are of a hundred dates before; one in twenty is of today, several
times what the hall has on its busiest day: those are in memory, and of the two dates before what may be asked again.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from config.loader import load_hall
from tests.bench import old_log
from tests.bench.places import WIDE_HUB, cpu_ms, resident_mib, scratch, wide_hall, wide_hub
from tests.bench.rows import Row, Size, against, middle, percentile
from tests.bench.visitors import Visitor, looking_on, visiting
from tests.fakes.running_hall import RunningHall, running_hall

TICKETS = {Size.SMALLEST: 200, Size.QUICK: 20_000, Size.FULL: 100_000}
TODAY_SHARE = 20
ROUNDS = {Size.SMALLEST: 2, Size.QUICK: 8, Size.FULL: 20}
PER_ROUND = {Size.SMALLEST: 3, Size.QUICK: 40, Size.FULL: 60}
ROUNDS_S = 30.0
"""On a slow machine the rounds end earlier."""
STARTS = {Size.SMALLEST: 1, Size.QUICK: 3, Size.FULL: 5}


@dataclass
class Tried:
    """What was seen of one hub."""

    take_ms: list[float] = field(default_factory=list)
    take_cpu_ms: list[float] = field(default_factory=list)
    call_ms: list[float] = field(default_factory=list)
    call_cpu_ms: list[float] = field(default_factory=list)
    start_ms: list[float] = field(default_factory=list)
    resident_mib: float = 0.0


def measure(size: Size) -> list[Row]:
    """Time and processor time of a number and of a call, start-up and memory: long log against empty log."""
    tickets = TICKETS[size]
    with scratch() as folder:
        hall = load_hall(wide_hall(folder)).hall
        old_log.fill(folder / "long", hall, old=tickets - tickets // TODAY_SHARE, new=tickets // TODAY_SHARE)
        empty, long = Tried(), Tried()
        for _ in range(STARTS[size]):
            for name, tried in (("empty", empty), ("long", long)):
                begin = time.perf_counter()
                with running_hall(folder / name, hall=str(folder / "wide"), program=WIDE_HUB) as hub:
                    tried.start_ms.append((time.perf_counter() - begin) * 1000)
                    hub.stop()
        with wide_hub(folder, "empty") as empty_hub, wide_hub(folder, "long") as long_hub:
            asyncio.run(_measure([(empty_hub, empty), (long_hub, long)], size))
    return _rows(empty, long, tickets)


def _rows(empty: Tried, long: Tried, tickets: int) -> list[Row]:
    name = f"with {tickets:,} tickets in the log"
    return [
        against(f"number, {name}, p50", middle(long.take_ms), "ms", middle(empty.take_ms)),
        against(f"number, {name}, p99", percentile(long.take_ms, 0.99), "ms", percentile(empty.take_ms, 0.99)),
        against(f"number, {name}, processor time", middle(long.take_cpu_ms), "ms", middle(empty.take_cpu_ms)),
        against(f"call, {name}, p50", middle(long.call_ms), "ms", middle(empty.call_ms)),
        against(f"call, {name}, p99", percentile(long.call_ms, 0.99), "ms", percentile(empty.call_ms, 0.99)),
        against(f"call and start, {name}, processor time", middle(long.call_cpu_ms), "ms", middle(empty.call_cpu_ms)),
        against(
            f"start-up, {name} ({tickets // TODAY_SHARE:,} of today)",
            middle(long.start_ms),
            "ms",
            middle(empty.start_ms),
        ),
        against(
            f"resident, {name} ({tickets // TODAY_SHARE:,} of today)", long.resident_mib, "MiB", empty.resident_mib
        ),
    ]


async def _measure(hubs: list[tuple[tuple[RunningHall, dict[str, str]], Tried]], size: Size) -> None:
    async with AsyncExitStack() as stack:
        desks = [(await _sit(stack, hub, tokens), hub.pid, tried) for (hub, tokens), tried in hubs]
        until = time.perf_counter() + ROUNDS_S
        for _ in range(ROUNDS[size]):
            if time.perf_counter() > until:
                break
            for (kiosk, console), pid, tried in desks:
                await _round(kiosk, console, pid, tried, PER_ROUND[size])
        for _desk, pid, tried in desks:
            tried.resident_mib = resident_mib(pid)


async def _sit(stack: AsyncExitStack, hub: RunningHall, tokens: dict[str, str]) -> tuple[Visitor, Visitor]:
    kiosk = await stack.enter_async_context(visiting(hub.url, "kiosk", tokens["kiosk"]))
    console = await stack.enter_async_context(visiting(hub.url, "counter", tokens["counter"], counter="1"))
    return kiosk, console


async def _round(kiosk: Visitor, console: Visitor, pid: int, tried: Tried, count: int) -> None:
    async with looking_on(console):
        before = cpu_ms(pid)
        tried.take_ms += [await kiosk.take() for _ in range(count)]
        tried.take_cpu_ms.append((cpu_ms(pid) - before) / count)
    async with looking_on(kiosk):
        before = cpu_ms(pid)
        holding: str | None = None
        for _ in range(count):
            took_ms, holding = await console.serve_next(holding)
            tried.call_ms.append(took_ms)
        tried.call_cpu_ms.append((cpu_ms(pid) - before) / count)
        if holding is not None:
            await console.finish(holding)
