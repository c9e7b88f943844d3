"""Everything that can be wrong with a printer, before, during and after a print: what is said, and what is on paper.

`FAULTS` is the table. A fault before a print is one that the printer has when it is asked; during is when a part of the
ticket, number included, is on paper; after is when it is done. Then the fault is mended, and the next ticket is whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from msgspec.structs import replace as with_changes

from printer.driver import Driver
from printer.job import Failed, Outcome, Printed, Unconfirmed
from printer.patience import Patience
from printer.ports import TcpLink
from printer.profile import Clearing, Confirmation, load_profile
from printer.replies import PAPER_QUERY, REALTIME_QUERIES
from printer.simulator.faults import Fault
from printer.simulator.script import Script, Step
from printer.simulator.server import SimulatedPrinter
from printer.slip import Slip
from printer.status import Trouble
from tests.fakes.emupos import FAULTS as EMULATED_FAULTS
from tests.fakes.emupos import EmuPos, emupos_printer
from tests.fakes.simulator import simulated_printer
from tests.fakes.slips import BANYUWANGI

NEXT = replace(BANYUWANGI, number="A002")
WHOLE, PART, NOTHING = [True], [False], []  # type: list[bool], list[bool], list[bool]
"""What there is of a ticket on paper in the end: a piece, and whether it is whole."""


@dataclass(frozen=True, slots=True)
class Told:
    """What becomes of a print on one family of printers."""

    before: Outcome
    during: Outcome
    left: list[bool]
    """On paper in the end, of a print that the fault came into."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fault."""

    poll: Trouble | None
    """What the idle poll says while it lasts."""
    clears: Told
    """On a printer that says when paper is out, and can be told to forget: epson80."""
    holds: Told
    """On one that says when it has read a ticket, and prints what it holds when it is mended: generic80."""


def stops(why: Trouble, left: list[bool] = WHOLE) -> Row:
    """The printer stands still, and says why."""
    return Row(
        why,
        clears=Told(Failed(why), Unconfirmed(why), PART),
        holds=Told(Failed(why), Unconfirmed(why, held=True), left),
    )


def mute() -> Row:
    """It says nothing that can be understood, and prints what it has, now or later."""
    told = Told(Failed(Trouble.NO_REPLY), Unconfirmed(Trouble.NO_REPLY, held=True), WHOLE)
    return Row(Trouble.NO_REPLY, told, told)


def harmless(poll: Trouble | None = None) -> Row:
    """It prints."""
    told = Told(Printed(), Printed(), WHOLE)
    return Row(poll, told, told)


GONE = Told(Failed(Trouble.UNREACHABLE), Unconfirmed(Trouble.LOST, held=True), PART)
UNHEARD = Unconfirmed(Trouble.NO_CONFIRMATION)

FAULTS = {
    Fault.PAPER_NEAR_END: harmless(Trouble.PAPER_NEAR_END),
    Fault.PAPER_OUT: stops(Trouble.PAPER_OUT, left=PART),  # the rest is on the new roll
    Fault.COVER_OPEN: stops(Trouble.COVER_OPEN),
    Fault.CUTTER_JAM: stops(Trouble.CUTTER),
    Fault.HEAD_HOT: stops(Trouble.HOT),
    Fault.OFFLINE: stops(Trouble.OFFLINE),
    Fault.POWER_OFF: Row(Trouble.UNREACHABLE, GONE, GONE),
    Fault.HANG: mute(),
    Fault.SILENCE: mute(),
    Fault.SLOW: harmless(),
    Fault.STALE: harmless(),
    Fault.UNASKED: harmless(),
    Fault.BABBLE: mute(),
    # What is lost first is the answer before the ticket: whose id comes back is known, whose paper sensor is not.
    Fault.LOST_CONFIRMATION: Row(None, Told(Printed(), UNHEARD, WHOLE), Told(UNHEARD, UNHEARD, WHOLE)),
}

FAMILIES = ["epson80", "generic80"]


def told(fault: Fault, family: str) -> Told:
    return FAULTS[fault].clears if family == "epson80" else FAULTS[fault].holds


def patience(*outcomes: Outcome | Trouble | None) -> Patience:
    """Enough for every answer that is to come, and not much for those that are not."""
    silent = any(trouble_of(outcome) in (Trouble.NO_REPLY, Trouble.LOST) for outcome in outcomes)
    stops_short = any(isinstance(outcome, Unconfirmed) for outcome in outcomes)
    return Patience(status_s=1.0 if silent else 10.0, print_s=1.0 if stops_short else 10.0)


def trouble_of(said: Outcome | Trouble | None) -> Trouble | None:
    return said.why if isinstance(said, Failed | Unconfirmed) else said if isinstance(said, Trouble) else None


def on_paper(printer: SimulatedPrinter, slip: Slip) -> list[bool]:
    """The pieces with the number of `slip`, and whether they are whole tickets."""
    found = []
    for ticket in printer.tickets:
        found += [False for fragment in ticket.fragments if slip.number in fragment.split("\n")]
        found += [ticket.complete and ticket.cut] if slip.number in ticket.text.split("\n") else []
    return found


def mended(printer: SimulatedPrinter, driver: Driver) -> None:
    """Make all well; the next ticket comes out whole, after whatever the printer still held."""
    for fault in printer.look(lambda machine: machine.faults):
        printer.fault(fault, False)
    printer.wait_until(lambda machine: not machine.is_busy)
    attempts = (driver.print_slip(NEXT) for _ in range(5))
    assert any(not isinstance(attempt, Failed) for attempt in attempts)
    printer.wait_until(lambda machine: any(NEXT.number in ticket.text for ticket in machine.tickets))
    assert on_paper(printer, NEXT) == WHOLE


def test_the_table_is_whole() -> None:
    """Every fault has its row."""
    assert set(FAULTS) == set(Fault)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("fault", FAULTS)
def test_before(fault: Fault, family: str) -> None:
    """A printer known bad gets nothing, so that nothing comes out when it is mended."""
    row = told(fault, family)
    expected = row.before
    with simulated_printer(family, pace=20) as printer:
        driver = Driver(printer.url, load_profile(family), patience=patience(expected, row.during))
        printer.fault(fault)
        if fault is not Fault.LOST_CONFIRMATION:  # a poll asks for none, so that it says nothing of this fault
            assert driver.status().trouble == FAULTS[fault].poll
        assert driver.print_slip(BANYUWANGI) == expected
        mended(printer, driver)
        assert on_paper(printer, BANYUWANGI) == (NOTHING if isinstance(expected, Failed) else WHOLE)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("fault", FAULTS)
def test_during(fault: Fault, family: str) -> None:
    """What is said is the truth at that moment, and says whether the rest may come out."""
    expected = told(fault, family)
    script = Script(fault=(Step(name=fault, ticket=1, mm=NUMBER_MM),))
    with simulated_printer(family, pace=20, script=script) as printer:
        driver = Driver(printer.url, load_profile(family), patience=patience(expected.during))
        assert driver.print_slip(BANYUWANGI) == expected.during
        mended(printer, driver)
        assert on_paper(printer, BANYUWANGI) == expected.left


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("fault", FAULTS)
def test_after(fault: Fault, family: str) -> None:
    """A ticket that is out stays printed, once; the poll tells what is wrong now."""
    with simulated_printer(family, pace=20) as printer:
        driver = Driver(printer.url, load_profile(family), patience=patience(FAULTS[fault].poll))
        assert driver.print_slip(BANYUWANGI) == Printed()
        printer.wait_until(lambda machine: not machine.is_busy)
        printer.fault(fault)
        assert driver.status().trouble == FAULTS[fault].poll
        mended(printer, driver)
        assert on_paper(printer, BANYUWANGI) == WHOLE


@pytest.mark.parametrize("fault", FAULTS)
def test_a_printer_that_never_says_anything(fault: Fault) -> None:
    """Nothing is known of it but whether it can be reached, and nothing more is said."""
    family = load_profile("generic58")
    is_off = fault is Fault.POWER_OFF
    with simulated_printer(family.name, pace=20) as printer:
        driver = Driver(printer.url, family, patience=Patience(print_s=0.5))
        printer.fault(fault)
        assert driver.print_slip(BANYUWANGI) == (
            Failed(Trouble.UNREACHABLE) if is_off else Unconfirmed(Trouble.CANNOT_SAY)
        )
        assert driver.status().trouble == (Trouble.UNREACHABLE if is_off else None)


NUMBER_MM = 75.0
"""By then the number is on paper, and the end is not."""


# ---- a printer that nobody of this project wrote

EMULATED = with_changes(load_profile("epson80"), confirmation=Confirmation.PAPER_QUERY, clearing=Clearing.NONE)
"""What the emulator is: it knows no GS ( H and no DLE DC4 8."""


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmuPos]:
    with emupos_printer() as running:
        yield running


def emulated(emulator: EmuPos, fault: str) -> tuple[Row, Driver]:
    row = FAULTS[Fault(fault)]
    return row, Driver(emulator.url, EMULATED, patience=patience(row.holds.during, row.poll))


def came_out(emulator: EmuPos, driver: Driver, before: int) -> int:
    """Print the next ticket; how many of the first are on paper since `before` receipts."""
    assert driver.print_slip(NEXT) == Printed()
    emulator.wait_until(lambda: any(NEXT.number in text for text in emulator.texts()[before:]))
    return sum(BANYUWANGI.number in text.split("\n") for text in emulator.texts()[before:])


@pytest.mark.emupos
@pytest.mark.parametrize("fault", EMULATED_FAULTS)
def test_before_on_the_emulator(emulator: EmuPos, fault: str) -> None:
    """The fault is named, nothing is sent, and so nothing comes out when it is mended."""
    row, driver = emulated(emulator, fault)
    before = emulator.receipts()
    with emulator.fault(fault):
        assert driver.status().trouble == row.poll
        assert driver.print_slip(BANYUWANGI) == row.holds.before
    assert came_out(emulator, driver, before) == (row.holds.before == Printed())


@pytest.mark.emupos
@pytest.mark.parametrize("fault", EMULATED_FAULTS)
def test_during_on_the_emulator(emulator: EmuPos, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between check and ticket: a ticket that is held is unconfirmed, and does come out, once, when it is mended."""
    row, driver = emulated(emulator, fault)
    before = emulator.receipts()
    write = TcpLink.write

    def write_after_it_happened(link: TcpLink, data: bytes, timeout_s: float) -> None:
        if data not in (REALTIME_QUERIES, PAPER_QUERY):
            emulator.set_fault(fault)
        write(link, data, timeout_s)

    with monkeypatch.context() as patched, emulator.fault(fault):
        emulator.set_fault(fault, active=False)
        patched.setattr(TcpLink, "write", write_after_it_happened)
        assert driver.print_slip(BANYUWANGI) == row.holds.during
    assert came_out(emulator, driver, before) == 1


@pytest.mark.emupos
@pytest.mark.parametrize("fault", EMULATED_FAULTS)
def test_after_on_the_emulator(emulator: EmuPos, fault: str) -> None:
    """A ticket that is out stays printed, once."""
    row, driver = emulated(emulator, fault)
    before = emulator.receipts()
    assert driver.print_slip(BANYUWANGI) == Printed()
    with emulator.fault(fault):
        assert driver.status().trouble == row.poll
    assert came_out(emulator, driver, before) == 1
