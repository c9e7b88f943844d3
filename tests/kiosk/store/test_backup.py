"""Copies of the database: whole, tried, of a file that goes on being written, and kept by a schedule."""

import os
import shutil
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hall.commands import TakeTicket
from hall.model import ServiceCode
from kiosk.store import backup
from kiosk.store.backup import PREPARED, BackupFailed
from kiosk.store.connection import FILE_NAME
from kiosk.store.errors import NotOurs
from kiosk.store.mark import Mark
from kiosk.store.store import Store
from tests.fakes.days import Desk, open_desk

NAME = "antrean-2026-11-24-1015-7.db"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    backup.prepare(tmp_path / "stick")
    return tmp_path / "stick"


def names(folder: Path) -> list[str]:
    """All that is there but the sign that it is prepared."""
    return sorted(path.name for path in folder.iterdir() if path.name != PREPARED)


def take(desk: Desk, count: int) -> None:
    for _ in range(count):
        desk.do(TakeTicket(ServiceCode("A01"), "id", f"token{desk.day.seq}"))


def opened(path: Path, folder: Path) -> Store:
    """The queue in a copy."""
    folder.mkdir()
    shutil.copy(path, folder / FILE_NAME)
    store = Store(folder)
    store.open()
    return store


def test_a_copy_is_the_file_as_it_stood_while_the_owner_writes_on(tmp_path: Path, stick: Path) -> None:
    """What is committed during the copy is in the file afterwards and not in the copy."""
    store, desk = open_desk(tmp_path / "data")
    take(desk, 5)
    last = store.freeze()
    before = store.path.read_bytes()
    take(desk, 600)  # far more than SQLite moves into the file by itself

    assert store.path.read_bytes() == before
    assert backup.copy(store.path, stick, head=last.hash) == last
    assert store.thaw()
    path = backup.publish(stick, NAME)
    take(desk, 1)
    assert store.path.read_bytes() != before

    assert names(stick) == [NAME] == [path.name]
    assert store.replay() == desk.day
    store.close()
    copied = opened(path, tmp_path / "copied")
    assert copied.replay().seq == last.seq == 6
    copied.close()


def test_a_copy_of_a_file_that_was_opened_anew_is_none(tmp_path: Path) -> None:
    """After a fault the WAL may have gone into the file in the middle of the copy."""
    store, desk = open_desk(tmp_path)
    store.freeze()
    take(desk, 3)
    store.reopen()
    assert not store.thaw()
    store.close()


def test_without_an_owner_the_wal_belongs_to_the_copy(tmp_path: Path, stick: Path) -> None:
    """What a hub that was killed has committed is in its WAL; its folder stays as it is."""
    store, desk = open_desk(tmp_path / "running")
    take(desk, 5)
    shutil.copytree(tmp_path / "running", tmp_path / "killed")
    store.close()
    killed = tmp_path / "killed" / FILE_NAME
    before = {path.name: path.read_bytes() for path in killed.parent.iterdir()}

    assert backup.copy(killed, stick).seq == 6
    assert {path.name: path.read_bytes() for path in killed.parent.iterdir()} == before
    backup.publish(stick, NAME)
    assert names(stick) == [NAME]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE log SET at_ms = at_ms + 1 WHERE seq = 3",
        "DELETE FROM log WHERE seq = 3",
        "PRAGMA user_version = 99",
        "DROP TABLE log",
    ],
)
def test_a_copy_that_is_not_what_was_written_gets_no_name(tmp_path: Path, stick: Path, damage: str) -> None:
    """It would be found out on the day it is needed; nothing is left of it."""
    store, desk = open_desk(tmp_path / "data")
    take(desk, 5)
    store.close()
    with sqlite3.connect(store.path) as raw:
        raw.execute(damage)
    raw.close()

    with pytest.raises(NotOurs, match=str(stick)):
        backup.copy(store.path, stick)
    assert names(stick) == []


def test_a_copy_must_end_where_the_file_ended(tmp_path: Path, stick: Path) -> None:
    """Whole, but not of this moment."""
    store, desk = open_desk(tmp_path / "data")
    take(desk, 5)
    store.close()
    with pytest.raises(NotOurs, match="does not end where it should"):
        backup.copy(store.path, stick, head="0" * 64)


def test_the_place_where_a_stick_should_be_takes_no_copies(tmp_path: Path) -> None:
    """An empty folder, or none: only a person says that copies belong there."""
    store, _desk = open_desk(tmp_path / "data")
    store.close()
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "none"):
        with pytest.raises(BackupFailed, match="antrean backup"):
            backup.copy(store.path, folder)
    assert names(tmp_path / "empty") == []


def test_the_schedule_keeps_all_of_two_days_a_week_of_days_and_a_year_of_months() -> None:
    """Of three years with nine copies a day; what is no copy is not spoken of."""
    made = []
    for days in range(3 * 365):
        on = date(2024, 1, 1) + timedelta(days=days)
        for hour in range(8, 17):
            seq = days * 100 + hour
            made.append(backup.name_of(Mark(seq, ""), datetime(on.year, on.month, on.day, hour, 0, tzinfo=UTC)))

    kept = backup.kept([*made[::-1], PREPARED, backup.HALF, "holiday.jpg"])

    assert kept >= set(made[-24:])
    last_of_day = [name for name in made if "-1600-" in name]
    assert kept >= set(last_of_day[-7:])
    assert len({name[:15] for name in kept}) == 12
    assert len(kept) == 24 + 4 + 11  # the latest have the last of three dates, and of this month
    assert backup.kept(kept) == kept


def test_old_copies_go_when_a_new_one_is_named(tmp_path: Path, stick: Path) -> None:
    """And never before."""
    store, _desk = open_desk(tmp_path / "data")
    store.close()
    for minute in range(30):
        (stick / f"antrean-2026-11-24-09{minute:02}-5.db").touch()
    backup.copy(store.path, stick)
    assert len(names(stick)) == 31
    backup.publish(stick, NAME)
    assert len(names(stick)) == backup.LATEST_KEPT
    assert NAME in names(stick)


def test_a_full_stick_is_named_and_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copies that are there stay."""
    backup.prepare(tmp_path / "stick")
    (tmp_path / "stick" / "antrean-2026-11-23-1015-5.db").touch()
    store, _desk = open_desk(tmp_path / "data")
    store.close()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fdatasync", full)
    with pytest.raises(BackupFailed, match="No space left"):
        backup.copy(store.path, tmp_path / "stick")
    assert names(tmp_path / "stick") == ["antrean-2026-11-23-1015-5.db"]
