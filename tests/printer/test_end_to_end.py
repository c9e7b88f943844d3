"""The proof: over every kind of port, whatever happens on the way, what a print is said to have become is the truth.

Printed: the whole ticket is on paper. Failed: not one byte of it has left. Anything else is unconfirmed. Never twice,
and the next ticket comes out whole, on paper of its own. The paper is that of the simulated printer, and of one that
others wrote.
"""

import re
import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pytest
from msgspec.structs import replace as with_changes

from printer.driver import Driver
from printer.encode import encode, readable
from printer.job import Failed, Outcome, Printed, Unconfirmed
from printer.layout import lay_out
from printer.patience import Patience
from printer.profile import Confirmation, Profile, load_profile
from printer.replies import PAPER_QUERY, REALTIME_QUERIES
from printer.simulator.faults import Fault
from printer.simulator.machine import NO_SCRIPT
from printer.simulator.script import Script, Step
from printer.simulator.server import SimulatedPrinter
from printer.slip import Slip
from tests.fakes.cables import Cable
from tests.fakes.emupos import EmuPos, emupos_printer
from tests.fakes.simulator import simulated_printer, simulated_serial_printer
from tests.fakes.slips import BANYUWANGI

EPSON80, GENERIC80 = load_profile("epson80"), load_profile("generic80")
EMULATED = with_changes(EPSON80, confirmation=Confirmation.PAPER_QUERY)
"""What the emulator is, but for GS ( H, which it does not know."""
NEXT = replace(BANYUWANGI, number="A002")
SLIPS = (BANYUWANGI, NEXT)
GENEROUS = Patience(status_s=10.0, print_s=10.0)
"""For what ends in an answer."""
HASTY = Patience(status_s=0.5, print_s=0.5)
"""For what may not. An answer that comes too late for it changes the outcome, and none of the laws."""
PORTS = ["tcp", "serial", "usb"]


@dataclass(frozen=True, slots=True)
class Piece:
    """What one print left on paper."""

    lines: Sequence[str]
    whole: bool
    """To its end, with nothing missing, and cut off."""


class Rig(Protocol):
    """A printer under test."""

    @property
    def url(self) -> str: ...

    def mend(self) -> None:
        """Make all well."""

    def strips(self) -> list[list[Piece]]:
        """All paper, once `NEXT` has come out: what is on each strip from one cut to the next."""


class Simulated:
    def __init__(self, printer: SimulatedPrinter, url: str) -> None:
        self.url = url
        self._printer = printer

    def mend(self) -> None:
        for fault in self._printer.look(lambda machine: machine.faults):
            self._printer.fault(fault, False)

    def strips(self) -> list[list[Piece]]:
        self._printer.wait_until(
            lambda machine: any(NEXT.number in ticket.text for ticket in machine.tickets) and not machine.is_busy
        )
        hanging = self._printer.look(lambda machine: machine.paper.text)
        return [
            [
                *(Piece(fragment.split("\n"), whole=False) for fragment in ticket.fragments),
                Piece(ticket.text.split("\n"), ticket.complete and ticket.cut),
            ]
            for ticket in self._printer.tickets
        ] + [[Piece(hanging.split("\n"), whole=False)]]


class Emulated:
    def __init__(self, printer: EmuPos) -> None:
        self.url = printer.url
        self._printer = printer
        self._before = printer.receipts()

    def mend(self) -> None:
        pass

    def strips(self) -> list[list[Piece]]:
        self._printer.wait_until(lambda: any(NEXT.number in text for text in self._printer.texts()[self._before :]))
        found = [text.split("\n") for text in self._printer.texts()[self._before :]]
        return [[Piece(lines, BANYUWANGI.fine_print in lines)] for lines in found]


@contextmanager
def simulated(port: str, profile: Profile, folder: Path, script: Script = NO_SCRIPT) -> Iterator[Simulated]:
    if port == "tcp":
        with simulated_printer(profile.name, pace=20, script=script) as printer:
            yield Simulated(printer, printer.url)
    else:
        link = folder / "printer"
        with simulated_serial_printer(link, profile.name, pace=20, script=script) as printer:
            yield Simulated(printer, printer.url if port == "serial" else f"usb:{link}")


def ticket(profile: Profile) -> bytes:
    return encode(lay_out(BANYUWANGI, profile), profile)


def print_two(rig: Rig, profile: Profile, cable: Cable, patience: Patience) -> Outcome:
    """Print a ticket through all that is wrong, mend that, and print the next: the laws hold. The first outcome."""
    driver = Driver(rig.url, profile, patience=patience)
    outcome = driver.print_slip(BANYUWANGI)
    has_left = any_of_a_ticket(cable.sent)
    rig.mend()
    cable.mend()
    attempts = (driver.print_slip(NEXT) for _ in range(5))
    assert any(not isinstance(attempt, Failed) for attempt in attempts), "the next visitor gets no ticket"

    strips = rig.strips()
    mine, others = ([piece for strip in strips for piece in strip if has_number(piece, slip)] for slip in SLIPS)
    assert len(mine) <= 1, "printed twice"
    assert [piece.whole for piece in others] == [True], "the next ticket is not whole"
    numbers = [sum(has_number(piece, slip) for slip in SLIPS for piece in strip) for strip in strips]
    assert max(numbers) == 1, "two numbers on one strip of paper"
    match outcome:
        case Printed():
            assert [piece.whole for piece in mine] == [True], "said to be printed, and is not"
        case Failed():
            assert not has_left, "said to have failed, and may come out"
            assert not mine
        case Unconfirmed():
            pass  # claims nothing
    return outcome


def has_number(piece: Piece, slip: Slip) -> bool:
    return slip.number in piece.lines


def any_of_a_ticket(sent: bytes) -> bool:
    """Whether even one byte of a ticket has left: nothing else has an ESC, but for the end of what unblocks."""
    return b"\x1b" in re.sub(rb"\x00+\x1b@", b"", sent)


# ---- nothing is wrong, or nothing that should matter


@pytest.mark.parametrize("profile", [EPSON80, GENERIC80], ids=["GS ( H", "GS r"])
@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("kind", ["clean", "one byte at a time", "slow"])
def test_a_good_printer(
    port: str, profile: Profile, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Printed, and on paper, however the bytes are cut and however long it takes."""
    cable = Cable(byte_by_byte=kind == "one byte at a time")
    cable.plug_in(monkeypatch)
    script = Script(fault=(Step(name=Fault.SLOW),)) if kind == "slow" else NO_SCRIPT
    with simulated(port, profile, tmp_path, script) as rig:
        assert print_two(rig, profile, cable, GENEROUS) == Printed()


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmuPos]:
    with emupos_printer() as running:
        yield running


@pytest.mark.emupos
@pytest.mark.parametrize("byte_by_byte", [False, True], ids=["clean", "one byte at a time"])
def test_a_good_emulator(emulator: EmuPos, byte_by_byte: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for a printer that others wrote."""
    cable = Cable(byte_by_byte=byte_by_byte)
    cable.plug_in(monkeypatch)
    assert print_two(Emulated(emulator), EMULATED, cable, GENEROUS) == Printed()


# ---- answers get lost

ANSWERS = {"GS ( H": len(b"1234" + b"\x00" + b"\x37\x22TEST\x00"), "GS r": len(b"1234" + b"\x00" + b"\x00")}
"""What a printer says from the first question to the end of a new driver's first ticket."""


@pytest.mark.parametrize("lost", range(ANSWERS["GS ( H"]))
@pytest.mark.parametrize("port", PORTS)
def test_one_byte_of_the_answers_is_lost(port: str, lost: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever it is, and however little is known then, nothing untrue is said."""
    cable = Cable(loses=lost)
    cable.plug_in(monkeypatch)
    with simulated(port, EPSON80, tmp_path) as rig:
        print_two(rig, EPSON80, cable, HASTY)


@pytest.mark.parametrize("lost", range(ANSWERS["GS r"]))
@pytest.mark.parametrize("port", PORTS)
def test_one_answer_of_a_simple_printer_is_lost(
    port: str, lost: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same where all answers look alike: one to an older question is not taken for the last."""
    cable = Cable(loses=lost)
    cable.plug_in(monkeypatch)
    with simulated(port, GENERIC80, tmp_path) as rig:
        print_two(rig, GENERIC80, cable, HASTY)


@pytest.mark.emupos
@pytest.mark.parametrize("lost", range(ANSWERS["GS r"]))
def test_one_answer_of_the_emulator_is_lost(emulator: EmuPos, lost: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for a printer that others wrote."""
    cable = Cable(loses=lost)
    cable.plug_in(monkeypatch)
    print_two(Emulated(emulator), EMULATED, cable, HASTY)


# ---- something dies after some bytes

FIRST = len(REALTIME_QUERIES + PAPER_QUERY)
"""Asked before the first ticket of a new driver."""
LAST = FIRST + len(ticket(EPSON80))
"""Where the ticket ends, and the question after it begins."""
MOMENTS = [1, 11, 12, 14, 15, 16, FIRST + 40, FIRST + 150, FIRST + 300, LAST - 1, LAST, LAST + 5, LAST + 11]


@pytest.mark.parametrize("count", MOMENTS)
@pytest.mark.parametrize("port", PORTS)
def test_the_printer_is_switched_off(port: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many bytes it forgets all it has and is gone; later it is back."""
    cable = Cable()
    cable.plug_in(monkeypatch)
    script = Script(fault=(Step(name=Fault.POWER_OFF, bytes=count),))
    with simulated(port, EPSON80, tmp_path, script) as rig:
        outcome = print_two(rig, EPSON80, cable, GENEROUS)
    assert outcome != Printed()


@pytest.mark.parametrize("count", MOMENTS[:-1])
@pytest.mark.parametrize("profile", [EPSON80, GENERIC80], ids=["GS ( H", "GS r"])
@pytest.mark.parametrize("port", PORTS)
def test_the_cable_is_pulled(
    port: str, profile: Profile, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After so many bytes the line is dead, and the printer prints on with what it has."""
    cable = Cable(cut_after=count)
    cable.plug_in(monkeypatch)
    with simulated(port, profile, tmp_path) as rig:
        print_two(rig, profile, cable, GENEROUS)


@pytest.mark.emupos
@pytest.mark.parametrize("count", MOMENTS[:-1])
def test_the_cable_of_the_emulator_is_pulled(emulator: EmuPos, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for a printer that others wrote."""
    cable = Cable(cut_after=count)
    cable.plug_in(monkeypatch)
    print_two(Emulated(emulator), EMULATED, cable, GENEROUS)


# ---- a file


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """As on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


TEXT = readable(lay_out(BANYUWANGI, EPSON80), EPSON80).encode()


@pytest.mark.parametrize("size", [0, 1, 100, len(TEXT) - 1, len(TEXT)])
def test_a_file_on_a_full_disk(tmp_path: Path, size: int) -> None:
    """Printed is what is in the file to the last line; the next ticket is there when there is room again."""
    path = tmp_path / "tickets.txt"
    driver = Driver(f"file:{path}")
    with files_of_at_most(size):
        outcome = driver.print_slip(BANYUWANGI)
    assert isinstance(outcome, Printed) == (path.read_bytes() == TEXT)
    assert isinstance(outcome, Printed) == (size == len(TEXT))
    if isinstance(outcome, Failed):
        assert path.read_bytes() == b""
    assert driver.print_slip(NEXT) == Printed()
    assert path.read_text().endswith(readable(lay_out(NEXT, EPSON80), EPSON80))
