"""Rules of looks that a text file can break: contrast of a colour, width of a text, pictograms, invisible characters.

Pure functions over one value. `schema` applies them; nothing here knows which field it judges.
"""

import re
import unicodedata
from itertools import chain

AGENCY_COLOURS = {
    "indigo": "#332288",
    "ochre": "#8f6400",
    "forest": "#0a4d2a",
    "rose": "#b45078",
    "sky": "#3c78b4",
    "plum": "#50143c",
}
"""Hues that colour-blind people can tell apart, dark enough for white text; a hall may choose others.

Six is as many as stay clearly apart under each of the three dichromacies; red is kept for "stop".
"""

LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of any size."""

_BLANK = frozenset(
    chain(
        (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
        range(0x180B, 0x1810),
        range(0xFE00, 0xFE10),
        range(0xE0100, 0xE01F0),
    )
)
"""Marks and letters that draw nothing (Unicode, Default_Ignorable_Code_Point, and the blank Braille pattern)."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(text: str) -> bool:
    """Whether `text` is a colour as `#rrggbb`."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def cells(text: str) -> int:
    """How many terminal cells `text` takes: two for a wide character, none for a combining mark."""
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def is_pictogram(text: str) -> bool:
    """Whether `text` is one emoji of one code point that is two cells wide everywhere.

    Joined emoji and those that need a variation selector are drawn with different widths by different terminals.
    """
    if len(text) != 1 or unicodedata.category(text) != "So" or unicodedata.east_asian_width(text) != "W":
        return False
    return 0x231A <= ord(text) <= 0x2BFF or ord(text) >= 0x1F300


def is_visible(character: str) -> bool:
    """Whether a character shows: no control, direction override, joiner, variation selector, filler or odd space."""
    return character.isprintable() and ord(character) not in _BLANK


def invisible_characters(text: str) -> list[str]:
    """Code points in `text` that nobody can see."""
    return [f"U+{ord(character):04X}" for character in text if not is_visible(character)]
