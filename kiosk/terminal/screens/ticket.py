"""The number, from the moment it is durable, and what becomes of its paper. A tap anywhere ends the visit."""

from textual.app import ComposeResult

from kiosk.terminal.screens.base import KioskScreen
from kiosk.terminal.sheets import ticket_sheet
from kiosk.terminal.showing import Showing
from kiosk.terminal.visit import Home
from kiosk.terminal.widgets.footer import Footer, done
from kiosk.terminal.widgets.sheet_view import SheetView


class TicketScreen(KioskScreen):
    """Never waits for the printer."""

    DEAF_S = 1.2
    """Longer than elsewhere: an impatient finger must not wipe away the number."""

    def compose_body(self) -> ComposeResult:
        yield SheetView()

    def paint_body(self, showing: Showing) -> None:
        self.query_one(SheetView).show(ticket_sheet(showing), Home())
        self.query_one(Footer).show(home=done(showing.words))
