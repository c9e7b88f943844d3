"""A printer on TCP or on a pty, in a thread, as good or as bad as a test wants it: one connection at a time.

It knows only what the driver asks (DLE EOT 1 to 4, GS r 1, GS ( H, DLE DC4 8, DLE ENQ 2) and keeps the rest as
`ticket`. For a printer that behaves in time, see `printer.simulator`; for paper that can be looked at,
`tests.fakes.emupos`.
"""

import os
import re
import select
import socket
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Protocol

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
    """Answers GS r 1 and GS ( H."""
    obeys_after: int = 0
    """Takes so many bytes for a part of somebody's picture, which nothing but more bytes can end."""
    forgets: bool = False
    """Obeys DLE DC4 8, and is well after DLE ENQ 2."""
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
        self.processes: list[bytes] = []
        """The ids of GS ( H, in the order in which they were asked."""
        self.asked = 0
        """How often it was asked GS r 1."""
        self.forgotten = 0
        """How often it was told to forget what it holds."""
        self.connections = 0
        self._stopping = threading.Event()
        self._swallowed = 0

    def converse(self, line: "_Line") -> None:
        """Answer until the other side ends, or the printer does."""
        self.connections += 1
        line.sendall(self.behaviour.greeting)
        if not self.behaviour.reads:
            self._stopping.wait()
            return
        while self.behaviour.floods:
            line.sendall(NOISE * 100)
        stream, answered = b"", 0
        while data := line.recv(self._most_bytes(len(stream))):
            stream += data
            while query := _QUERY.search(stream, answered):
                self._keep(stream[answered : query.start()])
                answered = query.end()
                self._answer(line, query)
            if len(stream) == self.behaviour.dies_after:
                break
        self._keep(_BEGUN_QUERY.sub(b"", stream[answered:]))

    def _most_bytes(self, received: int) -> int:
        return 4096 if self.behaviour.dies_after is None else self.behaviour.dies_after - received

    def _keep(self, data: bytes) -> None:
        eaten = data[: max(0, self.behaviour.obeys_after - self._swallowed)]
        self._swallowed += len(eaten)
        self.ticket += data[len(eaten) :]

    def _answer(self, line: "_Line", query: "re.Match[bytes]") -> None:
        behaviour = self.behaviour
        if not behaviour.answers:
            return
        health, process = query[1], query[2]
        if health is not None:
            now = behaviour.health_after if self.ticket and behaviour.health_after else behaviour.health
            self._say(line, now[health[0] - 1 : health[0]])
        elif query[0].startswith((b"\x10\x14", b"\x10\x05")):
            self._forget(line, query[0])
        elif self._swallowed < behaviour.obeys_after:
            self._keep(query[0])
        elif process is not None:
            self.processes.append(process)
            if behaviour.confirms:
                self._say(line, b"\x37\x22" + process + b"\x00")
        else:
            self.asked += 1
            if behaviour.confirms:
                self._say(line, bytes([behaviour.paper_sensor]))

    def _forget(self, line: "_Line", command: bytes) -> None:
        if not self.behaviour.forgets:
            return
        self.forgotten += 1
        if command.startswith(b"\x10\x14"):
            self._say(line, b"\x37\x25\x00")
        else:
            self.behaviour = replace(self.behaviour, health_after=WELL)

    def _say(self, line: "_Line", answer: bytes) -> None:
        said = self.behaviour.chatter + answer
        for piece in [bytes([byte]) for byte in said] if self.behaviour.one_by_one else [said]:
            line.sendall(piece)


class TcpFakePrinter(FakePrinter):
    """One on the network."""

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(behaviour)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._connection: socket.socket | None = None
        self.url = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
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
            with self._connection, suppress(OSError):
                self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.converse(self._connection)


class PtyFakePrinter(FakePrinter):
    """One at the end of a line; `device` is our end of it. All jobs are one conversation, as on a real line."""

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(behaviour)
        # Our own hold on the kiosk's end keeps the line open between its jobs.
        self._printer_end, self._kiosk_end = os.openpty()
        self.device = os.ttyname(self._kiosk_end)
        tty.setraw(self._kiosk_end)
        os.set_blocking(self._printer_end, False)
        self._woken, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Be unplugged, if that has not happened yet."""
        self._stopping.set()
        os.write(self._wake, b"x")
        self._thread.join(10)
        os.close(self._woken)
        os.close(self._wake)
        assert not self._thread.is_alive()

    def recv(self, most: int) -> bytes:
        try:
            self._wait(reading=True)
        except InterruptedError:
            return b""
        return os.read(self._printer_end, most)

    def sendall(self, data: bytes) -> None:
        while data:
            self._wait(reading=False)
            data = data[os.write(self._printer_end, data) :]

    def _wait(self, *, reading: bool) -> None:
        """Wait until the line can be read or written; InterruptedError when it is time to stop."""
        line = [self._printer_end]
        readable, _, _ = select.select([self._woken, *(line if reading else [])], [] if reading else line, [])
        if self._woken in readable:
            raise InterruptedError

    def _serve(self) -> None:
        with suppress(OSError):
            self.converse(self)
        os.close(self._kiosk_end)
        os.close(self._printer_end)


class _Line(Protocol):
    """What a printer converses over; a socket is one."""

    def recv(self, most: int, /) -> bytes: ...

    def sendall(self, data: bytes, /) -> None: ...


_QUERY = re.compile(
    rb"\x10\x04([\x01-\x04])|\x1dr\x01|\x1d\(H\x06\x0000(....)|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08|\x10\x05\x02",
    re.DOTALL,
)
_BEGUN_QUERY = re.compile(rb"(\x10\x04?|\x1d(r|\((H.{0,7})?)?)\Z", re.DOTALL)


@contextmanager
def fake_printer(behaviour: Behaviour | None = None) -> Iterator[TcpFakePrinter]:
    """A printer on the network that runs for as long as the block lasts."""
    printer = TcpFakePrinter(behaviour or Behaviour())
    try:
        yield printer
    finally:
        printer.stop()


@contextmanager
def printer_on_a_line(behaviour: Behaviour | None = None) -> Iterator[PtyFakePrinter]:
    """The same at the end of a pty."""
    printer = PtyFakePrinter(behaviour or Behaviour())
    try:
        yield printer
    finally:
        printer.stop()


def url_that_refuses() -> str:
    """The address of a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"tcp://127.0.0.1:{listener.getsockname()[1]}"
