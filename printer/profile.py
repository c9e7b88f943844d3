"""What a kind of printer can do, as data: widths, code pages, cutter, QR code, speed, and how it confirms a print.

A profile names a family and not a model, because printers of one family answer and measure alike. Everything that
differs between families belongs here, so that no other module asks for a brand. `profiles/` has one TOML file a family,
each value with its source; a machine may name a file of its own instead.
"""

import codecs
import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from printer.errors import BadProfile

BUILT_IN = Path(__file__).parent / "profiles"


class Confirmation(StrEnum):
    """How a printer says that a print is done."""

    PROCESS_ID = "process_id"
    """GS ( H, function 48: a number of ours comes back when the paper has come out."""
    PAPER_QUERY = "paper_query"
    """GS r 1: answered when all before it has been taken out of the buffer."""
    NONE = "none"
    """It never says: every print stays unconfirmed, and that is no alarm."""


class Clearing(StrEnum):
    """How a printer forgets what it holds and could not print."""

    DLE_ENQ = "dle_enq"
    """DLE ENQ 2, in an error state that can be recovered."""
    DLE_DC4 = "dle_dc4"
    """DLE DC4 8, at any time."""
    NONE = "none"
    """It cannot: what it holds comes out when the paper is changed, and staff are warned."""


class Cut(StrEnum):
    """How paper is cut."""

    FEED_AND_CUT = "feed_and_cut"
    """GS V 66 0: feed to the blade, cut and leave one point standing."""
    CUT = "cut"
    """GS V 1: cut where the blade stands; the layout feeds to it first."""
    OLD = "old"
    """ESC m, of printers that do not know GS V."""
    NONE = "none"
    """Torn off by hand over an edge."""


class Buzzer(StrEnum):
    """How a printer beeps."""

    ESC_B = "esc_b"
    """ESC B n t, of most printers that are not Epson's."""
    ESC_A = "esc_a"
    """ESC ( A, of Epson."""
    NONE = "none"


class Logo(StrEnum):
    """How a picture that the printer keeps is printed."""

    FS_P = "fs_p"
    """FS q and FS p: old, and what clones have."""
    GS_L = "gs_l"
    """GS ( L, functions 67 and 69."""
    NONE = "none"
    """It keeps none: a logo goes over the line with every ticket."""


Count = Annotated[int, Meta(gt=0)]
Byte = Annotated[int, Meta(ge=0, le=255)]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A family of receipt printers. Lengths are in dots of the print head unless the name says otherwise."""

    name: str
    description: str
    """Which printers these are, for the person who chooses."""

    dots: Count
    """Printable width."""
    dpi: Count
    columns: Count
    """Characters of font A across the paper."""
    small_columns: Count
    """Characters of font B across the paper."""
    character_dots: Count = 24
    """Height of a font A character."""
    line_dots: Annotated[int, Meta(gt=0, le=255)] = 27
    """Feed of one line (ESC 3); never less than the characters are tall."""
    largest_scale: Annotated[int, Meta(ge=1, le=8)] = 8
    """Largest magnification of a character (GS !)."""
    motion_units: bool = False
    """Counts feeds (ESC 3, ESC J) in half dots until GS P tells it to count in dots."""
    code_pages: Mapping[str, Byte] = {}
    """Python codecs of code pages by the number that ESC t knows them by, the preferred first. Empty: ASCII alone,
    the half that all code pages share; the numbers differ between brands."""

    cut: Cut
    blade_mm: Annotated[float, Meta(ge=0)] = 15.0
    """From the print line to the blade or the edge to tear over."""
    buzzer: Buzzer = Buzzer.NONE
    native_qr: bool
    """Draws QR codes itself (GS ( k, cn 49); otherwise they are drawn here and sent as a picture."""
    raster_rows: Annotated[int, Meta(gt=0, le=65535)] = 128
    """Most rows of a picture in one command (GS v 0): more overruns the buffer of cheap printers."""
    logo: Logo = Logo.NONE

    realtime_status: bool
    """Answers DLE EOT 1 to 4, so that it can be asked before a print."""
    confirmation: Confirmation
    clearing: Clearing = Clearing.NONE

    mm_per_s: Annotated[float, Meta(gt=0)]
    """Slowest print speed of the family."""
    buffer_bytes: Count = 4096
    """Receive buffer: on a serial line without flow control, more than this is lost."""
    roll_mm: Count
    """Length of a new roll of paper."""

    @property
    def dots_per_mm(self) -> float:
        return self.dpi / 25.4

    @property
    def has_cutter(self) -> bool:
        return self.cut is not Cut.NONE


def profile_names() -> list[str]:
    """The families that come with Antrean."""
    return sorted(path.stem for path in BUILT_IN.glob("*.toml"))


@cache
def load_profile(name: str) -> Profile:
    """The family `name`, or the one that the TOML file at path `name` describes; raises `BadProfile`."""
    path = Path(name) if name.endswith(".toml") else BUILT_IN / f"{name}.toml"
    if path.parent == BUILT_IN and path.stem not in profile_names():
        raise BadProfile(f'there is no profile "{name}"; there are {", ".join(profile_names())}, or a path to a .toml')
    try:
        profile = msgspec.convert({"name": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))}, Profile)
    except OSError as exc:
        raise BadProfile(f"{path}: {exc.strerror}") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as exc:
        raise BadProfile(f"{path}: {exc}") from exc
    for problem in _problems(profile):
        raise BadProfile(f"{path}: {problem}")
    return profile


_FONT_A_DOTS, _FONT_B_DOTS = 12, 9
"""Width of a character on every printer of this language."""
_MOST_UNITS = 255
"""To the inch, in GS P."""


def _problems(profile: Profile) -> Iterator[str]:
    """What no single value shows."""
    for key, columns, width in (
        ("columns", profile.columns, _FONT_A_DOTS),
        ("small_columns", profile.small_columns, _FONT_B_DOTS),
    ):
        if columns * width > profile.dots:
            yield f"{key}: {columns} characters of {width} dots do not fit on {profile.dots} dots"
    if profile.small_columns < profile.columns:
        yield f"small_columns: is less than the {profile.columns} columns of the larger font"
    if profile.motion_units and profile.dpi > _MOST_UNITS:
        yield f"motion_units: cannot be told {profile.dpi} dots an inch, at most {_MOST_UNITS}"
    for codec in profile.code_pages:
        try:
            codecs.lookup(codec)
        except LookupError:
            yield f'code_pages: "{codec}" is no code page that Python knows, such as "cp858"'
