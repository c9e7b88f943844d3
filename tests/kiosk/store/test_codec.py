"""Events as text: every kind goes there and back, and a changed row does not fit its hash."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.events import EVENT_VERSION, DayOpened, Event, Record, TicketMissed
from hall.model import AgencyCode, CounterId, RequestId, SeriesId, ServiceCode, Ticket, TicketId, TicketState
from kiosk.store import codec
from kiosk.store.codec import GENESIS, KINDS, chain
from kiosk.store.errors import NewerFile, NotOurs

RECORD = Record(7, 1, RequestId("r"), "counter-1", TicketMissed(TicketId("2026-11-24/A001"), CounterId("1")))


@pytest.mark.parametrize("kind", get_args(Event))
@given(data=st.data())
def test_every_event_survives_the_log(kind: type, data: st.DataObject) -> None:
    """Law 5 needs it: what is read back is what was written, for every kind of event and any values."""
    event = data.draw(st.builds(kind))
    record = Record(1, 2, RequestId("r"), "someone", event)

    assert codec.decode(codec.encode(record, 0, GENESIS)) == record


def test_a_day_that_carries_tickets_survives_the_log() -> None:
    """Tickets inside an event keep their state and their missing times."""
    ticket = Ticket(
        id=TicketId("2026-11-24/A001"),
        number="A001",
        series=SeriesId("A"),
        count=1,
        service=ServiceCode("A01"),
        agency=AgencyCode("A"),
        language="id",
        token="t",
        issued_seq=1,
        issued_at_ms=1,
        state=TicketState.SERVING,
        counter=CounterId("1"),
        called_at_ms=None,
    )
    event = DayOpened(date(2026, 11, 24), 1, "d", (), (ticket,), (CounterId("1"),))
    record = Record(1, 2, RequestId("r"), "hub", event)

    assert codec.decode(codec.encode(record, 0, GENESIS)) == record


def test_kinds_are_named_as_in_the_protocol() -> None:
    """The log's names are stable: they are in files that outlive this program."""
    assert {"day_opened", "ticket_issued", "ticket_called", "paper_reported"} <= KINDS.keys()
    assert len(KINDS) == len(get_args(Event))


@pytest.mark.parametrize("column", codec.LogRow._fields[:-1])
def test_a_row_changed_anywhere_does_not_fit_its_hash(column: str) -> None:
    """Every column is under the hash, and so is the row before."""
    row = codec.encode(RECORD, 0, GENESIS)
    value = getattr(row, column)
    changed = row._replace(**{column: value + (1 if isinstance(value, int) else " ")})

    assert chain(row, GENESIS) == row.hash
    assert chain(changed, GENESIS) != row.hash
    assert chain(row, "another row before") != row.hash


def test_what_a_later_version_wrote_is_refused() -> None:
    """A fact is never skipped."""
    row = codec.encode(RECORD, 0, GENESIS)

    with pytest.raises(NewerFile, match="record 7"):
        codec.decode(row._replace(version=EVENT_VERSION + 1))
    with pytest.raises(NewerFile, match="ticket_blessed"):
        codec.decode(row._replace(kind="ticket_blessed"))
    with pytest.raises(NotOurs, match="record 7"):
        codec.decode(row._replace(body="{"))
