"""What has happened: facts, in the past tense. Their counterpart, the intents, are in `commands`.

Events are what the log keeps, so each carries everything that `day.apply` needs: no folder and no clock is read to
replay them. They never carry a name, a phone number or free text about a visitor. A change of meaning raises the
`version` the log writes beside each, in `EVENT_VERSION`.
"""

from dataclasses import dataclass
from datetime import date

from hall.model import (
    FIRST_JOB,
    UNNAMED,
    AgencyCode,
    CounterId,
    JobId,
    KioskId,
    Paper,
    RequestId,
    SeriesId,
    ServiceCode,
    Ticket,
    TicketId,
    ZoneId,
)

EVENT_VERSION = 2
"""2: kiosks have processes, and every print is known by its kiosk and its job. A field with a default came with it.

Written beside every event; a reader that meets a higher one refuses the file and says so."""


@dataclass(frozen=True, slots=True)
class DayOpened:
    """A business date began; every fold starts here."""

    date: date
    epoch: int
    """Changes when the log is not the continuation of what devices saw, as after a restore."""
    digest: str
    used: tuple[tuple[SeriesId, int], ...]
    """Counts already given on this date, highest of each series."""
    carried: tuple[Ticket, ...]
    """Tickets that go on: those at a counter; and those waiting, when a person corrected the date."""
    open_counters: tuple[CounterId, ...]
    boots: tuple[tuple[KioskId, tuple[str, ...]], ...] = ()
    """The processes of each kiosk, the latest last."""


@dataclass(frozen=True, slots=True)
class DayClosed:
    """No more tickets are given on this date."""

    date: date


@dataclass(frozen=True, slots=True)
class DayReopened:
    """Tickets are given again on the same date."""

    date: date


@dataclass(frozen=True, slots=True)
class HallLoaded:
    """Other rules came into force during the day."""

    digest: str


@dataclass(frozen=True, slots=True)
class CounterOpened:
    counter: CounterId


@dataclass(frozen=True, slots=True)
class CounterClosed:
    counter: CounterId


@dataclass(frozen=True, slots=True)
class KioskStarted:
    """Another process of a kiosk than before has spoken; what the one before has printed can only be guessed."""

    kiosk: KioskId
    boot: str


@dataclass(frozen=True, slots=True)
class TicketIssued:
    ticket: TicketId
    number: str
    series: SeriesId
    count: int
    service: ServiceCode
    agency: AgencyCode
    language: str
    token: str
    ahead: int
    """How many could be called before this ticket when its number was given; what the paper says."""
    kiosk: KioskId | None = UNNAMED
    """The kiosk that took it and prints it; its job is this record. None when none did."""


@dataclass(frozen=True, slots=True)
class Head:
    """Who was first in line for one service when a call was made."""

    service: ServiceCode
    ticket: TicketId
    issued_seq: int
    waiting: int
    """How many waited for this service, this one included."""


@dataclass(frozen=True, slots=True)
class CallReason:
    """Why this ticket and no other: the rule, and what the rule chose from."""

    rule: str
    heads: tuple[Head, ...]
    """The first in line of each service of the counter, longest wait first."""


@dataclass(frozen=True, slots=True)
class TicketCalled:
    ticket: TicketId
    number: str
    counter: CounterId
    zone: ZoneId
    """Where the call is seen and heard."""
    reason: CallReason


@dataclass(frozen=True, slots=True)
class TicketRecalled:
    ticket: TicketId
    number: str
    counter: CounterId
    zone: ZoneId
    calls: int
    """How often it has been called now, the first call included."""


@dataclass(frozen=True, slots=True)
class ServiceStarted:
    ticket: TicketId
    counter: CounterId


@dataclass(frozen=True, slots=True)
class ServiceFinished:
    ticket: TicketId
    counter: CounterId


@dataclass(frozen=True, slots=True)
class TicketMissed:
    ticket: TicketId
    counter: CounterId


@dataclass(frozen=True, slots=True)
class TicketCancelled:
    ticket: TicketId
    counter: CounterId | None


@dataclass(frozen=True, slots=True)
class PrintAsked:
    """A kiosk is asked to print a ticket; the job is this record."""

    ticket: TicketId
    kiosk: KioskId
    copy: bool


@dataclass(frozen=True, slots=True)
class PaperReported:
    """What is known of a print from now on; its ticket may be of an earlier date."""

    ticket: TicketId
    outcome: Paper
    why: str
    job: JobId = FIRST_JOB
    """Its own number since version 2; before, there was none but the first."""
    kiosk: KioskId = UNNAMED
    copy: bool = False


@dataclass(frozen=True, slots=True)
class LogPurged:
    """The records up to `through` were forgotten, for their age; nothing of the queue has changed."""

    through: int
    head: str
    """The hash of the last of them: the next one is chained to it."""


Event = (
    DayOpened
    | DayClosed
    | DayReopened
    | HallLoaded
    | CounterOpened
    | CounterClosed
    | KioskStarted
    | TicketIssued
    | TicketCalled
    | TicketRecalled
    | ServiceStarted
    | ServiceFinished
    | TicketMissed
    | TicketCancelled
    | PrintAsked
    | PaperReported
    | LogPurged
)


@dataclass(frozen=True, slots=True)
class Record:
    """An event with its place in the log: the unit that is applied, stored and replayed."""

    seq: int
    """Gap-free from 1 over the life of the hall; the only order there is."""
    at_ms: int
    """Wall time when it was decided, milliseconds since 1970 UTC; for people, never for order."""
    request: RequestId
    actor: str
    event: Event
