"""Text and QR codes as dots, for what a printer cannot set or draw itself: Javanese, Arabic, a letter it lacks.

The shipped font is shaped and ordered by HarfBuzz and FriBidi, which Pillow brings along (raqm). Pillow and segno are
imported with the first line that needs them, so that a ticket in plain ASCII never pays for them. Reaches no device and
knows no command; `printer.typesetting` decides what is drawn.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from printer.bitmap import Bitmap
from printer.slip import Drawable, Printable

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONT = Path(__file__).parent / "fonts" / "antrean-paper.ttf"
"""Latin, Greek, Cyrillic, Javanese and Arabic in one font; `fonts/build.sh` makes it."""

_LINE_EM = (0.85, 0.28)
"""What a line keeps clear above and below its baseline, in sizes of the font: the letters of most scripts."""
_GAP_EM = 0.12
"""Between the ink of a deep line and the next one."""
_MOST_EM = (1.2, 0.95)
"""Where ink ends whatever the text says: room for Javanese, none for a tower of accents."""


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """The ink of a line, and the blank dots above and below that make lines even."""

    ink: Bitmap
    above: int
    below: int


@cache
def letters() -> frozenset[str]:
    """Every character that the font has."""
    ranges = FONT.with_suffix(".coverage").read_text(encoding="ascii").split()
    pairs = (tuple(int(code, 16) for code in line.split("-")) for line in ranges)
    return frozenset(chr(code) for first, last in pairs for code in range(first, last + 1))


@lru_cache(maxsize=1024)
def text_width(text: Drawable, size: int) -> float:
    """How far `text` runs at `size` dots to the em, in dots."""
    return _font(size).getlength(text)


@lru_cache(maxsize=64)
def draw_line(text: Drawable, size: int, *, bold: bool, most_dots: int) -> DrawnLine:
    """`text` at `size` dots to the em, at most `most_dots` wide; text without ink has a bitmap of no rows."""
    from PIL import Image, ImageDraw

    left, top, right, bottom = (round(edge) for edge in _font(size).getbbox(text, anchor="ls"))
    top, bottom = max(top, -round(size * _MOST_EM[0])), min(bottom, round(size * _MOST_EM[1]))
    width, rows = min(right - left + bold, most_dots), bottom - top
    if right <= left or rows <= 0:
        return DrawnLine(Bitmap(0, 0, b""), round(size * sum(_LINE_EM)), 0)
    grey = Image.new("L", (width, rows))
    ImageDraw.Draw(grey).text((-left, -top), text, fill=255, font=_font(size), anchor="ls")
    ink = grey.point(lambda level: 255 * (level >= 128), mode="1")
    if bold:  # struck twice, a dot apart, as the printer makes its own letters bold
        ink.paste(255, (1, 0), ink.crop((0, 0, width - 1, rows)))
    above, below = round(size * _LINE_EM[0]) + top, round(size * _LINE_EM[1]) - bottom
    return DrawnLine(Bitmap(width, rows, ink.tobytes()), max(above, 0), max(below, round(size * _GAP_EM)))


def draw_qr(data: Printable, module_dots: int) -> Bitmap:
    """The smallest QR code of model 2 for `data` at error correction M, without its quiet zone.

    Raises `ValueError` for more data than any version holds.
    """
    import segno

    modules = segno.make_qr(data, error="m", boost_error=False).matrix
    edge = len(modules) * module_dots
    rows = (_row([bool(module) for module in row for _ in range(module_dots)]) for row in modules)
    return Bitmap(edge, edge, b"".join(row * module_dots for row in rows))


def _row(dots: list[bool]) -> bytes:
    padded = dots + [False] * (-len(dots) % 8)
    return bytes(sum(dot << (7 - bit) for bit, dot in enumerate(padded[at : at + 8])) for at in range(0, len(dots), 8))


@cache
def _font(size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.RAQM)
