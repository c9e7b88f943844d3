"""How the hall stands, as the hub tells it: what is connected, open, noted and copied now."""

import os
from datetime import date
from pathlib import Path

import pytest

from kiosk import wire
from kiosk.hub.inbox import Fault
from kiosk.hub.writer import Writer
from kiosk.store import backup

from .conftest import Guest, RunningHub, serving
from .test_backups import backing_up


async def readiness_for(admin: Guest) -> wire.Readiness:
    """The hub's answer."""
    answer = await admin.client.ask(wire.AskReadiness(), timeout_s=10.0)
    assert isinstance(answer, wire.Readiness)
    return answer


async def test_what_is_connected_and_open_is_counted(running: RunningHub) -> None:
    """Boards, consoles and counters as they are now, and the printers as staff see them."""
    admin, console = await running.guest("admin"), await running.guest("counter")
    before = await readiness_for(admin)
    await running.guest("board")
    await running.guest("kiosk", boot="b1")
    await console.ask(wire.OpenCounter, counter="1")
    after = await readiness_for(admin)

    assert (before.boards, before.consoles, before.open_counters, before.counters) == (
        0,
        1,
        0,
        len(running.folder.hall.counters),
    )
    assert (after.boards, after.consoles, after.open_counters) == (1, 1, 1)
    assert [(one.kiosk, one.connected) for one in before.printers] == [("kiosk-1", False), ("kiosk-2", False)]
    assert [(one.kiosk, one.connected) for one in after.printers] == [("kiosk-1", True), ("kiosk-2", False)]
    assert after.free_bytes > 0
    assert (after.backup_folders, after.backup_age_s) == (0, -1)


async def test_the_day_and_the_notices_are_those_of_the_hub(running: RunningHub) -> None:
    """A closed day is closed, under its date; what staff are told is told here too."""
    admin = await running.guest("admin")
    before = await readiness_for(admin)
    await admin.ask(wire.CloseDay)
    running.hub._writer.note("disk_low", True)
    after = await readiness_for(admin)

    assert before.open
    assert before.notices == []
    assert isinstance(before.business_date, date)
    assert (after.business_date, after.open, after.notices) == (before.business_date, False, ["disk_low"])


async def test_while_the_file_does_not_work_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question is answered, with no day in it that may never have been."""

    async def fail(*_arguments: object) -> None:
        raise Fault("a bad sector")

    async with serving(tmp_path) as running:
        admin = await running.guest("admin")
        with monkeypatch.context() as broken:
            broken.setattr(Writer, "look", fail)
            running.hub._writer.failing = "a bad sector"
            stands = await readiness_for(admin)
            running.hub._writer.failing = ""

    assert (stands.business_date, stands.open, stands.notices) == (None, False, ["storage_failing"])


@pytest.mark.parametrize("role", ["kiosk", "counter", "board"])
async def test_nobody_else_is_told(running: RunningHub, role: wire.Role) -> None:
    """How a hall stands is for whoever stands at its box."""
    guest = await running.guest(role)
    await guest.client._send(wire.AskReadiness())
    (problem,) = await guest.until(lambda _heard: guest.all(wire.Problem))

    assert problem.code == "not_allowed"
    assert guest.all(wire.Readiness) == []


async def test_the_age_of_a_backup_is_that_of_the_latest_copy_in_any_folder(tmp_path: Path) -> None:
    """As the files are there now, whoever made them; other files, and a folder that is away, are none."""
    near, far, away = tmp_path / "near", tmp_path / "far", tmp_path / "away"
    async with backing_up(tmp_path / "data", near, far, away) as (bench, made):
        now_s = bench.writer._clock.now_ms() // 1000
        backup.prepare(near)
        backup.prepare(far)
        assert await made.age_s() == -1
        for folder, name, age_s in (
            (near, "antrean-2026-11-23-1015-8.db", 90_000),
            (far, "antrean-2026-11-24-0615-9.db", 3_600),
            (far, "antrean-2026-11-24-0515-7.db", 7_200),
            (near, backup.HALF, 5),
        ):
            (folder / name).touch()
            os.utime(folder / name, (now_s - age_s, now_s - age_s))

        assert await made.age_s() == 3_600
        assert made.folders == 3
