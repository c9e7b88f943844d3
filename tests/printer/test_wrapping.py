"""Words in lines: complete, even, and never cut where a sign is whole."""

from hypothesis import given
from hypothesis import strategies as st

from printer.wrapping import clusters, wrap

words = st.lists(st.text("abcdefgh", min_size=1, max_size=30), max_size=40)
columns = st.integers(1, 48)
javanese = st.text("ꦥꦸꦱ꧀ꦏꦼꦩꦿꦴ", min_size=1, max_size=40)

PASANGAN = "ꦱ꧀ꦏꦼ"
"""sa, pangkon, ka and pepet: ka hangs under sa."""


@given(words, columns)
def test_wrapping_keeps_every_letter_in_order(words: list[str], columns: int) -> None:
    """Nothing is lost or doubled, and no line is longer than the paper is wide."""
    lines = wrap(" ".join(words), columns)
    assert "".join(lines).replace(" ", "") == "".join(words)
    assert all(0 < len(line) <= columns for line in lines)


@given(words, st.integers(30, 48))
def test_wrapping_never_cuts_a_word_that_fits(words: list[str], columns: int) -> None:
    """Where every word fits a line, the lines hold exactly the words."""
    assert " ".join(wrap(" ".join(words), columns)).split() == words


@given(words, st.integers(30, 48))
def test_wrapping_takes_no_more_lines_than_needed(words: list[str], columns: int) -> None:
    """Even lines cost no paper: there are as many as when each line takes all it can."""
    greedy, room = 0, -1
    for word in words:
        if room < len(word) + 1:
            greedy, room = greedy + 1, columns + 1
        room -= len(word) + 1
    assert len(wrap(" ".join(words), columns)) == greedy


def test_lines_are_even() -> None:
    """A heading of two lines is not one long line and one word."""
    assert wrap("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", 48) == [
        "Dinas Penanaman Modal dan",
        "Pelayanan Terpadu Satu Pintu",
    ]


def test_the_unit_is_the_callers() -> None:
    """Where a letter is ten dots wide, a line of 55 dots has five."""
    assert wrap("aa bb cc dd", 55, lambda text: 10 * len(text)) == ["aa bb", "cc dd"]


def test_what_hangs_on_a_letter_stays_with_it() -> None:
    """Vowel signs, the letter under a pangkon and joiners are no place to cut."""
    assert clusters(f"ꦥꦸ{PASANGAN}ꦩ") == ["ꦥꦸ", PASANGAN, "ꦩ"]
    assert clusters("e\u0301a\u200db\u200cc") == ["e\u0301", "a\u200db\u200c", "c"]


@given(javanese, st.integers(1, 9))
def test_a_long_word_is_cut_between_signs(word: str, columns: int) -> None:
    """Javanese writes no blanks: a line ends between two signs, never inside one."""
    lines = wrap(word, columns)
    assert [cluster for line in lines for cluster in clusters(line)] == clusters(word)
