"""From the tap to the last byte of the ticket at the printer, over lines as slow as those in halls.

The kiosk's own program on a pseudo terminal and a hub of its own, as in `tap`; the simulated printer at its real pace
takes the bytes off a network or a serial line no faster than that carries them. The floor is the wire: the same bytes
over the same line, asked and sent by nobody but this program.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from printer.ports import port_from_url
from printer.ports.file import FilePort
from printer.profile import load_profile
from printer.replies import REALTIME_QUERIES
from printer.simulator.intake import Flow
from printer.simulator.machine import LAN_BYTES_PER_S, Machine
from printer.simulator.serial_line import SerialLine
from printer.simulator.server import SimulatedPrinter
from printer.simulator.tcp import TcpLine
from tests.bench.bench_start import FIRST_SCREEN, kiosk_command
from tests.bench.bench_tap import PROMISE_MS, leave, take_number
from tests.bench.places import scratch, wide_hub
from tests.bench.rows import Row, Size, against, middle
from tests.bench.terminal import Terminal, terminal

TAPS = {Size.SMALLEST: 1, Size.QUICK: 2, Size.FULL: 5}
WIRES = {Size.SMALLEST: 1, Size.QUICK: 1, Size.FULL: 3}
BAUDS = {Size.SMALLEST: (115_200,), Size.QUICK: (9600, 38_400, 115_200), Size.FULL: (9600, 38_400, 115_200)}
PROFILE = "epson80"
PATIENCE_S = 30.0
ENDS = re.compile(rb"\x1d\(H\x06\x0000.{4}", re.DOTALL)
"""The question behind every ticket: GS ( H, function 48, with the id of the print."""


class NotingMachine(Machine):
    """Keeps what it got, and when each byte had come over the line."""

    def __init__(self, flow: Flow, bytes_per_s: float) -> None:
        super().__init__(load_profile(PROFILE), flow=flow, bytes_per_s=bytes_per_s)
        self.stream = bytearray()
        self.arrived: list[tuple[int, float]] = []
        """How many bytes were there at which monotonic second."""

    def receive(self, data: bytes, now: float) -> None:
        self.stream += data
        super().receive(data, now)

    def advance(self, now: float) -> None:
        super().advance(now)
        if not self.arrived or self.arrived[-1][0] < self.received_bytes:
            self.arrived.append((self.received_bytes, time.monotonic()))

    def came_at(self, count: int) -> float:
        """The monotonic second of byte number `count`."""
        return next(at for there, at in self.arrived if there >= count)


@dataclass(frozen=True, slots=True)
class Line:
    """A printer at the end of a line."""

    name: str
    machine: NotingMachine
    printer: SimulatedPrinter

    def last_byte(self, begin: int) -> tuple[bytes, float]:
        """The ticket that comes behind the first `begin` bytes, its question included, and when its last byte came."""
        self.printer.wait_until(lambda _machine: ENDS.search(self.machine.stream, begin) is not None)
        ends = ENDS.search(self.machine.stream, begin)
        assert ends is not None  # it has just been found
        self.printer.wait_until(lambda machine: machine.received_bytes >= ends.end() and not machine.is_busy)
        ticket = bytes(self.machine.stream[begin : ends.end()]).replace(REALTIME_QUERIES, b"")
        return ticket, self.machine.came_at(ends.end())


@contextmanager
def line(folder: Path, baud: int | None) -> Iterator[Line]:
    """A printer on a serial line of that speed, or on the network."""
    if baud is None:
        name, machine = "TCP", NotingMachine(Flow.NETWORK, LAN_BYTES_PER_S)
    else:
        name, machine = f"serial, {baud:,} baud", NotingMachine(Flow.XON_XOFF, baud / 10)
    way = TcpLine() if baud is None else SerialLine(folder / f"serial-{baud}", baud=baud)
    printer = SimulatedPrinter(machine, way)
    printer.start()
    try:
        yield Line(name, machine, printer)
    finally:
        printer.stop()


def measure(size: Size) -> list[Row]:
    """Milliseconds from tap to last byte over each line, and what of them is not the wire's."""
    rows: list[Row] = []
    with scratch() as folder, wide_hub(folder) as (hub, tokens):
        for baud in (None, *BAUDS[size]):
            with line(folder, baud) as at:
                command = kiosk_command(folder, hub.url, tokens["kiosk"], at.printer.url, PROFILE)
                with terminal(command) as kiosk:
                    kiosk.shows(*FIRST_SCREEN)
                    taps, ticket = _taps(kiosk, at, TAPS[size])
                wires = [_wire(at, ticket) for _ in range(WIRES[size])]
            rows += _rows(at.name, taps, wires)
    return rows


def _rows(name: str, taps: list[float], wires: list[float]) -> list[Row]:
    wire = middle(wires)
    return [
        against(f"tap to last byte, {name}, p50", middle(taps), "ms", wire),
        Row(f"the same over the wire's time, {name}, p50", max(0.0, middle(taps) - wire), "ms", target=PROMISE_MS),
        Row(f"the same over the wire's time, {name}, worst of {len(taps)}", max(0.0, max(taps) - wire), "ms"),
    ]


def _taps(kiosk: Terminal, at: Line, count: int) -> tuple[list[float], bytes]:
    taken: list[float] = []
    ticket = b""
    for _ in range(count):
        begin = len(at.machine.stream)
        tapped_s = take_number(kiosk)
        ticket, at_s = at.last_byte(begin)
        taken.append((at_s - tapped_s) * 1000)
        leave(kiosk)
    return taken, ticket


def _wire(at: Line, ticket: bytes) -> float:
    """Milliseconds that the same exchange takes without kiosk and hub."""
    port = port_from_url(at.printer.url)
    assert not isinstance(port, FilePort)  # it is a printer
    begin = len(at.machine.stream)
    begin_s = time.monotonic()
    link = port.open()
    try:
        link.write(REALTIME_QUERIES, PATIENCE_S)
        answers = b""
        while len(answers) < 4:
            answers += link.read(PATIENCE_S)
        link.write(ticket, PATIENCE_S)
        _, at_s = at.last_byte(begin)
    finally:
        link.close()
    return (at_s - begin_s) * 1000
