"""What may be asked of the day: intents, in the imperative. Their counterpart, the facts, are in `events`.

A command says nothing about who asks and when: `Request` adds who, and `decide` is told the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hall.model import (
    FIRST_JOB,
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
)


@dataclass(frozen=True, slots=True)
class Itself:
    """The kiosk at which a ticket is taken prints it."""

    kiosk: KioskId
    boot: str = ""
    """The process of the kiosk that asks; empty when it does not say."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A ticket is taken at a desk, and a kiosk is asked to print it."""

    kiosk: KioskId
    kiosks: Mapping[KioskId, bool]
    """Every kiosk there is, and whether it can be asked now: only the hub knows."""


@dataclass(frozen=True, slots=True)
class TakeTicket:
    """Give a visitor the next number of the service's series."""

    service: ServiceCode
    language: str
    token: str
    """Made by the caller, never by a visitor: randomness is passed in."""
    paper: Itself | Elsewhere | None = None
    """Who prints it; nobody when None."""


@dataclass(frozen=True, slots=True)
class OpenCounter:
    """A member of staff sits down at the counter."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class CloseCounter:
    """The counter stops serving; refused while somebody is there."""

    counter: CounterId


@dataclass(frozen=True, slots=True)
class CallNext:
    """Finish who is being served at the counter, if anyone, and call who has waited longest for it."""

    counter: CounterId
    holding: TicketId | None
    """The ticket the caller believes is at the counter: a second press of the same button means the same thing."""


@dataclass(frozen=True, slots=True)
class Recall:
    """Call the same ticket again."""

    counter: CounterId
    ticket: TicketId


@dataclass(frozen=True, slots=True)
class Start:
    """The called visitor is here."""

    counter: CounterId
    ticket: TicketId


@dataclass(frozen=True, slots=True)
class Finish:
    """The visitor has been served."""

    counter: CounterId
    ticket: TicketId


@dataclass(frozen=True, slots=True)
class Miss:
    """The called visitor did not come."""

    counter: CounterId
    ticket: TicketId


@dataclass(frozen=True, slots=True)
class Cancel:
    """Take a ticket out of the queue because its holder asked for it; never done by the day itself."""

    ticket: TicketId
    counter: CounterId | None = None
    """Where it was asked, if at a counter."""


@dataclass(frozen=True, slots=True)
class StartKiosk:
    """A kiosk says which of its processes it is now."""

    kiosk: KioskId
    boot: str


@dataclass(frozen=True, slots=True)
class PrintCopy:
    """Print a ticket once more."""

    ticket: TicketId
    kiosk: KioskId | None
    """Where; None for the kiosk that printed it last, or the only one there is."""
    kiosks: Mapping[KioskId, bool]
    """As in `Elsewhere`."""


@dataclass(frozen=True, slots=True)
class ReportPrint:
    """A kiosk says what became of a print."""

    kiosk: KioskId
    ticket: TicketId
    outcome: Paper
    why: str = ""
    job: JobId = FIRST_JOB
    known: tuple[Print, ...] = ()
    """The prints of a ticket of another date, from the file: news may come late."""


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Begin the business date `date`, or open it again after it was closed."""

    date: date
    confirmed: bool = False
    """A person has looked at the clock and says that the date is right."""
    used: tuple[tuple[SeriesId, int], ...] = ()
    """The highest count of each series already given on that date, from the log: numbers go on above it."""
    epoch: int = 1
    """Raised by whoever restores a backup; never goes back."""
    left: tuple[Ticket, ...] = ()
    """Tickets of that date that still wait, from the log: when a person goes back to a date, they wait again."""
    fresh: bool = False
    """With `confirmed`: it is a new day, and who waited has gone home. Otherwise the date was wrong and all wait on."""


@dataclass(frozen=True, slots=True)
class CloseDay:
    """No more tickets today; who holds one is still served."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The time that the day named as its next deadline has come."""

    used: tuple[tuple[SeriesId, int], ...] = ()
    """As in `OpenDay`, for the date that the clock says now: a wrong date may have been in force before, and left."""


@dataclass(frozen=True, slots=True)
class LoadHall:
    """The hall's folder has changed: from now on other rules are in force."""


Command = (
    TakeTicket
    | OpenCounter
    | CloseCounter
    | CallNext
    | Recall
    | Start
    | Finish
    | Miss
    | Cancel
    | StartKiosk
    | PrintCopy
    | ReportPrint
    | OpenDay
    | CloseDay
    | Tick
    | LoadHall
)


@dataclass(frozen=True, slots=True)
class Request:
    """A command, who asks, and the id under which it is remembered."""

    id: RequestId
    actor: str
    """The device and, once staff sign in, the person: `kiosk-1`, `counter:budi`."""
    command: Command
