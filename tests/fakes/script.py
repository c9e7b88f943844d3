"""Transcripts of a day: `>>` asks, `<<` says what must come of it.

    assert (
        script(ONE_AGENCY)
        >> TakeTicket("A01", "id", "t1")
        << some(TicketIssued, number="A001")
        >> CallNext("1", None)
        << Refused(Code.COUNTER_CLOSED, counter="1")
    )

Nothing runs before the script is asked whether it is true; then every request is decided and applied in turn, and the
first difference is shown in its place. One that is never asked fails its test (`unchecked`). What does not matter is
left out of `some`, or is `unittest.mock.ANY`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

from hall.commands import Command, Elsewhere, Itself, OpenCounter, OpenDay, ReportPrint, Request, TakeTicket
from hall.day import Day
from hall.decide import decide
from hall.events import Event, Record
from hall.model import FIRST_JOB, Hall, JobId, KioskId, Paper, RequestId, ServiceCode, TicketId
from hall.refusals import Refused
from tests.fakes.halls import A01, KIOSK, ONE, TODAY, TWO, at_ms

unchecked: list["Script"] = []
"""Scripts written and not asked; the fixture in `tests/conftest.py` empties it and fails the test that left some."""

OPEN, OPEN_TWO = OpenCounter(ONE), OpenCounter(TWO)


AT_KIOSK = Itself(KIOSK)
"""The kiosk prints what it takes, and does not say which of its processes it is."""


def take(token: str, service: ServiceCode = A01, paper: Itself | Elsewhere | None = None) -> TakeTicket:
    """A visitor asks for a number, in Indonesian; nobody prints it unless `paper` says who."""
    return TakeTicket(service, "id", token, paper)


def report(
    ticket: TicketId, outcome: Paper, why: str = "", job: int = FIRST_JOB, *, kiosk: KioskId = KIOSK
) -> ReportPrint:
    """The kiosk says what became of a print."""
    return ReportPrint(kiosk, ticket, outcome, why, JobId(job))


def ask(request: str, command: Command) -> Request:
    """A command under a request id of its own, to be asked again or decided without a script."""
    return Request(RequestId(request), "test", command)


@dataclass(frozen=True)
class At:
    """`>> At(ms)`: from here on the wall clock says this, milliseconds since 1970 UTC."""

    ms: int


class Nothing:
    """`<< Nothing`: accepted, and nothing had to change."""


class Again:
    """`<< Again(event, …)`: nothing new, the request had been accepted before with these events as its answer."""

    def __init__(self, *events: object) -> None:
        self.events = events

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Again) and self.events == other.events

    __hash__ = None  # type: ignore[assignment]  # compared by what is inside, which may be a wildcard

    def __repr__(self) -> str:
        return f"Again({', '.join(map(repr, self.events))})"


class Some:
    """Equal to every value of a class whose named fields are equal to these."""

    def __init__(self, kind: type, wanted: dict[str, Any]) -> None:
        self.kind = kind
        self.wanted = wanted

    def __eq__(self, other: object) -> bool:
        return isinstance(other, self.kind) and all(getattr(other, key) == value for key, value in self.wanted.items())

    __hash__ = None  # type: ignore[assignment]  # the same

    def __repr__(self) -> str:
        return f"{self.kind.__name__}({', '.join([*(f'{key}={value!r}' for key, value in self.wanted.items()), '…'])})"


def some(kind: type, **wanted: Any) -> Any:
    """A wildcard: any `kind` whose named fields are as said."""
    unknown = wanted.keys() - {field.name for field in fields(kind)}
    assert not unknown, f"{kind.__name__} has no {sorted(unknown)}"
    return Some(kind, wanted)


class Script:
    """A day, its log, and the transcript so far; `day`, `records` and `hall` can be looked at once it was asked."""

    def __init__(self, hall: Hall, opened: date | None) -> None:
        self.hall = hall
        self.day = Day()
        self.records: list[Record] = []
        self.now_ms = at_ms(hall, opened or TODAY)
        self._lines: list[tuple[str, Any]] = []
        self._asked = 0
        if opened is not None:
            self.ask(OpenDay(opened))
        unchecked.append(self)

    def __rshift__(self, line: Command | Request | At | Hall) -> Self:
        self._expect_check()
        self._lines.append((">>", line))
        return self

    def __lshift__(self, line: object) -> Self:
        self._expect_check()
        self._lines.append(("<<", line))
        return self

    def __bool__(self) -> bool:
        if self in unchecked:
            unchecked.remove(self)
        shown: list[str] = []
        turns = self._turns()
        for index, (asked, wanted) in enumerate(turns):
            before = ">>"
            shown.append(f"   {before} {asked!r}")
            match asked:
                case At(ms):
                    self.now_ms = ms
                    continue
                case Hall():
                    self.hall = asked
                    shown[-1] = f"   {before} the hall {asked.digest!r}"
                    continue
                case _:
                    got = self._outcome(asked)
            if _same(got, wanted):
                shown += [f"   << {line!r}" for line in wanted]
                continue
            shown += [f" - << {line!r}" for line in wanted] + [f" + << {line!r}" for line in got]
            left = len(turns) - index - 1
            raise AssertionError("\n".join(["the day went another way (- wanted, + got)", *shown, f"   … {left} more"]))
        self._lines.clear()
        return True

    def _turns(self) -> list[tuple[Any, list[Any]]]:
        turns: list[tuple[Any, list[Any]]] = []
        for arrow, line in self._lines:
            if arrow == ">>":
                turns.append((line, []))
                continue
            assert turns, "a script starts with a question"
            assert not isinstance(turns[-1][0], At | Hall), "nothing answers the clock or the hall"
            turns[-1][1].append(line)
        return turns

    def _expect_check(self) -> None:
        if self not in unchecked:
            unchecked.append(self)

    def _outcome(self, asked: Command | Request) -> list[object]:
        try:
            return self.ask(asked)
        except Refused as refused:
            return [refused]

    def ask(self, asked: Command | Request) -> list[object]:
        """Decide and apply one request now; raises `Refused`."""
        self._asked += 1
        request = asked if isinstance(asked, Request) else Request(RequestId(f"r{self._asked}"), "test", asked)
        earlier = self.day.answer(request.id)
        events: Iterable[Event] = decide(self.day, self.hall, request, self.now_ms)
        if earlier is not None:
            return [Again(*(record.event for record in earlier)), *events]
        happened: list[object] = []
        for event in events:
            record = Record(self.day.seq + 1, self.now_ms, request.id, request.actor, event)
            self.day.apply(record)
            self.records.append(record)
            happened.append(event)
        return happened or [Nothing]


def script(hall: Hall, opened: date | None = TODAY) -> Script:
    """A transcript on a day of `hall` that has just been opened at eight; `opened=None` starts before any day."""
    return Script(hall, opened)


def played(hall: Hall, *commands: Command | At, opened: date = TODAY) -> Script:
    """A day on which all of `commands` were accepted, for tests that look at it or go on from there."""
    ready = Script(hall, opened)
    for command in commands:
        if isinstance(command, At):
            ready.now_ms = command.ms
        else:
            ready.ask(command)
    unchecked.remove(ready)
    return ready


def _same(got: list[object], wanted: list[Any]) -> bool:
    return len(got) == len(wanted) and all(_like(one, other) for one, other in zip(got, wanted, strict=True))


def _like(got: object, wanted: Any) -> bool:
    if isinstance(wanted, Refused):
        return isinstance(got, Refused) and (got.code, got.data) == (wanted.code, wanted.data)
    if isinstance(wanted, type):
        return got is wanted or isinstance(got, wanted)
    return bool(wanted == got)
