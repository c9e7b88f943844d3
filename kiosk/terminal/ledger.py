"""What this kiosk knows of its prints, its paper and the numbers it has shown, folded from the lines of its journal.

Pure: a line in, the new state kept; `journal` is the file. The rule of a print outbox: a print is known before its
number shows, marked as sending before its first byte leaves, and kept until the hub has answered what became of it. So
whoever reads the lines after a crash knows of each print whether it may be on paper, and prints none again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import fmean
from typing import Literal, NamedTuple, TypeAlias

import msgspec
from msgspec.structs import replace

from kiosk.names import snake_case
from printer.status import Trouble

KEPT_PRINTS = 500
"""Prints that the hub knows all about and that are remembered still, so that none is printed again: a day's worth."""
KEPT_DATES = 62
"""Dates whose highest numbers are remembered: more than the hall's clock may be wrong by itself."""
KEPT_REQUESTS = 20
"""Requests about new rolls that are remembered, so that one which is repeated counts once."""
RECENT_TICKETS = 20
"""Tickets from whose lengths the next ones are forecast."""


class Print(NamedTuple):
    """One print: of a number that was taken here, or one that the hub asks for, whatever happened to its log since."""

    epoch: int
    """Of the hub's log when the number was taken here, as a log that was begun anew gives the ticket again; else 0."""
    ticket: str
    job: int
    """The place in the hub's log of what asked for it; 0 for a number that was taken here."""


class _Line(msgspec.Struct, frozen=True, tag_field="t", tag=snake_case, omit_defaults=True):
    """Base of the lines; the tag is the class name in snake case."""


class Queued(_Line, frozen=True):
    """The number is about to be shown, on the screen or on paper, and waits for the printer."""

    of: Print


class Sending(_Line, frozen=True):
    """From now on bytes may leave."""

    of: Print


class Ended(_Line, frozen=True):
    """What became of a print, as the hub is told."""

    of: Print
    outcome: Literal["printed", "unconfirmed", "failed"]
    why: str = ""
    mm: int = 0
    """Paper that it took at most."""
    held: bool = False
    """Whether the printer may still hold some of it, and print it when it is mended."""


class Told(_Line, frozen=True):
    """The hub has answered the report."""

    of: Print


class Released(_Line, frozen=True):
    """The printer goes on: what it held has come out."""


class OutOfPaper(_Line, frozen=True):
    """The roll has come to its end."""


class NewRoll(_Line, frozen=True):
    """There is a new roll in the printer."""

    request: str = ""
    """Who says so, if a person does."""


class Highest(_Line, frozen=True):
    """Of one date and one series, in place of the lines that told it."""

    on: str
    letters: str
    count: int


class Paper(_Line, frozen=True):
    """The roll and what the printer holds, in place of the lines that told it."""

    used_mm: int | None = None
    """Since the new roll; None before the first one that is known of."""
    out: bool = False
    recent_mm: tuple[int, ...] = ()
    """Lengths of the last tickets."""
    held: bool = False
    """Whether a ticket may still come out when the printer is mended."""
    torn: bool = False
    """Whether the paper in the printer may begin with a part of a ticket."""
    requests: tuple[str, ...] = ()
    """Under which a person has told of a new roll."""

    @property
    def ticket_mm(self) -> float:
        """How long a ticket is, by the recent ones; 0 before the first."""
        return fmean(self.recent_mm) if self.recent_mm else 0.0


Line: TypeAlias = Queued | Sending | Ended | Told | Released | OutOfPaper | NewRoll | Highest | Paper


@dataclass(slots=True)
class _Known:
    """How far a print has come."""

    sending: bool = False
    """And nothing is known of it since."""
    ended: Ended | None = None
    told: bool = False


@dataclass(slots=True)
class Ledger:
    """The state after some lines. Lines in between may be missing: each is taken for what it says by itself."""

    paper: Paper = field(default_factory=Paper)
    highest: dict[tuple[str, str], int] = field(default_factory=dict)
    """The highest number shown, by date (YYYY-MM-DD) and letters of the series."""
    _prints: dict[Print, _Known] = field(default_factory=dict)

    def apply(self, line: Line) -> None:
        """Take one line in."""
        match line:
            case Queued(of):
                self._print(of)
            case Sending(of):
                known = self._print(of)
                known.sending = known.ended is None and not known.told
            case Ended(of):
                self._print(of)
                self._prints[of] = _Known(ended=line)
                self._used(line)
            case Told(of):
                self._prints[of] = _Known(ended=self._print(of).ended, told=True)
                self._forget()
            case Released():
                self.paper = replace(self.paper, held=False)
            case OutOfPaper():
                self.paper = replace(self.paper, out=True)
            case NewRoll(request):
                self._new_roll(request)
            case Highest(on, letters, count):
                self.highest[on, letters] = max(count, self.highest.get((on, letters), 0))
            case Paper():
                self.paper = line

    def knows(self, of: Print) -> bool:
        """Whether this print has been asked for before."""
        return of in self._prints

    def outcome(self, of: Print) -> Ended | None:
        """What became of a print, if that is known."""
        return self._prints[of].ended if of in self._prints else None

    def knows_roll(self, request: str) -> bool:
        """Whether a new roll has been told under this request before."""
        return request in self.paper.requests

    def unfinished(self) -> list[Ended]:
        """What must be said of the prints without an outcome, of a process that is no more."""
        return [
            Ended(of, "unconfirmed", "kiosk_restarted", held=True)
            if known.sending
            else Ended(of, "failed", "not_printed")
            for of, known in self._prints.items()
            if known.ended is None and not known.told
        ]

    def unreported(self) -> list[Ended]:
        """The outcomes that the hub has not answered yet, the oldest first."""
        return [known.ended for known in self._prints.values() if known.ended is not None and not known.told]

    def lines(self) -> Iterator[Line]:
        """The fewest lines that fold to this state."""
        yield from (Highest(on, letters, count) for (on, letters), count in self.highest.items())
        for of, known in self._prints.items():
            yield from self._lines_of(of, known)
        yield self.paper  # behind the outcomes, whose paper it counts

    def _lines_of(self, of: Print, known: _Known) -> Iterator[Line]:
        if known.ended is None and not known.told:
            yield Queued(of)
            if known.sending:
                yield Sending(of)
        if known.ended is not None:
            yield known.ended
        if known.told:
            yield Told(of)

    def _forget(self) -> None:
        """Drop what is old, when there is twice as much as is kept."""
        if len(self._prints) >= 2 * KEPT_PRINTS:
            old = list(self._prints.items())[:-KEPT_PRINTS]
            for of in [of for of, known in old if known.told]:
                del self._prints[of]
        dates = sorted({on for on, _ in self.highest})
        for on, letters in [key for key in self.highest if key[0] in dates[:-KEPT_DATES]]:
            del self.highest[on, letters]

    def _print(self, of: Print) -> _Known:
        """What is known of a print; whatever line names it first also says that its number was shown."""
        if of not in self._prints:
            self._prints[of] = _Known()
            if named := _TICKET.fullmatch(of.ticket):
                on, letters, count = named.groups()
                self.apply(Highest(on, letters, int(count)))
        return self._prints[of]

    def _used(self, ended: Ended) -> None:
        paper = self.paper
        if ended.outcome != "failed":
            passed = ended.outcome == "printed" or ended.why == Trouble.CANNOT_SAY  # as far as such a printer can say
            paper = replace(paper, held=ended.held or (paper.held and not passed), torn=not passed)
        if ended.mm:
            used_mm = None if paper.used_mm is None else paper.used_mm + ended.mm
            paper = replace(paper, used_mm=used_mm, recent_mm=(*paper.recent_mm, ended.mm)[-RECENT_TICKETS:])
        self.paper = paper

    def _new_roll(self, request: str) -> None:
        requests = (*self.paper.requests, request)[-KEPT_REQUESTS:] if request else self.paper.requests
        self.paper = replace(self.paper, used_mm=0, out=False, held=False, requests=requests)


_TICKET = re.compile(r"(\d{4}-\d\d-\d\d)/(\D*)(\d{1,9})")
"""A ticket's id: the date and the number, which is the letters of its series and its count."""
