"""The large figures: full height, never wider than allowed, the same glyph everywhere, no two that look alike."""

import pytest

from kiosk.cells.figures import QUADRANTS, figures


@pytest.mark.parametrize("number", ["A001", "W9999", "AB999", "MW888", "WWW99"])
@pytest.mark.parametrize("columns", [41, 60])
def test_every_number_fits(number: str, columns: int) -> None:
    """The longest number is narrowed, not clipped: every line is equally long and within the columns."""
    lines = figures(number, 7, columns)
    assert len(lines) == 7
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) <= columns
    assert set("".join(lines)) <= set(QUADRANTS)


@pytest.mark.parametrize("char", "ABCDEFGHJKLMNPRSTUVWXYZ0123456789")
def test_letters_are_as_large_as_digits(char: str) -> None:
    """Every glyph reaches from the first row to the last."""
    lines = figures(char, 8, 20)
    assert lines[0].strip()
    assert lines[-1].strip()


@pytest.mark.parametrize(("one", "other"), [("0", "O"), ("1", "I"), ("8", "B"), ("5", "S")])
def test_lookalikes_differ(one: str, other: str) -> None:
    """What a tired eye could confuse is drawn differently."""
    assert figures(one, 7, 12) != figures(other, 7, 12)


def test_a_digit_looks_the_same_wherever_it_stands() -> None:
    """The two zeros of A001 are one drawing, and every digit takes the same room."""
    lines = figures("000", 7, 60)
    width = (len(lines[0]) - 2) // 3
    assert all(line[:width] == line[width + 1 : 2 * width + 1] == line[2 * width + 2 :] for line in lines)
    assert len(figures("1", 7, 60)[0]) == len(figures("8", 7, 60)[0])


def test_a_margin_leaves_half_rows_free() -> None:
    """With a margin of one half row, the lower half of the first row is the first to be inked."""
    first = figures("E", 4, 8, margin=1)[0]
    assert set(first.strip()) <= set("▖▗▄")
