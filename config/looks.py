"""Rules of looks that a text file can break: contrast of a colour, width of a text, pictograms, invisible characters.

Pure functions over one value. `schema` applies them; nothing here knows which field it judges.
"""

import re
import unicodedata

AGENCY_COLOURS = {
    "navy": "#332288",
    "blue": "#0072b2",
    "green": "#117733",
    "wine": "#882255",
    "purple": "#aa4499",
    "brown": "#8a4b00",
    "teal": "#00656b",
    "slate": "#4a4f57",
}
"""Hues that colour-blind people can tell apart, dark enough for white text; a hall may choose others."""

LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text of any size."""

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


def invisible_characters(text: str) -> list[str]:
    """Code points in `text` that nobody can see: controls, direction overrides, joiners, unusual spaces."""
    return [f"U+{ord(character):04X}" for character in text if not character.isprintable()]
