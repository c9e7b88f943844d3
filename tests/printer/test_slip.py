"""The door between words and paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.slip import Slip, code_page_for, drawable, printable, printable_link

anything = st.text(st.characters(exclude_categories=()))
"""Every code point, surrogates and unassigned ones too."""
JAVANESE = frozenset(map(chr, range(0xA980, 0xA9E0)))
FONT = JAVANESE | frozenset(map(chr, range(0x20, 0x7F))) | frozenset("é\u200c\u200d")
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@given(anything)
def test_no_text_yields_anything_but_visible_ascii_and_blanks(text: str) -> None:
    """Whatever goes in, each character that comes out is a blank or visible ASCII."""
    assert all(0x20 <= ord(char) <= 0x7E for char in printable(text))


@given(anything, st.sampled_from(["cp437", "cp858", "cp1252", "latin-1", "cp932", "utf-16"]))
def test_no_code_page_lets_a_control_byte_through(text: str, code_page: str) -> None:
    """Each character that survives for a code page is one byte of it, outside C0 and DEL."""
    for char in printable(text, code_page):
        if code_page != "utf-16":
            encoded = char.encode(code_page)
            assert len(encoded) == 1
            assert encoded[0] >= 0x20
            assert encoded[0] != 0x7F
        else:
            assert 0x20 <= ord(char) <= 0x7E


@given(anything)
def test_safe_text_passes_unchanged(text: str) -> None:
    """Cleaning twice is cleaning once."""
    assert printable(printable(text)) == printable(text)


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("“Sritanjung” – lantai 1…", '"Sritanjung" - lantai 1...'),
        ("Polisi—Imigrasi, ‘baru’", "Polisi-Imigrasi, 'baru'"),
        ("café, e\u0301lite, Ångström, Straße", "cafe, elite, Angstrom, Strasse"),
        ("½ ﬁ Ａ ™", "1/2 fi A TM"),
        ("baris\r\nbaru\tdan\u00a0lagi", "baris  baru dan lagi"),
        ("ꦥꦸꦱ", "??"),
        ("队列", "??"),
    ],
)
def test_what_ascii_lacks_is_written_in_ascii(text: str, paper: str) -> None:
    """Typographic signs and accents become the ASCII that a person would type, foreign scripts question marks."""
    assert printable(text) == paper


@pytest.mark.parametrize(
    "char", ["\x00", "\x10", "\x1b", "\x1d", "\x7f", "\x9b", "\u202e", "\u200f", "\ufeff", "\ud800"]
)
def test_control_and_direction_characters_vanish(char: str) -> None:
    """C0, DEL, C1, bidi and format characters and surrogates leave nothing behind."""
    assert printable(f"A{char}B") == "AB"
    assert printable_link(f"http://h/{char}x") == "http://h/x"


def test_a_code_page_keeps_what_it_has() -> None:
    """With a code page that has the letter, the letter stays; a sign is ASCII all the same."""
    assert printable("café ß € – “ya”", "cp858") == 'café ß € - "ya"'


@pytest.mark.parametrize(
    ("text", "code_page"),
    [
        ("Silakan – “tunggu”…", "ascii"),
        ("Büro", "cp437"),
        ("Büro 5 €", "cp858"),
        ("Bu\u0308ro", "cp437"),
        ("Zażółć", None),
        ("ꦥꦸ", None),
        ("رقم", None),
        ("队", None),
    ],
)
def test_the_first_code_page_that_has_it_all(text: str, code_page: str | None) -> None:
    """ASCII before all, the preferred next; None where a letter would be lost."""
    assert code_page_for(text, ("cp437", "cp858")) == code_page


def test_a_code_page_is_no_help_where_letters_join_or_turn() -> None:
    """Arabic, Hebrew and Thai are in code pages, and a printer would still set them in the wrong order or place."""
    assert code_page_for("رقم", ("cp864", "cp1256")) is None
    assert code_page_for("תור", ("cp862",)) is None
    assert code_page_for("ที่", ("cp874",)) is None


@given(anything, st.sampled_from(["cp437", "cp858", "cp1252"]))
def test_a_chosen_code_page_loses_nothing(text: str, code_page: str) -> None:
    """What `code_page_for` promises, `printable` keeps: the bytes read back are the text."""
    if code_page_for(text, (code_page,)) == code_page:
        safe = printable(text, code_page)
        assert safe.encode(code_page).decode(code_page) == safe
        assert "?" not in safe or "?" in text


@given(anything)
def test_nothing_is_drawn_but_letters_of_the_font(text: str) -> None:
    """Every character that comes out is one the font has, and none of them steers."""
    assert all(char in FONT for char in drawable(text, FONT))


@given(anything)
def test_drawable_text_passes_unchanged(text: str) -> None:
    """Cleaning twice is cleaning once."""
    assert drawable(drawable(text, FONT), FONT) == drawable(text, FONT)


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\x10", "\x7f", "\x9b", *BIDI, "\ufeff", "\ufff9", "\ud800"])
def test_nothing_that_steers_is_drawn(char: str) -> None:
    """Controls, bidi marks, overrides and isolates vanish even where a font claims to have them."""
    assert drawable(f"A{char}001", FONT | {char}) == "A001"


def test_joiners_stay_where_the_font_has_them() -> None:
    """Scripts are misspelt without U+200C and U+200D; a printer's own letters need none."""
    assert drawable("ꦏ\u200dꦱ\u200c", FONT) == "ꦏ\u200dꦱ\u200c"
    assert drawable("ꦏ\u200dꦱ\u200c", JAVANESE) == "ꦏꦱ"
    assert printable("a\u200db\u200c") == "ab"


def test_what_the_font_lacks_is_written_in_ascii() -> None:
    """A letter of no font becomes what a person would type, as it does in the printer's own letters."""
    assert drawable("ꦥ ø ﬁ 队 “é”", FONT) == 'ꦥ o fi ? "é"'


@given(anything)
def test_no_link_yields_anything_but_visible_ascii(url: str) -> None:
    """A link keeps no blank, no control and nothing outside ASCII."""
    assert all(0x21 <= ord(char) <= 0x7E for char in printable_link(url))


def test_a_plain_link_is_left_alone() -> None:
    """No character of a usual address is encoded again; blanks and others are."""
    assert printable_link("http://10.0.0.5:8080/t/AB?c=1&d=%20#e") == "http://10.0.0.5:8080/t/AB?c=1&d=%20#e"
    assert printable_link("http://h/a b/é") == "http://h/a%20b/%C3%A9"


def test_a_slip_cannot_be_changed() -> None:
    """A slip is a value: a reprint is another slip."""
    with pytest.raises(AttributeError):
        Slip(number="A001").number = "A002"  # type: ignore[misc]  # what must not work
