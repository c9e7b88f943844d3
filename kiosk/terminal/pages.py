"""How many tiles fit, and which of them a page shows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

_T = TypeVar("_T")

TILE_COLUMNS = 30
"""A tile is at least this wide."""
TILE_ROWS = 4
"""And this high, with a row between two of them."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Tiles a page has room for."""

    columns: int
    rows: int
    tile_rows: int
    """How high each tile is."""

    @property
    def count(self) -> int:
        return self.columns * self.rows


def fit(width: int, height: int) -> Fit:
    """What fits into `width` times `height` cells with a gap between tiles and at both sides; one tile at least."""
    columns = max(1, min(3, (width - 1) // (TILE_COLUMNS + 1)))
    rows = max(1, min(6, (height + 1) // (TILE_ROWS + 1)))
    return Fit(columns, rows, max(1, (height + 1) // rows - 1))


def pages_of(count: int, per_page: int) -> int:
    """How many pages `count` tiles take; one even when there are none."""
    return max(1, -(-count // per_page))


def page_of(items: Sequence[_T], page: int, per_page: int) -> list[_T]:
    """The items of `page`, the last one where it does not exist."""
    start = min(page, pages_of(len(items), per_page) - 1) * per_page
    return list(items[start : start + per_page])
