"""Is the log what was written? The hash chain, walked from the first record to the last.

Pure: rows come in as they stand in the file, findings go out. `antrean log verify` asks; nothing is repaired here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kiosk.store.codec import GENESIS, LogRow, chain

PLACES_KEPT = 100
"""So many broken places are remembered, to recognise their records elsewhere."""


class What(StrEnum):
    """What can be wrong with a log."""

    CHANGED = "changed"
    """The record does not follow from the one before it: one of the two is not as it was written."""
    MISSING = "missing"
    MOVED = "moved"
    """The record was written as another one, or stands out of order."""
    CUT = "cut"
    """The log does not reach the head that is known of it: its end is missing, or was written anew."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong."""

    seq: int
    """The record, the first of those missing, or for `cut` the last one that is left (0 for none)."""
    what: What
    other: int
    """`missing`: the last of them; `moved`: the place it belongs to; otherwise the same as `seq`."""


@dataclass(frozen=True, slots=True)
class End:
    """Where the log ends."""

    seq: int
    """The last record, 0 for an empty log."""
    hash: str


def verify(rows: Iterable[LogRow], *, head: str = "") -> Iterator[Flaw | End]:
    """Every flaw of the log as it is met, and then its end; an unbroken log gives its end alone.

    `rows` is the whole log. `head` is the hash of any record that the log is known to have had, such as the one that a
    day's report printed; without it a cut end, and a log written anew from some record on, cannot be seen. A log whose
    record is missing goes on with the next one as it stands, since what that was chained to is not known.
    """
    last = End(0, GENESIS)
    follows: set[str] = {GENESIS}
    """Hashes that the next record may be chained to; empty when they are not known."""
    broken: dict[int, str] = {}
    """Places whose own record has not been seen yet, with the hash that it is chained to."""
    head_seen = not head
    for row in rows:
        if row.seq <= last.seq:
            yield Flaw(row.seq, What.MOVED, last.seq)
            continue
        if row.seq > last.seq + 1:
            yield Flaw(last.seq + 1, What.MISSING, row.seq - 1)
            follows = set()
        computed = {chain(row, before) for before in follows}
        if follows and row.hash not in computed:
            belongs = next((seq for seq, before in broken.items() if chain(row._replace(seq=seq), before) == row.hash), 0)
            yield Flaw(row.seq, What.MOVED, belongs) if belongs else Flaw(row.seq, What.CHANGED, row.seq)
            if len(broken) < PLACES_KEPT:
                broken[row.seq] = last.hash
            follows = computed | {row.hash}  # its text was changed, or its hash
        else:
            follows = {row.hash}
        last = End(row.seq, row.hash)
        head_seen = head_seen or row.hash == head
    if not head_seen:
        yield Flaw(last.seq, What.CUT, last.seq)
    yield last
