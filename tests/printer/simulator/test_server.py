"""The simulated printer on a real socket, from the outside: what any program that prints to it gets to see."""

import socket
import threading

import pytest

from printer.driver import Driver
from printer.job import Failed, Outcome, Printed
from printer.patience import Patience
from printer.simulator.server import SimulatedPrinter
from printer.status import Status, Trouble
from tests.fakes.simulator import simulated_printer
from tests.fakes.slips import BANYUWANGI

PATIENCE = Patience(status_s=10.0, print_s=10.0)
NO_ANSWER = Patience(status_s=0.3, print_s=0.3)
STATUS = b"\x10\x04\x01"


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


def test_a_second_host_waits_for_the_first() -> None:
    """One connection at a time; what the second has sent is answered when the first has gone."""
    with simulated_printer() as printer, connected(printer) as first:
        first.sendall(STATUS)
        assert first.recv(1) == b"\x12"
        with connected(printer) as second:
            second.sendall(STATUS)
            second.settimeout(0.2)
            with pytest.raises(TimeoutError):
                second.recv(1)
            first.close()
            second.settimeout(10)
            assert second.recv(1) == b"\x12"


def test_a_host_is_held_up_while_the_printer_is_full() -> None:
    """Back-pressure of TCP: a host with a deadline meets it, one with patience gets all of it printed."""
    with simulated_printer(pace=200) as printer, connected(printer) as host:
        printer.fault("cover-open")
        host.settimeout(0.3)
        with pytest.raises(TimeoutError):
            host.sendall(bytes(10_000_000))
        printer.fault("cover-open", False)
        printer.wait_until(lambda machine: machine.received_bytes > 20_000)


def test_the_plug_is_pulled() -> None:
    """The connection ends with a reset, nobody listens, and later the printer is at the same address."""
    with simulated_printer() as printer:
        with connected(printer) as host:
            host.sendall(STATUS)
            assert host.recv(1) == b"\x12"
            printer.fault("power-off")
            with pytest.raises(ConnectionResetError):
                host.recv(1)
            with pytest.raises(ConnectionRefusedError):
                connected(printer)
        printer.fault("power-off", False)
        with connected(printer) as host:
            host.sendall(STATUS)
            assert host.recv(1) == b"\x12"


def test_faults_come_from_any_thread() -> None:
    """Hands, eyes and hosts at once: every ticket is printed once, and nothing breaks."""
    with simulated_printer(pace=100) as printer:
        stop = threading.Event()

        def meddle() -> None:
            while not stop.is_set():
                for on in (True, False):
                    printer.fault("paper-near-end", on)
                    printer.fault("slow", on)

        meddlers = [threading.Thread(target=meddle) for _ in range(2)]
        for meddler in meddlers:
            meddler.start()
        with connected(printer) as host:
            for number in range(20):
                host.sendall(b"\x1b@%d\n\x1dVB\x00" % number)
        printer.wait_until(lambda machine: len(machine.tickets) == 20)
        stop.set()
        for meddler in meddlers:
            meddler.join()
        assert [ticket.text for ticket in printer.tickets] == [str(number) for number in range(20)]


def test_a_word_that_is_no_fault_is_refused() -> None:
    with simulated_printer() as printer, pytest.raises(ValueError, match="paper-fire"):
        printer.fault("paper-fire")
