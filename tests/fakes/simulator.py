"""The simulated printer for tests, as a context manager: on TCP, or on a serial line.

`printer.fault("paper-out")` switches a fault on and `printer.fault("paper-out", False)` off, from any thread;
`printer.tickets` are the pieces of paper that have come off (`text`, `complete`, `cut`, `fragments`, `png()`);
`printer.wait_until` waits for the paper instead of for the time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from printer.profile import load_profile
from printer.simulator.intake import Flow
from printer.simulator.machine import LAN_BYTES_PER_S, NO_SCRIPT, Machine
from printer.simulator.script import Script
from printer.simulator.serial_line import SerialLine
from printer.simulator.server import Line, SimulatedPrinter
from printer.simulator.tcp import TcpLine


@contextmanager
def simulated_printer(
    profile: str = "epson80",
    *,
    pace: float = 1.0,
    script: Script = NO_SCRIPT,
    bytes_per_s: float = LAN_BYTES_PER_S,
) -> Iterator[SimulatedPrinter]:
    """A printer on TCP that runs for as long as the block lasts; a `pace` of 20 prints a ticket in 50 ms."""
    machine = Machine(load_profile(profile), script=script, bytes_per_s=bytes_per_s)
    with _running(machine, TcpLine(), pace) as printer:
        yield printer


@contextmanager
def simulated_serial_printer(
    link: Path,
    profile: str = "epson80",
    *,
    baud: int = 115_200,
    flow: Flow = Flow.XON_XOFF,
    pace: float = 1.0,
    script: Script = NO_SCRIPT,
) -> Iterator[SimulatedPrinter]:
    """The same on a serial line that a host opens at `link`; its speed, too, is as many times faster as `pace` says."""
    machine = Machine(load_profile(profile), flow=flow, bytes_per_s=baud / 10, script=script)
    with _running(machine, SerialLine(link, baud=baud), pace) as printer:
        yield printer


@contextmanager
def _running(machine: Machine, line: Line, pace: float) -> Iterator[SimulatedPrinter]:
    printer = SimulatedPrinter(machine, line, pace=pace)
    printer.start()
    try:
        yield printer
    finally:
        printer.stop()
