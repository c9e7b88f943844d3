"""The last question: this number, yes? One primary act, where the hand is."""

from textual.app import ComposeResult
from textual.containers import Center

from kiosk.terminal.screens.base import KioskScreen
from kiosk.terminal.sheets import confirm_sheet
from kiosk.terminal.showing import Showing
from kiosk.terminal.visit import Step, Take
from kiosk.terminal.widgets.footer import EMPTY, Footer, back, home
from kiosk.terminal.widgets.key import Key
from kiosk.terminal.widgets.sheet_view import SheetView


class ConfirmScreen(KioskScreen):
    """Shows what was chosen; while the number is being taken, nothing can be pressed."""

    def compose_body(self) -> ComposeResult:
        yield SheetView()
        with Center():
            yield Key(id="take")

    def paint_body(self, showing: Showing) -> None:
        words, asking = showing.words, showing.visit.step is Step.CONFIRM
        self.query_one(SheetView).show(confirm_sheet(showing))
        label = words.text("kiosk.take_number" if showing.paper_expected else "kiosk.take_without_paper")
        self.query_one("#take", Key).show(label if asking and showing.open else "", Take())
        self.query_one(Footer).show(
            back=back(words) if asking else EMPTY,
            home=home(words) if asking else EMPTY,
        )
