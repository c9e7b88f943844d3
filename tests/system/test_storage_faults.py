"""A hub whose disk fails in every way: staff are told in words, what was told is kept, and it goes on by itself.

Real hubs on real files. Faults of a running disk come from a library in front of the C library (`faulty_disk.c`), a
full disk is a small one.
"""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kiosk import wire
from kiosk.client import HubClient
from kiosk.store import mark, reserve
from kiosk.store.connection import FILE_NAME
from kiosk.tasks import spawn
from tests.fakes.commands import antrean
from tests.fakes.load import DEVICES, Crowd
from tests.fakes.promises import broken_promises, kept_in
from tests.fakes.running_hall import PATIENCE_S, RunningHall, running_hall

SHIM = Path(__file__).parents[1] / "fakes" / "faulty_disk.c"
ROLES = {"kiosk-1": "kiosk", "counter-1": "counter"}


class Person:
    """A client of one role, with every notice it was shown and the last picture."""

    def __init__(self, hall: RunningHall, role: wire.Role, token: str) -> None:
        self.notices: list[list[str]] = []
        self.seat: dict[str, Any] = {}
        self._news = asyncio.Event()
        self._asked = 0
        hello = wire.Hello(protocol=wire.PROTOCOL, role=role, token=token)
        self.client = HubClient(hall.url, lambda: hello, on_message=self._hear)

    def _hear(self, message: wire.FromHub) -> None:
        if isinstance(message, wire.Notice):
            self.notices.append(message.codes)
        elif isinstance(message, wire.State):
            self.seat = wire.view_of(message)
        self._news.set()

    async def ask(self, act: type[wire.Act], **fields: Any) -> Any:
        self._asked += 1
        return await self.client.ask(act(request=f"{id(self)}-{self._asked}", **fields), timeout_s=PATIENCE_S)

    async def take(self) -> Any:
        return await self.ask(wire.TakeTicket, service="A01", language="id")

    async def until_noticed(self, holds: Callable[[list[str]], bool]) -> None:
        """Wait until the last notice is such a one; before the first one nothing is in force."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds(self.notices[-1] if self.notices else []):
                self._news.clear()
                await self._news.wait()


@asynccontextmanager
async def people(hall: RunningHall) -> AsyncIterator[tuple[Person, Person]]:
    """A visitor at the kiosk, and somebody at counter 1."""
    tokens = await asyncio.to_thread(hall.tokens, ROLES)
    kiosk = Person(hall, "kiosk", tokens["kiosk-1"])
    staff = Person(hall, "counter", tokens["counter-1"])
    links = [spawn(one.client.run(), name="link") for one in (kiosk, staff)]
    try:
        await staff.ask(wire.OpenCounter, counter="1")
        yield kiosk, staff
    finally:
        for link in links:
            link.cancel()
        await asyncio.wait(links)


# ---- a disk that fails while the hub runs


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("gcc") is None:
        pytest.skip("needs a C compiler")
    library = tmp_path_factory.mktemp("shim") / "faulty_disk.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SHIM), "-ldl"], check=True)
    return library


class Disk:
    """The disk of a hub, to be made faulty and sound again."""

    def __init__(self, shim: Path, control: Path) -> None:
        self._control = control
        self.under = ("env", f"LD_PRELOAD={shim}", f"FAULTY_DISK={control}")

    def is_(self, fault: str) -> None:
        """From now on it has this fault; none for an empty one."""
        new = self._control.with_name("new")
        new.write_text(fault, encoding="ascii")
        new.replace(self._control)


@pytest.fixture
def disk(shim: Path, tmp_path: Path) -> Disk:
    return Disk(shim, tmp_path / "fault")


@pytest.mark.parametrize("fault", ["sync", "lands", "write", "readonly"])
async def test_a_disk_that_fails_and_comes_back_loses_nothing(disk: Disk, tmp_path: Path, fault: str) -> None:
    """Through four outages under load every answer stays true, nobody waits for ever, and nobody lends a hand."""
    with running_hall(tmp_path / "data", under=disk.under) as hall:
        crowd = Crowd(hall.url, await asyncio.to_thread(hall.tokens, DEVICES), seed=1)
        answers = crowd.ledger.answers
        async with people(hall) as (_kiosk, staff), crowd.in_the_hall():
            for _ in range(4):
                await crowd.ledger.reach(len(answers) + 20)
                disk.is_(fault)
                await staff.until_noticed(lambda codes: codes == ["storage_failing"])
                disk.is_("")
                await staff.until_noticed(lambda codes: codes == [])
            await crowd.ledger.reach(len(answers) + 20)
            await crowd.go_home()
        hall.kill()
    broken = broken_promises(answers, [board.shown for board in crowd.boards], kept_in(hall.data), crowd.prints)
    assert broken == []
    assert hall.log.count("storage fault") == hall.log.count("storage is back") == 4
    assert Counter(type(answered.act).__name__ for answered in answers)["TakeTicket"] > 20


async def test_a_number_of_unknown_outcome_is_given_once(disk: Disk, tmp_path: Path) -> None:
    """A sync that failed and landed: the request that is repeated gets that number and no second one."""
    with running_hall(tmp_path / "data", under=disk.under) as hall:
        async with people(hall) as (kiosk, staff):
            disk.is_("lands")
            taking = spawn(kiosk.take(), name="take")
            await staff.until_noticed(lambda codes: codes == ["storage_failing"])
            assert not taking.done()
            disk.is_("")
            assert (await taking).events[0]["number"] == "A001"
            assert (await kiosk.take()).events[0]["number"] == "A002"


async def test_a_slow_disk_is_slow_and_nothing_else(disk: Disk, tmp_path: Path) -> None:
    """With 30 ms a sync the whole crowd is served, and shares its syncs."""
    with running_hall(tmp_path / "data", under=disk.under) as hall:
        disk.is_("slow 30")
        crowd = Crowd(hall.url, await asyncio.to_thread(hall.tokens, DEVICES), seed=1)
        async with crowd.in_the_hall():
            await crowd.ledger.reach(200)
            await crowd.go_home()
        hall.kill()
    answers = crowd.ledger.answers
    assert broken_promises(answers, [board.shown for board in crowd.boards], kept_in(hall.data), crowd.prints) == []
    assert "storage fault" not in hall.log


# ---- a full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Eight megabytes of a disk of its own."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = os.geteuid() == 0 and shutil.which("mount")
    if not mounted or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(place: Path, *, leave: int) -> Path:
    """A file that leaves so many bytes of the disk."""
    filler = place / "filler"
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, reserve.free_bytes(place) - leave)
    return filler


async def test_numbers_stop_in_time_on_a_full_disk_and_staff_go_on(small_disk: Path) -> None:
    """The reserve makes room to serve everybody who has a number; with room again numbers go on by themselves."""
    with running_hall(small_disk / "data", options=("--reserve", "1")) as hall:
        ballast = hall.data / reserve.FILE_NAME
        async with people(hall) as (kiosk, staff):
            assert ballast.exists()
            given = [(await kiosk.take()).events[0]["number"] for _ in range(3)]
            filler = fill(small_disk, leave=2 * 2**20)
            await staff.until_noticed(lambda codes: codes == ["disk_low"])
            given.append((await kiosk.take()).events[0]["number"])
            filler.unlink()
            filler = fill(small_disk, leave=2**18)
            await staff.until_noticed(lambda codes: codes == ["disk_full"])
            assert not ballast.exists()
            assert (await kiosk.take()).code == "disk_full"
            for number in given:
                called = await staff.ask(wire.CallNext, holding=(staff.seat["current"] or {}).get("ticket"))
                assert called.events[-1]["number"] == number
                await staff.ask(wire.Start, ticket=called.events[-1]["ticket"])
            filler.unlink()
            await staff.until_noticed(lambda codes: codes == [])
            assert ballast.exists()
            assert (await kiosk.take()).events[0]["number"] == "A005"
        assert hall.stop() == 0


async def test_a_disk_that_is_filled_at_once_is_a_fault_that_passes(small_disk: Path) -> None:
    """Not a byte is left before anybody has looked: the reserve is thrown off, and the hub goes on with what it had."""
    with running_hall(small_disk / "data", options=("--reserve", "1")) as hall:
        async with people(hall) as (kiosk, staff):
            given = [(await kiosk.take()).events[0]["number"]]
            fill(small_disk, leave=0)
            await staff.until_noticed(lambda codes: "disk_full" in codes and "storage_failing" not in codes)
            assert (await kiosk.take()).code == "disk_full"
            called = await staff.ask(wire.CallNext)
            assert [called.events[-1]["number"]] == given


def test_a_hub_starts_on_a_full_disk(small_disk: Path) -> None:
    """After a power cut on a full disk: there is the reserve to begin with."""
    with running_hall(small_disk / "data", options=("--reserve", "1")) as hall:
        hall.kill()
        fill(small_disk, leave=0)
        hall.start()
        assert antrean("take", "A01", "--data", hall.data).returncode == 1
        assert antrean("device", "add", "board", "tv", "--data", hall.data).returncode == 0


def test_a_disk_that_can_only_be_read_is_named_and_the_hub_starts_when_it_is_well(small_disk: Path) -> None:
    """As after `errors=remount-ro`: the folder, and what is wrong; nothing is changed."""
    with running_hall(small_disk / "data", options=("--reserve", "1")) as hall:
        assert hall.stop() == 0
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        try:
            for command in (("hub", "banyuwangi"), ("log",)):
                ended = antrean(*command, "--data", hall.data)
                assert ended.returncode == 3, ended.stderr
                assert str(hall.data) in ended.stderr
                assert "Read-only file system" in ended.stderr
        finally:
            subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        hall.start()


# ---- a file that is not what it was


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hub that gave forty numbers and has stopped."""
    with running_hall(tmp_path_factory.mktemp("written") / "data", options=("--reserve", "0")) as hall:
        asyncio.run(_take_forty(hall))
        assert hall.stop() == 0
    return hall.data


async def _take_forty(hall: RunningHall) -> None:
    async with people(hall) as (kiosk, _staff):
        for _ in range(40):
            await kiosk.take()


@pytest.fixture
def data(written: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(written, tmp_path / "data")


def damaged_page(byte: bytes) -> Callable[[Path], None]:
    """Bytes turn over in the middle of the log, as on a dying card."""

    def damage(file: Path) -> None:
        raw = bytearray(file.read_bytes())
        at = raw.index(b'"number":"A020"')
        raw[at - 40 : at + 40] = byte * 80
        file.write_bytes(raw)

    return damage


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def lose(file: Path) -> None:
    file.unlink()


def sql(statements: str) -> Callable[[Path], None]:
    def change(file: Path) -> None:
        with sqlite3.connect(file) as raw:
            raw.executescript(statements)
        raw.close()

    return change


CUT = "DELETE FROM log WHERE seq > 20; DELETE FROM ticket WHERE issued_seq > 20; DELETE FROM print WHERE job > 20"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (damaged_page(b"5"), "is not as it was written"),
        (damaged_page(b"\xa5"), "decode"),
        (truncate, "malformed"),
        (empty, "is empty or gone"),
        (lose, "is empty or gone"),
        (sql(CUT), "not the log that was here"),
        (sql("UPDATE log SET at_ms = at_ms + 1 WHERE seq = 20"), "record 20 is not as it was written"),
        (sql("UPDATE ticket SET state = 'finished' WHERE number = 'A020'"), "not what the log says"),
        (sql("PRAGMA user_version = 99"), "schema 99"),
        (sql("UPDATE log SET kind = 'ticket_folded' WHERE seq = (SELECT max(seq) FROM log)"), "record"),
    ],
)
def test_a_hub_never_starts_on_a_damaged_empty_or_old_file(
    data: Path, damage: Callable[[Path], None], words: str
) -> None:
    """It says which file and what is wrong with it, makes no other of it, and says so again at every start."""
    file = data / FILE_NAME
    damage(file)
    before = file.stat().st_size if file.exists() else None
    for _ in range(2):
        ended = antrean("hub", "banyuwangi", "--data", data, "--port", "0", "--reserve", "0")
        assert ended.returncode == 3, ended.stderr
        assert words in ended.stderr
        assert str(file) in ended.stderr
        assert "Traceback" not in ended.stderr
    assert before == (file.stat().st_size if file.exists() else None)


def test_an_old_copy_does_not_pass_for_the_file(data: Path, tmp_path: Path) -> None:
    """Somebody copies yesterday's file over today's by hand: its numbers would be given again."""
    old = tmp_path / "old.db"
    shutil.copy(data / FILE_NAME, old)
    with running_hall(data, options=("--reserve", "0")) as hall:
        assert antrean("take", "A01", "--data", data).returncode == 0
        assert hall.stop() == 0
    shutil.copy(old, data / FILE_NAME)
    ended = antrean("hub", "banyuwangi", "--data", data, "--port", "0")
    assert ended.returncode == 3
    assert "not the log that was here" in ended.stderr


async def test_a_file_that_vanishes_under_the_hub_is_not_made_anew(disk: Disk, tmp_path: Path) -> None:
    """A disk comes back without the file: the hub ends and says so, rather than to begin again with number one."""
    with running_hall(tmp_path / "data", under=disk.under) as hall:
        async with people(hall) as (kiosk, staff):
            await kiosk.take()
            disk.is_("write")
            spawn(kiosk.ask(wire.TakeTicket, service="A01", language="id"), name="take")
            await staff.until_noticed(lambda codes: codes == ["storage_failing"])
            for path in hall.data.glob(f"{FILE_NAME}*"):
                path.unlink()
            disk.is_("")
            ended = await asyncio.to_thread(hall.wait)
        assert ended == 3
        assert "is empty or gone" in hall.log
        assert not (hall.data / FILE_NAME).exists()


def test_a_lost_or_torn_mark_stops_nobody(data: Path) -> None:
    """It is a witness, and no more: a power cut may take it."""
    for text in ("", "12", "x y", "812"):
        (data / mark.FILE_NAME).write_text(text, encoding="ascii")
        with running_hall(data, options=("--reserve", "0")) as hall:
            assert antrean("take", "A01", "--data", data).returncode == 0
            hall.kill()
