"""The model disk: what may be lost in a power cut, and what may not."""

from pathlib import PurePath
from random import Random

import pytest

from tests.powercut.disk import SECTOR, Disk, Fate

ROOT = PurePath("/box")
FOLDER = ROOT / "data"
FILE = FOLDER / "file"
OTHER = FOLDER / "other"


@pytest.fixture
def disk() -> Disk:
    """A disk with one empty file, all of it synced by instant 10."""
    disk = Disk(ROOT)
    disk.make_folder(1, FOLDER)
    disk.create(2, FILE)
    for path in (ROOT, FOLDER, FILE):
        disk.sync(path, before=10)
    return disk


def left(disk: Disk, fate: Fate) -> dict[PurePath, bytes]:
    return disk.after_power_cut(fate, Random(1))


def outcomes(disk: Disk, fate: Fate) -> set[bytes]:
    """Everything that a power cut can make of the file."""
    return {disk.after_power_cut(fate, Random(seed)).get(FILE, b"gone") for seed in range(200)}


def test_a_write_is_sure_once_its_file_was_synced(disk: Disk) -> None:
    """Before that it may be lost or not."""
    disk.write(11, FILE, 0, b"told")
    assert (left(disk, Fate.NONE), left(disk, Fate.ALL)) == ({FILE: b""}, {FILE: b"told"})
    assert outcomes(disk, Fate.SOME) == {b"", b"told"}

    disk.sync(FILE, before=12)
    for fate in Fate:
        assert left(disk, fate) == {FILE: b"told"}


def test_a_sync_keeps_only_what_had_ended_before_it_began(disk: Disk) -> None:
    """A write of another thread in the middle of a sync is not promised anything."""
    disk.write(11, FILE, 0, b"early")
    disk.write(13, FILE, 5, b"late")
    disk.sync(FILE, before=12)
    assert left(disk, Fate.NONE) == {FILE: b"early"}


def test_a_later_write_may_survive_an_earlier_one(disk: Disk) -> None:
    """Disks keep no order among what is not synced; a hole reads as zeros."""
    disk.write(11, FILE, 0, b"a")
    disk.write(12, FILE, 1, b"b")
    assert outcomes(disk, Fate.SOME) == {b"", b"a", b"\0b", b"ab"}


def test_a_write_is_torn_at_sectors(disk: Disk) -> None:
    """A sector is there whole or not at all, wherever the write began."""
    disk.write(11, FILE, 0, bytes(SECTOR + 1))
    disk.sync(FILE, before=12)
    disk.write(13, FILE, SECTOR - 1, b"xy")
    endings = {content[SECTOR - 1 :] for content in outcomes(disk, Fate.TORN)}
    assert endings == {b"\0\0", b"x\0", b"\0y", b"xy"}
    assert {content[SECTOR - 1 :] for content in outcomes(disk, Fate.SOME)} == {b"\0\0", b"xy"}


def test_a_file_cut_short_may_still_be_long(disk: Disk) -> None:
    """Its length is content like any other; what is cut and grown again is zeros."""
    disk.write(11, FILE, 0, b"long")
    disk.sync(FILE, before=12)
    disk.resize(13, FILE, 1)
    assert outcomes(disk, Fate.SOME) == {b"long", b"l"}
    disk.resize(14, FILE, 3)
    assert disk.size(FILE) == 3
    assert left(disk, Fate.ALL) == {FILE: b"l\0\0"}


def test_a_name_is_sure_once_its_folder_was_synced(disk: Disk) -> None:
    """However well the file itself was synced."""
    disk.create(11, OTHER)
    disk.write(12, OTHER, 0, b"kept")
    disk.sync(OTHER, before=13)
    assert OTHER not in left(disk, Fate.NONE)
    disk.sync(FOLDER, before=14)
    assert left(disk, Fate.NONE)[OTHER] == b"kept"


def test_a_folder_whose_name_is_lost_takes_everything_with_it() -> None:
    """A new folder has to be synced in the one above it."""
    disk = Disk(ROOT)
    disk.make_folder(1, FOLDER)
    disk.create(2, FILE)
    disk.sync(FOLDER, before=3)
    assert left(disk, Fate.NONE) == {}
    disk.sync(ROOT, before=4)
    assert left(disk, Fate.NONE) == {FILE: b""}


def test_a_file_is_moved_at_one_blow(disk: Disk) -> None:
    """The old name and the new one are never there together, nor both missing."""
    disk.write(11, FILE, 0, b"text")
    disk.sync(FILE, before=12)
    disk.move(13, FILE, OTHER)
    assert disk.exists(OTHER)
    assert not disk.exists(FILE)
    found = [disk.after_power_cut(Fate.SOME, Random(seed)) for seed in range(50)]
    assert {tuple(names) for names in found} == {(FILE,), (OTHER,)}


def test_a_removed_file_may_come_back(disk: Disk) -> None:
    """Until the folder was synced."""
    disk.remove(11, FILE)
    assert left(disk, Fate.NONE) == {FILE: b""}
    disk.sync(FOLDER, before=12)
    assert left(disk, Fate.NONE) == {}
