"""Pages of tiles with the keys that turn them. The tiles are made once and filled again for every page."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, Vertical
from textual.widgets import Static

from config.catalogues import Words
from kiosk.terminal.faces import Face
from kiosk.terminal.pages import fit, page_of, pages_of
from kiosk.terminal.visit import TurnPage
from kiosk.terminal.widgets.key import Key
from kiosk.terminal.widgets.tile import Tile

MOST_TILES = 18


class TilePages(Vertical):
    """Shows one page of faces, as many as fit."""

    _faces: Sequence[Face] = ()
    _page = 0
    _words: Words | None = None

    def compose(self) -> ComposeResult:
        with Grid():
            for _ in range(MOST_TILES):
                yield Tile()
        with Horizontal():
            yield Key(id="previous")
            yield Static(id="place", markup=False)
            yield Key(id="next")

    def show(self, faces: Sequence[Face], page: int, words: Words) -> None:
        """Show `page` of `faces`; the last page when there are fewer now."""
        self._faces, self._page, self._words = faces, page, words
        self._fill()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        grid = self.query_one(Grid)
        if self._words is None or not grid.size:
            return
        room = fit(grid.outer_size.width, grid.outer_size.height)
        grid.styles.grid_size_columns, grid.styles.grid_size_rows = room.columns, room.rows
        grid.styles.grid_rows = str(room.tile_rows)
        shown = page_of(self._faces, self._page, room.count)
        for tile, face in zip(self.query(Tile), [*shown, *[None] * MOST_TILES], strict=False):
            tile.show(face)
        self._turn(pages_of(len(self._faces), room.count), self._words)

    def _turn(self, pages: int, words: Words) -> None:
        page = min(self._page, pages - 1)
        before, behind = page > 0, page < pages - 1
        self.query_one("#previous", Key).show(
            f"◀ {words.text('kiosk.previous_page')}" if before else "", TurnPage(page - 1)
        )
        self.query_one("#next", Key).show(f"{words.text('kiosk.next_page')} ▶" if behind else "", TurnPage(page + 1))
        place = words.text("kiosk.page", page=page + 1, pages=pages) if pages > 1 else ""
        self.query_one("#place", Static).update(place)
