"""What the screens without tiles say, as lines with a role: confirm, ticket, and the calm notices.

Pure: a `Showing` in, a sheet out. `sheet_art` centres a sheet in the room there is. Words come from the catalogue of
the visitor's language, names from the hall.
"""

from dataclasses import dataclass

from kiosk.client import Link
from kiosk.terminal.showing import Showing
from kiosk.terminal.slip_words import ticket_address
from kiosk.terminal.visit import Issued, PaperState, Step


@dataclass(frozen=True, slots=True)
class Line:
    """Words in the middle of the sheet, wrapped; `role` says how they look (see `sheet_art`)."""

    text: str
    role: str = "plain"


@dataclass(frozen=True, slots=True)
class Figure:
    """The number, as large as there is room."""

    text: str


@dataclass(frozen=True, slots=True)
class Space:
    """An empty row, left out where room is scarce."""


@dataclass(frozen=True, slots=True)
class Badge:
    """Letters on an agency's hue."""

    letters: str
    hue: str


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code with what it does under it; left out, both, where there is no room."""

    address: str
    caption: str


Item = Line | Figure | Space | Badge | Code
Sheet = tuple[Item, ...]


def confirm_sheet(showing: Showing) -> Sheet:
    """Which number this would be, and how many wait for it."""
    hall, visit, words = showing.hall, showing.visit, showing.words
    agency = hall.agency(visit.agency) if hall else None
    service = hall.service(visit.service) if hall else None
    if hall is None or agency is None or service is None:
        return ()
    waiting = showing.waiting.get(service.code, 0)
    many = words.counted("kiosk.waiting", waiting) if waiting else words.text("kiosk.nobody_waiting")
    lines: list[Item] = [
        Badge(agency.badge, agency.colour),
        Space(),
        Line(showing.said(service.name), "title"),
        Line(showing.said(agency.name)),
        Space(),
        Line(many, "strong"),
    ]
    if visit.step is Step.TAKING:
        lines += [Space(), Line(words.text("kiosk.hub_away"), "note")]
    elif not showing.open:
        lines += [Space(), Line(words.text("kiosk.hall_closed"), "note")]
    elif not showing.paper_expected:
        lines += [Space(), Line(words.text("kiosk.paper_question"), "note")]
    return tuple(lines)


def ticket_sheet(showing: Showing) -> Sheet:
    """The number, and what to do now."""
    ticket = showing.visit.ticket
    if ticket is None:
        return ()
    words = showing.words
    where = showing.said(showing.hall.where_to_wait) if showing.hall else ""
    return (
        Line(words.text("kiosk.your_number"), "strong"),
        Space(),
        Figure(ticket.number),
        Space(),
        Line(_what_for(showing, ticket), "strong"),
        Line(words.counted("kiosk.ahead", ticket.ahead)),
        *([Line(words.text("kiosk.where_to_wait", place=where))] if where else []),
        Space(),
        _paper_line(showing),
        *_code(showing, ticket),
    )


def _code(showing: Showing, ticket: Issued) -> Sheet:
    """Without paper, a phone can keep the number."""
    address = ticket_address(ticket, showing.hall) if showing.hall and not showing.visit.on_paper else ""
    return (Space(), Code(address, showing.words.text("kiosk.scan_code"))) if address else ()


def _what_for(showing: Showing, ticket: Issued) -> str:
    service = showing.hall.service(ticket.service) if showing.hall else None
    return showing.said(service.name) if service else ""


def _paper_line(showing: Showing) -> Line:
    words, visit = showing.words, showing.visit
    match visit.paper:
        case PaperState.PRINTING:
            return Line(words.text("kiosk.printing"), "band")
        case PaperState.PRINTED | PaperState.SENT:
            return Line(words.text("kiosk.take_paper"), "band")
        case PaperState.TROUBLE:
            return Line(trouble_words(showing, visit.paper_why), "note")


def trouble_words(showing: Showing, why: str) -> str:
    """Why there is no paper, and what now; a trouble without words of its own is told like a silent printer."""
    words = showing.words
    cause = words.text(f"printer.{why}" if f"printer.{why}" in words.texts else "printer.no_reply")
    return f"{cause} {words.text('kiosk.number_valid')}. {words.text('kiosk.take_photo')}."


def notice_sheet(showing: Showing) -> Sheet:
    """Why there is nothing to choose now, and who helps."""
    words = showing.words
    if showing.link is Link.TURNED_AWAY:
        return (Line(words.text("kiosk.out_of_use"), "band"),)
    if showing.visit.step is Step.REFUSED:
        return (
            Line(refusal_words(showing), "band"),
            Space(),
            Line(words.text("kiosk.see_staff")),
        )
    return (
        Line(words.text("kiosk.hub_away"), "band"),
        Space(),
        Line(words.text("kiosk.help_text")),
    )


def refusal_words(showing: Showing) -> str:
    """The calm sentence for a refusal; an unknown code sends to the staff."""
    key = f"refusal.{showing.visit.refusal}"
    return showing.words.text(key if key in showing.words.texts else "kiosk.out_of_use")
