"""The driver against printers of every temper, over real sockets: it tells the truth, and it comes back in time."""

import threading
import time
from pathlib import Path

import pytest

from printer.driver import Driver
from printer.encode import encode, readable
from printer.errors import BadAddress
from printer.job import Failed, Outcome, Patience, Printed, Unconfirmed
from printer.layout import lay_out
from printer.ports import TcpPort
from printer.profile import load_profile
from printer.status import Status, Trouble
from tests.fakes.printers import (
    COVER_OPEN,
    CUTTER_JAM,
    NEAR_END,
    NOISE,
    OFFLINE,
    PAPER_OUT,
    WELL,
    Behaviour,
    fake_printer,
    url_that_refuses,
)
from tests.fakes.slips import BANYUWANGI

EPSON80 = load_profile("epson80")

GENEROUS = Patience(status_s=10.0, print_s=10.0)
"""For behaviours that end in an answer: a slow machine must not turn them into silence."""
NO_ANSWER = Patience(status_s=0.3, print_s=10.0)
NO_CONFIRMATION = Patience(status_s=10.0, print_s=0.3)
TICKET = encode(lay_out(BANYUWANGI, EPSON80), EPSON80)

PRINTS = {
    "healthy": Behaviour(),
    "near end": Behaviour(health=NEAR_END, paper_sensor=0x03),
    "drawer bit high": Behaviour(health=b"\x16\x12\x12\x12"),
    "babbling between answers": Behaviour(chatter=NOISE),
    "babbling at connect": Behaviour(greeting=NOISE),
    "one byte at a time": Behaviour(chatter=NOISE, one_by_one=True),
}

REFUSES = {
    "paper out": (Behaviour(health=PAPER_OUT), GENEROUS, Trouble.PAPER_OUT),
    "cover open": (Behaviour(health=COVER_OPEN), GENEROUS, Trouble.COVER_OPEN),
    "cutter jam": (Behaviour(health=CUTTER_JAM), GENEROUS, Trouble.CUTTER),
    "offline": (Behaviour(health=OFFLINE), GENEROUS, Trouble.OFFLINE),
    "silent": (Behaviour(answers=False), NO_ANSWER, Trouble.NO_REPLY),
    "hung": (Behaviour(reads=False), NO_ANSWER, Trouble.NO_REPLY),
    "flooding": (Behaviour(floods=True), NO_ANSWER, Trouble.NO_REPLY),
    "dies at once": (Behaviour(dies_after=3), GENEROUS, Trouble.LOST),
    "dies before the ticket": (Behaviour(dies_after=11), GENEROUS, Trouble.LOST),
}

LEAVES_OPEN = {
    "dies as it answers": (Behaviour(dies_after=12), GENEROUS, Trouble.LOST),
    "dies in the ticket": (Behaviour(dies_after=100), GENEROUS, Trouble.LOST),
    "dies before it confirms": (Behaviour(dies_after=12 + len(TICKET)), GENEROUS, Trouble.LOST),
    "never confirms": (Behaviour(confirms=False), NO_CONFIRMATION, Trouble.NO_CONFIRMATION),
    "paper ends in the ticket": (Behaviour(confirms=False, health_after=PAPER_OUT), NO_CONFIRMATION, Trouble.PAPER_OUT),
    "cover opened in the ticket": (
        Behaviour(confirms=False, health_after=COVER_OPEN),
        NO_CONFIRMATION,
        Trouble.COVER_OPEN,
    ),
    "cutter jams at the end": (Behaviour(confirms=False, health_after=CUTTER_JAM), NO_CONFIRMATION, Trouble.CUTTER),
    "confirms with the last of the paper": (Behaviour(paper_sensor=0x0F), GENEROUS, Trouble.PAPER_OUT),
}


@pytest.mark.parametrize("name", PRINTS)
def test_printers_that_print(name: str) -> None:
    """Printed is said when the printer said so, and the printer got exactly one ticket."""
    with fake_printer(PRINTS[name]) as printer:
        assert Driver(printer.url, patience=GENEROUS).print_slip(BANYUWANGI) == Printed()
    assert printer.ticket == TICKET
    assert printer.connections == 1


@pytest.mark.parametrize("name", REFUSES)
def test_printers_known_bad_get_nothing(name: str) -> None:
    """Failed, with the reason, and not one byte of a ticket that could come out later."""
    behaviour, patience, why = REFUSES[name]
    with fake_printer(behaviour) as printer:
        assert Driver(printer.url, patience=patience).print_slip(BANYUWANGI) == Failed(why)
    assert printer.ticket == b""


@pytest.mark.parametrize("name", LEAVES_OPEN)
def test_printers_that_leave_it_open(name: str) -> None:
    """Once a byte may have gone out, no end of the story is called a failure; nothing is sent twice."""
    behaviour, patience, why = LEAVES_OPEN[name]
    with fake_printer(behaviour) as printer:
        assert Driver(printer.url, patience=patience).print_slip(BANYUWANGI) == Unconfirmed(why)
    assert TICKET.startswith(printer.ticket)


def test_a_printer_that_refuses_the_connection() -> None:
    """No connection is a failure before any byte, for the print and for the poll."""
    driver = Driver(url_that_refuses())
    assert driver.print_slip(BANYUWANGI) == Failed(Trouble.UNREACHABLE)
    assert driver.status() == Status(silence=Trouble.UNREACHABLE)


def test_a_printer_that_comes_back() -> None:
    """A driver outlives its printer: after an outage the same one prints again."""
    with fake_printer(Behaviour(health=COVER_OPEN)) as printer:
        driver = Driver(printer.url, patience=GENEROUS)
        assert driver.print_slip(BANYUWANGI) == Failed(Trouble.COVER_OPEN)
        printer.behaviour = Behaviour()
        assert driver.print_slip(BANYUWANGI) == Printed()
    assert driver.print_slip(BANYUWANGI) == Failed(Trouble.UNREACHABLE)


@pytest.mark.parametrize("behaviour", [Behaviour(reads=False), Behaviour(floods=True)])
def test_bad_printers_cost_bounded_time(behaviour: Behaviour) -> None:
    """With the usual patience a print ends after the second for the health check, flood or silence."""
    with fake_printer(behaviour) as printer:
        began = time.monotonic()
        assert Driver(printer.url).print_slip(BANYUWANGI) == Failed(Trouble.NO_REPLY)
        assert 0.9 < time.monotonic() - began < 3.0


class StaleLink:
    """A connection on which answers to somebody else's questions wait already; to ours, the printer answers well."""

    def __init__(self) -> None:
        self.waiting = [PAPER_OUT, WELL]

    def write(self, _data: bytes, _timeout_s: float) -> None:
        pass

    def read(self, _timeout_s: float) -> bytes:
        return self.waiting.pop(0)

    def close(self) -> None:
        pass


def test_what_was_said_before_the_question_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that wait at connect are dropped and cannot shift the answers that follow."""
    monkeypatch.setattr(TcpPort, "open", lambda _port: StaleLink())
    assert Driver("tcp://127.0.0.1:9100").status() == Status()


def test_the_usual_patience_allows_for_the_length_of_the_ticket() -> None:
    """A printer that is well but never confirms is given the time to print, then asked once more."""
    with fake_printer(Behaviour(confirms=False)) as printer:
        began = time.monotonic()
        assert Driver(printer.url).print_slip(BANYUWANGI) == Unconfirmed(Trouble.NO_CONFIRMATION)
        assert 2.5 < time.monotonic() - began < 6.0


@pytest.mark.parametrize(
    ("behaviour", "trouble"),
    [
        (Behaviour(), None),
        (Behaviour(chatter=NOISE, one_by_one=True), None),
        (Behaviour(health=NEAR_END), Trouble.PAPER_NEAR_END),
        (Behaviour(health=PAPER_OUT), Trouble.PAPER_OUT),
        (Behaviour(health=COVER_OPEN), Trouble.COVER_OPEN),
        (Behaviour(health=OFFLINE), Trouble.OFFLINE),
        (Behaviour(dies_after=3), Trouble.LOST),
    ],
)
def test_the_idle_poll_tells_how_the_printer_is(behaviour: Behaviour, trouble: Trouble | None) -> None:
    """The status is the printer's, and asking for it prints nothing."""
    with fake_printer(behaviour) as printer:
        assert Driver(printer.url, patience=GENEROUS).status().trouble is trouble
    assert printer.ticket == b""


def test_two_threads_take_turns() -> None:
    """Polls and prints from two threads never share a connection or mix their bytes."""
    outcomes: list[Outcome] = []
    with fake_printer(Behaviour(health=WELL)) as printer:
        driver = Driver(printer.url, patience=GENEROUS)
        printing = threading.Thread(target=lambda: outcomes.extend(driver.print_slip(BANYUWANGI) for _ in range(10)))
        printing.start()
        polled = [driver.status().trouble for _ in range(10)]
        printing.join(30)
    assert outcomes == [Printed()] * 10
    assert polled == [None] * 10
    assert printer.ticket == TICKET * 10


def test_a_file_is_a_printer_too(tmp_path: Path) -> None:
    """Printed is what is written and flushed: a readable ticket after another."""
    path = tmp_path / "tickets.txt"
    driver = Driver(f"file:{path}")
    assert driver.status() == Status()
    assert driver.print_slip(BANYUWANGI) == Printed()
    assert driver.print_slip(BANYUWANGI) == Printed()
    assert path.read_text() == readable(lay_out(BANYUWANGI, EPSON80), EPSON80) * 2


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """A file in a folder that is not there is a printer that cannot be reached."""
    driver = Driver(f"file:{tmp_path}/missing/tickets.txt")
    assert driver.status() == Status(silence=Trouble.UNREACHABLE)
    assert driver.print_slip(BANYUWANGI) == Failed(Trouble.UNREACHABLE)


def test_a_bad_address_is_known_at_once() -> None:
    """A driver with an address that makes no sense is not made, so that the box does not start with it."""
    with pytest.raises(BadAddress):
        Driver("lpt1")
