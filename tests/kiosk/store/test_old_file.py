"""A file as the version before wrote it: two dates, tickets at a counter over midnight, and paper of every sort."""

import sqlite3
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from hall.commands import Itself, OpenDay, ReportPrint, StartKiosk, TakeTicket
from hall.events import EVENT_VERSION, PaperReported
from hall.model import Paper, ServiceCode, TicketId
from kiosk.store.connection import FILE_NAME
from kiosk.store.store import Store
from tests.fakes.days import Desk
from tests.fakes.halls import A001, A002, A003, KIOSK, OTHER_KIOSK, TODAY, TOMORROW
from tests.fakes.script import report

SCHEMA_1 = (Path(__file__).parent / "schema_1.sql").read_text(encoding="utf-8")


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Store]:
    """The file of schema 1, opened by this version."""
    database = sqlite3.connect(tmp_path / FILE_NAME)
    database.executescript(SCHEMA_1)
    database.close()
    store = Store(tmp_path)
    store.open()
    yield store
    store.close()


def test_an_old_log_is_replayed_and_its_rows_are_its_fold(old: Store) -> None:
    """What was known of each paper is still known, of today's tickets and of those that were carried over midnight."""
    day = old.replay()

    papers = {ticket.number: (ticket.paper, ticket.paper_why) for ticket in day.tickets.values()}
    assert day.business_date == TOMORROW
    assert papers == {
        "A001": (Paper.PRINTED, ""),
        "A002": (Paper.FAILED, "paper_out"),
        "A003": (Paper.UNCONFIRMED, "no_confirmation"),
        "A004": (Paper.FAILED, "cover_open"),
        "A005": (Paper.PENDING, ""),
    }
    assert [(ticket.id, ticket.paper) for ticket in old.tickets()][:3] == [
        (A001, Paper.PRINTED),
        (A002, Paper.FAILED),
        (A003, Paper.PENDING),
    ]


def test_a_day_goes_on_from_an_old_file(old: Store) -> None:
    """What an old ticket's paper comes to may be said by any kiosk, and is unconfirmed when one starts anew."""
    desk = Desk(old, day=old.replay(), ids=count(100))
    pending = TicketId(f"{TOMORROW}/A005")
    carried = A002

    desk.do(StartKiosk(KIOSK, "b1"), report(carried, Paper.PRINTED, kiosk=OTHER_KIOSK))
    desk.do(TakeTicket(ServiceCode("A01"), "id", "new", Itself(KIOSK, "b1")))

    assert (desk.day.tickets[pending].paper, desk.day.tickets[pending].paper_why) == ("unconfirmed", "kiosk_restarted")
    assert desk.day.tickets[carried].paper is Paper.PRINTED
    assert {row.version for row in old.rows()} == {1, EVENT_VERSION}
    assert old.replay() == desk.day


def test_what_an_old_kiosk_says_late_is_kept(old: Store) -> None:
    """Of a ticket that only the file knows."""
    desk = Desk(old, day=old.replay(), ids=count(100))

    (record,) = desk.do(ReportPrint(KIOSK, A003, Paper.PRINTED, known=old.prints_of(A003)))

    assert isinstance(record.event, PaperReported)
    assert [one.outcome for one in old.prints_of(A003)] == [Paper.PRINTED]
    assert old.replay() == desk.day


def test_a_date_opens_after_an_old_file(old: Store) -> None:
    """Prints that nobody told of do not stay pending."""
    desk = Desk(old, day=old.replay(), ids=count(100))

    desk.do(OpenDay(TODAY.replace(day=TODAY.day + 2), epoch=7))

    (paper,) = old.prints_of(TicketId(f"{TOMORROW}/A005"))
    assert (paper.outcome, paper.why) == (Paper.UNCONFIRMED, "date_over")
    assert old.replay() == desk.day
