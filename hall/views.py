"""What each audience may see of the day: one place, so that every console shows the same.

Views carry codes, numbers and times, never words: names and sentences are joined by whoever shows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice, takewhile

from hall.acts import Act, counter_acts
from hall.day import Day
from hall.model import (
    Activity,
    AgencyCode,
    Call,
    CounterId,
    Hall,
    JobId,
    KioskId,
    Paper,
    ServiceCode,
    Ticket,
    TicketId,
    TicketState,
    ZoneId,
)

WAITING_SHOWN = 12
ACTIVITY_SHOWN = 8


@dataclass(frozen=True, slots=True)
class KioskView:
    """What a visitor may choose, and how many wait for it."""

    open: bool
    waiting: Mapping[ServiceCode, int]
    """Services with nobody waiting are left out."""


@dataclass(frozen=True, slots=True)
class BoardView:
    """The latest calls of a zone, newest first, each ticket once, and how many wait."""

    open: bool
    calls: tuple[Call, ...]
    waiting: int
    open_counters: tuple[CounterId, ...]


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket as staff see it."""

    ticket: TicketId
    number: str
    service: ServiceCode
    agency: AgencyCode
    language: str
    state: TicketState
    issued_at_ms: int
    called_at_ms: int | None
    started_at_ms: int | None
    calls: int
    paper: Paper
    paper_why: str
    printing: bool
    """A print of it is on its way."""
    copies: int
    """How many copies came out, or may have."""


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A print that staff asked for, as they see it."""

    job: JobId
    ticket: TicketId
    number: str
    service: ServiceCode
    kiosk: KioskId
    copy: bool
    outcome: Paper
    why: str


@dataclass(frozen=True, slots=True)
class CounterChoice:
    """A counter somebody may sit down at."""

    counter: CounterId
    open: bool
    number: str
    """The ticket there now, if any."""


@dataclass(frozen=True, slots=True)
class CounterView:
    """Everything a staff console shows; `counter` is empty until one is chosen, then `choices` is."""

    counter: CounterId | None
    open: bool
    day_open: bool
    date: date | None
    choices: tuple[CounterChoice, ...]
    current: TicketLine | None
    acts: tuple[Act, ...]
    waiting: tuple[TicketLine, ...]
    """The first in the order in which this counter would call them."""
    waiting_count: int
    activity: tuple[Activity, ...]
    prints: tuple[PrintLine, ...]
    """The latest that any console asked for, newest first."""


@dataclass(frozen=True, slots=True)
class TicketView:
    """A visitor's own ticket, on their phone."""

    number: str
    service: ServiceCode
    agency: AgencyCode
    language: str
    state: TicketState
    ahead: int
    counter: CounterId | None
    called_at_ms: int | None
    day_over: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    """What is on a ticket's paper, named as in its `TicketIssued`."""

    ticket: TicketId
    number: str
    service: ServiceCode
    agency: AgencyCode
    language: str
    token: str
    ahead: int
    at_ms: int


def kiosk_view(day: Day) -> KioskView:
    """What every kiosk shows."""
    return KioskView(day.open, {code: len(queue) for code, queue in day.waiting.items() if queue})


def board_view(day: Day, hall: Hall, zone: ZoneId | None, shown: int) -> BoardView:
    """The `shown` latest calls heard in `zone`, or in the whole hall when it is None."""
    latest: dict[str, Call] = {}
    for call in reversed(day.calls):
        if zone in (None, call.zone) and call.number not in latest:
            latest[call.number] = call
            if len(latest) == shown:
                break
    counters = [counter for counter in hall.counters.values() if zone in (None, counter.zone)]
    services = frozenset[ServiceCode]().union(*(counter.services for counter in counters))
    return BoardView(
        open=day.open,
        calls=tuple(latest.values()),
        waiting=day.waiting_count(services),
        open_counters=tuple(counter.id for counter in counters if counter.id in day.open_counters),
    )


def calls_since(day: Day, zone: ZoneId | None, seq: int) -> tuple[Call, ...] | None:
    """The calls of `zone` after `seq`, oldest first; None when the day no longer remembers that far back."""
    if not day.calls_from <= seq <= day.seq:
        return None
    return tuple(call for call in day.calls if call.seq > seq and zone in (None, call.zone))


def choices_view(day: Day, hall: Hall) -> CounterView:
    """What a console shows before somebody sits down: the counters, and who is at each."""
    choices = tuple(
        CounterChoice(counter, counter in day.open_counters, held.number if (held := day.ticket_at(counter)) else "")
        for counter in hall.counters
    )
    return CounterView(None, False, day.open, day.business_date, choices, None, (), (), 0, (), ())


def counter_view(day: Day, hall: Hall, counter: CounterId) -> CounterView:
    """What the console of `counter` shows; the counter must be one of the hall's."""
    services = hall.counters[counter].services
    is_open = counter in day.open_counters
    held = day.ticket_at(counter)
    queues = (day.waiting[code] for code in services if code in day.waiting)
    in_order = merge(*((day.tickets[ticket] for ticket in queue) for queue in queues), key=lambda t: t.issued_seq)
    first = tuple(islice(in_order, WAITING_SHOWN))
    others = [doing for doing in reversed(day.activity) if doing.counter != counter]
    return CounterView(
        counter=counter,
        open=is_open,
        day_open=day.open,
        date=day.business_date,
        choices=(),
        current=None if held is None else _line(held),
        acts=counter_acts(held, first[0] if first else None, is_open=is_open),
        waiting=tuple(_line(ticket) for ticket in first),
        waiting_count=day.waiting_count(services),
        activity=tuple(others[:ACTIVITY_SHOWN]),
        prints=tuple(_print(day.tickets[ticket], job) for job, ticket in reversed(day.asked)),
    )


def ticket_view(day: Day, hall: Hall, ticket: Ticket) -> TicketView:
    """What the visitor's own page shows of a ticket of this day."""
    ahead = 0
    if ticket.state is TicketState.WAITING:
        for code in hall.competing.get(ticket.service, frozenset({ticket.service})):
            queue = day.waiting.get(code, ())
            earlier = (day.tickets[other].issued_seq < ticket.issued_seq for other in queue)
            ahead += sum(1 for _ in takewhile(bool, earlier))
    return TicketView(
        number=ticket.number,
        service=ticket.service,
        agency=ticket.agency,
        language=ticket.language,
        state=ticket.state,
        ahead=ahead,
        counter=ticket.counter,
        called_at_ms=ticket.called_at_ms,
        day_over=False,
    )


def paper_view(day: Day, hall: Hall, ticket: Ticket) -> PaperView:
    """What a kiosk prints when it is asked to."""
    ahead = ticket_view(day, hall, ticket).ahead
    return PaperView(
        ticket.id,
        ticket.number,
        ticket.service,
        ticket.agency,
        ticket.language,
        ticket.token,
        ahead,
        ticket.issued_at_ms,
    )


def past_ticket_view(ticket: Ticket) -> TicketView:
    """What the page shows of a ticket whose date is over."""
    return TicketView(
        ticket.number, ticket.service, ticket.agency, ticket.language, ticket.state, 0, None, None, day_over=True
    )


def _print(ticket: Ticket, job: JobId) -> PrintLine:
    (one,) = (one for one in ticket.prints if one.job == job)
    return PrintLine(job, ticket.id, ticket.number, ticket.service, one.kiosk, one.copy, one.outcome, one.why)


def _line(ticket: Ticket) -> TicketLine:
    return TicketLine(
        ticket=ticket.id,
        number=ticket.number,
        service=ticket.service,
        agency=ticket.agency,
        language=ticket.language,
        state=ticket.state,
        issued_at_ms=ticket.issued_at_ms,
        called_at_ms=ticket.called_at_ms,
        started_at_ms=ticket.started_at_ms,
        calls=ticket.calls,
        paper=ticket.paper,
        paper_why=ticket.paper_why,
        printing=ticket.printing,
        copies=ticket.copies,
    )
