"""Why one ticket was called before another, from the log alone.

Any two tickets of a date can be asked about. The answer is built from the records up to the first call of either: what
rule was in force, who was first in line for each service of that counter, and where the other ticket stood then.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from hall.day import Day
from hall.events import CallReason, DayOpened, Record, TicketCalled, TicketIssued
from hall.model import CounterId, TicketId, TicketState


class Standing(StrEnum):
    """Where the other ticket was when the first one was called."""

    NOT_ISSUED = "not_issued"
    BEHIND = "behind"
    """It waited for a service of the same counter, and had come later."""
    ELSEWHERE = "elsewhere"
    """It waited for a service that this counter does not serve."""
    GONE = "gone"
    """It had left the line before, without a call: cancelled, or left behind by a change of the date."""
    OVERTAKEN = "overtaken"
    """It had come earlier and waited for a service of the same counter: only another rule can explain that."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer: `first` was called before `second`, at log sequence `seq`, and why."""

    first: TicketId
    second: TicketId
    seq: int
    at_ms: int
    counter: CounterId
    reason: CallReason
    standing: Standing
    first_issued_seq: int
    second_issued_seq: int | None
    """None when the second had not been issued yet."""


def why(records: Iterable[Record], one: TicketId, other: TicketId) -> Explanation | None:
    """Which of two tickets was called first and why; None when that first call is not in `records`.

    `records` start with a `DayOpened` and are in order. A ticket that was at a counter already when they start was
    called before them: the answer is in the records of an earlier date.
    """
    day = Day()
    issued: dict[TicketId, int] = {}
    for record in records:
        event = record.event
        if isinstance(event, TicketIssued):
            issued[event.ticket] = record.seq
        elif isinstance(event, DayOpened):
            issued |= {ticket.id: ticket.issued_seq for ticket in event.carried}
            if any(ticket.at_counter and ticket.id in (one, other) for ticket in event.carried):
                return None
        elif isinstance(event, TicketCalled) and event.ticket in (one, other):
            second = other if event.ticket == one else one
            return _explain(day, record, event, second, issued.get(second))
        day.apply(record)
    return None


def _explain(
    day: Day, record: Record, call: TicketCalled, second: TicketId, second_issued_seq: int | None
) -> Explanation:
    first, later = day.tickets[call.ticket], day.tickets.get(second)
    served = {head.service for head in call.reason.heads}
    if second_issued_seq is None:
        standing = Standing.NOT_ISSUED
    elif later is None or later.state is not TicketState.WAITING:
        standing = Standing.GONE
    elif later.service not in served:
        standing = Standing.ELSEWHERE
    elif later.issued_seq < first.issued_seq:
        standing = Standing.OVERTAKEN
    else:
        standing = Standing.BEHIND
    return Explanation(
        first=call.ticket,
        second=second,
        seq=record.seq,
        at_ms=record.at_ms,
        counter=call.counter,
        reason=call.reason,
        standing=standing,
        first_issued_seq=first.issued_seq,
        second_issued_seq=second_issued_seq,
    )
