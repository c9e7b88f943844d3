"""The simulated printer for tests, as a context manager.

`printer.fault("paper-out")` switches a fault on and `printer.fault("paper-out", False)` off, from any thread;
`printer.tickets` are the pieces of paper that have come off (`text`, `complete`, `cut`, `fragments`, `png()`);
`printer.wait_until` waits for the paper instead of for the time.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from printer.profile import load_profile
from printer.simulator.machine import LAN_BYTES_PER_S, NO_SCRIPT, Machine
from printer.simulator.script import Script
from printer.simulator.server import SimulatedPrinter
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
    printer = SimulatedPrinter(machine, TcpLine(), pace=pace)
    printer.start()
    try:
        yield printer
    finally:
        printer.stop()
