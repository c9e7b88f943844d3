"""How a text is set: the printer's own letters first, drawn where it has none, never without end."""

import pytest

from printer.blocks import Feed, Line, Picture
from printer.profile import Profile, load_profile
from printer.typesetting import MOST_LINES, typeset
from tests.fakes.slips import LONGEST

EPSON80 = load_profile("epson80")
GENERIC80 = load_profile("generic80")
GENERIC58 = load_profile("generic58")

HEADING = ((2, 2), (1, 2), (1, 1))


def lines(text: str, profile: Profile = EPSON80, *, small: bool = False) -> list[Line | Picture]:
    blocks = typeset(text, profile, small=small, scales=HEADING)
    return [block for block in blocks if not isinstance(block, Feed)]


@pytest.mark.parametrize(
    ("text", "profile", "way"),
    [
        ("Silakan “tunggu”…", GENERIC80, "ascii"),
        ("Größe", EPSON80, "cp437"),
        ("Größe – 5 €", EPSON80, "cp858"),
        ("Größe", GENERIC80, "drawn"),
        ("Zażółć", EPSON80, "drawn"),
        ("ꦥꦸꦱ꧀ꦏꦼꦱ꧀ꦩꦱ꧀", EPSON80, "drawn"),
        ("رقم الانتظار", EPSON80, "drawn"),
        ("队列 A", EPSON80, "ascii"),
    ],
)
def test_the_cheapest_way_that_loses_nothing(text: str, profile: Profile, way: str) -> None:
    """ASCII, then the preferred code page that has it all, then dots; what no font has is ASCII again."""
    ways = {"drawn" if isinstance(line, Picture) else line.code_page for line in lines(text, profile)}
    assert ways == {way}


@pytest.mark.parametrize(
    ("service", "scale", "count"),
    [
        ("Perekaman KTP-el baru", (2, 2), 1),
        ("Surat Keterangan Catatan Kepolisian (SKCK)", (2, 2), 2),
        (LONGEST.service, (1, 2), 2),
        ("layanan " * 14, (1, 1), 3),
    ],
)
def test_a_long_text_gets_smaller_before_it_gets_long(service: str, scale: tuple[int, int], count: int) -> None:
    """A heading stands as large as two lines allow."""
    assert [line.scale for line in lines(service) if isinstance(line, Line)] == [scale] * count


def test_drawn_text_gets_smaller_the_same_way() -> None:
    """As tall as two lines allow."""

    def tallest(text: str) -> int:
        return max(line.bitmap.rows for line in lines(text, GENERIC58) if isinstance(line, Picture))

    assert tallest("Größe") > tallest("Größe " * 6) > tallest("Größe " * 14)


@pytest.mark.parametrize("word", ["tunggu ", "Größe ", "ꦥꦸꦱ꧀ꦏꦼꦱ꧀ꦩꦱ꧀", "队列", "x"])
def test_a_text_without_end_is_ended(word: str) -> None:
    """A text stops after three lines, in three dots, whatever its letters and however long it is."""
    found = lines(word * 10_000, GENERIC58)
    assert len(found) == MOST_LINES
    last = found[-1]
    assert (last.says if isinstance(last, Picture) else last.text).endswith("...")


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u200d", "\u202e"])
def test_nothing_to_read_is_nothing_to_print(text: str) -> None:
    """No line, and no paper."""
    assert list(typeset(text, EPSON80)) == []
