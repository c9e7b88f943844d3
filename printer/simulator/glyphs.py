"""Characters as dots: font A in cells of 12x24 dots and font B in 9x17, drawn without grey as a print head does.

The fonts are subsets of DejaVu Sans Mono (`receipt.LICENSE.txt`): the characters of western code pages, with the hints
that keep strokes whole at the size of one dot.
"""

from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

_HERE = Path(__file__).parent
_CELLS = {"a": (12, 24), "b": (9, 17)}
_SIZES = {"a": 20, "b": 15}
"""At these sizes in pixels the font's own cells are the printer's."""


@cache
def glyph(character: str, font: str, *, bold: bool = False) -> Image.Image:
    """One character in its cell, of mode "1", ink is 1; `font` is "a" or "b"."""
    cell = Image.new("1", _CELLS[font])
    pen = ImageDraw.Draw(cell)
    pen.fontmode = "1"
    pen.text((0, 0), character, 1, font=_font(font, bold))
    return cell


@cache
def _font(font: str, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_HERE / ("receipt-bold.ttf" if bold else "receipt.ttf"), _SIZES[font])
