"""Looks: contrast as WCAG computes it, the agencies' hues under colour blindness, widths, pictograms."""

from itertools import combinations
from math import dist

import pytest

from config.looks import AGENCY_COLOURS, LEAST_CONTRAST, cells, contrast, invisible_characters, is_pictogram

SIMULATIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Linear RGB as seen by people with that sight (Machado, Oliveira, Fernandes 2009, severity 1)."""


def linear(colour: str) -> list[float]:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]


def lab(rgb: list[float]) -> tuple[float, float, float]:
    """CIE 1976 L*a*b* of linear RGB under D65."""
    red, green, blue = (min(1, max(0, channel)) for channel in rgb)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: str, other: str, sight: str) -> float:
    seen: list[tuple[float, float, float]] = []
    for colour in (one, other):
        source = linear(colour)
        seen.append(lab([sum(w * c for w, c in zip(row, source, strict=True)) for row in SIMULATIONS[sight]]))
    return dist(*seen)


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, a colour on itself 1, and the order of the two does not matter."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#00325f", "#00325f") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", AGENCY_COLOURS)
def test_white_text_is_readable_on_every_agency_colour(name: str) -> None:
    """Each hue of the set passes the contrast that the schema asks for."""
    assert contrast(AGENCY_COLOURS[name], "#ffffff") >= LEAST_CONTRAST


@pytest.mark.parametrize("sight", SIMULATIONS)
def test_agency_colours_differ_for_colour_blind_people(sight: str) -> None:
    """Any two hues of the set stay far apart (a difference of 2 can just be seen) whatever the sight."""
    for one, other in combinations(AGENCY_COLOURS, 2):
        assert difference(AGENCY_COLOURS[one], AGENCY_COLOURS[other], sight) > 20, f"{one} and {other}"


@pytest.mark.parametrize("icon", ["🚗", "👪", "☔", "⏰", "🩺"])
def test_one_wide_code_point_is_a_pictogram(icon: str) -> None:
    """Emoji that are drawn wide without help are accepted."""
    assert is_pictogram(icon)


@pytest.mark.parametrize("icon", ["", "A", "✈", "✈️", "👨‍👩‍👧", "🇮🇩", "🚗🚗", "家", "㈱", "\u202e"])
def test_anything_else_is_no_pictogram(icon: str) -> None:
    """Letters, joined or narrow emoji, flags and pairs are refused: terminals disagree about their width."""
    assert not is_pictogram(icon)


def test_width_is_counted_in_cells() -> None:
    """A wide character takes two cells and a combining mark none."""
    assert cells("Loket 3") == 7
    assert cells("家") == 2
    assert cells("e\u0301") == 1


@pytest.mark.parametrize(
    "hidden", ["\n", "\t", "\x1b", "\u202e", "\u2066", "\u200d", "\u00ad", "\u00a0", "\u2028", "\ufe0f", "\u3164"]
)
def test_what_cannot_be_seen_is_found(hidden: str) -> None:
    """Controls, direction overrides, joiners, soft hyphens and unusual spaces are named by code point."""
    assert invisible_characters(f"Lo{hidden}ket") == [f"U+{ord(hidden):04X}"]
    assert invisible_characters("Loket 3 – é 🚗") == []
