"""What was said of every print, held against the paper that lies on the floor: the checker of the long run.

`broken_promises` is pure: the hub's tickets, what kiosks were heard to note, and the pieces of paper go in, every
broken promise comes out. Honest kiosks break none, whenever they are killed and whatever happens to their printers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from config.catalogues import load_words
from hall.model import Paper, Print, Ticket
from kiosk.terminal.ledger import Ended, Line, Queued
from printer.profile import Confirmation
from printer.simulator.paper import Ticket as Piece


class Broken(NamedTuple):
    """A promise that was not kept: which sort, and the case."""

    promise: str
    """`pending`, `accounted`, `known`, `twice`, `nothing` or `printed`."""
    case: str


@dataclass(frozen=True, slots=True)
class KioskDay:
    """One kiosk, all its processes, and the paper of its printer."""

    name: str
    confirmation: Confirmation
    noted: Sequence[Line]
    """What its journal had for certain."""
    pieces: Sequence[Piece]
    """Everything that came out, up to the last scrap."""


class Sheet(NamedTuple):
    """A number that stands on paper."""

    number: str
    copy: bool
    """It is marked as a copy."""
    whole: bool
    """Nothing is missing of the ticket, and it was cut off."""


def sheets(pieces: Iterable[Piece]) -> Iterator[Sheet]:
    """Every number that came out; a ticket that ended above its number gave nobody a number."""
    for piece in pieces:
        for text, whole in [*((left, False) for left in piece.fragments), (piece.text, piece.complete and piece.cut)]:
            if number := _NUMBER.search(text):
                yield Sheet(number[0], _COPY in text, whole)


def broken_promises(tickets: Sequence[Ticket], days: Sequence[KioskDay]) -> list[Broken]:
    """Every promise that is not kept; `tickets` are all of the hub's, of one date."""
    return [*_pending(tickets), *(broken for day in days for broken in _of_kiosk(tickets, day))]


def _pending(tickets: Sequence[Ticket]) -> Iterator[Broken]:
    """At the end, something is said of every print."""
    for ticket in tickets:
        if not ticket.prints:
            yield Broken("pending", f"of the paper of {ticket.id} nothing is known at all")
        for one in ticket.prints:
            if one.outcome is Paper.PENDING:
                yield Broken("pending", f"{one} is still to come")


def _of_kiosk(tickets: Sequence[Ticket], day: KioskDay) -> Iterator[Broken]:
    numbers = {ticket.id: ticket.number for ticket in tickets}
    prints = [one for ticket in tickets for one in ticket.prints if one.kiosk == day.name]
    yield from _noted(prints, day)
    on_paper = Counter((sheet.number, sheet.copy) for sheet in sheets(day.pieces))
    enough = Counter(
        (sheet.number, sheet.copy)
        for sheet in sheets(day.pieces)
        if sheet.whole or day.confirmation is not Confirmation.PROCESS_ID
    )
    possible = Counter((numbers[one.ticket], one.copy) for one in prints if one.outcome is not Paper.FAILED)
    certain = Counter((numbers[one.ticket], one.copy) for one in prints if one.outcome is Paper.PRINTED)
    asked = Counter((numbers[one.ticket], one.copy) for one in prints)
    for sheet, count in on_paper.items():
        if count > asked[sheet]:
            yield Broken(
                "twice", f"{day.name}: {sheet} is on paper {count} times and was asked for {asked[sheet]} times"
            )
        elif count > possible[sheet]:
            yield Broken("nothing", f"{day.name}: {sheet} is on paper, and nothing of it is said to have left")
    for sheet, count in certain.items():
        if count > enough[sheet]:
            yield Broken("printed", f"{day.name}: {sheet} is said to be printed and is not")


def _noted(prints: Sequence[Print], day: KioskDay) -> Iterator[Broken]:
    """The hub has every number that was shown, and knows of each print what its kiosk knew."""
    known: dict[tuple[str, int], Print] = {(one.ticket, one.job if one.copy else 0): one for one in prints}
    for line in day.noted:
        if not isinstance(line, Queued | Ended):
            continue
        row = known.get((line.of.ticket, line.of.job))
        if row is None:
            yield Broken("accounted", f"{day.name} has shown {line.of}, and the hub has no print of it")
        elif isinstance(line, Ended) and (row.outcome, row.why) != (line.outcome, line.why):
            yield Broken("known", f"{day.name} knew {line}; the hub has {row}")


_NUMBER = re.compile(r"^[A-Z]{1,2}\d{3,4}$", re.MULTILINE)
_COPY = load_words("id").text("slip.copy_mark")
