"""The walk along the hash chain: an untouched log has no flaw, and no single change to one goes unseen."""

from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.events import Event, Record, TicketMissed
from hall.model import CounterId, RequestId, TicketId
from kiosk.store import codec
from kiosk.store import verify as verifying
from kiosk.store.codec import GENESIS, LogRow, chain
from kiosk.store.verify import End, Flaw, What, verify

EVENT = TicketMissed(TicketId("2026-11-24/A001"), CounterId("1"))


def logged(records: list[Record]) -> list[LogRow]:
    """The records as a log of their own, from the first place on."""
    rows: list[LogRow] = []
    for seq, record in enumerate(records, start=1):
        rows.append(codec.encode(replace(record, seq=seq), 0, rows[-1].hash if rows else GENESIS))
    return rows


LOGS = st.lists(st.builds(Record, event=st.from_type(Event)), min_size=1, max_size=6).map(logged)  # type: ignore[arg-type]  # a union


def flaws(rows: list[LogRow], head: str = "") -> list[tuple[int, What, int]]:
    return [(found.seq, found.what, found.other) for found in verify(rows, head=head) if isinstance(found, Flaw)]


@given(rows=LOGS, data=st.data())
def test_an_untouched_log_has_an_end_and_no_flaw(rows: list[LogRow], data: st.DataObject) -> None:
    """Whichever of its own hashes it is held against."""
    head = data.draw(st.sampled_from(["", *(row.hash for row in rows)]))

    assert list(verify(rows, head=head)) == [End(len(rows), rows[-1].hash)]


@given(rows=LOGS, data=st.data())
def test_a_changed_column_is_found(rows: list[LogRow], data: st.DataObject) -> None:
    """Any other value of any column but the place: the row is named, and no other one with it."""
    place = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(LogRow._fields[1:]))
    old = getattr(rows[place], column)
    values = st.integers() if isinstance(old, int) else st.text()
    new: Any = data.draw(values.filter(lambda value: value != old))
    rows[place] = rows[place]._replace(**{column: new})

    assert flaws(rows) == [(place + 1, What.CHANGED, place + 1)]


@given(rows=LOGS, data=st.data())
def test_a_row_changed_together_with_its_hash_is_found(rows: list[LogRow], data: st.DataObject) -> None:
    """The next row does not follow from it; the last row can only be held against a head that is known."""
    place = data.draw(st.integers(0, len(rows) - 1))
    head = rows[-1].hash
    changed = rows[place]._replace(actor=rows[place].actor + "!")
    rows[place] = changed._replace(hash=chain(changed, rows[place - 1].hash if place else GENESIS))

    if place + 1 < len(rows):
        assert flaws(rows) == [(place + 2, What.CHANGED, place + 2)]
    assert flaws(rows, head=head) != []


@given(rows=LOGS, data=st.data())
def test_missing_rows_are_found(rows: list[LogRow], data: st.DataObject) -> None:
    """By their places, wherever others come after them."""
    first = data.draw(st.integers(0, len(rows) - 1))
    last = data.draw(st.integers(first, len(rows) - 1))
    left = rows[:first] + rows[last + 1 :]

    if last + 1 < len(rows):
        assert flaws(left) == [(first + 1, What.MISSING, last + 1)]
    else:  # nothing is left behind them: that is a cut
        assert flaws(left) == []
        assert flaws(left, head=rows[-1].hash) == [(first, What.CUT, first)]


@given(rows=LOGS, data=st.data())
def test_a_row_given_another_place_is_found(rows: list[LogRow], data: st.DataObject) -> None:
    """Its own place is empty, unless it was the last; and it does not fit where it stands."""
    place = data.draw(st.integers(1, len(rows)))
    beyond = len(rows) + data.draw(st.integers(1, 9))
    was_last = place == len(rows)
    rows.append(rows.pop(place - 1)._replace(seq=beyond))

    found = flaws(rows)

    assert found[0] == (place, What.MISSING, beyond - 1 if was_last else place)
    assert found[-1] == (beyond, What.MOVED, place)


@given(rows=LOGS, data=st.data())
def test_two_rows_that_changed_places_are_found(rows: list[LogRow], data: st.DataObject) -> None:
    """The first does not follow any more, and the second is known for what it is."""
    if len(rows) < 2:
        return
    one, other = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=2, max_size=2)))
    rows[one], rows[other] = rows[other]._replace(seq=one + 1), rows[one]._replace(seq=other + 1)

    found = flaws(rows)

    assert found[0] == (one + 1, What.CHANGED, one + 1)
    assert (other + 1, What.MOVED, one + 1) in found


@given(rows=LOGS)
def test_rows_out_of_order_are_found(rows: list[LogRow]) -> None:
    """What stands behind its successor is named."""
    backwards = rows[::-1]

    assert [seq for seq, what, _other in flaws(backwards) if what is What.MOVED] == [row.seq for row in backwards[1:]]


def test_a_row_put_in_between_is_found() -> None:
    """There is no place for it: it takes the next one's, and that one comes too late."""
    rows = logged([Record(0, 1, RequestId(f"r{n}"), "x", EVENT) for n in range(3)])
    forged = codec.encode(Record(2, 1, RequestId("forged"), "x", EVENT), 0, rows[0].hash)

    assert flaws([rows[0], forged, *rows[1:]]) == [(2, What.MOVED, 2), (3, What.CHANGED, 3)]


def test_many_broken_rows_cost_no_more_than_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that was never chained has every row named, and what is remembered of it is bounded."""
    rows = [row._replace(hash=f"{row.seq:064x}") for row in logged([Record(0, 1, RequestId("r"), "x", EVENT)] * 300)]
    hashed = Mock(side_effect=chain)
    monkeypatch.setattr(verifying, "chain", hashed)

    assert [seq for seq, _what, _other in flaws(rows)] == [row.seq for row in rows]
    assert hashed.call_count <= len(rows) * (2 + verifying.PLACES_KEPT)


@pytest.mark.parametrize("head", ["", GENESIS])
def test_an_empty_log_ends_before_its_first_record(head: str) -> None:
    """Nothing is wrong with it, unless it is known to have had a record."""
    found = list(verify([], head=head))

    assert found[-1] == End(0, GENESIS)
    assert found[:-1] == ([Flaw(0, What.CUT, 0)] if head else [])
