"""What a ticket is made of, from top to bottom: lines, the number, pictures, blank paper, the cut. Values only.

`printer.layout` puts them in order, `printer.encode` knows their bytes, `printer.cost` what they cost.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from printer.bitmap import Bitmap
from printer.profile import Cut as CutKind
from printer.profile import Profile
from printer.slip import Drawable, Printable

LOGO = Printable("[logo]")
"""What a logo says."""


class Align(StrEnum):
    """Where a line stands between the edges of the paper (ESC a)."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, already short enough for its size."""

    text: Printable
    scale: tuple[int, int] = (1, 1)
    """Magnification across and down (GS !)."""
    bold: bool = False
    small: bool = False
    """Font B."""
    align: Align = Align.CENTER
    code_page: str = "ascii"
    """Python's codec of the code page that has all of `text`; one of the profile's, or ASCII."""


@dataclass(frozen=True, slots=True)
class Number:
    """The number of the ticket, every character magnified by `scale` both ways."""

    text: Printable
    scale: int


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, model 2, error correction M, drawn by the printer."""

    data: Printable
    modules: int
    """Edge of the symbol, without the quiet zone that the feeds around it leave."""
    module_dots: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Dots, centred: a logo, a QR code or a line of text that the printer has no letters for."""

    bitmap: Bitmap
    says: Printable | Drawable
    """What it shows, in words."""
    magnified: int = 1
    """1, or 2 for a printer that shall draw each dot as two by two."""


@dataclass(frozen=True, slots=True)
class StoredLogo:
    """The picture that the printer keeps, centred; `rows` is its height in dots."""

    rows: int


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank paper."""

    dots: int


@dataclass(frozen=True, slots=True)
class Beep:
    """A short sound, where the printer has one."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a ticket, in the way of the profile, leaving one point standing."""


Block = Line | Number | Qr | Picture | StoredLogo | Feed | Beep | Cut


def height_dots(block: Block, profile: Profile) -> int:
    """How far `block` moves the paper."""
    match block:
        case Line(scale=(_, down)):
            return max(profile.line_dots, profile.character_dots * down)
        case Number(scale=scale):
            return max(profile.line_dots, profile.character_dots * scale)
        case Qr(modules=modules, module_dots=module_dots):
            return modules * module_dots
        case Picture(bitmap=bitmap, magnified=magnified):
            return bitmap.rows * magnified
        case StoredLogo(rows=rows):
            return rows
        case Feed(dots=dots):
            return dots
        case Cut():
            return blade_dots(profile) if profile.cut is CutKind.FEED_AND_CUT else 0
        case Beep():
            return 0
        case _:
            assert_never(block)


def blade_dots(profile: Profile) -> int:
    """From the print line to where the paper is cut or torn."""
    return round(profile.blade_mm * profile.dots_per_mm)
