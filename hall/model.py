"""The values the queue is made of: what a hall is, and what a ticket is.

A `Hall` holds only what decisions need: which series a number comes from, who serves what, where a call is heard. The
words people read (names of agencies, services, counters) belong to the hall's folder and are joined at the edge, by
code. `config` builds a `Hall` from text files; `Hall.problems` says what cannot be, and config adds file and key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NewType

AgencyCode = NewType("AgencyCode", str)
ServiceCode = NewType("ServiceCode", str)
CounterId = NewType("CounterId", str)
SeriesId = NewType("SeriesId", str)
ZoneId = NewType("ZoneId", str)
TicketId = NewType("TicketId", str)
"""Business date and number, `2026-11-24/A001`: unique for ever, because a number is never given twice on a date."""
KioskId = NewType("KioskId", str)
"""The name of a device that prints tickets."""
UNNAMED = KioskId("")
"""The kiosk of a print in logs before version 2, which did not say where."""
JobId = NewType("JobId", int)
"""The sequence number of the record that asked for a print: never used twice."""
FIRST_JOB = JobId(0)
"""Stands for the print of a ticket that is no copy."""
RequestId = NewType("RequestId", str)
"""Chosen by the client, kept when it repeats a request: two requests with one id have the effect of one."""


class TicketState(StrEnum):
    """Where a ticket stands; the moves between these are the table in `lifecycle`."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    FINISHED = "finished"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Paper(StrEnum):
    """What is known about a print, the worst first; of a ticket's paper its best print says what is known.

    A second axis, never a state of the ticket.
    """

    FAILED = "failed"
    PENDING = "pending"
    UNCONFIRMED = "unconfirmed"
    PRINTED = "printed"


_FROM_WORST = list(Paper)


@dataclass(frozen=True, slots=True)
class Print:
    """One time that a ticket is to come out of a kiosk's printer, and what is known of it."""

    job: JobId
    ticket: TicketId
    kiosk: KioskId
    copy: bool
    outcome: Paper = Paper.PENDING
    why: str = ""
    """A code of the printer's vocabulary, such as `paper_out`; empty when there is nothing to say."""

    def may_be_of(self, kiosk: KioskId) -> bool:
        """Whether it is, or may be for all the log says, a print of `kiosk`."""
        return self.kiosk in {kiosk, UNNAMED}


@dataclass(frozen=True, slots=True)
class Series:
    """The letters and the count that numbers come from, starting anew each business date."""

    id: SeriesId
    letters: str
    """Upper-case letters before the count, never I, O or Q: they are read as 1, 0 and 0."""
    digits: int
    """Width of the count; 3 gives A001 to A999."""
    first: int = 1

    @property
    def last(self) -> int:
        """The highest count that still fits the width."""
        return int(10**self.digits) - 1

    def number(self, count: int) -> str:
        """The number as everyone sees and hears it, such as `A001`."""
        return f"{self.letters}{count:0{self.digits}d}"


@dataclass(frozen=True, slots=True)
class Service:
    """One service of an agency, and the series its tickets are numbered in."""

    code: ServiceCode
    agency: AgencyCode
    series: SeriesId


@dataclass(frozen=True, slots=True)
class Counter:
    """A place where tickets are served."""

    id: CounterId
    zone: ZoneId
    services: frozenset[ServiceCode]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about a hall that cannot be: which thing, which of its keys, and a code with data for the words."""

    kind: str
    """`series`, `service` or `counter`: the sort of thing that is wrong."""
    id: str
    key: str
    code: str
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hall:
    """The hall as the queue knows it. Order of the mappings is the order of the folder's files."""

    timezone: tzinfo
    languages: tuple[str, ...]
    """The hall's first language first."""
    series: Mapping[SeriesId, Series]
    services: Mapping[ServiceCode, Service]
    counters: Mapping[CounterId, Counter]
    zones: tuple[ZoneId, ...]
    digest: str
    """A short hash of the folder the hall was read from: which rules were in force is part of the log."""
    competing: Mapping[ServiceCode, frozenset[ServiceCode]] = field(init=False)
    """The services that share a counter with each service: who waits for one of them may be called first."""

    def __post_init__(self) -> None:
        shared = {code: {code} for code in self.services}
        for counter in self.counters.values():
            for code in counter.services & shared.keys():
                shared[code] |= counter.services
        object.__setattr__(self, "competing", {code: frozenset(codes) for code, codes in shared.items()})

    def business_date(self, at_ms: int) -> date:
        """The date in the hall's own time zone at `at_ms` (milliseconds since 1970 UTC)."""
        return datetime.fromtimestamp(at_ms / 1000, self.timezone).date()

    def start_of_ms(self, day: date) -> int:
        """The first instant of `day` in the hall's time zone, in milliseconds since 1970 UTC."""
        return int(datetime.combine(day, time.min, self.timezone).timestamp() * 1000)

    def end_of_ms(self, day: date) -> int:
        """The instant at which `day` is over in the hall's time zone; a day of 23 or 25 hours ends when it ends."""
        return self.start_of_ms(day + timedelta(days=1))

    def problems(self) -> Iterator[Problem]:
        """Everything that makes this hall impossible, in the order of its parts; nothing means it can open."""
        yield from self._series_problems()
        for service in self.services.values():
            if service.series not in self.series:
                yield Problem("service", service.code, "series", "unknown_series", {"value": service.series})
        for counter in self.counters.values():
            yield from self._counter_problems(counter)

    def _series_problems(self) -> Iterator[Problem]:
        owner: dict[str, str] = {}
        for series in self.series.values():
            if not series.letters.isascii() or not series.letters.isalpha() or not series.letters.isupper():
                yield Problem("series", series.id, "letters", "letters_not_capitals", {"value": series.letters})
            elif confusing := sorted(set(series.letters) & set("IOQ")):
                yield Problem("series", series.id, "letters", "letters_confusing", {"value": ", ".join(confusing)})
            if series.letters in owner:
                data = {"value": series.letters, "other": owner[series.letters]}
                yield Problem("series", series.id, "letters", "letters_taken", data)
            owner.setdefault(series.letters, series.id)
            if not 2 <= series.digits <= 4:
                yield Problem("series", series.id, "digits", "digits_out_of_range", {"value": str(series.digits)})
            elif not 0 <= series.first <= series.last:
                data = {"value": str(series.first), "last": str(series.last)}
                yield Problem("series", series.id, "first", "first_out_of_range", data)

    def _counter_problems(self, counter: Counter) -> Iterator[Problem]:
        if counter.zone not in self.zones:
            yield Problem("counter", counter.id, "zone", "unknown_zone", {"value": counter.zone})
        if not counter.services:
            yield Problem("counter", counter.id, "serves", "counter_serves_nothing")
        for code in sorted(counter.services - self.services.keys()):
            yield Problem("counter", counter.id, "serves", "unknown_service", {"value": code})


@dataclass(slots=True)
class Ticket:
    """One visitor's place, as the day knows it now. Only `day.apply` changes it."""

    id: TicketId
    number: str
    series: SeriesId
    count: int
    service: ServiceCode
    agency: AgencyCode
    language: str
    token: str
    """Names the ticket's own page on a phone; cannot be guessed from the number."""
    issued_seq: int
    """The log's sequence number of its issue: what "first come" means."""
    issued_at_ms: int
    state: TicketState = TicketState.WAITING
    counter: CounterId | None = None
    """The counter of the call in force, and of the service that followed it."""
    calls: int = 0
    first_called_at_ms: int | None = None
    """Set once: a recall never changes how long somebody waited."""
    called_at_ms: int | None = None
    """The call in force, recalls included."""
    started_at_ms: int | None = None
    ended_at_ms: int | None = None
    prints: tuple[Print, ...] = ()
    """In the order in which they were asked for; none when nobody was to print it."""

    @property
    def paper(self) -> Paper:
        """What is known of the visitor's paper."""
        return Paper.FAILED if self._best is None else self._best.outcome

    @property
    def paper_why(self) -> str:
        """The code that goes with it."""
        return "no_printer" if self._best is None else self._best.why

    @property
    def _best(self) -> Print | None:
        """Of equal ones the latest."""
        return max(reversed(self.prints), key=lambda one: _FROM_WORST.index(one.outcome), default=None)

    @property
    def copies(self) -> int:
        """How many copies came out, or may have."""
        return sum(one.copy and one.outcome in {Paper.UNCONFIRMED, Paper.PRINTED} for one in self.prints)

    @property
    def printing(self) -> bool:
        """A print of it is on its way."""
        return any(one.outcome is Paper.PENDING for one in self.prints)

    @property
    def going_on(self) -> bool:
        """The visitor waits, or is at a counter."""
        return self.state is TicketState.WAITING or self.at_counter

    @property
    def at_counter(self) -> bool:
        """Somebody at a counter is waiting for this visitor or serving them."""
        return self.state in {TicketState.CALLED, TicketState.SERVING}


@dataclass(frozen=True, slots=True)
class Call:
    """A call as boards show it: a number and where to go, never the service."""

    seq: int
    at_ms: int
    number: str
    counter: CounterId
    zone: ZoneId
    recall: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """What a counter just did."""

    at_ms: int
    counter: CounterId
    kind: str
    """`called`, `recalled`, `started`, `finished`, `missed`, `cancelled`, `opened`, `closed`."""
    number: str
