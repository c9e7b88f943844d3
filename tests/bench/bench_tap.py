"""From the tap on "take a number" to the last byte of the ticket at the printer, through everything that is real.

The kiosk's own program on a pseudo terminal, tapped as a terminal sends taps; a hub of its own on a real file; a
printer on TCP that notes when each ticket's last byte was there. The wire time is measured in the same run: the same
bytes to the same printer from a bare socket, with the same four questions before and the one after.
"""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Queue
from threading import Thread

from tests.bench.bench_start import FIRST_SCREEN, kiosk_command
from tests.bench.places import scratch, wide_hub
from tests.bench.rows import Row, Size, middle, spread
from tests.bench.terminal import Terminal, terminal

TAPS = {Size.SMALLEST: 1, Size.QUICK: 10, Size.FULL: 30}
WIRES = {Size.SMALLEST: 3, Size.QUICK: 50, Size.FULL: 100}
PROMISE_MS = 50.0
"""On top of the wire."""
DEAF_S = 0.5
"""A screen that has just come takes no taps for a moment; the number's own for longer."""
TICKET_DEAF_S = 1.3

PROFILE = "generic80"
"""The family of the sink: it answers DLE EOT and GS r."""
QUERIES = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
PAPER_QUERY = b"\x1dr\x01"
_QUERY = re.compile(rb"\x10\x04[\x01-\x04]|\x1dr\x01")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A ticket at the printer."""

    data: bytes
    at_s: float
    """The monotonic second of its last byte, the question after it included."""


class Sink:
    """A healthy printer that notes when tickets are there; `url` is its address."""

    def __init__(self) -> None:
        self.arrivals: Queue[Arrival] = Queue()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"tcp://127.0.0.1:{self.port}"
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Vanish."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._take(connection)

    def _take(self, connection: socket.socket) -> None:
        """One connection: answer what is asked; a ticket is what ends with the question about paper."""
        stream, answered = b"", 0
        while data := connection.recv(65536):
            at_s = time.monotonic()
            stream += data
            while query := _QUERY.search(stream, answered):
                answered = query.end()
                connection.sendall(b"\x00" if query[0] == PAPER_QUERY else b"\x12")
            if stream.endswith(PAPER_QUERY) and (ticket := _QUERY.sub(b"", stream)):
                self.arrivals.put(Arrival(ticket, at_s))


@contextmanager
def sink() -> Iterator[Sink]:
    """A printer for as long as the block lasts."""
    printer = Sink()
    try:
        yield printer
    finally:
        printer.close()


def measure(size: Size) -> list[Row]:
    """Milliseconds from tap to last byte, and those of the wire alone."""
    with scratch() as folder, wide_hub(folder) as (hub, tokens), sink() as printer:
        command = kiosk_command(folder, hub.url, tokens["kiosk"], printer.url, PROFILE)
        with terminal(command) as kiosk:
            kiosk.shows(*FIRST_SCREEN)
            taps, ticket = _taps(kiosk, printer, TAPS[size])
        wires = [_wire(printer, ticket) for _ in range(WIRES[size])]
    return spread("tap to last byte at the printer", taps, "ms", wires, target=middle(wires) + PROMISE_MS)


def _taps(kiosk: Terminal, printer: Sink, count: int) -> tuple[list[float], bytes]:
    taken: list[float] = []
    ticket = b""
    for _ in range(count):
        tapped_s = take_number(kiosk)
        arrival = printer.arrivals.get(timeout=10)
        taken.append((arrival.at_s - tapped_s) * 1000)
        ticket = arrival.data
        leave(kiosk)
    return taken, ticket


def take_number(kiosk: Terminal) -> float:
    """Choose and take a number: the monotonic second of the tap that took it. Its paper is out at the end."""
    _tap_seen(kiosk, "Dukcapil", DEAF_S)
    _tap_seen(kiosk, "Perekaman", DEAF_S)
    tapped_s = _tap_seen(kiosk, "Ambil nomor", DEAF_S)
    kiosk.shows("Silakan ambil karcis")
    return tapped_s


def leave(kiosk: Terminal) -> None:
    """Back to the first screen."""
    _tap_seen(kiosk, "Selesai", TICKET_DEAF_S)
    kiosk.shows(*FIRST_SCREEN)


def _tap_seen(kiosk: Terminal, words: str, deaf_s: float) -> float:
    """Tap `words` once they stand there and the screen takes taps: the monotonic second of the tap."""
    kiosk.shows(words)
    kiosk.rest(deaf_s)
    return kiosk.tap(words)


def _wire(printer: Sink, ticket: bytes) -> float:
    """Milliseconds that the same exchange takes from a bare socket."""
    begin_s = time.monotonic()
    with socket.create_connection(("127.0.0.1", printer.port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(QUERIES)
        answers = b""
        while len(answers) < 4:
            answers += connection.recv(16)
        connection.sendall(ticket + PAPER_QUERY)
        connection.recv(16)
    return (printer.arrivals.get(timeout=10).at_s - begin_s) * 1000
