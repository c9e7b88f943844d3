"""A sheet of words, painted as one widget: as a whole it can be tapped, wherever the finger lands."""

from textual.reactive import reactive
from textual.strip import Strip

from kiosk.terminal.art import Row, strip
from kiosk.terminal.sheet_art import draw_sheet
from kiosk.terminal.sheets import Sheet
from kiosk.terminal.visit import Touch
from kiosk.terminal.widgets.tap import Tap


class SheetView(Tap):
    """Shows a sheet in the middle of its room."""

    sheet: reactive[Sheet] = reactive(())
    _drawn: tuple[object, list[Row]] = (None, [])

    def show(self, sheet: Sheet, touch: Touch | None = None) -> None:
        """Show `sheet`; a tap on it means `touch`."""
        self.sheet, self.touch = sheet, touch

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        wanted = (self.sheet, width, height)
        if self._drawn[0] != wanted:
            self._drawn = (wanted, draw_sheet(self.sheet, width, height))
        return strip(self._drawn[1][y], width)
