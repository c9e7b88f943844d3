"""The restore drill: a hub loses its file, goes back to an older copy, and gives no number that anybody was shown.

The kiosks are real clients with real journals, and stay in the hall all the while. `docs/operations.md` tells a clerk
the same steps.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kiosk import wire
from kiosk.client import HubClient
from kiosk.store import mark
from kiosk.store.connection import FILE_NAME
from kiosk.tasks import spawn
from kiosk.terminal.journal import Journal
from kiosk.terminal.ledger import Print, Queued
from tests.fakes.commands import antrean
from tests.fakes.running_hall import PATIENCE_S, RunningHall, running_hall

ROLES = {"kiosk-1": "kiosk", "kiosk-2": "kiosk", "staff": "counter", "tv": "board"}
NO_RESERVE = ("--reserve", "0")


class Device:
    """A machine of the hall that stays while the hub goes; a kiosk notes each number before it shows it."""

    def __init__(self, hall: RunningHall, name: str, token: str, folder: Path) -> None:
        self.role: Any = ROLES[name]
        self._token = token
        self.journal = Journal(folder / f"{name}.journal")
        self.client = HubClient(hall.url, self._hello, on_message=self._hear)
        self.numbers: list[str] = []
        self.epochs: list[int] = []
        self.seq = 0
        self._notices: list[str] = []
        self._news = asyncio.Event()

    def _hello(self) -> wire.Hello:
        shown = self.journal.shown() if self.role == "kiosk" else None
        epoch = self.epochs[-1] if self.epochs else 0
        return wire.Hello(
            protocol=wire.PROTOCOL, role=self.role, token=self._token, shown=shown, epoch=epoch, seq=self.seq
        )

    def _hear(self, message: wire.FromHub) -> None:
        match message:
            case wire.Welcome(epoch=epoch):
                self.epochs.append(epoch)
                self._notices = []
            case wire.Notice(codes=codes):
                self._notices = codes
            case wire.State(seq=seq):
                self.seq = seq
            case _:
                pass
        self._news.set()

    async def ask(self, act: wire.Act) -> Any:
        return await self.client.ask(act, timeout_s=PATIENCE_S)

    async def take(self, request: str) -> Any:
        """What the hub answers; a number is noted and then shown."""
        answer = await self.ask(wire.TakeTicket(request=request, service="A01", language="id"))
        if isinstance(answer, wire.Done):
            issued = answer.events[0]
            self.journal.note(Queued(Print(self.epochs[-1], issued["ticket"], 0)))
            self.numbers.append(issued["number"])
        return answer

    async def welcomed(self, times: int, *, restored: bool) -> None:
        """Wait for the welcome of that many hubs, and for what it says to staff."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.epochs) < times or ("restored" in self._notices) != restored:
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def in_the_hall(hall: RunningHall, folder: Path, *names: str) -> AsyncIterator[list[Device]]:
    """These devices, connected for as long as a hub is there."""
    tokens = await asyncio.to_thread(hall.tokens, ROLES)
    devices = [Device(hall, name, tokens[name], folder) for name in names]
    links = [spawn(device.client.run(), name="link") for device in devices]
    try:
        for device in devices:
            await device.welcomed(1, restored=False)
        yield devices
    finally:
        for link in links:
            link.cancel()
        await asyncio.wait(links)
        for device in devices:
            device.journal.close()


def backed_up(hall: RunningHall, folder: Path) -> Path:
    made = antrean("backup", folder / "stick", "--data", hall.data)
    assert made.returncode == 0, made.stderr
    return Path(made.stdout.strip())


def lose_the_file(hall: RunningHall) -> None:
    """The card dies, and what is left is no queue."""
    hall.kill()
    for path in hall.data.glob(f"{FILE_NAME}*"):
        path.write_bytes(b"\0" * path.stat().st_size)
    ended = antrean("hub", "banyuwangi", "--data", hall.data, "--port", "0")
    assert ended.returncode == 3, "a hub starts on nothing"


async def test_the_drill(tmp_path: Path) -> None:
    """Numbers go on above the highest that any kiosk has shown, once all have told; boards begin anew."""
    with running_hall(tmp_path / "data", options=NO_RESERVE) as hall:
        async with in_the_hall(hall, tmp_path, "kiosk-1", "staff", "tv") as (kiosk, staff, board):
            async with in_the_hall(hall, tmp_path, "kiosk-2") as (other,):
                for at in range(3):
                    await kiosk.take(f"before-{at}")
                copy = await asyncio.to_thread(backed_up, hall, tmp_path)
                await kiosk.take("after-1")
                await other.take("after-2")
                await other.take("after-3")
            assert kiosk.numbers + other.numbers == ["A001", "A002", "A003", "A004", "A005", "A006"]

            await asyncio.to_thread(lose_the_file, hall)
            restored = await asyncio.to_thread(antrean, "restore", copy, "--data", hall.data)
            assert restored.returncode == 0, restored.stderr
            assert "kiosk-1, kiosk-2" in restored.stdout
            assert next(hall.data.glob("set-aside-*.db")).exists()
            await asyncio.to_thread(hall.start)

            await staff.welcomed(2, restored=True)
            await board.welcomed(2, restored=True)
            assert board.epochs[1] > board.epochs[0]
            assert (await kiosk.take("too-soon")).code == "restored"
            assert (await kiosk.take("before-0")).events[0]["number"] == "A001", "the log knows this one"
            kiosk.numbers.pop()

            async with in_the_hall(hall, tmp_path, "kiosk-2") as (other_again,):
                await staff.welcomed(2, restored=False)
                assert (await kiosk.take("next-1")).events[0]["number"] == "A007"
                assert (await other_again.take("next-2")).events[0]["number"] == "A008"
            await asyncio.to_thread(hall.stop)
            await asyncio.to_thread(hall.start)
            await staff.welcomed(3, restored=False)
            assert (await kiosk.take("next-3")).events[0]["number"] == "A009"
            assert kiosk.epochs[1] == kiosk.epochs[2]
        verified = antrean("log", "verify", "--data", hall.data)
        assert verified.returncode == 0, verified.stdout


async def test_a_kiosk_that_is_broken_for_good(tmp_path: Path) -> None:
    """A person says so, at the restore or to the running hub, and says which number people hold."""
    with running_hall(tmp_path / "data", options=NO_RESERVE) as hall:
        async with in_the_hall(hall, tmp_path, "kiosk-1", "staff") as (kiosk, staff):
            await kiosk.take("one")
            copy = await asyncio.to_thread(backed_up, hall, tmp_path)
            await asyncio.to_thread(lose_the_file, hall)
            restored = await asyncio.to_thread(
                antrean, "restore", copy, "--without", "kiosk-2", "--above", "A041", "--data", hall.data
            )
            assert "numbers once these have said what they have shown: kiosk-1." in restored.stdout, restored.stderr
            await asyncio.to_thread(hall.start)
            await staff.welcomed(2, restored=False)
            assert (await kiosk.take("two")).events[0]["number"] == "A042"

            await asyncio.to_thread(hall.kill)
            restored = await asyncio.to_thread(antrean, "restore", copy, "--data", hall.data)
            assert "kiosk-1, kiosk-2" in restored.stdout
            await asyncio.to_thread(hall.start)
            await staff.welcomed(3, restored=True)
            said = await asyncio.to_thread(antrean, "restore", "--without", "kiosk-2", "--data", hall.data)
            assert said.returncode == 0, said.stderr
            await staff.welcomed(3, restored=False)
            assert (await kiosk.take("three")).events[0]["number"] == "A043"
        await asyncio.to_thread(hall.kill)


async def test_an_old_file_that_nobody_noticed_gives_no_number_twice(tmp_path: Path) -> None:
    """Even where the copy was put there by hand and its mark, too: the first kiosk that comes knows better."""
    with running_hall(tmp_path / "data", options=NO_RESERVE) as hall:
        async with in_the_hall(hall, tmp_path, "kiosk-1", "tv") as (kiosk, board):
            await kiosk.take("one")
            copy = await asyncio.to_thread(backed_up, hall, tmp_path)
            for at in range(4):
                await kiosk.take(f"lost-{at}")
            await asyncio.to_thread(hall.kill)
            for path in hall.data.glob(f"{FILE_NAME}*"):
                path.unlink()
            shutil.copy(copy, hall.data / FILE_NAME)
            (hall.data / mark.FILE_NAME).unlink()
            await asyncio.to_thread(hall.start)

            await kiosk.welcomed(2, restored=False)
            assert (await kiosk.take("two")).events[0]["number"] == "A006"
            assert kiosk.epochs[1] > kiosk.epochs[0]
            await board.welcomed(2, restored=False)
        assert "numbers up to" in hall.log


async def test_a_closed_hall_stays_closed(tmp_path: Path) -> None:
    """What a kiosk tells after closing opens nothing, and counts when the hall is opened again."""
    with running_hall(tmp_path / "data", options=NO_RESERVE) as hall:
        async with in_the_hall(hall, tmp_path, "kiosk-1") as (kiosk,):
            await kiosk.take("one")
            await asyncio.to_thread(antrean, "day", "close", "--data", hall.data)
        kiosk.journal = Journal(tmp_path / "kiosk-1.journal")
        kiosk.journal.note(Queued(Print(kiosk.epochs[-1], f"{_today(kiosk)}/A009", 0)))
        kiosk.journal.close()
        async with in_the_hall(hall, tmp_path, "kiosk-1") as (again,):
            assert again.epochs[0] > kiosk.epochs[0]
            assert (await again.take("two")).code == "hall_closed"
            await asyncio.to_thread(antrean, "day", "set", _today(again), "--data", hall.data)
            assert (await again.take("three")).events[0]["number"] == "A010"
        hall.kill()


def _today(kiosk: Device) -> str:
    return max(on for on, _ in kiosk.journal.highest())


def test_what_cannot_be_restored_is_said(tmp_path: Path) -> None:
    """A hub that runs, a file that is none, and a command without a copy."""
    (tmp_path / "letter.db").write_bytes(b"a letter to the regent" * 100)
    with running_hall(tmp_path / "data", options=NO_RESERVE) as hall:
        running = antrean("restore", tmp_path / "letter.db", "--data", hall.data)
        assert running.returncode == 3
        assert "stop it first" in running.stderr
        hall.kill()
    none = antrean("restore", tmp_path / "letter.db", "--data", hall.data)
    assert none.returncode == 1
    assert "not a database" in none.stderr
    assert antrean("restore", "--data", hall.data).returncode == 2
    assert antrean("restore", tmp_path / "letter.db", "--above", "A1B", "--data", hall.data).returncode == 2


@pytest.mark.parametrize("shown", [None, {}])
async def test_a_kiosk_that_cannot_know_is_still_awaited(tmp_path: Path, shown: dict[str, Any] | None) -> None:
    """Without its journal a kiosk says nothing; with an empty one it says that it has shown nothing."""
    with running_hall(tmp_path / "data", options=NO_RESERVE) as hall:
        async with in_the_hall(hall, tmp_path, "kiosk-1", "staff") as (kiosk, staff):
            copy = await asyncio.to_thread(backed_up, hall, tmp_path)
            await asyncio.to_thread(hall.kill)
            await asyncio.to_thread(antrean, "restore", copy, "--data", hall.data, "--without", "kiosk-2")
            kiosk.journal.shown = lambda: shown  # type: ignore[method-assign]  # the journal of a dead disk
            await asyncio.to_thread(hall.start)
            await staff.welcomed(2, restored=shown is None)
            answer = await kiosk.take("one")
            assert isinstance(answer, wire.Refused) == (shown is None)
        await asyncio.to_thread(hall.kill)
