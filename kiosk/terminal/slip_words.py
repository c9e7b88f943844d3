"""From a ticket that was issued to the finished words of its paper: the printer chooses and translates nothing.

Pure. Which lines stand on the slip is the hall's choice (`printing` of the catalogue); the number always does, and a
sensitive service never.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from config.catalogues import Words
from kiosk.cells.catalogue import Hall, said
from kiosk.terminal.visit import Issued
from printer.slip import Slip


def slip_for(ticket: Issued, hall: Hall, words: Words) -> Slip:
    """The slip of `ticket` in the language of `words`."""
    agency, service = hall.agency(ticket.agency), hall.service(ticket.service)
    language = words.language

    def wanted(line: str, text: str) -> str:
        return text if hall.printing.get(line, True) else ""

    where = said(hall.where_to_wait, language)
    address = ticket_address(ticket, hall)
    qr = wanted("qr", address)
    return Slip(
        number=ticket.number,
        hall=wanted("hall", said(hall.name or hall.short, language)),
        address=wanted("address", hall.address),
        agency=wanted("agency", said(agency.name, language) if agency else ""),
        service=wanted("service", said(service.name, language) if service and not service.sensitive else ""),
        issued=wanted("date", _issued(ticket, hall, words)),
        ahead=wanted("ahead", words.counted("slip.ahead", ticket.ahead)),
        where=wanted("where_to_wait", words.text("slip.where_to_wait", place=where) if where else ""),
        qr=qr,
        qr_caption=wanted("qr_caption", words.text("slip.qr_caption")) if qr else "",
        thanks=wanted("thanks", words.text("slip.thanks")),
        fine_print=wanted("ticket_id", ticket.ticket),
        logo=hall.logo,
        beep=hall.printing.get("beep", False),
    )


def longest_slip(hall: Hall, words: Words) -> Slip:
    """A slip with the longest names of `hall`, for `printer.cost`: tickets cost no more, or a few bytes."""
    service = max(hall.services, key=lambda service: len(said(service.name, words.language)), default=None)
    agency = max(hall.agencies, key=lambda agency: len(said(agency.name, words.language)), default=None)
    ticket = Issued(
        ticket="2026-12-31/AB9999",
        number="AB9999",
        service=service.code if service else "",
        agency=agency.code if agency else "",
        language=words.language,
        token="x" * 12,
        ahead=99,
        at_ms=1_798_693_200_000,
    )
    return slip_for(ticket, hall, words)


def ticket_address(ticket: Issued, hall: Hall) -> str:
    """Where a phone finds the ticket; empty where it cannot."""
    return f"{hall.base_url.rstrip('/')}/t/{ticket.token}" if hall.base_url and ticket.token else ""


def _issued(ticket: Issued, hall: Hall, words: Words) -> str:
    at = datetime.fromtimestamp(ticket.at_ms / 1000, ZoneInfo(hall.timezone))
    return f"{words.date_words(at.date())}\n{words.time_words(at.hour, at.minute, hall.time_zone_label)}"
