"""How tiles are divided into pages."""

import pytest

from kiosk.terminal.pages import Fit, fit, page_of, pages_of


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(64, 14, Fit(2, 3, 4)), (45, 29, Fit(1, 6, 4)), (80, 14, Fit(2, 3, 4)), (100, 20, Fit(3, 4, 4))],
)
def test_the_room_decides_how_many_tiles(width: int, height: int, expected: Fit) -> None:
    """The sizes of the screens we know, and two that only have to work."""
    assert fit(width, height) == expected


def test_a_tiny_screen_still_shows_one_tile() -> None:
    """There is always something to tap."""
    assert fit(20, 3).count == 1


def test_pages_hold_everything_once() -> None:
    """All items appear, in order, on as many pages as there are."""
    items = list(range(23))
    assert [item for page in range(pages_of(23, 6)) for item in page_of(items, page, 6)] == items


def test_a_page_that_is_gone_shows_the_last() -> None:
    """After the hall's folder has changed there may be fewer pages."""
    assert page_of([1, 2, 3], 9, 2) == [3]
    assert page_of([], 0, 6) == []
