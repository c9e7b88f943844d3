"""The two screens of tiles: which agency, and which of its services."""

from textual.app import ComposeResult
from textual.widgets import Static

from kiosk.terminal.faces import agency_faces, service_faces
from kiosk.terminal.screens.base import KioskScreen
from kiosk.terminal.showing import Showing
from kiosk.terminal.widgets.footer import EMPTY, Footer, back, home
from kiosk.terminal.widgets.tile_pages import TilePages


class AgenciesScreen(KioskScreen):
    """Where every visit begins."""

    def compose_body(self) -> ComposeResult:
        yield Static(classes="question", markup=False)
        yield TilePages()

    def paint_body(self, showing: Showing) -> None:
        words, page = showing.words, showing.visit.agency_page
        self.query_one(".question", Static).update(words.text("kiosk.choose_agency"))
        self.query_one(TilePages).show(agency_faces(showing), page, words)
        self.query_one(Footer).show(home=home(words) if page else EMPTY)


class ServicesScreen(KioskScreen):
    """The services of the agency that was chosen."""

    def compose_body(self) -> ComposeResult:
        yield Static(classes="question", markup=False)
        yield TilePages()

    def paint_body(self, showing: Showing) -> None:
        words = showing.words
        agency = showing.hall and showing.hall.agency(showing.visit.agency)
        name = f"{showing.said(agency.short)} · " if agency else ""
        self.query_one(".question", Static).update(name + words.text("kiosk.choose_service"))
        self.query_one(TilePages).show(service_faces(showing), showing.visit.service_page, words)
        self.query_one(Footer).show(back=back(words), home=home(words))
