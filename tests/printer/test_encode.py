"""The bytes of a ticket: golden files, no way in for commands, and an import without side effects."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from printer.blocks import Align, Beep, Cut, Feed, Line, Picture, StoredLogo
from printer.encode import encode, readable
from printer.layout import lay_out
from printer.profile import Buzzer, Logo, Profile, load_profile, profile_names
from printer.profile import Cut as CutKind
from printer.realtime import holds_realtime_command
from printer.slip import Printable, Slip, printable
from tests.fakes.escpos import Command, commands
from tests.fakes.slips import BANYUWANGI, BARE, COPY, LAYOUTS, TEXTS, with_text

EPSON80 = load_profile("epson80")
FAMILIES = [load_profile(name) for name in profile_names()]

GOLDEN = Path(__file__).parents[1] / "golden" / "printer"
ROOT = Path(__file__).parents[2]

hostile = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("\x00\x10\x04\x05\x14\x1b@\x1dV\x1c\x7f\x9b\n\u202e\u2066\u200d\ufe0f"),
        st.sampled_from("éßꦥꦸꦱ꧀ꦏꦼرقمאב한"),
    ),
    max_size=60,
)
slips = st.builds(Slip, **dict.fromkeys(TEXTS, hostile), beep=st.booleans())


@pytest.mark.parametrize("profile", FAMILIES, ids=lambda profile: profile.name)
@pytest.mark.parametrize("name", LAYOUTS)
def test_golden_tickets(profile: Profile, name: str) -> None:
    """The bytes and the readable picture of every ticket on every paper are those that were looked at and kept."""
    blocks = lay_out(LAYOUTS[name], profile)
    files = {".bin": encode(blocks, profile), ".txt": readable(blocks, profile).encode()}
    for suffix, made in files.items():
        golden = GOLDEN / profile.name / (name + suffix)
        if os.environ.get("ANTREAN_GOLDEN") == "write":
            golden.parent.mkdir(parents=True, exist_ok=True)
            golden.write_bytes(made)
        assert made == golden.read_bytes(), f"{golden.name} differs; ANTREAN_GOLDEN=write keeps the new one"


def obey_only_the_encoder(stream: bytes, slip: Slip, profile: Profile) -> None:
    """Fail unless `stream` holds the commands that the blocks of `slip` ask for, and no other."""
    blocks = lay_out(slip, profile)
    found = commands(stream)
    names = [command.name for command in found]
    assert names[0] == "ESC @"
    assert names.count("ESC @") == 1
    assert names.count("GS V") == (profile.cut is CutKind.FEED_AND_CUT)
    assert names.count("ESC B") + names.count("ESC ( A") == sum(isinstance(block, Beep) for block in blocks)
    stored = [command.data for command in found if command.parameters == b"1P"]
    assert all(0x20 < byte < 0x7F for data in stored for byte in data[1:])
    assert names.count("GS ( k") in (0, 5)
    assert {"ESC m", "FS p", "GS ( L", "FS q"}.isdisjoint(names)
    assert ("GS v 0" in names) == any(isinstance(block, Picture) for block in blocks)
    assert names.count("LF") == sum(isinstance(block, Line) for block in blocks) + names.count("GS b") // 2
    assert not holds_realtime_command(stream)


@given(slips, st.sampled_from(FAMILIES))
def test_no_text_can_command_the_printer(slip: Slip, profile: Profile) -> None:
    """Whatever stands in any field, set or drawn, the printer is told what the layout asks and nothing else."""
    obey_only_the_encoder(encode(lay_out(slip, profile), profile), slip, profile)


@pytest.mark.parametrize("field", TEXTS)
@pytest.mark.parametrize("letters", ["", "é", "ꦥꦸ", "رقم"], ids=["ascii", "code page", "javanese", "arabic"])
@pytest.mark.parametrize("profile", FAMILIES, ids=lambda profile: profile.name)
def test_no_field_can_command_the_printer(field: str, letters: str, profile: Profile) -> None:
    """Each field with each kind of letters, between commands that a printer would obey."""
    hidden = f"\x1b@\x1dV\x00{letters}\x10\x14\x01\x00\x01{letters}\x10\x04\x01\x1bp\x00\n"
    slip = with_text(BANYUWANGI, field, hidden)
    obey_only_the_encoder(encode(lay_out(slip, profile), profile), slip, profile)


@pytest.mark.parametrize(
    "injected", ["\x1b@", "\x1dV\x00", "\x1dVB\x00", "\x10\x14\x01\x00\x01", "\x1bp\x00", "a\nb", "\x1b!\x30"]
)
def test_the_check_above_can_fail(injected: str) -> None:
    """Text that went around the door is noticed: the check does not pass because it is blind."""
    blocks = (Line(Printable(f"Nama: {injected}")), *lay_out(BARE, EPSON80))
    with pytest.raises((AssertionError, ValueError)):
        obey_only_the_encoder(encode(blocks, EPSON80), BARE, EPSON80)


def test_a_ticket_tells_the_printer_only_what_changes() -> None:
    """No style is sent twice in a row: on a line of 9600 baud each byte costs a millisecond."""
    last: dict[str, bytes] = {}
    accented = replace(COPY, hall="Kafé", agency="Büro", service="ASCII", thanks="é")
    for command in commands(encode(lay_out(accented, EPSON80), EPSON80)):
        if command.name in ("ESC a", "ESC E", "ESC M", "GS !", "ESC t"):
            assert last.get(command.name) != command.parameters
            last[command.name] = command.parameters


def test_a_code_page_is_chosen_anew_for_each_ticket() -> None:
    """ESC t with the profile's number, after the ESC @ that made the printer forget it, and its byte for the letter."""
    for _ in range(2):
        found = commands(encode((Line(printable("Größe", "cp437"), code_page="cp437"),), EPSON80))
        names = [command.name for command in found]
        assert names.index("ESC @") < names.index("ESC t") < names.index("text")
        assert Command("ESC t", bytes([EPSON80.code_pages["cp437"]])) in found
        assert Command("text", data="Größe".encode("cp437")) in found


def test_ascii_needs_no_code_page() -> None:
    """Half of every code page is ASCII: a plain ticket says nothing about them."""
    assert "ESC t" not in [command.name for command in commands(encode(lay_out(COPY, EPSON80), EPSON80))]


def test_feeds_count_in_dots() -> None:
    """An Epson, which counts in half dots, is told its own resolution; nobody else hears of it."""
    for profile in FAMILIES:
        found = commands(encode(lay_out(BARE, profile), profile))
        units = [command.parameters for command in found if command.name == "GS P"]
        assert units == ([bytes([profile.dpi, profile.dpi])] if profile.motion_units else [])


@pytest.mark.parametrize(
    ("cut", "end"),
    [
        (CutKind.FEED_AND_CUT, Command("GS V", b"B\x00")),
        (CutKind.CUT, Command("GS V", b"\x01")),
        (CutKind.OLD, Command("ESC m")),
    ],
)
def test_each_way_to_cut(cut: CutKind, end: Command) -> None:
    """The command of the profile ends the ticket."""
    assert commands(encode((Cut(),), structs.replace(EPSON80, cut=cut)))[-1] == end


@pytest.mark.parametrize(
    ("buzzer", "sound"),
    [(Buzzer.ESC_B, Command("ESC B", b"\x01\x02")), (Buzzer.ESC_A, Command("ESC ( A", b"07", b"\x01\x05"))],
)
def test_each_way_to_beep(buzzer: Buzzer, sound: Command) -> None:
    """One short sound, in the command of the profile."""
    assert commands(encode((Beep(),), structs.replace(EPSON80, buzzer=buzzer)))[-1] == sound


@pytest.mark.parametrize(
    ("logo", "sent"),
    [(Logo.FS_P, Command("FS p", b"\x01\x00")), (Logo.GS_L, Command("GS ( L", b"0E", b"A1\x01\x01"))],
)
def test_each_way_to_print_a_stored_logo(logo: Logo, sent: Command) -> None:
    """A handful of bytes in the place of a picture."""
    assert commands(encode((StoredLogo(80),), structs.replace(EPSON80, logo=logo)))[-1] == sent


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
