"""What may be done at a counter now: each act with the reason when it is not possible, the same on every console.

Acts carry codes and numbers, never words: the sentence on a button is made by whoever shows it.
"""

from dataclasses import dataclass, replace

from hall.model import Ticket, TicketId, TicketState


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a console can do now, or why it cannot."""

    verb: str
    """The message that does it: `call_next`, `open_counter`, `recall`, `start`, `finish`, `miss`, `cancel`, …"""
    label: str
    """Which sentence the button carries: `call_next`, `finish_and_call`, …; it may name `number`."""
    key: str
    """The key that does it, as a browser names it: `Enter`, `r`, `m`, …"""
    number: str
    ticket: TicketId | None
    """What to send along: the ticket acted on, or for `call_next` the one now at the counter."""
    enabled: bool
    why_not: str
    """A refusal's code when not enabled, else empty."""
    primary: bool


def counter_acts(held: Ticket | None, first: Ticket | None, *, is_open: bool) -> tuple[Act, ...]:
    """What may be done at a counter that holds `held` while `first` is next in line; always the same acts in order.

    One act is primary, on Enter, and it is the next harmless step: a second press by accident starts the service of
    the visitor just called and never calls another one.
    """
    called = held is not None and held.state is TicketState.CALLED
    serving = held is not None and held.state is TicketState.SERVING
    return (
        _primary(held, first) if is_open else _SIT_DOWN,
        _secondary("recall", "r", held, possible=called),
        _secondary("miss", "m", held, possible=called),
        _secondary("finish", "f", held, possible=serving),
        _secondary("cancel", "x", held, possible=called),
        _copy(held),
        Act(
            "close_counter", "close_counter", "q", "", None, held is None, "" if held is None else "counter_busy", False
        ),
    )


_SIT_DOWN = Act("open_counter", "open_counter", "Enter", "", None, True, "", True)
"""At a counter that somebody has closed from elsewhere: the next step is to open it again."""


def _primary(held: Ticket | None, first: Ticket | None) -> Act:
    if held is not None and held.state is TicketState.CALLED:
        return Act("start", "start", "Enter", held.number, held.id, True, "", True)
    if held is None:
        if first is None:
            return Act("call_next", "call_next_none", "Enter", "", None, False, "nobody_waiting", True)
        return Act("call_next", "call_next", "Enter", first.number, None, True, "", True)
    if first is None:
        return Act("finish", "finish", "Enter", held.number, held.id, True, "", True)
    return Act("call_next", "finish_and_call", "Enter", first.number, held.id, True, "", True)


def _secondary(verb: str, key: str, held: Ticket | None, *, possible: bool) -> Act:
    number, ticket = ("", None) if held is None else (held.number, held.id)
    return Act(verb, verb, key, number, ticket, possible, "" if possible else "wrong_state", False)


def _copy(held: Ticket | None) -> Act:
    copy = _secondary("print_copy", "p", held, possible=held is not None)
    return replace(copy, enabled=False, why_not="copy_pending") if held is not None and held.printing else copy
