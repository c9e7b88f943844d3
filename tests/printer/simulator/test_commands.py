"""The stream cut into commands: none is split wrongly, none eats what follows it, however the bytes come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.encode import encode
from printer.layout import lay_out
from printer.profile import load_profile
from printer.simulator.commands import Command, CommandParser
from printer.simulator.realtime import Urgent, UrgentScanner
from tests.fakes.slips import BANYUWANGI

EPSON80 = load_profile("epson80")
TICKET = encode(lay_out(BANYUWANGI, EPSON80), EPSON80)

COMMANDS = {
    "ESC @": b"\x1b@",
    "ESC t": b"\x1bt\x13",
    "ESC !": b"\x1b!\x38",
    "GS !": b"\x1d!\x77",
    "ESC E": b"\x1bE\x01",
    "ESC M": b"\x1bM\x01",
    "ESC a": b"\x1ba\x01",
    "ESC d": b"\x1bd\x06",
    "ESC J": b"\x1bJ\xff",
    "ESC 3": b"\x1b3\x1b",
    "ESC 2": b"\x1b2",
    "ESC R": b"\x1bR\x00",
    "ESC B": b"\x1bB\x02\x01",
    "ESC D": b"\x1bD\x08\x10\x00",
    "ESC i": b"\x1bi",
    "ESC m": b"\x1bm",
    "ESC p": b"\x1bp\x00\x19\xfa",
    "ESC *": b"\x1b*\x21\x02\x00abcABC",
    "ESC ( A": b"\x1b(A\x04\x00\x30\x37\x01\x01",
    "GS V": b"\x1dV\x42\x00",
    "GS v 0": b"\x1dv0\x00\x02\x00\x03\x00abcdef",
    "GS ( k": b"\x1d(k\x03\x00\x31\x51\x30",
    "GS ( L": b"\x1d(L\x06\x00\x30\x45\x4c\x31\x01\x01",
    "GS 8 L": b"\x1d8L\x06\x00\x00\x00\x30\x45\x4c\x31\x01\x01",
    "GS ( H": b"\x1d(H\x06\x00\x30\x30JOB1",
    "GS a": b"\x1da\xff",
    "GS b": b"\x1db\x01",
    "GS r": b"\x1dr\x01",
    "GS I": b"\x1dI\x43",
    "GS *": b"\x1d*\x01\x01abcdefgh",
    "GS k to NUL": b"\x1dk\x04A001\x00",
    "GS k counted": b"\x1dk\x49\x04A001",
    "FS p": b"\x1cp\x01\x00",
    "FS q": b"\x1cq\x02\x01\x00\x01\x00abcdefgh\x01\x00\x01\x00abcdefgh",
    "DLE EOT": b"\x10\x04\x01",
    "DLE ENQ": b"\x10\x05\x02",
    "DLE DC4 1": b"\x10\x14\x01\x00\x01",
    "DLE DC4 8": b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
    "unknown": b"\x1bZ",
}


def parsed(*pieces: bytes) -> list[Command]:
    """The commands of a stream that comes in `pieces`; text in one piece as far as it goes."""
    parser = CommandParser()
    whole: list[Command] = []
    for command in (command for piece in pieces for command in parser.feed(piece)):
        if command.name == "text" and whole and whole[-1].name == "text":
            data = whole.pop().data + command.data
            command = Command("text", data=data, size=len(data))
        whole.append(command)
    return whole


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_ends_where_it_ends(name: str) -> None:
    """The text behind it is text, all of it."""
    *before, text, end = parsed(COMMANDS[name] + b"TEXT\n")
    assert (text.name, text.data) == ("text", b"TEXT")
    assert end.name == "LF"
    assert sum(command.size for command in before) == (0 if name.startswith("DLE") else len(COMMANDS[name]))


@pytest.mark.parametrize("name", COMMANDS)
def test_bytes_may_come_one_by_one(name: str) -> None:
    """The same commands as in one piece."""
    stream = COMMANDS[name] + b"TEXT\n"
    assert parsed(*(bytes([byte]) for byte in stream)) == parsed(stream)


@given(st.lists(st.integers(1, 60)))
def test_a_ticket_may_come_in_any_pieces(sizes: list[int]) -> None:
    pieces, rest = [], TICKET
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    assert parsed(*pieces, rest) == parsed(TICKET)


def test_a_picture_comes_row_by_row() -> None:
    """Rows are there before the picture is."""
    first, second = parsed(b"\x1dv0\x00\x02\x00\x03\x00ab" + b"c")
    assert (first.name, first.parameters) == ("GS v 0", b"\x00\x02\x00\x03\x00")
    assert (second.name, second.data) == ("row", b"ab")


def test_what_a_printer_does_not_know_it_takes_for_text() -> None:
    """ESC B on a printer without it: the operands are printed."""
    names = [command.name for command in CommandParser(strange={"ESC B"}).feed(b"\x1bB23\n")]
    assert names == ["unknown", "text", "LF"]


@pytest.mark.parametrize("cut", range(1, 10))
def test_an_urgent_command_may_come_in_pieces(cut: int) -> None:
    """It is found when its last byte has come, and once."""
    stream = b"\x1dv0" + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08" + b"tail"
    scanner = UrgentScanner()
    found = [list(scanner.feed(piece)) for piece in (stream[: 3 + cut], stream[3 + cut :])]
    assert found == [[], [(10 - cut, Urgent.CLEAR)]]


def test_urgent_commands_side_by_side() -> None:
    """Each with the place where it ends."""
    found = list(UrgentScanner().feed(b"x\x10\x04\x01\x10\x04\x04\x10\x04\x05\x10\x05\x02"))
    assert found == [(4, Urgent.PRINTER_STATUS), (7, Urgent.PAPER_STATUS), (13, Urgent.RECOVER_AND_CLEAR)]
