"""The simulated printer on a real socket, from the outside: what any program that prints to it gets to see."""

import socket

import pytest

from printer.driver import Driver
from printer.encode import encode
from printer.job import Failed, Outcome, Printed
from printer.layout import lay_out
from printer.patience import Patience
from printer.profile import load_profile
from printer.simulator.server import SimulatedPrinter
from printer.status import Status, Trouble
from tests.fakes.simulator import simulated_printer
from tests.fakes.slips import BANYUWANGI

PATIENCE = Patience(status_s=10.0, print_s=10.0)
NO_ANSWER = Patience(status_s=0.3, print_s=0.3)
TICKET = encode(lay_out(BANYUWANGI, load_profile("epson80")), load_profile("epson80"))


def connected(printer: SimulatedPrinter) -> socket.socket:
    host, port = printer.url.removeprefix("tcp://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def print_one(printer: SimulatedPrinter, patience: Patience = PATIENCE) -> Outcome:
    return Driver(printer.url, patience=patience).print_slip(BANYUWANGI)


def test_a_ticket_comes_out() -> None:
    """What the driver prints is on one whole piece of paper, and the printer has understood all of it."""
    with simulated_printer(pace=20) as printer:
        assert print_one(printer) == Printed()
        printer.wait_until(lambda machine: len(machine.tickets) == 1)
        (ticket,) = printer.tickets
        assert printer.look(lambda machine: machine.unknown) == []
    assert BANYUWANGI.number in ticket.text.split("\n")
    assert ticket.complete
    assert ticket.cut


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("paper-out", Trouble.PAPER_OUT),
        ("cover-open", Trouble.COVER_OPEN),
        ("cutter-jam", Trouble.CUTTER),
        ("head-hot", Trouble.HOT),
        ("offline", Trouble.OFFLINE),
        ("power-off", Trouble.UNREACHABLE),
        ("hang", Trouble.NO_REPLY),
        ("silence", Trouble.NO_REPLY),
        ("babble", Trouble.NO_REPLY),
    ],
)
def test_a_fault_is_seen_by_the_driver_and_mended(fault: str, trouble: Trouble) -> None:
    """Each fault is what the driver takes it for; afterwards the same printer at the same address is well."""
    with simulated_printer(pace=20) as printer:
        printer.fault(fault)
        assert print_one(printer, NO_ANSWER) == Failed(trouble)
        printer.fault(fault, False)
        assert Driver(printer.url, patience=PATIENCE).status() == Status()
        assert printer.tickets == ()
