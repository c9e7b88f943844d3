"""A large tile for an agency or a service; what it says is a `Face`, how it looks is `tile_art`."""

from textual.reactive import reactive
from textual.strip import Strip

from kiosk.terminal.art import Row, strip
from kiosk.terminal.faces import Face
from kiosk.terminal.tile_art import draw_tile
from kiosk.terminal.widgets.tap import Tap


class Tile(Tap):
    """Reused for every page: `show` gives it another face."""

    face: reactive[Face | None] = reactive(None)
    _drawn: tuple[object, list[Row]] = (None, [])

    def show(self, face: Face | None) -> None:
        """Carry `face`; without one the place is empty."""
        self.touch = face.touch if face else None
        self.face = face
        self.display = face is not None

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        wanted = (self.face, width, height, self.down)
        if self.face is not None and self._drawn[0] != wanted:
            self._drawn = (wanted, draw_tile(self.face, width, height, down=self.down))
        rows = self._drawn[1]
        return strip(rows[y], width) if self.face is not None and y < len(rows) else Strip.blank(width)
