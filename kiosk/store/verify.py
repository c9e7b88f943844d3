"""Is the log what was written? The hash chain, walked from the first record, or from where it was purged, to the last.

Pure: rows come in as they stand in the file, findings go out. `antrean log verify` asks; nothing is repaired here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.store.codec import GENESIS, LogRow, chain
from kiosk.store.mark import Mark

START = Mark(0, GENESIS)
"""Before the first record."""
PLACES_KEPT = 100
"""So many broken places are remembered, to recognise their records elsewhere."""


class What(StrEnum):
    """What can be wrong with a log."""

    CHANGED = "changed"
    """The record does not follow from the one before it: one of the two is not as it was written."""
    MISSING = "missing"
    MOVED = "moved"
    """The record stands where another one belongs."""
    CUT = "cut"
    """A record that the log is known to have had is not in it: its end is missing, or was written anew."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong."""

    seq: int
    """The record; the first of those missing; for `cut` the last one that is left, 0 for none."""
    what: What
    other: int
    """`missing`: the last of them; `moved`: the place where it belongs; otherwise the same as `seq`."""


@dataclass(frozen=True, slots=True)
class End:
    """Where the log ends."""

    seq: int
    """The last record, 0 for an empty log."""
    hash: str


def verify(rows: Iterable[LogRow], *, head: str = "", anchor: Mark = START) -> Iterator[Flaw | End]:
    """Every flaw of the log as it is met, and its end at last; a log without a flaw gives its end alone.

    `rows` is the whole log, as far as it was not forgotten: `anchor` is the last record that was. `head` is the hash of
    any record that the log is known to have had, such as the one that a day's report printed; without it nobody can see
    that the end was cut off or, from some record on, all written anew.
    The record after a missing one is taken as it stands: what it was chained to is not known.
    """
    end = End(*anchor)
    follows = [end.hash]
    """What the next record may be chained to: after a broken one either its text or its hash may be right."""
    broken: dict[int, str] = {}
    """Places whose own record has not been seen, with the hash that it is chained to."""
    head_seen = not head or (anchor.seq > 0 and head == anchor.hash)
    for row in rows:
        if row.seq <= end.seq:
            yield Flaw(row.seq, What.MOVED, row.seq)
            continue
        if row.seq > end.seq + 1:
            yield Flaw(end.seq + 1, What.MISSING, row.seq - 1)
            _remember(broken, end.seq + 1, end.hash)
            follows = []
        computed = [chain(row, before) for before in follows]
        belongs = None if row.hash in computed else _place_of(row, broken)
        if belongs is not None:
            yield Flaw(row.seq, What.MOVED, belongs)
        elif follows and row.hash not in computed:
            yield Flaw(row.seq, What.CHANGED, row.seq)
            _remember(broken, row.seq, end.hash)
        follows = [row.hash] if row.hash in computed else [*computed[:1], row.hash]
        end = End(row.seq, row.hash)
        head_seen = head_seen or row.hash == head
    if not head_seen:
        yield Flaw(end.seq, What.CUT, end.seq)
    yield end


def _remember(broken: dict[int, str], seq: int, before: str) -> None:
    if len(broken) < PLACES_KEPT:
        broken[seq] = before


def _place_of(row: LogRow, broken: Mapping[int, str]) -> int | None:
    """The broken place in which this record was written, if it is one of them."""
    return next((seq for seq, before in broken.items() if chain(row._replace(seq=seq), before) == row.hash), None)
