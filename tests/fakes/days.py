"""A day and a store driven together without a hub: what the single writer does, in a few synchronous lines."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Protocol

from hall.commands import Command, OpenDay, Request
from hall.day import Day
from hall.decide import decide
from hall.events import Record
from hall.model import Hall, RequestId
from kiosk.store.store import Store
from tests.fakes.halls import ONE_AGENCY, TODAY, at_ms


class Commits(Protocol):
    """What takes the records of a command."""

    def commit(self, records: list[Record], day: Day) -> None: ...


@dataclass(slots=True)
class Desk:
    """Commands decided and made durable one at a time."""

    store: Commits
    hall: Hall = ONE_AGENCY
    day: Day = field(default_factory=Day)
    ids: "count[int]" = field(default_factory=lambda: count(1))

    def do(self, *commands: Command) -> list[Record]:
        """The records of `commands`, durable in one commit."""
        made: list[Record] = []
        for command in commands:
            number = next(self.ids)
            now_ms = at_ms(self.hall, TODAY) + number
            request = Request(RequestId(f"r{number}"), "test", command)
            for event in decide(self.day, self.hall, request, now_ms):
                record = Record(self.day.seq + 1, now_ms, request.id, "test", event)
                self.day.apply(record)
                made.append(record)
        self.store.commit(made, self.day)
        return made


def open_desk(folder: Path, hall: Hall = ONE_AGENCY) -> tuple[Store, Desk]:
    """A store in `folder` and a desk with today's date open."""
    store = Store(folder, owner="a test")
    store.open()
    desk = Desk(store, hall, store.replay())
    desk.do(OpenDay(TODAY, epoch=7))
    return store, desk
