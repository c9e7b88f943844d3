"""Families of printers as data: those that come along, a hall's own, and what is wrong with a file that is none."""

from pathlib import Path

import pytest
from msgspec.structs import asdict

from printer.errors import BadProfile
from printer.profile import BUILT_IN, Clearing, Confirmation, load_profile, profile_names

OWN = """
description = "A printer of our own"
dots = 420
dpi = 203
columns = 35
small_columns = 46
cut = "none"
native_qr = false
realtime_status = true
confirmation = "paper_query"
mm_per_s = 60
roll_mm = 30000
"""


def own(tmp_path: Path, text: str = OWN) -> str:
    path = tmp_path / "own.toml"
    path.write_text(text)
    return str(path)


def with_line(line: str) -> str:
    """A file of our own, one of its values replaced or one added."""
    keys = tuple(f"{one.split(' = ')[0]} = " for one in line.splitlines())
    return "\n".join([line, *(kept for kept in OWN.splitlines() if not kept.startswith(keys))])


def test_the_families_that_come_along() -> None:
    """Epson in 48 and in 42 columns, and what is sold under other names on 80 and on 58 mm."""
    assert profile_names() == ["epson80", "epson80-42", "generic58", "generic80"]


@pytest.mark.parametrize("name", profile_names())
def test_every_family_is_whole(name: str) -> None:
    """It can be loaded, is called like its file, says who it is for, and its file says where its values are from."""
    profile = load_profile(name)
    assert profile.name == name
    assert profile.description
    assert "# Source: " in (BUILT_IN / f"{name}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", profile_names())
def test_what_a_family_confirms_fits_together(name: str) -> None:
    """Only a printer that can be asked what is wrong can be told to forget, and only one that never says is silent."""
    profile = load_profile(name)
    assert profile.realtime_status or profile.clearing is Clearing.NONE
    assert profile.realtime_status or profile.confirmation is Confirmation.NONE


def test_a_hall_may_bring_a_file_of_its_own(tmp_path: Path) -> None:
    """By its path; its name is the file's, what it leaves out is as usual."""
    profile = load_profile(own(tmp_path))
    assert asdict(profile) | {"name": "own", "dots": 420, "clearing": Clearing.NONE, "raster_rows": 128} == asdict(
        profile
    )


def test_an_unknown_family_names_those_there_are() -> None:
    """And the way to a file of one's own."""
    with pytest.raises(BadProfile, match=r"epson90.*epson80, epson80-42, generic58, generic80.*\.toml"):
        load_profile("epson90")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The path is named."""
    with pytest.raises(BadProfile, match=r"missing\.toml: No such file"):
        load_profile(str(tmp_path / "missing.toml"))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("dots = 0", "dots"),
        ("dots = 419", "columns: 35 characters of 12 dots do not fit on 419 dots"),
        ('dots = "wide"', "dots"),
        ("dpi = -1", "dpi"),
        ("columns = 0", "columns"),
        ("small_columns = 47", "small_columns: 47 characters of 9 dots do not fit on 420 dots"),
        ("small_columns = 34", "small_columns: is less than"),
        ("character_dots = 0", "character_dots"),
        ("line_dots = 256", "line_dots"),
        ("largest_scale = 9", "largest_scale"),
        ("motion_units = true\ndpi = 300", "motion_units: cannot be told 300 dots"),
        ("code_pages = { cp858 = 256 }", "code_pages"),
        ("code_pages = { klingon = 3 }", 'code_pages: "klingon"'),
        ('cut = "axe"', "cut"),
        ("blade_mm = -0.1", "blade_mm"),
        ("raster_rows = 0", "raster_rows"),
        ("mm_per_s = 0", "mm_per_s"),
        ("buffer_bytes = 0", "buffer_bytes"),
        ("roll_mm = 0", "roll_mm"),
        ('confirmation = "telepathy"', "confirmation"),
        ("clearing = true", "clearing"),
        ("colour = 1", "colour"),
        ("dots =", "line 1"),
    ],
)
def test_a_file_that_makes_no_sense_says_where(tmp_path: Path, line: str, problem: str) -> None:
    """The text has the file and the key."""
    path = own(tmp_path, with_line(line))
    with pytest.raises(BadProfile) as refusal:
        load_profile(path)
    assert path in str(refusal.value)
    assert problem in str(refusal.value)


def test_a_file_without_a_value_says_which(tmp_path: Path) -> None:
    """What has no usual value must be given."""
    with pytest.raises(BadProfile, match="roll_mm"):
        load_profile(own(tmp_path, OWN.replace("roll_mm = 30000", "")))
