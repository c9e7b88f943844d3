"""Copies by the hub that owns the file: by the hour, at closing, when asked; and a stick that is away stops nobody."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from hall.commands import CloseDay, Request
from hall.model import RequestId
from kiosk.hub import backups
from kiosk.hub.backups import Backups
from kiosk.store import backup
from kiosk.store.backup import BackupFailed
from kiosk.store.mark import Mark
from kiosk.tasks import spawn

from .test_writer import Bench, Wall, working


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    backup.prepare(tmp_path / "stick")
    return tmp_path / "stick"


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("antrean-*.db"))


def records_in(path: Path) -> int:
    with sqlite3.connect(path) as raw:
        (seq,) = raw.execute("SELECT max(seq) FROM log").fetchone()
    raw.close()
    return int(seq)


@asynccontextmanager
async def backing_up(data: Path, *folders: Path) -> AsyncIterator[tuple[Bench, Backups]]:
    """A writer that runs, and the copies of its file; time is the wall's."""
    wall = Wall()
    async with working(data, wall) as bench:
        clock = bench.writer._clock
        yield bench, Backups(bench.writer, bench.store.store, clock, folders, monotonic_s=lambda: wall.passed_s)


async def test_copies_come_soon_after_the_start_and_every_hour_when_something_happened(
    tmp_path: Path, stick: Path
) -> None:
    """A quiet hour leaves the stick alone."""
    async with backing_up(tmp_path / "data", stick) as (bench, made):
        seen: list[int] = []
        for minutes, visitor in ((0, True), (1, False), (59, True), (1, False), (60, False), (1, True)):
            if visitor:
                await bench.take(f"r{len(seen)}-{minutes}")
            bench.wall.pass_(timedelta(minutes=minutes))
            await made.look()
            seen.append(len(copies(stick)))

        assert seen == [0, 1, 1, 2, 2, 3]
        assert records_in(copies(stick)[-1]) == bench.writer.day.seq


async def test_closing_is_copied_at_once(tmp_path: Path, stick: Path) -> None:
    """So is the end of a date: the last record of a day is not an hour away from its copy."""
    async with backing_up(tmp_path / "data", stick) as (bench, made):
        await bench.take("one")
        await made.look()
        assert copies(stick) == []
        await bench.writer.submit(Request(RequestId("close"), "x", CloseDay()))
        await made.look()
        assert records_in(copies(stick)[0]) == bench.writer.day.seq
        await made.look()
        assert len(copies(stick)) == 1


async def test_a_stick_that_is_away_is_a_notice_until_it_is_back(
    tmp_path: Path, stick: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The other folder gets its copy; nobody waits; what was missed is made up for within minutes."""
    backup.prepare(tmp_path / "other")
    async with backing_up(tmp_path / "data", stick, tmp_path / "other") as (bench, made):
        shutil.move(stick, tmp_path / "pocket")
        await bench.take("one")
        for minutes in (1, 5, 5):
            bench.wall.pass_(timedelta(minutes=minutes))
            await made.look()
        assert bench.writer.notices() == ["backup_failing"]
        assert copies(tmp_path / "other")
        assert caplog.text.count("no backup") == 1, "an outage is logged once"

        shutil.move(tmp_path / "pocket", stick)
        bench.wall.pass_(timedelta(minutes=5))
        await made.look()
        assert bench.writer.notices() == []
        assert records_in(copies(stick)[0]) == bench.writer.day.seq


async def test_numbers_are_given_while_a_copy_is_made(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are durable beside the file that stands still, and are not in the copy."""
    async with backing_up(tmp_path / "data", stick) as (bench, made):
        await bench.take("before")
        seq = bench.writer.day.seq
        copying, go_on = asyncio.Event(), asyncio.Event()
        real = Backups._copy

        async def held(self: Backups, folder: Path, last: Mark) -> None:
            copying.set()
            await go_on.wait()
            await real(self, folder, last)

        monkeypatch.setattr(Backups, "_copy", held)
        making = spawn(made.make([stick]), name="backup")
        await copying.wait()
        for number in range(300):
            await bench.take(f"during{number}")
        go_on.set()
        (path,) = await making
        assert records_in(path) == seq
        assert (await bench.writer.stored(bench.store.store.replay)).seq == seq + 300


async def test_a_fault_during_a_copy_makes_it_none(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was opened anew, and may have changed under the copy; the queue goes on."""
    async with backing_up(tmp_path / "data", stick) as (bench, made):
        real = Backups._copy

        async def fault(self: Backups, folder: Path, last: Mark) -> None:
            await real(self, folder, last)
            bench.store.fail_before = 1
            with pytest.raises(Exception, match="no space"):
                await bench.take("lost")
            await bench.take("later")

        monkeypatch.setattr(Backups, "_copy", fault)
        with pytest.raises(BackupFailed, match="opened anew"):
            await made.make([stick])
        assert [path.name for path in stick.iterdir()] == [backup.PREPARED]
        await bench.take("after")


async def test_a_stick_that_takes_for_ever_is_given_up(
    tmp_path: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its process is ended, and the file goes on."""
    monkeypatch.setattr(backups, "LONGEST_S", 0.0)
    async with backing_up(tmp_path / "data", stick) as (bench, made):
        with pytest.raises(BackupFailed, match="takes longer"):
            await made.make([stick])
        await bench.take("after")


async def test_without_a_folder_nothing_is_made(tmp_path: Path) -> None:
    """And whoever asks is told what to say."""
    async with backing_up(tmp_path / "data") as (bench, made):
        bench.wall.pass_(timedelta(hours=2))
        await made.look()
        assert bench.writer.notices() == []
        with pytest.raises(BackupFailed, match="antrean backup DIR"):
            await made.make([])
