"""What others feel of twenty devices that stop reading: nothing, by promise; and the hub still stops in time.

Eight kiosks ask as fast as they are answered, in turns without and with twenty connections whose reading is paused:
fifteen consoles at counters, whose picture changes with every ticket, and five boards. Towards the end of a turn the
hub begins to drop consoles for leaving more than a megabyte unread.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlsplit

from websockets.asyncio.client import connect

from kiosk import wire
from tests.bench.bench_commands import SERVICES
from tests.bench.places import scratch, wide_hub
from tests.bench.rows import Row, Size, spread
from tests.bench.visitors import Visitor, visiting
from tests.fakes.running_hall import RunningHall

KIOSKS = 8
CONSOLES = 15
BOARDS = 5
TURNS = {Size.SMALLEST: 1, Size.QUICK: 1, Size.FULL: 3}
PER_KIOSK = {Size.SMALLEST: 5, Size.QUICK: 1500, Size.FULL: 1500}
PROMISE_MS = 50.0
STOP_PROMISE_MS = 2000.0
TURN_S = 12.0
"""On a slow machine a turn ends before all have their numbers."""
DEAF_BYTES = 8192
"""What the kernel keeps for one that does not read: little, so that the hub feels it soon."""


@asynccontextmanager
async def stalled(url: str, role: wire.Role, token: str, counter: str = "") -> AsyncIterator[None]:
    """A connection that says hello, sits down if it is a console, and then reads nothing more."""
    address = urlsplit(url)
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, DEAF_BYTES)
    deaf.setblocking(False)
    await asyncio.get_running_loop().sock_connect(deaf, (address.hostname, address.port))
    connection = await connect(url, sock=deaf, compression=None, max_size=2**22, ping_interval=None)
    try:
        hello = wire.Hello(protocol=wire.PROTOCOL, role=role, token=token)
        await connection.send(wire.encode(hello), text=True)
        await connection.recv()
        if counter:
            await Visitor(connection).ask(wire.OpenCounter, counter=counter)
        connection.transport.pause_reading()
        yield
    finally:
        connection.transport.abort()
        await connection.wait_closed()


def measure(size: Size) -> list[Row]:
    """Waits of eight kiosks without and with twenty stalled connections, and how long the hub takes to stop."""
    with scratch() as folder, wide_hub(folder) as (hub, tokens):
        return asyncio.run(_measure(hub, tokens, size))


async def _measure(hub: RunningHall, tokens: dict[str, str], size: Size) -> list[Row]:
    alone: list[float] = []
    beside: list[float] = []
    async with AsyncExitStack() as stack:
        kiosks = [await stack.enter_async_context(visiting(hub.url, "kiosk", tokens["kiosk"])) for _ in range(KIOSKS)]
        for turn in range(TURNS[size]):
            alone += await _numbers(kiosks, PER_KIOSK[size])
            async with AsyncExitStack() as stalls:
                for at in range(CONSOLES):
                    await stalls.enter_async_context(stalled(hub.url, "counter", tokens["counter"], str(at + 1)))
                for _ in range(BOARDS):
                    await stalls.enter_async_context(stalled(hub.url, "board", tokens["board"]))
                beside += await _numbers(kiosks, PER_KIOSK[size])
                if turn + 1 == TURNS[size]:
                    stopped_ms = await _stop(hub)
    return [
        *spread("number durable beside 20 that do not read", beside, "ms", alone, target=PROMISE_MS),
        Row(f"of {CONSOLES * TURNS[size]} consoles dropped for it", hub.log.count("it does not read"), "consoles"),
        Row("hub told to stop to hub ended, with 20 that do not read", stopped_ms, "ms", target=STOP_PROMISE_MS),
    ]


async def _stop(hub: RunningHall) -> float:
    begin = time.perf_counter()
    assert await asyncio.to_thread(hub.stop) == 0
    return (time.perf_counter() - begin) * 1000


async def _numbers(kiosks: list[Visitor], each: int) -> list[float]:
    """Milliseconds to each number, `each` a kiosk or as many as the time allows, all kiosks at once."""
    took: list[float] = []
    until = time.perf_counter() + TURN_S

    async def take(kiosk: Visitor, service: str) -> None:
        for _ in range(each):
            took.append(await kiosk.take(service))
            if time.perf_counter() > until:
                return

    await asyncio.gather(*(take(kiosk, SERVICES[at]) for at, kiosk in enumerate(kiosks)))
    return took
