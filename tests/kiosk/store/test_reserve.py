"""The ballast beside the database: thrown off when the disk is full, and taken in again when there is room."""

from pathlib import Path

import pytest

from kiosk.store import reserve
from kiosk.store.reserve import Reserve, Room

SIZE = 2**20


class Disk:
    """How much is free, as a test says, without the ballast."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.free = 100 * SIZE
        self._ballast = folder / reserve.FILE_NAME
        monkeypatch.setattr(reserve, "free_bytes", self._left)

    def _left(self, _folder: Path) -> int:
        return self.free - (SIZE if self._ballast.exists() else 0)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Disk:
    return Disk(monkeypatch, tmp_path)


def test_ballast_takes_real_room(disk: Disk, tmp_path: Path) -> None:
    """Blocks of the disk, not a file with a hole in it."""
    assert Reserve(tmp_path, SIZE).look() is Room.ENOUGH
    assert (tmp_path / reserve.FILE_NAME).stat().st_blocks * 512 >= SIZE


def test_room_that_runs_out_is_low_first_and_then_full(disk: Disk, tmp_path: Path) -> None:
    """Staff hear of it long before numbers stop; then the ballast makes room for the last writes."""
    ballast = Reserve(tmp_path, SIZE)
    seen = []
    for free in (100, 6, 4, 1.4, 1.4):
        disk.free = int(free * SIZE)
        seen.append((ballast.look(), ballast.path.exists()))

    assert seen == [
        (Room.ENOUGH, True),
        (Room.ENOUGH, True),
        (Room.LOW, True),
        (Room.FULL, False),
        (Room.FULL, False),
    ]


def test_the_room_of_the_ballast_alone_is_not_taken_for_room(disk: Disk, tmp_path: Path) -> None:
    """Numbers do not start and stop by turns: it takes twice the ballast to begin again."""
    ballast = Reserve(tmp_path, SIZE)
    ballast.look()
    disk.free = int(1.4 * SIZE)
    seen = [ballast.look()]
    for free in (1.5, 1.9, 2, 1.9):
        disk.free = int(free * SIZE)
        seen.append(ballast.look())

    assert seen == [Room.FULL, Room.FULL, Room.FULL, Room.LOW, Room.LOW]


def test_without_ballast_room_is_never_full(disk: Disk, tmp_path: Path) -> None:
    """Size 0 switches it off, and leaves no file."""
    disk.free = 0
    assert Reserve(tmp_path, 0).look() is Room.ENOUGH
    assert list(tmp_path.iterdir()) == []


def test_ballast_of_another_size_is_made_anew(disk: Disk, tmp_path: Path) -> None:
    """As after a power cut while it was made, or when the setting was changed."""
    (tmp_path / reserve.FILE_NAME).write_bytes(b"half")
    assert Reserve(tmp_path, SIZE).look() is Room.ENOUGH
    assert (tmp_path / reserve.FILE_NAME).stat().st_size == SIZE


def test_a_disk_that_cannot_be_asked_stops_nobody(tmp_path: Path) -> None:
    """A folder that is gone is low on room, and raises nothing: the next write says what is wrong."""
    assert Reserve(tmp_path / "away", SIZE).look() is Room.LOW
