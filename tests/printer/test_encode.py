"""The bytes of a ticket: golden files, no way in for commands, and an import without side effects."""

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.encode import encode, readable
from printer.layout import Align, Feed, Line, lay_out
from printer.profile import load_profile
from printer.slip import Printable, Slip, printable
from tests.fakes.escpos import Command, commands
from tests.fakes.slips import BANYUWANGI, BARE, COPY, LONGEST

EPSON80 = load_profile("epson80")

GOLDEN = Path(__file__).parents[1] / "golden" / "printer"
ROOT = Path(__file__).parents[2]

hostile = st.text(
    st.one_of(st.characters(exclude_categories=()), st.sampled_from("\x00\x10\x04\x14\x1b@\x1dV\x1c\x7f\x9b\n"))
)
slips = st.builds(Slip, **{field.name: hostile for field in fields(Slip)})


@pytest.mark.parametrize(
    ("name", "slip"), [("whole", BANYUWANGI), ("copy", COPY), ("bare", BARE), ("longest", LONGEST)]
)
def test_golden_tickets(name: str, slip: Slip) -> None:
    """The bytes and the readable picture of four tickets are those that were looked at and kept."""
    blocks = lay_out(slip, EPSON80)
    files = {".bin": encode(blocks, EPSON80), ".txt": readable(blocks, EPSON80).encode()}
    for suffix, made in files.items():
        golden = GOLDEN / (name + suffix)
        if os.environ.get("ANTREAN_GOLDEN") == "write":
            golden.write_bytes(made)
        assert made == golden.read_bytes(), f"{golden.name} differs; ANTREAN_GOLDEN=write keeps the new one"


def obey_only_the_encoder(stream: bytes, slip: Slip) -> None:
    """Fail unless `stream` holds the commands that the encoder itself gives, and no other."""
    found = commands(stream)
    names = [command.name for command in found]
    assert names[0] == "ESC @"
    assert names.count("ESC @") == 1
    assert names.count("GS V") == 1
    assert found[-1] == Command("GS V", b"B\x00")
    stored = [command.data for command in found if command.parameters == b"1P"]
    assert all(0x20 < byte < 0x7F for data in stored for byte in data[1:])
    assert names.count("GS ( k") in (0, 5)
    assert (
        names.count("LF") == sum(isinstance(block, Line) for block in lay_out(slip, EPSON80)) + names.count("GS b") // 2
    )


@given(slips)
def test_no_text_can_command_the_printer(slip: Slip) -> None:
    """Whatever stands in any field, the printer is told what the layout asks and nothing else."""
    obey_only_the_encoder(encode(lay_out(slip, EPSON80), EPSON80), slip)


@pytest.mark.parametrize(
    "injected", ["\x1b@", "\x1dV\x00", "\x1dVB\x00", "\x10\x14\x01\x00\x01", "\x1bp\x00", "a\nb", "\x1b!\x30"]
)
def test_the_check_above_can_fail(injected: str) -> None:
    """Text that went around the door is noticed: the check does not pass because it is blind."""
    blocks = (Line(Printable(f"Nama: {injected}")), *lay_out(BARE, EPSON80))
    with pytest.raises((AssertionError, ValueError)):
        obey_only_the_encoder(encode(blocks, EPSON80), BARE)


def test_a_ticket_tells_the_printer_only_what_changes() -> None:
    """No style is sent twice in a row: on a line of 9600 baud each byte costs a millisecond."""
    last: dict[str, bytes] = {}
    for command in commands(encode(lay_out(COPY, EPSON80), EPSON80)):
        if command.name in ("ESC a", "ESC E", "ESC M", "GS !"):
            assert last.get(command.name) != command.parameters
            last[command.name] = command.parameters


def test_the_qr_code_is_drawn_by_the_printer() -> None:
    """GS ( k: model 2, module of 5 dots, error correction M, the link, print."""
    found = [command for command in commands(encode(lay_out(BANYUWANGI, EPSON80), EPSON80)) if command.name == "GS ( k"]
    assert [(command.parameters, command.data) for command in found] == [
        (b"1A", b"2\x00"),
        (b"1C", b"\x05"),
        (b"1E", b"1"),
        (b"1P", b"0" + BANYUWANGI.qr.encode()),
        (b"1Q", b"0"),
    ]


def test_a_long_feed_is_fed_in_parts() -> None:
    """ESC J counts to 255; more is sent as more than one."""
    feeds = [command.parameters for command in commands(encode((Feed(300),), EPSON80)) if command.name == "ESC J"]
    assert feeds == [b"\xff", b"\x2d"]


def test_lines_stand_where_they_are_told() -> None:
    """Left, centre and right are ESC a 0, 1 and 2, and show in the readable picture."""
    lines = tuple(Line(printable("teks"), align=align) for align in Align)
    sent = [command.parameters for command in commands(encode(lines[::-1], EPSON80)) if command.name == "ESC a"]
    assert sent == [b"\x02", b"\x01", b"\x00"]
    assert readable(lines, EPSON80).splitlines() == ["teks", " " * 22 + "teks", " " * 44 + "teks"]


def test_the_same_ticket_is_the_same_bytes() -> None:
    """Nothing of one ticket is left in the next."""
    assert encode(lay_out(COPY, EPSON80), EPSON80) == encode(lay_out(COPY, EPSON80), EPSON80)


def in_a_new_python(code: str, scratch: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TMPDIR": str(scratch), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)


def test_importing_the_room_is_cheap(tmp_path: Path) -> None:
    """The driver comes without python-escpos, Pillow and the serial port until the first ticket asks for them."""
    code = "import sys, json, printer.driver; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    loaded = set(json.loads(in_a_new_python(code, tmp_path).stdout))
    assert loaded.isdisjoint(
        {"escpos", "PIL", "qrcode", "yaml", "serial", "asyncio", "textual", "peewee", "websockets"}
    )


def test_the_first_ticket_leaves_no_trace(tmp_path: Path) -> None:
    """No directory left behind, no handler on the root logger, no word on the terminal, the environment as it was."""
    code = (
        "import logging, os, tempfile; before = dict(os.environ), tempfile.mkdtemp\n"
        "from printer import encode; encode.warm()\n"
        "assert logging.root.handlers == [], logging.root.handlers\n"
        "assert (dict(os.environ), tempfile.mkdtemp) == before\n"
    )
    run = in_a_new_python(code, tmp_path)
    assert run.stdout + run.stderr == ""
    assert list(tmp_path.iterdir()) == []
