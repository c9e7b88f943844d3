"""A line to the hub that a test makes slow, or cuts in the middle of a message: TCP alone, it reads none."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from random import Random

from kiosk.tasks import spawn

PIECE_BYTES = 2**16
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of no seconds: whoever closes such a socket sends RST, and what was not sent yet is lost."""


class FaultProxy:
    """Listens at `url`; what goes wrong is set at any time and holds for connections old and new."""

    def __init__(self, port: int, random: Random) -> None:
        self._port = port
        self._random = random
        self._listening: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        self.delay_s = 0.0
        """Longest delay of each piece of what is said, either way; the order stays."""
        self.cut_replies = 0.0
        """So likely is it that a piece from the hub gets through in part and the connection is reset on both sides."""
        self.cuts = 0

    @property
    def url(self) -> str:
        assert self._listening is not None  # `through` has started it
        return f"ws://127.0.0.1:{self._listening.sockets[0].getsockname()[1]}/ws"

    async def start(self) -> None:
        self._listening = await asyncio.start_server(self._connect, "127.0.0.1", 0)

    async def stop(self) -> None:
        assert self._listening is not None  # it was started
        self._listening.close()
        for line in list(self._lines):
            line.transport.abort()
        await self._listening.wait_closed()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            _reset(writer)
            return
        self._lines |= {writer, far_writer}
        ways = [
            spawn(self._carry(reader, far_writer, cut=lambda: False), name="to the hub"),
            spawn(self._carry(far_reader, writer, cut=self._cuts), name="from the hub"),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, far_writer):
            _reset(end)
            self._lines.discard(end)
        await asyncio.wait(ways)

    def _cuts(self) -> bool:
        return self._random.random() < self.cut_replies

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, cut: Callable[[], bool]
    ) -> None:
        with suppress(OSError):
            while piece := await reader.read(PIECE_BYTES):
                if self.delay_s:
                    await asyncio.sleep(self._random.uniform(0, self.delay_s))
                if cut():
                    self.cuts += 1
                    writer.write(piece[: self._random.randrange(len(piece))])
                    await writer.drain()
                    return
                writer.write(piece)
                await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    line: socket.socket = writer.get_extra_info("socket")
    with suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


@asynccontextmanager
async def through(port: int, random: Random) -> AsyncIterator[FaultProxy]:
    """A sound line to the hub at `port`, for as long as the block lasts."""
    proxy = FaultProxy(port, random)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.stop()
