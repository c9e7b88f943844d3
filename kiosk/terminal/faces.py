"""What each tile says, as values: letters, hue, pictogram, name, what it does, and one line of truth.

Pure; `tile_art` draws a face in whatever room there is.
"""

from dataclasses import dataclass

from kiosk.cells.catalogue import Agency, Service
from kiosk.terminal.showing import Showing
from kiosk.terminal.visit import ChooseAgency, ChooseService, Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One tile."""

    name: str
    truth: str
    """How many wait, or why it is closed."""
    hue: str
    touch: Touch | None
    """What a tap means; None on a closed tile."""
    letters: str = ""
    """Behind the tile's letter; empty draws only an edge in the hue."""
    icon: str = ""
    about: str = ""

    @property
    def closed(self) -> bool:
        return self.touch is None


def agency_faces(showing: Showing) -> list[Face]:
    """A face for each agency of the hall, in the hall's order."""
    return [] if showing.hall is None else [_agency_face(agency, showing) for agency in showing.hall.agencies]


def service_faces(showing: Showing) -> list[Face]:
    """A face for each service of the agency that was chosen."""
    hall, agency_code = showing.hall, showing.visit.agency
    agency = None if hall is None else hall.agency(agency_code)
    if hall is None or agency is None:
        return []
    return [_service_face(service, agency, showing) for service in hall.services_of(agency_code)]


def _agency_face(agency: Agency, showing: Showing) -> Face:
    assert showing.hall is not None
    open_now = showing.open and bool(showing.hall.services_of(agency.code))
    return Face(
        letters=agency.badge,
        hue=agency.colour,
        icon=agency.icon,
        name=showing.said(agency.short) or showing.said(agency.name),
        about=showing.said(agency.about),
        truth=_truth(showing, showing.waiting_at(agency.code), open_now=open_now),
        touch=ChooseAgency(agency.code) if open_now else None,
    )


def _service_face(service: Service, agency: Agency, showing: Showing) -> Face:
    return Face(
        hue=agency.colour,
        name=showing.said(service.name),
        truth=_truth(showing, showing.waiting.get(service.code, 0), open_now=showing.open),
        touch=ChooseService(service.code) if showing.open else None,
    )


def _truth(showing: Showing, waiting: int, *, open_now: bool) -> str:
    if not open_now:
        return showing.words.text("kiosk.closed_today" if showing.open else "kiosk.closed")
    return showing.words.counted("kiosk.waiting", waiting)
