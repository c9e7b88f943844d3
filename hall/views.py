"""What each audience may see of the day, and which acts it may take: one place, so that every console shows the same.

Views carry codes, numbers and times, never words: names and sentences are joined by whoever shows them. The acts of a
counter are decided here, each with the reason when it is not possible now.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hall.model import AgencyCode, CounterId, Paper, ServiceCode, TicketId, TicketState, ZoneId


@dataclass(frozen=True, slots=True)
class KioskView:
    """What a visitor may choose, and how many wait for it."""

    open: bool
    waiting: Mapping[ServiceCode, int]
    """Services with nobody waiting are left out."""


@dataclass(frozen=True, slots=True)
class CallShown:
    """A call as boards show it: a number and where to go, never the service."""

    seq: int
    at_ms: int
    number: str
    counter: CounterId
    zone: ZoneId
    recall: bool


@dataclass(frozen=True, slots=True)
class BoardView:
    """The latest calls of a zone, newest first, each ticket once, and how many wait."""

    open: bool
    calls: tuple[CallShown, ...]
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


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a console can do now, or why it cannot."""

    verb: str
    """The message that does it: `call_next`, `recall`, `start`, `finish`, `miss`, `cancel`, `close_counter`."""
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


@dataclass(frozen=True, slots=True)
class Activity:
    """What another counter just did."""

    at_ms: int
    counter: CounterId
    kind: str
    """`called`, `recalled`, `started`, `finished`, `missed`, `opened`, `closed`."""
    number: str


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
    choices: tuple[CounterChoice, ...]
    current: TicketLine | None
    acts: tuple[Act, ...]
    waiting: tuple[TicketLine, ...]
    """The first in the order in which this counter would call them."""
    waiting_count: int
    activity: tuple[Activity, ...]


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
