"""`antrean log verify` from outside: on the running hub, on the file alone, and on a file that somebody has changed."""

import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from kiosk.cli import logs
from kiosk.store.connection import FILE_NAME
from tests.fakes.commands import antrean
from tests.fakes.running_hall import running_hall


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hub that gave four numbers and has stopped."""
    with running_hall(tmp_path_factory.mktemp("written") / "data") as hall:
        for service in ("A01", "A02", "S01", "A01"):
            assert antrean("take", service, "--data", hall.data).returncode == 0
        assert hall.stop() == 0
    return hall.data


@pytest.fixture
def data(written: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(written, tmp_path / "data")


def heads(data: Path) -> list[str]:
    """The hash of each record."""
    return [json.loads(line)["hash"] for line in antrean("log", "--json", "--data", data).stdout.splitlines()]


def change(data: Path, statements: str) -> None:
    """Do what only somebody with the file in their hands can do."""
    with sqlite3.connect(data / FILE_NAME) as raw:
        raw.executescript(statements)
    raw.close()


def test_an_untouched_log_is_what_was_written(data: Path) -> None:
    """Exit code 0, where it ends and with which head; the same from the hub and from the file, with any head it had."""
    known = heads(data)
    alone = antrean("log", "verify", "--data", data)
    assert alone.returncode == 0, alone.stderr
    assert alone.stdout == f"the log ends with record {len(known)}, head {known[-1]}\n"
    assert antrean("log", "--data", data, "verify", "--head", known[1].upper()).stdout == alone.stdout
    with running_hall(data):
        running = antrean("log", "verify", "--data", data, "--head", known[-1])
        assert running.returncode == 0, running.stderr
        assert re.fullmatch(r"the log ends with record \d+, head [0-9a-f]{64}\n", running.stdout)
        assert antrean("log", "verify", "--data", data, "--head", "0" * 64).returncode == 1


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE log SET at_ms = at_ms + 1 WHERE seq = 3", "record 3 does not follow"),
        (
            "UPDATE log SET body = replace(body, 'A002', 'A009') WHERE kind = 'ticket_issued'",
            "record 3 does not follow",
        ),
        ("DELETE FROM log WHERE seq = 2", "record 2 is missing"),
        ("DELETE FROM log WHERE seq IN (2, 3)", "records 2 to 3 are missing"),
        (
            "UPDATE log SET seq = -2 WHERE seq = 2; UPDATE log SET seq = 2 WHERE seq = 3; "
            "UPDATE log SET seq = 3 WHERE seq = -2",
            "record 3 stands where it does not belong: it was written as record 2",
        ),
        (
            "UPDATE log SET seq = 99 WHERE seq = 4",
            "record 99 stands where it does not belong: it was written as record 4",
        ),
    ],
)
def test_a_log_that_was_changed_is_found_out(data: Path, damage: str, named: str) -> None:
    """Exit code 1 and the record."""
    change(data, damage)
    ended = antrean("log", "verify", "--data", data)
    assert ended.returncode == 1
    assert named in ended.stdout
    assert "is not what was written" in ended.stderr


def test_a_cut_end_shows_against_the_head_that_was_printed(data: Path) -> None:
    """What is left is unbroken: only who knows a later head can tell."""
    head = heads(data)[-1]
    change(data, "DELETE FROM log WHERE seq = (SELECT max(seq) FROM log)")
    assert antrean("log", "verify", "--data", data).returncode == 0
    ended = antrean("log", "verify", "--data", data, "--head", head)
    assert ended.returncode == 1
    assert "the end of the log was cut off" in ended.stdout


def test_a_log_longer_than_a_page_is_read_to_its_end(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page by page the hub tells the same rows as its file holds, whatever the last page holds."""
    with running_hall(data) as hall:
        pages = []
        for size in (1, 2, 3, 1000):
            monkeypatch.setattr(logs, "PAGE", size)
            pages.append(list(logs.read_rows(data, 0)))
        hall.stop()
    assert pages == [list(logs.read_rows(data, 0))] * 4


def test_what_cannot_be_a_head_is_named() -> None:
    """A hash is 64 hexadecimal digits: a slip of the pen is no damage."""
    ended = antrean("log", "verify", "--head", "3f2a")
    assert ended.returncode == 2
    assert "3f2a is no hash" in ended.stderr
