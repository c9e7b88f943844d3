"""One visitor's way from the first tile to the number: what each touch means, as a pure function of the visit.

`after` answers a touch, `issued`, `refused` and `paper` answer the world, `patience_s` says when the visitor has left.
Nothing here paints, asks or prints; the app looks at the step to know what to do.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, assert_never

import msgspec

from kiosk.cells.catalogue import Hall
from printer.status import Trouble

SERVICE_GONE = "service_gone"
"""The refusal of a choice that has vanished while the visitor made it."""
IDLE_S = 30.0
"""Without a touch for so long, the visitor has left."""
TICKET_S = 12.0
"""How long a number stays on the screen when its paper has come out."""
TICKET_SENT_S = 20.0
"""And when its paper was sent to a printer that never says what became of it."""
TICKET_WITHOUT_PAPER_S = 30.0
"""And when there is no paper: time to take a photo; as long as it is being printed, too."""


class Step(StrEnum):
    """Where the visitor is."""

    AGENCIES = "agencies"
    SERVICES = "services"
    CONFIRM = "confirm"
    TAKING = "taking"
    """Asked, and not yet known whether a number was given."""
    REFUSED = "refused"
    TICKET = "ticket"


class PaperState(StrEnum):
    """What to say about the paper of the number on the screen."""

    PRINTING = "printing"
    PRINTED = "printed"
    SENT = "sent"
    """As far as a printer that never says so can have printed it: no reason to worry anybody."""
    TROUBLE = "trouble"
    """It has not come out, or perhaps not."""


_STAYS_S = {
    PaperState.PRINTING: TICKET_WITHOUT_PAPER_S,
    PaperState.PRINTED: TICKET_S,
    PaperState.SENT: TICKET_SENT_S,
    PaperState.TROUBLE: TICKET_WITHOUT_PAPER_S,
}


class Issued(msgspec.Struct, frozen=True):
    """The fact that a number was given, as the hub tells it."""

    ticket: str
    number: str
    service: str
    agency: str
    language: str
    token: str
    ahead: int
    at_ms: int


def read_issued(events: list[dict[str, Any]]) -> Issued | None:
    """The ticket among the facts of an answer, if there is one that can be read."""
    return read_ticket(next((event for event in events if event.get("kind") == "ticket_issued"), {}))


def read_ticket(facts: dict[str, Any]) -> Issued | None:
    """The ticket that these are the facts of, if they can be read."""
    try:
        return msgspec.convert(facts, Issued, strict=False)
    except msgspec.ValidationError:
        return None


@dataclass(frozen=True, slots=True)
class ChooseAgency:
    code: str


@dataclass(frozen=True, slots=True)
class ChooseService:
    code: str


@dataclass(frozen=True, slots=True)
class TurnPage:
    page: int
    """The page to show, from 0."""


@dataclass(frozen=True, slots=True)
class Speak:
    language: str


@dataclass(frozen=True, slots=True)
class Take:
    """Yes, give me a number."""


@dataclass(frozen=True, slots=True)
class Back:
    pass


@dataclass(frozen=True, slots=True)
class Home:
    pass


Touch = ChooseAgency | ChooseService | TurnPage | Speak | Take | Back | Home


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What has been chosen so far. A fresh one is the start screen."""

    language: str
    step: Step = Step.AGENCIES
    agency_page: int = 0
    service_page: int = 0
    agency: str = ""
    service: str = ""
    request: str = ""
    """The one id under which this visit asks for its number; new with every confirm screen."""
    refusal: str = ""
    ticket: Issued | None = None
    paper: PaperState = PaperState.PRINTING
    paper_why: str = ""

    @property
    def on_paper(self) -> bool:
        """Whether the number is on paper, as far as can be known, or on its way there."""
        return self.paper is not PaperState.TROUBLE


def after(visit: Visit, touch: Touch, hall: Hall, new_request: str) -> Visit:
    """The visit after a touch. A touch that means nothing at this step leaves it as it is.

    `new_request` is used when this touch leads to a confirm screen. While a number is being taken, no touch counts
    but the language: the answer is awaited whatever happens.
    """
    match touch:
        case Speak(language):
            return replace(visit, language=language) if language in hall.languages else visit
        case _ if visit.step is Step.TAKING:
            return visit
        case Home():
            return Visit(language=hall.languages[0]) if visit.step is Step.TICKET else Visit(language=visit.language)
        case Back():
            return _back(visit)
        case TurnPage(page):
            return _turned(visit, page)
        case ChooseAgency(code):
            open_here = visit.step is Step.AGENCIES and bool(hall.services_of(code))
            return replace(visit, step=Step.SERVICES, agency=code, service_page=0) if open_here else visit
        case ChooseService(code):
            known = visit.step is Step.SERVICES and hall.service(code) is not None
            return replace(visit, step=Step.CONFIRM, service=code, request=new_request) if known else visit
        case Take():
            return replace(visit, step=Step.TAKING) if visit.step is Step.CONFIRM else visit
        case _:
            assert_never(touch)


def _back(visit: Visit) -> Visit:
    match visit.step:
        case Step.AGENCIES:
            return replace(visit, agency_page=max(0, visit.agency_page - 1))
        case Step.SERVICES:
            return replace(visit, step=Step.AGENCIES)
        case Step.CONFIRM | Step.REFUSED:
            return replace(visit, step=Step.SERVICES if visit.agency else Step.AGENCIES, refusal="")
        case Step.TAKING | Step.TICKET:
            return visit
        case _:
            assert_never(visit.step)


def _turned(visit: Visit, page: int) -> Visit:
    if visit.step is Step.AGENCIES:
        return replace(visit, agency_page=max(0, page))
    return replace(visit, service_page=max(0, page)) if visit.step is Step.SERVICES else visit


def issued(visit: Visit, ticket: Issued) -> Visit:
    """The number is durable: show it."""
    return replace(visit, step=Step.TICKET, ticket=ticket, paper=PaperState.PRINTING, paper_why="")


def refused(visit: Visit, code: str) -> Visit:
    """A legal no: nothing has changed, and the visitor may choose something else."""
    return replace(visit, step=Step.REFUSED, refusal=code)


def paper(visit: Visit, ticket: str, outcome: str, why: str) -> Visit:
    """What became of the paper of `ticket`; news about an earlier visitor's ticket changes nothing."""
    if visit.ticket is None or visit.ticket.ticket != ticket:
        return visit
    return replace(visit, paper=_paper_state(outcome, why), paper_why=why)


def _paper_state(outcome: str, why: str) -> PaperState:
    if outcome == "printed":
        return PaperState.PRINTED
    return PaperState.SENT if (outcome, why) == ("unconfirmed", Trouble.CANNOT_SAY) else PaperState.TROUBLE


def patience_s(visit: Visit) -> float:
    """How long this screen stays without a touch. A number that is being taken is awaited for ever."""
    match visit.step:
        case Step.TAKING:
            return float("inf")
        case Step.TICKET:
            return _STAYS_S[visit.paper]
        case _:
            return IDLE_S


def in_hall(visit: Visit, hall: Hall) -> Visit:
    """The visit under a hall that may have changed: whoever chose what is no longer there is told so.

    A number that is being taken or was given stays; the hub has the last word on it.
    """
    language = visit.language if visit.language in hall.languages else hall.languages[0]
    agency = visit.agency if hall.services_of(visit.agency) else ""
    gone = (visit.step is Step.SERVICES and not agency) or (
        visit.step is Step.CONFIRM and hall.service(visit.service) is None
    )
    here = replace(visit, language=language, agency=agency)
    return refused(here, SERVICE_GONE) if gone else here
