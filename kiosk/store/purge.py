"""Forgetting old dates: their records, tickets and tokens go for good, and the log can be verified all the same.

What is left begins with the record after the anchor, whose hash stays: a record of the log itself says so, so that
nobody can take away the beginning of a log unseen. `antrean purge` calls it; no hub may run.
"""

from collections.abc import Sequence
from datetime import date
from sqlite3 import Connection

from hall.day import Day
from kiosk.store.mark import Mark

KEY = "purged"
"""The row of `about` that says which record names the anchor: records are not found by their kind."""
OPENINGS_KEPT = 31
"""So many openings of a date stay in any case: what is answered again, or carried over, is among them."""


def place_to_cut(openings: Sequence[tuple[int, date]], before: date) -> int:
    """The last record of the dates before `before`; 0 when there is nothing to forget.

    `openings` are all records that opened a date, in their order. Whatever lies after a date that is kept stays, too:
    a clock may have been wrong.
    """
    kept = len(openings)
    while kept and openings[kept - 1][1] >= before:
        kept -= 1
    kept = min(kept, len(openings) - OPENINGS_KEPT)
    return openings[kept][0] - 1 if kept > 0 else 0


def erase(raw: Connection, anchor: Mark, day: Day) -> None:
    """Delete everything up to `anchor`, inside the transaction that is open; what `day` still knows stays."""
    raw.execute("CREATE TEMP TABLE known (id TEXT PRIMARY KEY)")
    raw.executemany("INSERT INTO known VALUES (?)", [(ticket,) for ticket in day.tickets])
    raw.execute("DELETE FROM ticket WHERE issued_seq <= ? AND id NOT IN (SELECT id FROM known)", [anchor.seq])
    raw.executemany("INSERT OR IGNORE INTO known VALUES (?)", [(late.ticket,) for late in day.earlier.values()])
    raw.execute(
        "DELETE FROM print WHERE job <= ? "
        "AND ticket NOT IN (SELECT id FROM known) AND ticket NOT IN (SELECT id FROM ticket)",
        [anchor.seq],
    )
    raw.execute("DELETE FROM log WHERE seq <= ?", [anchor.seq])
    raw.execute("DROP TABLE known")
