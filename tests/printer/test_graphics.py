"""Pictures as commands: in slices, without hidden commands, and in the order of dots that each command wants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from printer.bitmap import Bitmap
from printer.errors import BadLogo
from printer.graphics import encode_logo_for_storing, raster, stored_logo
from printer.logo import logo_bitmap
from printer.profile import Logo, Profile, load_profile
from printer.realtime import holds_realtime_command
from tests.fakes.escpos import Command, commands
from tests.fakes.pictures import png_of
from tests.fakes.slips import LOGO

EPSON80 = load_profile("epson80")
GENERIC80 = load_profile("generic80")
GENERIC58 = load_profile("generic58")


@st.composite
def bitmaps(draw: st.DrawFn) -> Bitmap:
    """Bitmaps full of what looks like commands."""
    width_bytes, rows = draw(st.integers(1, 6)), draw(st.integers(1, 40))
    data = st.lists(st.sampled_from(b"\x10\x04\x05\x14\x00"), min_size=width_bytes * rows, max_size=width_bytes * rows)
    return Bitmap(width_bytes * 8, rows, bytes(draw(data)))


@given(bitmaps(), st.integers(1, 17))
def test_a_picture_goes_out_in_slices(bitmap: Bitmap, most_rows: int) -> None:
    """All rows in order, at most so many a command, and no real-time command anywhere on the wire."""
    stream = raster(bitmap, most_rows)
    slices = commands(stream)
    assert {command.name for command in slices} == {"GS v 0"}
    heights = [int.from_bytes(command.parameters[3:], "little") for command in slices]
    assert sum(heights) == bitmap.rows
    assert max(heights) <= most_rows
    sent = b"".join(command.data for command in slices)
    assert all((was ^ is_).bit_count() <= 1 for was, is_ in zip(bitmap.data, sent, strict=True))
    assert not holds_realtime_command(stream)


def test_a_command_across_the_border_of_header_and_dots() -> None:
    """4,096 rows and more end the header in DLE: the first dots may not make a command of it."""
    stream = raster(Bitmap(8, 4100, b"\x04" * 4100), 4100)
    assert stream[:8] == b"\x1dv0\x00\x01\x00\x04\x10"
    assert stream[8:10] == b"\x0c\x04"


def test_a_magnified_picture_is_doubled_by_the_printer() -> None:
    """GS v 0 with m = 3, both ways double."""
    (command,) = commands(raster(Bitmap(8, 1, b"\xaa"), 10, magnified=2))
    assert command == Command("GS v 0", b"\x03\x01\x00\x01\x00", b"\xaa")


def test_a_logo_stored_by_gs_l() -> None:
    """GS ( L function 67 with key A1, one colour, row by row: what function 69 prints again by the same key."""
    bitmap = logo_bitmap(LOGO, EPSON80)
    (command,) = commands(encode_logo_for_storing(LOGO, EPSON80))
    assert (command.name, command.parameters) == ("GS ( L", b"0C")
    size = bitmap.width.to_bytes(2, "little") + bitmap.rows.to_bytes(2, "little")
    assert command.data == b"0A1\x01" + size + b"1" + bitmap.data
    assert b"A1" in stored_logo(Logo.GS_L)


def test_a_logo_stored_by_fs_q_goes_column_by_column() -> None:
    """One picture; from the left, each column from the top in bytes of eight dots; dots missing below are white."""
    checked = [(x, y) for x in range(10) for y in range(9) if (x + y) % 2 == 0]
    (command,) = commands(encode_logo_for_storing(png_of(10, 9, checked), GENERIC80))
    assert (command.name, command.parameters) == ("FS q", b"\x02\x00\x02\x00")
    assert command.data == b"\xaa\x80\x55\x00" * 5 + bytes(12)


@pytest.mark.parametrize("profile", [EPSON80, GENERIC80], ids=lambda profile: profile.name)
def test_no_command_hides_in_a_stored_logo(profile: Profile) -> None:
    """A picture whose rows spell DLE EOT is stored without it."""
    spelled = [(x, y) for y in range(8) for x in (3, 13)]
    assert holds_realtime_command(logo_bitmap(png_of(16, 8, [*spelled, (0, 8), (15, 9)]), profile).data)
    assert not holds_realtime_command(encode_logo_for_storing(png_of(16, 8, [*spelled, (0, 8), (15, 9)]), profile))


def test_a_length_may_not_spell_a_command() -> None:
    """168 x 49 dots make 1,040 bytes with the header, which is DLE EOT: a blank row makes it another number."""
    black = [(x, y) for x in range(168) for y in range(49)]
    stream = encode_logo_for_storing(png_of(168, 49, black), EPSON80)
    assert not holds_realtime_command(stream)
    (command,) = commands(stream)
    assert command.data[-21 * 50 :] == b"\xff" * (21 * 49) + bytes(21)


def test_a_printer_that_keeps_no_logo() -> None:
    """Who asks for the impossible is told so."""
    with pytest.raises(BadLogo, match="generic58 keep no logo"):
        encode_logo_for_storing(LOGO, GENERIC58)
    with pytest.raises(BadLogo):
        stored_logo(Logo.NONE)


def test_a_file_that_is_no_picture() -> None:
    """Nothing is sent to a printer's memory that was not understood."""
    with pytest.raises(BadLogo, match="no PNG picture"):
        encode_logo_for_storing(b"", structs.replace(EPSON80, logo=Logo.FS_P))
