"""What follows from a request: the facts it makes true, or a refusal. The one place where the queue's rules are.

`decide` looks at the day, the hall and the time it is given, changes nothing, and is told everything it needs. A
request that the day has already accepted makes nothing new: its first answer stands.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import assert_never

from hall import printing
from hall.calling import choose
from hall.commands import (
    CallNext,
    Cancel,
    CloseCounter,
    CloseDay,
    Command,
    Finish,
    LoadHall,
    Miss,
    OpenCounter,
    OpenDay,
    PrintCopy,
    Recall,
    ReportPrint,
    Request,
    Start,
    StartKiosk,
    TakeTicket,
    Tick,
)
from hall.day import Day
from hall.events import (
    CounterClosed,
    CounterOpened,
    DayClosed,
    DayOpened,
    DayReopened,
    Event,
    HallLoaded,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketCancelled,
    TicketIssued,
    TicketMissed,
    TicketRecalled,
)
from hall.lifecycle import Move, after
from hall.model import Counter, CounterId, Hall, SeriesId, ServiceCode, Ticket, TicketId, TicketState
from hall.refusals import Code, Refused

DAYS_AHEAD_ALLOWED = 31
"""A date this far ahead passes by itself (weekends, holidays); further, or back, a person has to say so."""

FIRST_YEAR, LAST_YEAR = 2020, 2199
"""No business date lies outside; a machine whose clock battery is dead wakes up long before."""
STRANDED_NAMED = 20

Events = tuple[Event, ...]


def decide(day: Day, hall: Hall, request: Request, now_ms: int) -> Events:
    """The events that `request` leads to now, in order; empty when nothing has to change.

    Raises `Refused` for a legal no. `now_ms` is wall time in milliseconds since 1970 UTC; it dates the day and never
    orders the queue.
    """
    if day.answer(request.id) is not None:
        return ()
    if day.business_date is None and not isinstance(request.command, OpenDay):
        raise Refused(Code.NO_DAY)
    return _decide(day, hall, request.command, now_ms)


def next_deadline_ms(day: Day, hall: Hall) -> int | None:
    """When the day wants a `Tick`: the end of its business date. None before a day is open."""
    return None if day.business_date is None else hall.end_of_ms(day.business_date)


def _decide(day: Day, hall: Hall, command: Command, now_ms: int) -> Events:
    match command:
        case TakeTicket():
            return _take(day, hall, command)
        case CallNext():
            return _call_next(day, hall, command)
        case Recall(counter, ticket):
            held = _at_counter(day, hall, counter, ticket, Move.RECALL)
            zone = hall.counters[counter].zone
            return (TicketRecalled(held.id, held.number, counter, zone, held.calls + 1),)
        case Start(counter, ticket):
            return (ServiceStarted(_at_counter(day, hall, counter, ticket, Move.START).id, counter),)
        case Finish(counter, ticket):
            return (ServiceFinished(_at_counter(day, hall, counter, ticket, Move.FINISH).id, counter),)
        case Miss(counter, ticket):
            return (TicketMissed(_at_counter(day, hall, counter, ticket, Move.MISS).id, counter),)
        case Cancel():
            return _cancel(day, command)
        case StartKiosk(kiosk, boot):
            return printing.start(day, kiosk, boot)
        case PrintCopy():
            return printing.copy(day, command)
        case ReportPrint():
            return printing.report(day, command)
        case OpenCounter(counter):
            _known(hall, counter)
            return () if counter in day.open_counters else (CounterOpened(counter),)
        case CloseCounter(counter):
            return _close_counter(day, hall, counter)
        case OpenDay():
            return _open_day(day, hall, command)
        case CloseDay():
            assert day.business_date is not None  # `decide` has looked
            return (DayClosed(day.business_date),) if day.open else ()
        case Tick():
            return _tick(day, hall, command, now_ms)
        case LoadHall():
            return _load_hall(day, hall)
        case _:
            assert_never(command)


def _take(day: Day, hall: Hall, command: TakeTicket) -> Events:
    service = hall.services.get(command.service)
    if service is None:
        raise Refused(Code.UNKNOWN_SERVICE, service=command.service)
    if command.language not in hall.languages:
        raise Refused(Code.UNKNOWN_LANGUAGE, language=command.language)
    if not day.open:
        raise Refused(Code.HALL_CLOSED)
    series = hall.series[service.series]
    count = max(day.used.get(series.id, series.first - 1) + 1, series.first)
    at_counters = {day.tickets[ticket].number for ticket in day.at_counter.values()}
    while (ticket := TicketId(f"{day.business_date}/{series.number(count)}")) in day.tickets or (
        series.number(count) in at_counters
    ):
        # The folder has renamed the series since, so its letters go on above what they have given; or somebody with
        # this number from the day before is still being served.
        count += 1
    if count > series.last:
        raise Refused(Code.SERIES_EXHAUSTED, letters=series.letters)
    issue = TicketIssued(
        ticket=ticket,
        number=series.number(count),
        series=series.id,
        count=count,
        service=service.code,
        agency=service.agency,
        language=command.language,
        token=command.token,
        ahead=day.waiting_count(hall.competing[service.code]),
        kiosk=None,
    )
    return printing.issued(day, issue, command.paper)


def _call_next(day: Day, hall: Hall, command: CallNext) -> Events:
    counter = _open_counter(day, hall, command.counter)
    held = day.ticket_at(counter.id)
    if (None if held is None else held.id) != command.holding:
        raise Refused(Code.MOVED_ON, number="" if held is None else held.number)
    if held is not None and held.state is TicketState.CALLED:
        raise Refused(Code.NOT_STARTED, number=held.number)
    choice = choose(day, counter)
    if choice is None:
        raise Refused(Code.NOBODY_WAITING)
    ticket, reason = choice
    finished: Events = () if held is None else (ServiceFinished(held.id, counter.id),)
    return (*finished, TicketCalled(ticket.id, ticket.number, counter.id, counter.zone, reason))


def _cancel(day: Day, command: Cancel) -> Events:
    ticket = day.tickets.get(command.ticket)
    if ticket is None:
        raise Refused(Code.UNKNOWN_TICKET, ticket=command.ticket)
    _may(ticket, Move.CANCEL)
    if ticket.at_counter and ticket.counter != command.counter:
        raise Refused(Code.MOVED_ON, number=ticket.number)
    return (TicketCancelled(ticket.id, command.counter),)


def _close_counter(day: Day, hall: Hall, counter: CounterId) -> Events:
    _known(hall, counter)
    held = day.ticket_at(counter)
    if held is not None:
        raise Refused(Code.COUNTER_BUSY, number=held.number)
    return (CounterClosed(counter),) if counter in day.open_counters else ()


def _open_day(day: Day, hall: Hall, command: OpenDay) -> Events:
    _possible(command.date)
    if day.business_date == command.date and not _goes_beyond(day, command):
        # Only a person opens again what a person has closed; a hub that starts again does not.
        return (DayReopened(command.date),) if command.confirmed and not day.open else ()
    if day.business_date == command.date or (command.confirmed and not command.fresh):
        return _begun(day, _corrected(day, hall, command))
    if day.business_date is not None and not command.confirmed:
        _passes(day.business_date, command.date)
    return _begun(day, _opened(day, hall, command.date, command.epoch, command.used))


def _tick(day: Day, hall: Hall, command: Tick, now_ms: int) -> Events:
    today = hall.business_date(now_ms)
    assert day.business_date is not None  # `decide` has looked
    if today == day.business_date:
        return ()
    _possible(today)
    _passes(day.business_date, today)
    return _begun(day, _opened(day, hall, today, day.epoch, command.used))


def _load_hall(day: Day, hall: Hall) -> Events:
    """Other rules, unless somebody would be left without a counter under them."""
    served = frozenset[ServiceCode]().union(*(counter.services for counter in hall.counters.values()))
    stranded = [
        ticket
        for ticket in day.tickets.values()
        if (ticket.state is TicketState.WAITING and ticket.service not in served)
        or (ticket.at_counter and ticket.counter not in hall.counters)
    ]
    if stranded:
        numbers = sorted(ticket.number for ticket in stranded)
        shown = ", ".join(numbers[:STRANDED_NAMED]) + (", …" if len(numbers) > STRANDED_NAMED else "")
        raise Refused(Code.STRANDS_TICKETS, numbers=shown)
    return () if day.digest == hall.digest else (HallLoaded(hall.digest),)


def _possible(wanted: date) -> None:
    if not FIRST_YEAR <= wanted.year <= LAST_YEAR:
        raise Refused(Code.DATE_IMPOSSIBLE, date=wanted.isoformat())


def _goes_beyond(day: Day, command: OpenDay) -> bool:
    """The command knows of numbers or of a restore that this date does not: it was folded from a backup."""
    higher = any(count > day.used.get(series, -1) for series, count in command.used)
    return higher or command.epoch > day.epoch


def _passes(current: date, wanted: date) -> None:
    if not timedelta(0) <= wanted - current <= timedelta(days=DAYS_AHEAD_ALLOWED):
        raise Refused(Code.DATE_NEEDS_PERSON, date=current.isoformat(), clock=wanted.isoformat())


def _begun(day: Day, opened: DayOpened) -> Events:
    return (opened, *printing.left_behind(day, opened))


def _opened(day: Day, hall: Hall, date: date, epoch: int, used: tuple[tuple[SeriesId, int], ...]) -> DayOpened:
    """A new date: who is at a counter is served on; who still waits from the day before has gone home."""
    carried = tuple(replace(day.tickets[t]) for counter, t in day.at_counter.items() if counter in hall.counters)
    epoch = max(day.epoch, epoch)
    return DayOpened(date, epoch, hall.digest, used, carried, _still_open(day, hall), tuple(day.boots.items()))


def _corrected(day: Day, hall: Hall, command: OpenDay) -> DayOpened:
    """A person corrects the date, or the same date goes on from a backup: all who wait go on, no number comes again."""
    going_on = [ticket for ticket in day.tickets.values() if ticket.going_on]
    going_on += [ticket for ticket in command.left if ticket.id not in day.tickets]
    used = dict(day.used) if day.business_date == command.date else {}
    for series, count in (*command.used, *((ticket.series, ticket.count) for ticket in going_on)):
        used[series] = max(used.get(series, 0), count)
    carried = tuple(replace(ticket) for ticket in sorted(going_on, key=lambda ticket: ticket.issued_seq))
    epoch = max(day.epoch, command.epoch)
    still_open, boots = _still_open(day, hall), tuple(day.boots.items())
    return DayOpened(command.date, epoch, hall.digest, tuple(used.items()), carried, still_open, boots)


def _still_open(day: Day, hall: Hall) -> tuple[CounterId, ...]:
    return tuple(sorted(day.open_counters & hall.counters.keys()))


def _known(hall: Hall, counter: CounterId) -> Counter:
    try:
        return hall.counters[counter]
    except KeyError:
        raise Refused(Code.UNKNOWN_COUNTER, counter=counter) from None


def _open_counter(day: Day, hall: Hall, counter: CounterId) -> Counter:
    known = _known(hall, counter)
    if counter not in day.open_counters:
        raise Refused(Code.COUNTER_CLOSED, counter=counter)
    return known


def _at_counter(day: Day, hall: Hall, counter: CounterId, ticket: TicketId, move: Move) -> Ticket:
    """The ticket, if it is at the counter and the move is in the table."""
    _open_counter(day, hall, counter)
    held = day.ticket_at(counter)
    if held is None or held.id != ticket:
        raise Refused(Code.MOVED_ON, number="" if held is None else held.number)
    return _may(held, move)


def _may(ticket: Ticket, move: Move) -> Ticket:
    if after(ticket.state, move) is None:
        raise Refused(Code.WRONG_STATE, number=ticket.number, state=ticket.state.value)
    return ticket
