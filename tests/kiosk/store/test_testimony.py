"""What kiosks tell of the numbers they have shown: the highest counts, and never less than before."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.store.testimony import DATES_KEPT, Testimony, decode, encode, parts_of, restored

shown = st.dictionaries(
    st.dates().map(lambda on: on.isoformat()),
    st.dictionaries(st.sampled_from("ABC"), st.integers(0, 9999)),
    max_size=4,
)


@given(st.lists(st.tuples(st.sampled_from(["kiosk-1", "kiosk-2", "desk"]), shown), max_size=5))
def test_nothing_that_was_told_is_forgotten(told: list[tuple[str, dict[str, dict[str, int]]]]) -> None:
    """In whatever order and however often, the highest of each is known, and who has told is not awaited any more."""
    known = restored(7, {"kiosk-1", "kiosk-2"}, {})
    for kiosk, counts in told:
        known = known.heard(kiosk, counts)
        assert not known.beyond(known.shown)
    for _kiosk, counts in told:
        assert all(known.shown[on][letters] >= n for on, by in counts.items() for letters, n in by.items())
    assert set(known.awaited) == {"kiosk-1", "kiosk-2"} - {kiosk for kiosk, _ in told}
    assert known.epoch == 7
    assert decode(encode(known)) == known


def test_beyond_is_what_the_log_does_not_know() -> None:
    """Per date and series; a series that the log has never seen counts from its first number, 0 included."""
    told = Testimony().heard("kiosk-1", {"2026-11-24": {"A": 5, "B": 2, "C": 0}, "2026-11-23": {"A": 9}})
    known = {"2026-11-24": {"A": 4, "B": 2}}
    assert told.beyond(known) == {"2026-11-24": {"A": 5, "C": 0}, "2026-11-23": {"A": 9}}


def test_old_dates_are_let_go() -> None:
    """The row does not grow with the years."""
    told = Testimony()
    for year in range(1900, 2100):
        told = told.heard("kiosk-1", {f"{year}-01-01": {"A": 1}})
    assert list(told.shown) == [f"{year}-01-01" for year in range(2100 - DATES_KEPT, 2100)]


def test_a_number_is_letters_and_a_count() -> None:
    """As on paper; what is none is none."""
    assert [parts_of(text) for text in ("A017", "AB0003", "12", "A", "", "A1B")] == [
        ("A", 17),
        ("AB", 3),
        ("", 12),
        None,
        None,
        None,
    ]
