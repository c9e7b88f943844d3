"""A log with many tickets, made without a hub: the same decisions, facts and rows, a batch a commit.

Every ticket is issued, called, served and finished, as on a good day; most dates are over, the last one is today.
"""

import time
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from hall import commands
from hall.day import Day
from hall.decide import decide
from hall.events import Record
from hall.model import Counter, Hall, RequestId, ServiceCode, TicketId
from kiosk.store.store import Store

BATCH = 200
"""Tickets a commit."""


class Clerk:
    """Fills a store, one ticket after the other."""

    def __init__(self, store: Store, hall: Hall, today: date) -> None:
        self._store = store
        self._hall = hall
        self._today = today
        self._day = Day()
        self._ids = count(1)
        self._records: list[Record] = []
        self._seats = [(counter, sorted(counter.services)[0]) for counter in hall.counters.values()]

    def fill(self, old: int, new: int, dates: int) -> None:
        """`old` tickets over so many dates before today, and `new` ones today."""
        for back in range(dates, 0, -1):
            self._live(self._today - timedelta(days=back), old // dates)
        self._live(self._today, new)

    def _live(self, on: date, tickets: int) -> None:
        self._do(on, commands.OpenDay(on, epoch=7))
        for counter, _service in self._seats:
            self._do(on, commands.OpenCounter(counter.id))
        for at in range(tickets):
            self._serve(on, *self._seats[at % len(self._seats)])
            if at % BATCH == BATCH - 1:
                self._commit()
        self._commit()

    def _serve(self, on: date, counter: Counter, service: ServiceCode) -> None:
        self._do(on, commands.TakeTicket(service, "id", f"t{next(self._ids)}"))
        self._do(on, commands.CallNext(counter.id, None))
        ticket = self._day.at_counter[counter.id]
        self._do(on, commands.Start(counter.id, TicketId(ticket)))
        self._do(on, commands.Finish(counter.id, TicketId(ticket)))

    def _do(self, on: date, command: commands.Command) -> None:
        now_ms = self._hall.start_of_ms(on) + 1000
        request = commands.Request(RequestId(f"old-{next(self._ids)}"), "bench", command)
        for event in decide(self._day, self._hall, request, now_ms):
            record = Record(self._day.seq + 1, now_ms, request.id, request.actor, event)
            self._day.apply(record)
            self._records.append(record)

    def _commit(self) -> None:
        self._store.commit(self._records, self._day)
        self._records = []


def fill(data: Path, hall: Hall, *, old: int, new: int, dates: int = 100) -> None:
    """A log in `data` as a hub of `hall` would have left it; `hall` needs series with room for all of it."""
    store = Store(data, owner="a measurement", synchronous="off")
    store.open()
    try:
        today = hall.business_date(time.time_ns() // 1_000_000)
        Clerk(store, replace(hall), today).fill(old, new, dates)
    finally:
        store.close()
