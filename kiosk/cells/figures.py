"""Large figures made of quadrant blocks, from the project's own bold font: a number that is read from afar.

Pure: a text and a size in, lines of characters out. Each glyph is drawn once and kept, starts on a cell of its own and
so looks the same wherever it stands. Pillow is imported with the first glyph, so that the first frame need not wait.
"""

from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

Bits = tuple[tuple[bool, ...], ...]
"""Rows of pixels, two a cell in each direction."""

QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""The character for each sum of upper left 1, upper right 2, lower left 4, lower right 8."""
_PIXEL_SHAPE = 2.0
"""Height of a pixel as a multiple of its width: a cell is about twice as high as it is wide."""
_DRAWN_PX = 160
"""Size of the drawing that glyphs are reduced from."""
_INKED = 118
"""How dark a reduced pixel must be to count, of 255: a little less than half keeps thin joints."""


def figures(text: str, rows: int, columns: int, *, margin: int = 0) -> tuple[str, ...]:
    """Draw `text` as `rows` lines of blocks, at most `columns` wide; what is naturally wider is narrowed evenly.

    Capitals and digits fill the height but for `margin` half rows at both ends; digits are equally wide; all lines
    have the same length.
    """
    high = rows * 2 - 2 * margin
    gap = 1 if high > 8 else 0
    room = columns - gap * (len(text) - 1)
    natural = [_natural_cells(char, high) for char in text]
    squeeze = min(1.0, room / max(1.0, sum(natural)))
    cells = [max(1, int(width * squeeze)) for width in natural]
    drawn = [_glyph_lines(char, high, margin, wide) for char, wide in zip(text, cells, strict=True)]
    return tuple((" " * gap).join(parts) for parts in zip(*drawn, strict=True))


def natural_columns(text: str, rows: int) -> float:
    """Cells that `text` would take at its natural shape, `rows` high, gaps left out."""
    return sum(_natural_cells(char, rows * 2) for char in text)


@lru_cache(maxsize=512)
def _glyph_lines(char: str, high: int, margin: int, columns: int) -> tuple[str, ...]:
    """One character, centred in `columns` cells, with `margin` empty rows of pixels above and below."""
    room = columns * 2
    ratio = _natural_px(char, high) / (_natural_cells(char, high) * 2)
    wide = min(room, max(2, round(room * ratio)))
    left = (room - wide) // 2
    rows = [(False,) * left + row + (False,) * (room - wide - left) for row in _bits(char, high, wide)]
    empty = [(False,) * room] * margin
    return _as_blocks((*empty, *rows, *empty))


def _bits(char: str, high: int, wide: int) -> Bits:
    from PIL.Image import Resampling

    picture = _drawn(char).resize((wide, high), Resampling.BOX)
    pixels = picture.tobytes()
    return tuple(tuple(dark >= _INKED for dark in pixels[y * wide : (y + 1) * wide]) for y in range(high))


def _natural_cells(char: str, high: int) -> float:
    """Width in cells at its natural shape; every digit takes the room of the widest."""
    widest = max(_natural_px(digit, high) for digit in "0123456789") if char.isdigit() else _natural_px(char, high)
    return widest / 2


def _natural_px(char: str, high: int) -> float:
    picture = _drawn(char)
    return picture.width / picture.height * high * _PIXEL_SHAPE


@lru_cache(maxsize=64)
def _drawn(char: str) -> "Image":
    """The character in grey, cropped to its ink in width and to the height of a capital."""
    from PIL import Image, ImageDraw

    _, top, _, bottom = _font().getbbox("E")
    left, _, right, lowest = _font().getbbox(char)
    if lowest - bottom > (bottom - top) / 10:
        bottom = lowest  # a J hangs below the line: better flattened than cut off
    picture = Image.new("L", (int(right - left), int(bottom - top)), 0)
    ImageDraw.Draw(picture).text((-left, -top), char, font=_font(), fill=255)
    return picture


@lru_cache(maxsize=1)
def _font() -> "FreeTypeFont":
    from PIL import ImageFont

    font_file = BytesIO((files("display") / "fonts" / "antrean-bold.woff").read_bytes())
    return ImageFont.truetype(font_file, _DRAWN_PX)


def _as_blocks(bits: Bits) -> tuple[str, ...]:
    lines = []
    for upper, lower in zip(bits[::2], bits[1::2], strict=True):
        quads = zip(upper[::2], upper[1::2], lower[::2], lower[1::2], strict=True)
        lines.append("".join(QUADRANTS[a + 2 * b + 4 * c + 8 * d] for a, b, c, d in quads))
    return tuple(lines)
