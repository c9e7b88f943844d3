"""A printer on TCP in a thread, as good or as bad as a test wants it: one connection at a time, as real ones.

It knows only what the driver asks (DLE EOT 1 to 4, GS r 1) and keeps the rest as `ticket`. For paper that can be
looked at, see `tests.fakes.emupos`.
"""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

WELL = b"\x12\x12\x12\x12"
NEAR_END = b"\x12\x12\x12\x1e"
PAPER_OUT = b"\x1a\x32\x12\x7e"
COVER_OPEN = b"\x1a\x16\x12\x12"
CUTTER_JAM = b"\x1a\x52\x1a\x12"
OFFLINE = b"\x1a\x12\x12\x12"

NOISE = b"\x11\x10\x00\x00\x00\x13\x5fTM-T20\x00\xff\x11"
"""XON, an automatic status, XOFF, block data and a byte of nothing: all that may stand between two answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """How a printer behaves; the defaults are a healthy one."""

    health: bytes = WELL
    """Answers to DLE EOT 1 to 4."""
    health_after: bytes | None = None
    """The same once it has got the first byte of a ticket; None for no change."""
    reads: bool = True
    """False: hung, it accepts a connection and takes nothing."""
    answers: bool = True
    """False: silent, it takes all and says nothing."""
    confirms: bool = True
    """Answers GS r 1."""
    paper_sensor: int = 0x00
    """The answer to GS r 1."""
    chatter: bytes = b""
    """Sent unasked before every answer."""
    greeting: bytes = b""
    """Sent unasked at connect."""
    floods: bool = False
    """Sends noise without end instead of answers."""
    one_by_one: bool = False
    """Every byte of an answer in a packet of its own."""
    dies_after: int | None = None
    """Closes the connection when it has got so many bytes."""


class FakePrinter:
    """A running printer; `url` is its address, `ticket` what it got of tickets, in the order of arrival."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.ticket = b""
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connection: socket.socket | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.url = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread.start()

    def stop(self) -> None:
        """Vanish, with whatever connection is open."""
        self._stopping.set()
        for open_socket in (self._listener, self._connection):
            with suppress(OSError):
                if open_socket is not None:
                    open_socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._listener.close()
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            try:
                self._connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with self._connection, suppress(OSError):
                self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._converse(self._connection)

    def _converse(self, connection: socket.socket) -> None:
        connection.sendall(self.behaviour.greeting)
        if not self.behaviour.reads:
            self._stopping.wait()
            return
        while self.behaviour.floods:
            connection.sendall(NOISE * 100)
        stream, answered = b"", 0
        while data := connection.recv(self._most_bytes(len(stream))):
            stream += data
            while query := _QUERY.search(stream, answered):
                self.ticket += stream[answered : query.start()]
                answered = query.end()
                self._answer(connection, query)
            if len(stream) == self.behaviour.dies_after:
                break
        self.ticket += _BEGUN_QUERY.sub(b"", stream[answered:])

    def _most_bytes(self, received: int) -> int:
        return 4096 if self.behaviour.dies_after is None else self.behaviour.dies_after - received

    def _answer(self, connection: socket.socket, query: "re.Match[bytes]") -> None:
        behaviour = self.behaviour
        if not behaviour.answers:
            return
        if query[1] is not None:
            health = behaviour.health_after if self.ticket and behaviour.health_after else behaviour.health
            self._say(connection, health[query[1][0] - 1])
        elif behaviour.confirms:
            self._say(connection, behaviour.paper_sensor)

    def _say(self, connection: socket.socket, byte: int) -> None:
        answer = self.behaviour.chatter + bytes([byte])
        pieces = [bytes([byte]) for byte in answer] if self.behaviour.one_by_one else [answer]
        for piece in pieces:
            connection.sendall(piece)


_QUERY = re.compile(rb"\x10\x04([\x01-\x04])|\x1dr\x01")
_BEGUN_QUERY = re.compile(rb"(\x10\x04?|\x1dr?)\Z")


@contextmanager
def fake_printer(behaviour: Behaviour | None = None) -> Iterator[FakePrinter]:
    """A printer that runs for as long as the block lasts."""
    printer = FakePrinter(behaviour or Behaviour())
    try:
        yield printer
    finally:
        printer.stop()


def url_that_refuses() -> str:
    """The address of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"tcp://127.0.0.1:{listener.getsockname()[1]}"
