"""A file that is only read stays as it is, to the last byte, and so does everything beside it."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from hall.commands import TakeTicket
from hall.model import ServiceCode
from kiosk.store.connection import FILE_NAME
from kiosk.store.errors import NotOurs, StorageFault
from kiosk.store.store import Store
from tests.fakes.days import open_desk

SCHEMA_1 = (Path(__file__).parent / "schema_1.sql").read_text(encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the database there."""
    return {path.name: path.read_bytes() for path in folder.glob(f"{FILE_NAME}*")}


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, int]:
    """A copy of a folder whose owner still runs, records in its WAL, and how many there are."""
    store, desk = open_desk(tmp_path / "running")
    for number in range(5):
        desk.do(TakeTicket(ServiceCode("A01"), "id", f"token{number}"))
    shutil.copytree(tmp_path / "running", tmp_path / "copy")
    store.close()
    assert (tmp_path / "copy" / f"{FILE_NAME}-wal").stat().st_size
    return tmp_path / "copy", desk.day.seq


def rows_of(folder: Path) -> int:
    reader = Store(folder, owner="a reader")
    reader.open_to_read()
    try:
        return len(list(reader.rows()))
    finally:
        reader.close()


def test_records_in_the_wal_are_read_and_stay_there(written: tuple[Path, int]) -> None:
    """What a hub that was killed has left is all read, and looks afterwards as it looked before."""
    folder, records = written
    before = contents(folder)

    assert rows_of(folder) == records
    assert contents(folder) == before


def test_a_file_without_a_wal_is_read_where_nothing_can_be_written_beside_it(written: tuple[Path, int]) -> None:
    """As after a clean stop: not even an index is made."""
    folder, records = written
    owner = Store(folder)
    owner.open()
    owner.close()
    before = contents(folder)

    assert rows_of(folder) == records
    assert contents(folder) == before == {FILE_NAME: before[FILE_NAME]}


def test_an_old_schema_is_read_and_not_migrated(tmp_path: Path) -> None:
    """To look into the log of an old file is no step that cannot be taken back."""
    database = sqlite3.connect(tmp_path / FILE_NAME)
    database.executescript(SCHEMA_1)
    database.close()
    before = contents(tmp_path)

    assert rows_of(tmp_path)
    assert contents(tmp_path) == before


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    """Nothing to read is a fault, and leaves no empty database behind."""
    with pytest.raises(StorageFault, match="unable to open"):
        rows_of(tmp_path)
    assert contents(tmp_path) == {}


def test_what_is_no_database_is_named(tmp_path: Path) -> None:
    """And is not touched either."""
    (tmp_path / FILE_NAME).write_bytes(b"a letter to the regent" * 100)
    with pytest.raises(NotOurs, match=FILE_NAME):
        rows_of(tmp_path)
