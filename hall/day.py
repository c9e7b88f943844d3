"""One business date of the queue: `apply` folds facts into state, `answer` remembers who asked for them.

The day never decides here (`decide` does) and never reads a clock or a folder: folding the same records again gives the
same day. Every structure costs the same however many tickets have been issued: queues are linked by service, calls and
doings of counters are kept only as far as a screen can show them.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from hall.events import (
    CounterClosed,
    CounterOpened,
    DayClosed,
    DayOpened,
    DayReopened,
    Event,
    HallLoaded,
    KioskStarted,
    LogPurged,
    PaperReported,
    PrintAsked,
    Record,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketCancelled,
    TicketIssued,
    TicketMissed,
    TicketRecalled,
)
from hall.lifecycle import Move, after
from hall.model import (
    Activity,
    Call,
    CounterId,
    JobId,
    KioskId,
    Paper,
    Print,
    RequestId,
    SeriesId,
    ServiceCode,
    Ticket,
    TicketId,
    ZoneId,
)

CALLS_KEPT = 500
"""So far back a board that was cut off is brought up to date call by call; further back it gets the whole picture."""
ACTIVITY_KEPT = 60
"""What consoles show of the others: the last few of each, with room for the counter's own between them."""
ASKED_KEPT = 12
"""So many of the prints that staff asked for are shown with what became of them."""
BOOTS_KEPT = 8
"""So many processes of a kiosk are told from new ones; an older one has long been closed."""


class Corrupt(Exception):
    """The log holds something that cannot have happened; nothing may go on from here."""


@dataclass(slots=True)
class Day:
    """The state of the queue now. Empty until its first `DayOpened`."""

    business_date: date | None = None
    epoch: int = 0
    digest: str = ""
    open: bool = False
    seq: int = 0
    """Sequence number of the last record applied."""
    tickets: dict[TicketId, Ticket] = field(default_factory=dict)
    by_token: dict[str, TicketId] = field(default_factory=dict)
    waiting: dict[ServiceCode, OrderedDict[TicketId, None]] = field(default_factory=dict)
    """Who waits for each service, first come first."""
    used: dict[SeriesId, int] = field(default_factory=dict)
    """The highest count given in each series on this date."""
    open_counters: set[CounterId] = field(default_factory=set)
    at_counter: dict[CounterId, TicketId] = field(default_factory=dict)
    boots: dict[KioskId, tuple[str, ...]] = field(default_factory=dict)
    """The processes of each kiosk, the latest last."""
    printing: dict[JobId, Print] = field(default_factory=dict)
    """All pending prints, in the order in which they were asked for."""
    asked: deque[tuple[JobId, TicketId]] = field(default_factory=lambda: deque(maxlen=ASKED_KEPT))
    """The latest prints that staff asked for on this date."""
    earlier: dict[JobId, Print] = field(default_factory=dict)
    """Prints of tickets that this date does not have, as far as there has been news of them."""
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    calls_from: int = 0
    """Calls are complete from this sequence number on."""
    activity: deque[Activity] = field(default_factory=lambda: deque(maxlen=ACTIVITY_KEPT))
    requests: dict[RequestId, list[Record]] = field(default_factory=dict)
    """Each accepted request of this date with its records: the answer to whoever asks again."""

    def answer(self, request: RequestId) -> list[Record] | None:
        """The records of an accepted request, or None when this day has not seen it."""
        return self.requests.get(request)

    def ticket_at(self, counter: CounterId) -> Ticket | None:
        """The ticket called to or served at the counter."""
        ticket = self.at_counter.get(counter)
        return None if ticket is None else self.tickets[ticket]

    def heads(self, services: frozenset[ServiceCode]) -> list[Ticket]:
        """The first in line of each of `services`, longest wait first."""
        queues = (self.waiting.get(code) for code in services)
        firsts = [self.tickets[next(iter(queue))] for queue in queues if queue]
        return sorted(firsts, key=lambda ticket: ticket.issued_seq)

    def waiting_count(self, services: frozenset[ServiceCode]) -> int:
        """How many wait for any of `services`."""
        return sum(len(self.waiting[code]) for code in services if code in self.waiting)

    def last_call_seq(self, zone: ZoneId | None) -> int:
        """Sequence number of the latest call in `zone` (None: anywhere): where a board that has shown all stands."""
        return next((call.seq for call in reversed(self.calls) if zone in (None, call.zone)), self.calls_from)

    def is_superseded(self, kiosk: KioskId, boot: str) -> bool:
        """Whether another process of the kiosk has followed the one called `boot`."""
        return boot in self.boots.get(kiosk, ())[:-1]

    def print_of(self, ticket: TicketId, job: JobId) -> Print | None:
        """What is known of a print, if the day knows it."""
        prints = self.tickets[ticket].prints if ticket in self.tickets else self.earlier.values()
        return next((one for one in prints if one.job == job), None)

    def apply(self, record: Record) -> None:
        """Take one fact in. Records come in order without gaps; raises `Corrupt` for what cannot have happened."""
        if self.seq and record.seq != self.seq + 1:
            raise Corrupt(f"record {record.seq} follows record {self.seq}")
        self._fold(record, record.event)
        self.seq = record.seq
        self.requests.setdefault(record.request, []).append(record)

    def _fold(self, record: Record, event: Event) -> None:
        match event:
            case DayOpened():
                self._open(record, event)
            case DayClosed():
                self.open = False
            case DayReopened():
                self.open = True
            case HallLoaded():
                self.digest = event.digest
            case CounterOpened():
                self.open_counters.add(event.counter)
                self._note(record, event.counter, "opened", "")
            case CounterClosed():
                self.open_counters.discard(event.counter)
                self._note(record, event.counter, "closed", "")
            case TicketIssued():
                self._issue(record, event)
            case KioskStarted(kiosk, boot):
                self.boots[kiosk] = (*self.boots.get(kiosk, ()), boot)[-BOOTS_KEPT:]
            case PrintAsked():
                ticket = self._ticket(event.ticket)
                self._print(Print(JobId(record.seq), ticket.id, event.kiosk, event.copy))
                self.asked.append((JobId(record.seq), ticket.id))
            case PaperReported():
                job = event.job or JobId(self._ticket(event.ticket).issued_seq)
                self._print(Print(job, event.ticket, event.kiosk, event.copy, event.outcome, event.why))
            case TicketCalled():
                self._call(record, event)
            case TicketRecalled():
                self._recall(record, event)
            case ServiceStarted():
                self._move(event.ticket, Move.START).started_at_ms = record.at_ms
                self._note(record, event.counter, "started", self._ticket(event.ticket).number)
            case ServiceFinished():
                self._leave(record, event.ticket, Move.FINISH, event.counter, "finished")
            case TicketMissed():
                self._leave(record, event.ticket, Move.MISS, event.counter, "missed")
            case TicketCancelled():
                self._cancel(record, event)
            case LogPurged():
                pass
            case _:
                assert_never(event)

    def _open(self, record: Record, event: DayOpened) -> None:
        """Start afresh; what carries over is in the event."""
        fresh = Day(business_date=event.date, epoch=event.epoch, digest=event.digest, open=True, calls_from=record.seq)
        fresh.used = dict(event.used)
        fresh.open_counters = set(event.open_counters)
        fresh.boots = dict(event.boots)
        for carried in event.carried:
            ticket = replace(carried)
            fresh.tickets[ticket.id] = ticket
            fresh.by_token[ticket.token] = ticket.id
            if ticket.at_counter and ticket.counter is not None:
                fresh.at_counter[ticket.counter] = ticket.id
            else:
                fresh.waiting.setdefault(ticket.service, OrderedDict())[ticket.id] = None
        pending = (one for ticket in fresh.tickets.values() for one in ticket.prints if one.outcome is Paper.PENDING)
        fresh.printing = {one.job: one for one in sorted(pending, key=lambda one: one.job)}
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))

    def _issue(self, record: Record, event: TicketIssued) -> None:
        if event.ticket in self.tickets or event.count <= self.used.get(event.series, -1):
            raise Corrupt(f"record {record.seq} gives {event.number} a second time")
        self.tickets[event.ticket] = Ticket(
            id=event.ticket,
            number=event.number,
            series=event.series,
            count=event.count,
            service=event.service,
            agency=event.agency,
            language=event.language,
            token=event.token,
            issued_seq=record.seq,
            issued_at_ms=record.at_ms,
        )
        self.by_token[event.token] = event.ticket
        self.used[event.series] = event.count
        self.waiting.setdefault(event.service, OrderedDict())[event.ticket] = None
        if event.kiosk is not None:
            self._print(Print(JobId(record.seq), event.ticket, event.kiosk, copy=False))

    def _print(self, known: Print) -> None:
        """Note what is known of a print now."""
        ticket = self.tickets.get(known.ticket)
        if ticket is None:
            self.earlier[known.job] = known
        elif any(one.job == known.job for one in ticket.prints):
            ticket.prints = tuple(known if one.job == known.job else one for one in ticket.prints)
        else:
            ticket.prints += (known,)
        if known.outcome is Paper.PENDING:
            self.printing[known.job] = known
        else:
            self.printing.pop(known.job, None)

    def _call(self, record: Record, event: TicketCalled) -> None:
        if event.counter in self.at_counter:
            raise Corrupt(f"record {record.seq} calls {event.number} to a counter that has a ticket")
        ticket = self._move(event.ticket, Move.CALL)
        del self.waiting[ticket.service][ticket.id]
        ticket.counter, ticket.calls = event.counter, 1
        ticket.first_called_at_ms = ticket.called_at_ms = record.at_ms
        self.at_counter[event.counter] = ticket.id
        self._show(Call(record.seq, record.at_ms, event.number, event.counter, event.zone, recall=False))
        self._note(record, event.counter, "called", event.number)

    def _recall(self, record: Record, event: TicketRecalled) -> None:
        ticket = self._move(event.ticket, Move.RECALL)
        ticket.calls, ticket.called_at_ms = event.calls, record.at_ms
        self._show(Call(record.seq, record.at_ms, event.number, event.counter, event.zone, recall=True))
        self._note(record, event.counter, "recalled", event.number)

    def _show(self, call: Call) -> None:
        if len(self.calls) == CALLS_KEPT:
            self.calls_from = self.calls[0].seq
        self.calls.append(call)

    def _cancel(self, record: Record, event: TicketCancelled) -> None:
        ticket = self._ticket(event.ticket)
        if ticket.at_counter:
            assert ticket.counter is not None  # a call sets it
            self._leave(record, event.ticket, Move.CANCEL, ticket.counter, "cancelled")
            return
        self._move(event.ticket, Move.CANCEL).ended_at_ms = record.at_ms
        del self.waiting[ticket.service][ticket.id]

    def _leave(self, record: Record, ticket: TicketId, move: Move, counter: CounterId, kind: str) -> None:
        moved = self._move(ticket, move)
        moved.ended_at_ms = record.at_ms
        if self.at_counter.pop(counter, None) != ticket:
            raise Corrupt(f"record {record.seq}: {moved.number} is not at counter {counter}")
        self._note(record, counter, kind, moved.number)

    def _move(self, ticket: TicketId, move: Move) -> Ticket:
        moved = self._ticket(ticket)
        then = after(moved.state, move)
        if then is None:
            raise Corrupt(f"{moved.number} is {moved.state} and cannot {move}")
        moved.state = then
        return moved

    def _ticket(self, ticket: TicketId) -> Ticket:
        try:
            return self.tickets[ticket]
        except KeyError as exc:
            raise Corrupt(f"no ticket {ticket}") from exc

    def _note(self, record: Record, counter: CounterId, kind: str, number: str) -> None:
        self.activity.append(Activity(record.at_ms, counter, kind, number))
