"""What the writer needs of a store, and how a command gets what only the store knows: who waits, and which numbers.

Nothing here decides. Everything is called on the storage thread, where the writer waits for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from hall.commands import Command, OpenDay, ReportPrint
from hall.day import Day
from hall.events import Record
from hall.model import Hall, Print, RequestId, SeriesId, Ticket, TicketId
from kiosk.store.testimony import Testimony


class Durable(Protocol):
    """A store; called from one thread only."""

    def replay(self) -> Day: ...
    def reopen(self) -> None: ...
    def commit(self, records: Sequence[Record], day: Day) -> None: ...
    def answers(self, requests: Iterable[RequestId]) -> dict[RequestId, list[Record]]: ...
    def highest(self, business_date: date) -> tuple[tuple[SeriesId, int], ...]: ...
    def waiting_on(self, business_date: date) -> tuple[Ticket, ...]: ...
    def testimony(self) -> Testimony: ...
    def prints_of(self, ticket: TicketId) -> tuple[Print, ...]: ...
    def earlier_answers(self) -> dict[RequestId, list[Record]]: ...


def needs_file(command: Command, day: Day) -> bool:
    """Whether only the file can complete `command`."""
    return isinstance(command, OpenDay) or (isinstance(command, ReportPrint) and command.ticket not in day.tickets)


def complete(store: Durable, command: Command, day: Day, hall: Hall, now_s: int) -> Command:
    """The command with what only the file knows; `now_s` is wall time, seconds since 1970 UTC."""
    match command:
        case OpenDay(date=on):
            # A new log gets the time as its epoch, so that no board takes it for the continuation of another one.
            epoch = max(day.epoch or now_s, store.testimony().epoch, command.epoch)
            return replace(command, used=used_on(store, hall, on), left=store.waiting_on(on), epoch=epoch)
        case ReportPrint(ticket=ticket):
            return replace(command, known=store.prints_of(ticket))
        case _:
            return command


def used_on(store: Durable, hall: Hall, on: date) -> tuple[tuple[SeriesId, int], ...]:
    """The highest count of each series that anybody knows of for a date: the log, or a kiosk that has shown it."""
    used = dict(store.highest(on))
    for series, count in _told(store.testimony(), hall, on).items():
        used[series] = max(count, used.get(series, count))
    return tuple(used.items())


def lacking(told: Testimony, day: Day, hall: Hall, on: date) -> dict[SeriesId, int]:
    """The counts of each series that were shown on that date and that the day would give again."""
    return {series: n for series, n in _told(told, hall, on).items() if n > day.used.get(series, -1)}


def _told(told: Testimony, hall: Hall, on: date) -> dict[SeriesId, int]:
    by_letters = told.shown.get(on.isoformat(), {})
    return {one.id: by_letters[one.letters] for one in hall.series.values() if one.letters in by_letters}
