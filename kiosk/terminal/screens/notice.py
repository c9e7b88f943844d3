"""Words instead of a choice: what is the matter, what to do now, who helps."""

from textual.app import ComposeResult

from kiosk.terminal.screens.base import KioskScreen
from kiosk.terminal.sheets import notice_sheet
from kiosk.terminal.showing import Showing
from kiosk.terminal.visit import Step
from kiosk.terminal.widgets.footer import EMPTY, Footer, back, home
from kiosk.terminal.widgets.sheet_view import SheetView


class NoticeScreen(KioskScreen):
    """Also what is seen before the hub has answered for the first time."""

    def compose_body(self) -> ComposeResult:
        yield SheetView()

    def paint_body(self, showing: Showing) -> None:
        words, refused = showing.words, showing.visit.step is Step.REFUSED
        self.query_one(SheetView).show(notice_sheet(showing))
        self.query_one(Footer).show(
            back=back(words) if refused else EMPTY,
            home=home(words) if refused else EMPTY,
        )
