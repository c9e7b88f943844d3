"""The statements of a commit: peewee writes their text once, and SQLite runs them for every row.

Writing the text anew for every row was a third of all that a command cost the processor.
"""

from collections.abc import Iterable
from sqlite3 import Connection
from typing import Any

from kiosk.store.codec import LogRow
from kiosk.store.tables import CounterRow, Log, PrintRow, TicketRow

TICKET_COLUMNS = tuple(TicketRow._meta.sorted_field_names)
PRINT_COLUMNS = tuple(PrintRow._meta.sorted_field_names)
COUNTER_COLUMNS = ("counter", "open", "ticket")
_CHANGING = ("state", "counter", "calls", "first_called_at_ms", "called_at_ms", "started_at_ms", "ended_at_ms")
"""What the log can change about a ticket after its issue."""


class Writes:
    """The four kinds of rows that a commit writes; values come in the order of the columns. Made once tables are bound.

    What SQLite raises is passed on as it is.
    """

    def __init__(self) -> None:
        self._log = _text(Log.insert_many([_blanks(LogRow._fields)], fields=list(LogRow._fields)))
        tickets = TicketRow.insert_many([_blanks(TICKET_COLUMNS)], fields=list(TICKET_COLUMNS))
        # An upsert on the id alone: REPLACE would silently delete another ticket that has the same number.
        self._tickets = _text(tickets.on_conflict(conflict_target=[TicketRow.id], preserve=_CHANGING))
        self._prints = _text(PrintRow.replace_many([_blanks(PRINT_COLUMNS)], fields=list(PRINT_COLUMNS)))
        self._counters = _text(CounterRow.replace_many([_blanks(COUNTER_COLUMNS)], fields=list(COUNTER_COLUMNS)))

    def write(
        self,
        connection: Connection,
        *,
        log: Iterable[LogRow],
        tickets: Iterable[tuple[Any, ...]],
        prints: Iterable[tuple[Any, ...]],
        counters: Iterable[tuple[Any, ...]],
    ) -> None:
        """Write them all, inside the transaction that is open."""
        connection.executemany(self._log, log)
        connection.executemany(self._tickets, tickets)
        connection.executemany(self._prints, prints)
        connection.executemany(self._counters, counters)


def _blanks(columns: tuple[str, ...]) -> tuple[int, ...]:
    return (0,) * len(columns)


def _text(query: Any) -> str:
    """The statement with a question mark for each value, in the order of the columns."""
    text: str = query.sql()[0]
    return text
