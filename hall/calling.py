"""The calling order: who is next at a counter, and why.

The only rule so far is first come, first served within the services of a counter. Whatever the rule, the choice comes
with the heads it was made from, and the log keeps both.
"""

from hall.day import Day
from hall.events import CallReason, Head
from hall.model import Counter, Ticket

FIRST_COME = "first_come_first_served"


def choose(day: Day, counter: Counter) -> tuple[Ticket, CallReason] | None:
    """The ticket to call next at `counter` with the reason for it; None when nobody waits for its services."""
    heads = day.heads(counter.services)
    if not heads:
        return None
    seen = tuple(Head(head.service, head.id, head.issued_seq, len(day.waiting[head.service])) for head in heads)
    return heads[0], CallReason(FIRST_COME, seen)
