"""The database on a real file: what is committed is there, what failed is not known, and one process owns it."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from hall.commands import (
    CallNext,
    Cancel,
    Elsewhere,
    Finish,
    Itself,
    Miss,
    OpenCounter,
    OpenDay,
    PrintCopy,
    Recall,
    Start,
    StartKiosk,
    TakeTicket,
)
from hall.day import Day
from hall.events import DayOpened, PaperReported, Record
from hall.model import CounterId, Paper, RequestId, SeriesId, ServiceCode, TicketId
from kiosk.store import tables
from kiosk.store.codec import GENESIS, LogRow, chain
from kiosk.store.connection import FILE_NAME
from kiosk.store.errors import HeldElsewhere, NewerFile, NotOurs, OtherHall, StorageFault
from kiosk.store.store import DeviceInfo, Store
from tests.fakes.days import Desk, open_desk
from tests.fakes.halls import BOTH_THERE, KIOSK, OTHER_KIOSK, TODAY
from tests.fakes.script import report

A01, A02 = ServiceCode("A01"), ServiceCode("A02")
ONE = CounterId("1")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Store, Desk]]:
    store, desk = open_desk(tmp_path)
    yield store, desk
    store.close()


def a_busy_morning(desk: Desk) -> None:
    """Every kind of event but those of a change of date."""
    desk.do(OpenCounter(ONE))
    at_kiosk = Itself(KIOSK, "b1")
    desk.do(*(TakeTicket(A01, "id", f"token{number}", at_kiosk) for number in range(6)), TakeTicket(A02, "en", "last"))
    first, second, third, fourth = list(desk.day.tickets)[:4]
    desk.do(report(first, Paper.PRINTED), report(second, Paper.FAILED, "paper_out"))
    desk.do(PrintCopy(second, None, BOTH_THERE), PrintCopy(first, OTHER_KIOSK, BOTH_THERE))
    desk.do(report(first, Paper.UNCONFIRMED, job=desk.day.seq, kiosk=OTHER_KIOSK), StartKiosk(KIOSK, "b2"))
    desk.do(TakeTicket(A02, "id", "at a desk", Elsewhere(OTHER_KIOSK, BOTH_THERE)))
    desk.do(CallNext(ONE, None), Recall(ONE, first), Start(ONE, first), Finish(ONE, first))
    desk.do(CallNext(ONE, None), Miss(ONE, second), Cancel(third, ONE))
    desk.do(CallNext(ONE, None), Start(ONE, fourth))


def test_replay_gives_the_day_that_was_committed(opened: tuple[Store, Desk]) -> None:
    """Law 5: folding the log from the file gives the state in memory."""
    store, desk = opened
    a_busy_morning(desk)

    assert store.replay() == desk.day


def test_rows_are_the_fold_of_the_log(opened: tuple[Store, Desk]) -> None:
    """Law 5: tickets, paper and counters in the tables are those of the day."""
    store, desk = opened
    a_busy_morning(desk)

    assert store.tickets() == sorted(desk.day.tickets.values(), key=lambda ticket: ticket.issued_seq)
    assert store.counters() == {"1": (True, desk.day.at_counter[ONE])}


def test_everything_is_there_after_close_and_open(tmp_path: Path) -> None:
    """A file that was closed and opened again gives the same day, and goes on with the next sequence number."""
    store, desk = open_desk(tmp_path)
    a_busy_morning(desk)
    store.close()

    again = Store(tmp_path)
    again.open()
    day = again.replay()
    record = Desk(again, desk.hall, day, desk.ids).do(TakeTicket(A01, "id", "later"))[0]

    assert record.seq == desk.day.seq + 1
    assert again.replay() == day
    again.close()


def test_sequence_numbers_have_no_gap_and_every_hash_follows_from_the_one_before(opened: tuple[Store, Desk]) -> None:
    """The log is a chain: each row's hash is made of its stored text and the hash before it."""
    store, desk = opened
    a_busy_morning(desk)

    rows = list(store.rows())

    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    before = GENESIS
    for row in rows:
        assert row.hash == chain(row, before)
        before = row.hash
    assert store.head == before


def test_a_request_keeps_its_records_together(opened: tuple[Store, Desk]) -> None:
    """The answer to an old request is found by its id, all its records in order."""
    store, desk = opened
    a_busy_morning(desk)
    made = desk.do(Finish(ONE, desk.day.at_counter[ONE]))

    found = store.answers([made[0].request, RequestId("never asked")])

    assert found == {made[0].request: made}


def test_a_number_cannot_be_stored_twice(opened: tuple[Store, Desk]) -> None:
    """Law 1 holds in the file too: a second ticket with the same series, date and count is a fault."""
    store, desk = opened
    issued = desk.do(TakeTicket(A01, "id", "one"))[0]
    (ticket,) = desk.day.tickets.values()
    double = replace(ticket, id=TicketId(f"{TODAY}/A001 again"), token="other", issued_seq=99)
    event = PaperReported(double.id, Paper.PRINTED, "")
    forged = Record(issued.seq + 1, issued.at_ms, RequestId("forged"), "test", event)

    with pytest.raises(NotOurs, match="UNIQUE"):
        store.commit([forged], Day(tickets={double.id: double}))

    store.reopen()
    assert [row.number for row in store.tickets()] == ["A001"]


def test_the_same_request_twice_is_a_fault_and_the_first_answer_is_found(opened: tuple[Store, Desk]) -> None:
    """The log itself refuses a second record for the same request and part."""
    store, desk = opened
    made = desk.do(TakeTicket(A01, "id", "one"))
    again = Desk(store, desk.hall, desk.day, count(int(made[0].request[1:])))
    desk.day.requests.clear()

    with pytest.raises(StorageFault, match="UNIQUE"):
        again.do(TakeTicket(A01, "id", "two"))

    store.reopen()
    assert store.answers([made[0].request]) == {made[0].request: made}


def test_a_failed_commit_leaves_nothing_behind(opened: tuple[Store, Desk]) -> None:
    """A batch is one transaction: when a part of it fails, no part of it is in the log after reopening."""
    store, desk = opened
    desk.do(TakeTicket(A01, "id", "one"))
    seq, head = desk.day.seq, store.head

    with pytest.raises(NotOurs, match="UNIQUE"):
        desk.do(TakeTicket(A01, "id", "two"), TakeTicket(A01, "id", "one"))

    store.reopen()
    assert (store.replay().seq, store.head) == (seq, head)


def test_a_second_owner_is_refused_and_told_who_holds_the_file(opened: tuple[Store, Desk], tmp_path: Path) -> None:
    """Two hubs on one folder: the second one is told who is there."""
    with pytest.raises(HeldElsewhere, match=r"in use by a test, process \d+"):
        Store(tmp_path).open()


def test_no_second_connection_can_exist(opened: tuple[Store, Desk], tmp_path: Path) -> None:
    """Exclusive before WAL: another program cannot even read the file while the hub has it, and there is no -shm."""
    _store, desk = opened
    desk.do(TakeTicket(A01, "id", "one"))
    code = f"import sqlite3; sqlite3.connect({str(tmp_path / FILE_NAME)!r}, timeout=0).execute('select * from log')"

    reader = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "database is locked" in reader.stderr
    assert not (tmp_path / f"{FILE_NAME}-shm").exists()


def test_the_settings_that_survive_a_power_cut_are_in_force(opened: tuple[Store, Desk]) -> None:
    """WAL with a full sync at every commit, by one exclusive owner: asked of SQLite, not of our own list."""
    store, _desk = opened
    database = store._connection._database

    answers = {
        name: database.execute_sql(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "locking_mode")
    }

    assert answers == {"journal_mode": "wal", "synchronous": 2, "locking_mode": "exclusive"}


def test_something_else_than_a_database_is_left_alone(tmp_path: Path) -> None:
    """A file that is not ours is named, and not touched."""
    path = tmp_path / FILE_NAME
    path.write_bytes(b"a letter to the regent" * 100)

    with pytest.raises(NotOurs, match=re.escape(str(path))):
        Store(tmp_path).open()

    assert path.read_bytes() == b"a letter to the regent" * 100


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    """A schema from the future is named with both versions."""
    store, _desk = open_desk(tmp_path)
    store.close()
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.execute("PRAGMA user_version = 99")
    raw.close()

    with pytest.raises(NewerFile, match="schema 99"):
        Store(tmp_path).open()


def test_an_event_of_a_later_version_is_refused(tmp_path: Path) -> None:
    """A fact this program does not know is never skipped."""
    store, desk = open_desk(tmp_path)
    desk.do(TakeTicket(A01, "id", "one"))
    store.close()
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        first, second = (LogRow(*row) for row in raw.execute("SELECT * FROM log ORDER BY seq"))
        later = chain(second._replace(version=99), first.hash)
        raw.execute("UPDATE log SET version = 99, hash = ? WHERE seq = 2", [later])
    raw.close()

    again = Store(tmp_path)
    again.open()
    with pytest.raises(NewerFile, match="record 2"):
        again.replay()
    again.close()


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("DELETE FROM log WHERE seq = 2", "record 3 is not as it was written"),
        ("UPDATE log SET at_ms = at_ms + 1 WHERE seq = 2", "record 2 is not as it was written"),
        ("UPDATE log SET body = replace(body, 'A001', 'A007') WHERE seq = 2", "record 2 is not as it was written"),
        ("DELETE FROM log WHERE seq = 3", "log ends at record 2"),
        ("UPDATE ticket SET state = 'finished' WHERE number = 'A001'", "row of 2026-11-24/A001"),
        ("DELETE FROM ticket WHERE number = 'A001'", "row of 2026-11-24/A001"),
        ("UPDATE print SET outcome = 'printed'", "row of 2026-11-24/A001"),
        ("DELETE FROM print", "row of 2026-11-24/A001"),
    ],
)
def test_a_file_that_was_changed_behind_our_back_is_not_opened(tmp_path: Path, damage: str, named: str) -> None:
    """Missing, changed and cut rows of today are found when the day is replayed, and named."""
    store, desk = open_desk(tmp_path)
    desk.do(TakeTicket(A01, "id", "one", Itself(KIOSK)))
    desk.do(TakeTicket(A01, "id", "two", Itself(KIOSK)))
    store.close()
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.execute(damage)
    raw.close()

    again = Store(tmp_path)
    again.open()
    with pytest.raises(NotOurs, match=named):
        again.replay()
    again.close()


def test_a_changed_row_of_late_news_is_found(tmp_path: Path) -> None:
    """The print's ticket is of the date before; what this date heard of it is in the fold all the same."""
    store, desk = open_desk(tmp_path)
    desk.do(TakeTicket(A01, "id", "one", Itself(KIOSK)))
    desk.do(OpenDay(TODAY + timedelta(days=1), epoch=7))
    desk.do(report(TicketId(f"{TODAY}/A001"), Paper.PRINTED))
    store.close()
    with sqlite3.connect(tmp_path / FILE_NAME) as raw:
        raw.execute("UPDATE print SET outcome = 'failed'")
    raw.close()

    store.open()
    with pytest.raises(NotOurs, match="row of print 2"):
        store.replay()
    store.close()


def test_another_halls_file_is_refused(tmp_path: Path) -> None:
    """A hub started with the wrong folder of the two does not open its hall on somebody else's queue."""
    store = Store(tmp_path, hall="banyuwangi")
    store.open()
    store.close()

    with pytest.raises(OtherHall, match=r"holds the queue of banyuwangi, not of genteng"):
        Store(tmp_path, hall="genteng").open()
    reader = Store(tmp_path)
    reader.open()
    reader.close()


def test_a_disk_that_takes_no_write_is_found_out_when_the_file_is_opened(tmp_path: Path) -> None:
    """Opening is not enough: a file that can only be read is no storage."""
    store, _desk = open_desk(tmp_path)
    store._connection._pragmas.append(("query_only", 1))

    with pytest.raises(StorageFault, match="readonly"):
        store.reopen()

    store._connection._pragmas.pop()
    store.reopen()
    store.close()


def test_migrations_start_at_version_one_and_are_numbered(opened: tuple[Store, Desk]) -> None:
    """The file says its schema version, and a file of that version needs no step."""
    store, _desk = opened
    version = store._connection._database.execute_sql("PRAGMA user_version").fetchone()[0]

    tables.migrate(store._connection._database)

    assert version == len(tables.MIGRATIONS) >= 1


def test_a_fold_starts_at_the_last_date(opened: tuple[Store, Desk]) -> None:
    """Replay reads no further back than the last DayOpened, and the numbers of the old date stay in the rows."""
    store, desk = opened
    desk.do(TakeTicket(A01, "id", "old"))

    opened_tomorrow = desk.do(OpenDay(TODAY + timedelta(days=1), epoch=7))[0]

    assert isinstance(opened_tomorrow.event, DayOpened)
    assert store.replay() == desk.day
    assert store.highest(TODAY) == ((SeriesId("A"), 1),)
    found = store.ticket_by_token("old")
    assert found is not None
    assert found.number == "A001"
    assert store.ticket_by_token("nobody's") is None


def test_devices_are_kept_by_hash(opened: tuple[Store, Desk]) -> None:
    """Adding the same token twice changes nothing."""
    store, _desk = opened
    device = DeviceInfo("ab" * 32, "kiosk", "kiosk-1")

    store.add_device(device, 1)
    store.add_device(replace(device, name="other"), 2)

    assert store.devices() == [device]
