"""What others feel of twenty devices that stop reading: nothing, by promise; and the hub still stops in time.

Eight kiosks ask as fast as they are answered, in turns without and with twenty connections whose reading is paused:
fifteen consoles at counters, whose picture changes with every ticket, and five boards. What the hub drops for leaving
too much unread comes again and stalls again, so that there are always twenty.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from urllib.parse import urlsplit

from websockets.asyncio.client import connect

from kiosk import wire
from kiosk.tasks import spawn
from tests.bench.bench_commands import SERVICES
from tests.bench.places import resident_mib, scratch, wide_hub
from tests.bench.rows import Row, Size, spread
from tests.bench.visitors import Visitor, visiting
from tests.fakes.running_hall import RunningHall

KIOSKS = 8
CONSOLES = 15
BOARDS = 5
TURNS = {Size.SMALLEST: 1, Size.QUICK: 3, Size.FULL: 6}
PER_KIOSK = {Size.SMALLEST: 5, Size.QUICK: 80, Size.FULL: 150}
PROMISE_MS = 50.0
STOP_PROMISE_MS = 2000.0
LOOK_S = 0.05
DEAF_BYTES = 8192
"""What the kernel keeps for one that does not read: little, so that the hub feels it soon."""
_ESTABLISHED = 1
"""The state of a living connection, the first byte of Linux's `tcp_info`."""


class Stalled:
    """One connection that says hello, sits down if it is a console, and then reads nothing more; again when dropped."""

    def __init__(self, url: str, role: wire.Role, token: str, counter: str) -> None:
        self._url = url
        self._role: wire.Role = role
        self._token = token
        self._counter = counter
        self.stalls = 0
        """How often it has stopped reading: once, and once more each time it was dropped."""
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Stall until cancelled, or until the hub is gone."""
        with suppress(ConnectionRefusedError):
            while True:
                async with self._stalled() as living:
                    self.stalls += 1
                    self.ready.set()
                    while living.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == _ESTABLISHED:
                        await asyncio.sleep(LOOK_S)

    @asynccontextmanager
    async def _stalled(self) -> AsyncIterator[socket.socket]:
        address = urlsplit(self._url)
        deaf = socket.socket()
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, DEAF_BYTES)
        deaf.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(deaf, (address.hostname, address.port))
        except OSError:
            deaf.close()
            raise
        connection = await connect(self._url, sock=deaf, compression=None, max_size=2**22, ping_interval=None)
        try:
            hello = wire.Hello(protocol=wire.PROTOCOL, role=self._role, token=self._token)
            await connection.send(wire.encode(hello), text=True)
            await connection.recv()
            if self._counter:
                await Visitor(connection).ask(wire.OpenCounter, counter=self._counter)
            connection.transport.pause_reading()
            yield connection.transport.get_extra_info("socket")
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
    stalls = 0
    async with AsyncExitStack() as stack:
        kiosks = [await stack.enter_async_context(visiting(hub.url, "kiosk", tokens["kiosk"])) for _ in range(KIOSKS)]
        for turn in range(TURNS[size]):
            alone += await _numbers(kiosks, PER_KIOSK[size])
            async with _stalling(hub.url, tokens) as stalled:
                beside += await _numbers(kiosks, PER_KIOSK[size])
                stalls += sum(one.stalls for one in stalled)
                if turn + 1 == TURNS[size]:
                    grown_mib, stopped_ms = resident_mib(hub.pid), await _stop(hub)
    dropped = stalls - (CONSOLES + BOARDS) * TURNS[size]
    return [
        *spread("number durable beside 20 that do not read", beside, "ms", alone, target=PROMISE_MS),
        Row("hub, resident then", grown_mib, "MiB"),
        Row("dropped for not reading, in all turns", dropped, "times"),
        Row("hub told to stop to hub ended, with 20 that do not read", stopped_ms, "ms", target=STOP_PROMISE_MS),
    ]


async def _stop(hub: RunningHall) -> float:
    begin = time.perf_counter()
    assert await asyncio.to_thread(hub.stop) == 0
    return (time.perf_counter() - begin) * 1000


@asynccontextmanager
async def _stalling(url: str, tokens: dict[str, str]) -> AsyncIterator[list[Stalled]]:
    """Twenty connections that do not read, for as long as the block lasts."""
    seats = [("counter", str(at + 1)) for at in range(CONSOLES)] + [("board", "")] * BOARDS
    stalled = [Stalled(url, role, tokens[role], counter) for role, counter in seats]
    tasks = [spawn(one.run(), name="stalled") for one in stalled]
    try:
        for one in stalled:
            await one.ready.wait()
        yield stalled
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def _numbers(kiosks: list[Visitor], each: int) -> list[float]:
    """Milliseconds to each number, `each` a kiosk, all kiosks at once."""
    took: list[float] = []

    async def take(kiosk: Visitor, service: str) -> None:
        took.extend([await kiosk.take(service) for _ in range(each)])

    await asyncio.gather(*(take(kiosk, SERVICES[at]) for at, kiosk in enumerate(kiosks)))
    return took
