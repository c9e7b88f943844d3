"""Going back to a copy: what was there is set aside, what it knew is kept, and a crash leaves one or the other."""

import sqlite3
from pathlib import Path

import pytest

from hall.commands import TakeTicket
from hall.model import ServiceCode
from kiosk.store import mark
from kiosk.store import restore as restoring
from kiosk.store.backup import bring
from kiosk.store.connection import FILE_NAME
from kiosk.store.errors import HeldElsewhere, NotOurs, OldFile, OtherHall, StorageFault
from kiosk.store.restore import restore
from kiosk.store.store import DeviceInfo, Store
from tests.fakes.days import Desk, open_desk
from tests.fakes.halls import TODAY

NOW_S = 1_800_000_000
ON = TODAY.isoformat()


def take(desk: Desk, count: int) -> None:
    for _ in range(count):
        desk.do(TakeTicket(ServiceCode("A01"), "id", f"token{desk.day.seq}"))


@pytest.fixture
def hall(tmp_path: Path) -> tuple[Path, Path]:
    """The folder of a hub that gave seven numbers, and a copy from when it had given three."""
    store, desk = open_desk(tmp_path / "data")
    store.add_device(DeviceInfo("1" * 64, "kiosk", "kiosk-1"), 1)
    take(desk, 3)
    store.close()
    bring(store.path, tmp_path / "copy.db", with_wal=False)
    store.open()
    store.add_device(DeviceInfo("2" * 64, "kiosk", "kiosk-2"), 1)
    take(desk, 4)
    store.remember()
    store.close()
    return tmp_path / "data", tmp_path / "copy.db"


def numbers_in(folder: Path) -> int:
    store = Store(folder, owner="a test")
    store.open()
    try:
        return len(store.replay().tickets)
    finally:
        store.close()


def test_the_copy_takes_the_place_and_the_file_is_set_aside(hall: tuple[Path, Path]) -> None:
    """Nothing is thrown away, another epoch is in force, and every kiosk that either file knows has to tell."""
    data, copy = hall
    before = (data / FILE_NAME).read_bytes()

    restored = restore(data, copy, now_s=NOW_S)

    assert restored.awaited == ("kiosk-1", "kiosk-2")
    assert restored.set_aside is not None
    assert restored.set_aside.read_bytes() == before
    assert numbers_in(data) == 3
    store = Store(data)
    store.open()
    told = store.testimony()
    store.close()
    assert (told.epoch, told.shown) == (NOW_S, {ON: {"A": 7}}), "what the file set aside still knew"
    assert copy.exists()


def test_the_epoch_rises_whatever_the_clock_says(hall: tuple[Path, Path]) -> None:
    """A dead clock must not give boards an epoch that they have seen."""
    data, copy = hall
    restore(data, copy, now_s=3)
    store = Store(data)
    store.open()
    assert store.testimony().epoch == 8  # `open_desk` opens its day with 7
    store.close()


def test_a_person_knows_better(hall: tuple[Path, Path]) -> None:
    """Which kiosk is broken for good, and which number somebody holds."""
    data, copy = hall
    restored = restore(data, copy, now_s=NOW_S, without=["kiosk-2"], above={ON: {"A": 120}})
    assert restored.awaited == ("kiosk-1",)
    store = Store(data)
    store.open()
    assert store.testimony().shown == {ON: {"A": 120}}
    store.close()


@pytest.mark.parametrize("damage", [b"", b"a letter to the regent" * 1000, None])
def test_whatever_state_the_file_is_in(hall: tuple[Path, Path], damage: bytes | None) -> None:
    """Empty, not a database, or gone: the copy takes its place."""
    data, copy = hall
    (data / FILE_NAME).unlink() if damage is None else (data / FILE_NAME).write_bytes(damage)
    restored = restore(data, copy, now_s=NOW_S)
    assert restored.awaited == ("kiosk-1",)
    assert (restored.set_aside is None) == (damage is None)
    assert numbers_in(data) == 3


def test_a_killed_hubs_wal_is_set_aside_with_its_file(tmp_path: Path, hall: tuple[Path, Path]) -> None:
    """And what is in it is known to have been shown."""
    _, copy = hall
    store, desk = open_desk(tmp_path / "running")
    take(desk, 9)
    killed = tmp_path / "killed"
    killed.mkdir()
    for ending in ("", "-wal"):
        source = store.path.with_name(FILE_NAME + ending)
        (killed / source.name).write_bytes(source.read_bytes())
    store.close()
    restored = restore(killed, copy, now_s=NOW_S)
    assert sorted(path.name for path in killed.glob("*.db*")) == [
        FILE_NAME,
        f"set-aside-{NOW_S}.db",
        f"set-aside-{NOW_S}.db-wal",
    ]
    assert restored.set_aside is not None
    with sqlite3.connect(restored.set_aside) as raw:
        assert raw.execute("SELECT count(*) FROM ticket").fetchone() == (9,)
    raw.close()


def test_what_is_not_whole_changes_nothing(hall: tuple[Path, Path]) -> None:
    """A changed copy, one of another hall, and a hub that runs."""
    data, copy = hall
    before = (data / FILE_NAME).read_bytes()
    with sqlite3.connect(copy) as raw:
        raw.execute("UPDATE log SET at_ms = at_ms + 1 WHERE seq = 2")
    raw.close()
    with pytest.raises(NotOurs, match="record 2"):
        restore(data, copy, now_s=NOW_S)
    with pytest.raises(StorageFault, match="No such file"):
        restore(data, copy.with_name("none.db"), now_s=NOW_S)
    assert (data / FILE_NAME).read_bytes() == before

    store = Store(data)
    store.open()
    with pytest.raises(HeldElsewhere):
        restore(data, copy, now_s=NOW_S)
    store.close()


def test_a_copy_of_another_hall_is_refused(hall: tuple[Path, Path]) -> None:
    """The wrong file on the stick of two halls."""
    data, copy = hall
    for path, name in ((data / FILE_NAME, "banyuwangi"), (copy, "genteng")):
        with sqlite3.connect(path) as raw:
            raw.execute("INSERT OR REPLACE INTO about VALUES ('hall', ?)", [name])
        raw.close()
    with pytest.raises(OtherHall, match="genteng, not of banyuwangi"):
        restore(data, copy, now_s=NOW_S)
    assert numbers_in(data) == 7


@pytest.mark.parametrize("step", ["_set_aside", "sync"])
def test_a_restore_that_was_cut_short_is_done_again(
    hall: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Wherever it ends, the folder holds the old file, or none and says so, or the new one; never an empty queue."""
    data, copy = hall
    real = getattr(restoring, step)
    lives = iter(range(5))

    class PowerCutError(Exception):
        pass

    def cut(*arguments: object) -> object:
        done = real(*arguments)
        if next(lives) == 0:
            raise PowerCutError
        return done

    monkeypatch.setattr(restoring, step, cut)
    with pytest.raises(PowerCutError):
        restore(data, copy, now_s=NOW_S)
    if step == "_set_aside":
        with pytest.raises(OldFile, match="empty or gone"):
            numbers_in(data)
    else:
        assert numbers_in(data) == 7
    restore(data, copy, now_s=NOW_S + 1)
    assert numbers_in(data) == 3


def test_the_new_file_before_the_mark_is_gone_is_not_opened(hall: tuple[Path, Path]) -> None:
    """The last step of a restore was lost: the hub says so rather than to go on without the kiosks' word."""
    data, copy = hall
    known = mark.read_mark(data)
    assert known is not None
    restore(data, copy, now_s=NOW_S)
    mark.write_mark(data, known)
    with pytest.raises(OldFile, match="not the log that was here"):
        numbers_in(data)
