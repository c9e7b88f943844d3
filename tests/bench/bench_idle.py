"""What the hub holds and what it costs to do nothing, with a kiosk, three boards and ten consoles connected.

The product's own program with its own limits, at the end of its third day. Connections behave as the devices do:
they read, and ask for a sign of life after five seconds of silence. The floor is a bare websocket server with the same
connections that ask the same.
"""

import asyncio
from contextlib import AsyncExitStack

from websockets.asyncio.client import connect

from config.loader import load_hall
from kiosk import wire
from tests.bench import old_log
from tests.bench.bare_server import bare_server
from tests.bench.places import DEVICES, cpu_ms, resident_mib, scratch, wide_hall
from tests.bench.rows import Row, Size, against
from tests.bench.visitors import Visitor, looking_on, visiting
from tests.fakes.running_hall import RunningHall, running_hall

SECONDS = {Size.SMALLEST: 1.0, Size.QUICK: 10.0, Size.FULL: 30.0}
SETTLE_S = {Size.SMALLEST: 0.1, Size.QUICK: 2.0, Size.FULL: 5.0}
A_DAY = 740
KIOSK: list[wire.Role] = ["kiosk"]
BOARDS: list[wire.Role] = ["board"] * 3
CONSOLES: list[wire.Role] = ["counter"] * 10


def measure(size: Size) -> list[Row]:
    """Resident memory and idle processor time of the hub and of a bare server."""
    with scratch() as folder, bare_server() as (port, bare_pid):
        hall = wide_hall(folder)
        old_log.fill(folder / "data", load_hall(hall).hall, old=2 * A_DAY, new=A_DAY, dates=2)
        with running_hall(folder / "data", hall=str(hall)) as hub:
            hub_cpu, hub_mib, bare_cpu, bare_mib = asyncio.run(_idle(hub, port, bare_pid, size))
    return [
        against("hub, resident, 14 connections", hub_mib, "MiB", bare_mib, target=80),
        against("hub, idle, 14 connections", hub_cpu, "% of one processor", bare_cpu, target=1),
    ]


async def _idle(hub: RunningHall, bare_port: int, bare_pid: int, size: Size) -> tuple[float, float, float, float]:
    tokens = await asyncio.to_thread(hub.tokens, DEVICES)
    async with AsyncExitStack() as stack:
        for at, role in enumerate([*KIOSK, *BOARDS, *CONSOLES]):
            counter = str(at) if role == "counter" else ""
            visitor = await stack.enter_async_context(visiting(hub.url, role, tokens[role], counter=counter))
            await stack.enter_async_context(looking_on(visitor))
            bare = await stack.enter_async_context(
                connect(f"ws://127.0.0.1:{bare_port}/echo", compression=None, ping_interval=None)
            )
            await stack.enter_async_context(looking_on(Visitor(bare)))
        await asyncio.sleep(SETTLE_S[size])
        before = cpu_ms(hub.pid), cpu_ms(bare_pid)
        await asyncio.sleep(SECONDS[size])
        used = cpu_ms(hub.pid) - before[0], cpu_ms(bare_pid) - before[1]
        percent = [ms / (SECONDS[size] * 1000) * 100 for ms in used]
        return percent[0], resident_mib(hub.pid), max(percent[1], 1e-3), resident_mib(bare_pid)
