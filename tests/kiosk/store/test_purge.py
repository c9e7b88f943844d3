"""Forgetting old dates: nothing of them is left in the file, and the log can be verified from there on."""

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from hall.commands import CallNext, Itself, OpenCounter, OpenDay, TakeTicket
from hall.model import CounterId, ServiceCode
from kiosk.store import backup, purge
from kiosk.store.connection import FILE_NAME
from kiosk.store.mark import Mark
from kiosk.store.purge import OPENINGS_KEPT, place_to_cut
from kiosk.store.store import Store
from kiosk.store.verify import START, End, Flaw, What, verify
from tests.fakes.days import Desk, open_desk
from tests.fakes.halls import KIOSK, TODAY

NOW_MS = 1_900_000_000_000
DATES = 60


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[Store, Desk]]:
    """Sixty dates with three tickets each, somebody being served since the first of them."""
    store, desk = open_desk(tmp_path / "data")
    desk.do(OpenCounter(CounterId("1")))
    for at in range(DATES):
        if at:
            desk.do(OpenDay(TODAY + timedelta(days=at), epoch=7))
        desk.do(*(TakeTicket(ServiceCode("A01"), "id", f"secret-{at:02}-{n}", Itself(KIOSK)) for n in range(3)))
        if not at:
            desk.do(CallNext(CounterId("1"), None))
    yield store, desk
    store.close()


def days(*offsets: int) -> list[tuple[int, date]]:
    """An opening every ten records."""
    return [(1 + 10 * at, TODAY + timedelta(days=offset)) for at, offset in enumerate(offsets)]


def test_the_log_is_cut_at_the_beginning_of_a_date() -> None:
    """The last date before is the last that goes; what is there for being answered stays in any case."""
    openings = days(*range(DATES))
    assert place_to_cut(openings, TODAY + timedelta(days=10)) == 100
    assert place_to_cut(openings, TODAY) == 0
    assert place_to_cut(openings, TODAY + timedelta(days=DATES + 5)) == 10 * (DATES - OPENINGS_KEPT)
    assert place_to_cut(days(*range(5)), TODAY + timedelta(days=99)) == 0
    assert place_to_cut([], TODAY) == 0


def test_a_wrong_date_keeps_and_takes_nothing_it_should_not() -> None:
    """A date of the far future, long ago; and one of the past, lately."""
    openings = days(0, 30_000, *range(1, DATES))
    assert place_to_cut(openings, TODAY + timedelta(days=10)) == 110
    lately = days(*range(DATES), -5_000, DATES)
    assert place_to_cut(lately, TODAY + timedelta(days=10)) == 10 * (DATES + 2 - OPENINGS_KEPT)


def test_what_is_forgotten_is_nowhere_in_the_file(hall: tuple[Store, Desk], tmp_path: Path) -> None:
    """Not in a row, not in a page that was given free, not in the WAL; whoever is still served is still known."""
    store, desk = hall
    assert any(b"secret-05-1" in path.read_bytes() for path in store.path.parent.iterdir())

    anchor = store.purge(TODAY + timedelta(days=20), NOW_MS)

    assert anchor.seq
    for path in store.path.parent.iterdir():
        content = path.read_bytes()
        assert b"secret-05-1" not in content
        assert b"secret-19-2" not in content
    assert {ticket.token for ticket in store.tickets()} == {
        "secret-00-0",
        *(f"secret-{at:02}-{n}" for at in range(20, DATES) for n in range(3)),
    }
    assert store.replay().at_counter == desk.day.at_counter


def test_the_log_is_verified_from_the_anchor(hall: tuple[Store, Desk]) -> None:
    """A record of the log names it: who takes away a beginning unasked, or says another anchor, is found out."""
    store, desk = hall
    seq = desk.day.seq
    anchor = store.purge(TODAY + timedelta(days=20), NOW_MS)

    assert store.anchor() == anchor
    assert list(verify(store.rows(), anchor=anchor)) == [End(seq + 1, store.head)]
    assert next(iter(verify(store.rows()))) == Flaw(1, What.MISSING, anchor.seq)
    assert next(iter(verify(store.rows(), anchor=Mark(anchor.seq, "0" * 64)))) == Flaw(
        anchor.seq + 1, What.CHANGED, anchor.seq + 1
    )
    without_more = [row for row in store.rows() if row.seq > anchor.seq + 5]
    assert next(iter(verify(without_more, anchor=anchor))) == Flaw(anchor.seq + 1, What.MISSING, anchor.seq + 5)


def test_the_day_goes_on_and_a_later_purge_takes_more(hall: tuple[Store, Desk]) -> None:
    """The file is opened again, numbers follow, and the later anchor is the one that counts."""
    store, _desk = hall
    first = store.purge(TODAY + timedelta(days=10), NOW_MS)
    store.close()
    store.open()
    desk = Desk(store, day=store.replay(), ids=iter(range(10_000, 20_000)))  # type: ignore[arg-type]  # counts up
    assert [record.seq for record in desk.do(TakeTicket(ServiceCode("A01"), "id", "new"))] == [desk.day.seq]
    second = store.purge(TODAY + timedelta(days=20), NOW_MS)

    assert second.seq > first.seq
    assert store.anchor() == second
    assert isinstance(next(iter(verify(store.rows(), anchor=second))), End)
    assert "new" in {ticket.token for ticket in store.tickets()}


def test_nothing_to_forget_changes_nothing(hall: tuple[Store, Desk]) -> None:
    """No record is written either."""
    store, desk = hall
    assert store.purge(TODAY, NOW_MS) == START
    assert store.replay() == desk.day
    assert store.anchor() == START


def test_a_purge_that_fails_forgets_nothing(hall: tuple[Store, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    """The records and the record about them come in one commit."""
    store, desk = hall
    real = purge.erase

    def full(raw: sqlite3.Connection, anchor: Mark, day: object) -> None:
        real(raw, anchor, desk.day)
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(purge, "erase", full)
    with pytest.raises(Exception, match="disk full"):
        store.purge(TODAY + timedelta(days=20), NOW_MS)
    store.reopen()
    assert store.replay() == desk.day
    assert len(store.tickets()) == 3 * DATES


def test_a_purged_file_is_backed_up(hall: tuple[Store, Desk], tmp_path: Path) -> None:
    """Its copy is tried from the anchor on, and a copy without its beginning is none."""
    store, _desk = hall
    store.purge(TODAY + timedelta(days=20), NOW_MS)
    store.close()
    backup.prepare(tmp_path / "stick")
    last = backup.copy(tmp_path / "data" / FILE_NAME, tmp_path / "stick")
    assert last.hash == store.head
    with sqlite3.connect(tmp_path / "stick" / backup.HALF) as raw:
        raw.execute("DELETE FROM about WHERE key = 'purged'")
    raw.close()
    with pytest.raises(Exception, match="missing"):
        backup.check(tmp_path / "stick" / backup.HALF)
    store.open()
