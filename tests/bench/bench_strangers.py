"""What a kiosk feels of 5,000 strangers who come from 1,000 addresses, are hung up on, and come again at once.

In turns they are silent, stop in the middle of a handshake, say no hello, guess a token, get a page, and send pings
without end. They are a process of their own: `python -m tests.bench.bench_strangers PORT SIZE`. The hub is the real one
with its real limits; a kiosk takes a number every 20 ms, alone (the floor) and among them.
"""

import asyncio
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from kiosk import wire
from tests.bench.places import resident_mib, scratch, wide_hall
from tests.bench.rows import Row, Size, spread
from tests.bench.visitors import Visitor, visiting
from tests.fakes.running_hall import ROOT, RunningHall, running_hall
from tests.fakes.strangers import PING, TEXT, UPGRADE, frame, neighbour

CROWD = {Size.SMALLEST: 30, Size.QUICK: 1000, Size.FULL: 5000}
NUMBERS = {Size.SMALLEST: 5, Size.QUICK: 300, Size.FULL: 800}
ADDRESSES = 1000
PROMISE_MS = 100.0
PACE_S = 0.02
AGAIN_S = 0.5
"""A stranger who was hung up on waits so long."""
GATHER_S = 3.0
GUESS = wire.encode(wire.Hello(protocol=wire.PROTOCOL, role="kiosk", token="guess"))
SAID = (
    b"",
    UPGRADE[:50],
    UPGRADE,
    UPGRADE + frame(TEXT, GUESS),
    b"GET /board/board.js HTTP/1.1\r\nHost: hall\r\n\r\n",
    UPGRADE + frame(PING) * 2000,
)


def measure(size: Size) -> list[Row]:
    """Waits of a kiosk alone and among strangers, and what the hub remembers and writes of them."""
    with scratch() as folder, running_hall(folder / "data", hall=str(wide_hall(folder))) as hub:
        return asyncio.run(_measure(hub, hub.tokens({"kiosk": "kiosk"})["kiosk"], size))


async def _measure(hub: RunningHall, token: str, size: Size) -> list[Row]:
    async with visiting(hub.url, "kiosk", token) as kiosk:
        alone = await _numbers(kiosk, NUMBERS[size])
        before_mib, before_lines = resident_mib(hub.pid), len(hub.log.splitlines())
        with _strangers(hub.port, CROWD[size]):
            await asyncio.sleep(GATHER_S)
            among = await _numbers(kiosk, NUMBERS[size])
            mib = resident_mib(hub.pid)
    return [
        *spread(f"number durable among {CROWD[size]} strangers", among, "ms", alone, target=PROMISE_MS),
        Row("resident among them, more than alone", max(0.0, mib - before_mib), "MiB"),
        Row("lines in the log for them", len(hub.log.splitlines()) - before_lines, "lines"),
    ]


async def _numbers(kiosk: Visitor, many: int) -> list[float]:
    took = []
    for _ in range(many):
        took.append(await kiosk.take())
        await asyncio.sleep(PACE_S)
    return took


@contextmanager
def _strangers(port: int, size: int) -> Iterator[None]:
    crowd = subprocess.Popen([sys.executable, "-m", "tests.bench.bench_strangers", str(port), str(size)], cwd=ROOT)
    try:
        yield
    finally:
        crowd.kill()
        crowd.wait()


async def _come_again_and_again(port: int, number: int) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(number % 100 * AGAIN_S / 100)
    while True:
        with socket.socket() as made, suppress(OSError):
            made.setblocking(False)
            made.bind((neighbour(number % ADDRESSES), 0))
            await loop.sock_connect(made, ("127.0.0.1", port))
            await loop.sock_sendall(made, SAID[number % len(SAID)])
            while await loop.sock_recv(made, 4096):
                pass
        await asyncio.sleep(AGAIN_S)


async def _crowd(port: int, size: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    await asyncio.gather(*(_come_again_and_again(port, number) for number in range(size)))


if __name__ == "__main__":
    asyncio.run(_crowd(int(sys.argv[1]), int(sys.argv[2])))
