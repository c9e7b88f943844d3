"""The journal's file: killed at any byte, damaged, full, taken, grown."""

import errno
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.terminal import journal as journal_module
from kiosk.terminal.journal import Journal
from kiosk.terminal.ledger import Ended, Line, NewRoll, Paper, Print, Queued, Sending, Told

ONE, TWO, COPY = Print(7, "2026-11-24/A001", 0), Print(7, "2026-11-24/A002", 0), Print(0, "2026-11-24/A001", 117)
MORNING: list[Line] = [
    NewRoll("r1"),
    Queued(ONE),
    Sending(ONE),
    Ended(ONE, "printed", mm=81),
    Queued(TWO),
    Told(ONE),
    Sending(TWO),
    Queued(COPY),
    Ended(TWO, "unconfirmed", "paper_out", mm=82, held=True),
    Sending(COPY),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kiosk.journal"


def noted(path: Path, lines: list[Line]) -> None:
    """A process that notes these and is gone without a word."""
    journal = Journal(path)
    for line in lines:
        journal.note(line)
    journal.close()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_the_next_process_knows_what_was_noted(path: Path) -> None:
    """Outcomes without an answer, what a crash has left open, the paper, and the highest number."""
    noted(path, MORNING)
    journal = Journal(path)

    assert journal.unreported() == [
        Ended(TWO, "unconfirmed", "paper_out", mm=82, held=True),
        Ended(COPY, "unconfirmed", "kiosk_restarted", held=True),
    ]
    assert journal.highest() == {("2026-11-24", "A"): 2}
    assert journal.paper == Paper(used_mm=163, recent_mm=(81, 82), held=True, torn=True, requests=("r1",))
    assert journal.knows(ONE)
    assert journal.outcome(ONE) == Ended(ONE, "printed", mm=81)
    assert not journal.failing


def test_a_kill_at_any_byte_costs_the_line_that_was_cut_and_no_more(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At every length that the file can have been left at, the next process knows exactly the whole lines."""
    monkeypatch.setattr(os, "fsync", lambda _file: None)
    noted(path, MORNING)
    begin, whole = len(b'{"t":"paper"}\n'), path.read_bytes()
    for cut in range(begin, len(whole) + 1):
        path.write_bytes(whole[:cut])
        expected = Journal()
        for line in MORNING[: whole[begin:cut].count(b"\n")]:
            expected.note(line)
        for left_open in expected._ledger.unfinished():
            expected.note(left_open)
        journal = Journal(path)

        for of in (ONE, TWO, COPY):
            assert journal.knows(of) is expected.knows(of)
            assert journal.outcome(of) == expected.outcome(of)
        assert journal.highest() == expected.highest()
        assert journal.paper == expected.paper
        assert path.read_bytes().endswith(b"\n")
        journal.close()


def test_what_is_known_of_a_crash_stays_known_after_the_next_one(path: Path) -> None:
    """A kiosk that is killed again before it could report says the same as it would have said."""
    noted(path, MORNING)
    noted(path, [])
    noted(path, [])

    assert Journal(path).outcome(COPY) == Ended(COPY, "unconfirmed", "kiosk_restarted", held=True)


@pytest.mark.parametrize("damage", [b"\0" * 20, b"{", b'{"t":"told"}', b'{"t":"what"}', b"\xff\xfe"])
def test_a_damaged_line_is_skipped_and_said(path: Path, damage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """The lines around it count, and what it was stands in the log."""
    noted(path, MORNING)
    rows = path.read_bytes().splitlines()
    rows[6] = damage  # A002, handed to the printer
    path.write_bytes(b"\n".join(rows) + b"\n")
    journal = Journal(path)

    assert "line 7 is damaged" in warnings(caplog)[0]
    assert repr(damage) in warnings(caplog)[0]
    assert journal.highest() == {("2026-11-24", "A"): 2}
    assert not journal.failing


def test_a_line_that_must_last_is_on_the_disk_when_it_is_noted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first byte leaves for the printer; other lines wait for the next such one."""
    journal = Journal(path)
    at_sync: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _file: at_sync.append(path.read_bytes()))
    journal.note(Queued(ONE))
    assert at_sync == []
    journal.note(Sending(ONE), sync=True)

    assert [data.count(b'"queued"') + data.count(b'"sending"') for data in at_sync] == [2]


def test_a_disk_that_is_full_stops_nobody_and_loses_nothing_that_fits_later(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said once; the ledger goes on in memory; when there is room again, all of it is in the file."""
    full = path.with_name("kiosk.journal.new")
    full.symlink_to("/dev/full")
    journal = Journal(path)
    for line in MORNING:
        journal.note(line, sync=True)

    assert (journal.failing, journal.knows(COPY)) == (True, True)
    assert len(warnings(caplog)) == 1
    full.unlink()
    journal.note(Ended(COPY, "printed", mm=80), sync=True)
    assert not journal.failing
    journal.close()
    again = Journal(path)
    assert again.outcome(COPY) == Ended(COPY, "printed", mm=80)
    assert again.highest() == {("2026-11-24", "A"): 2}


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_line_that_could_not_be_written_is_written_with_the_next(
    path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Half of it may be there: the whole file is replaced."""
    journal = Journal(path)

    def fails(file: int, data: bytes = b"") -> int:
        if data:
            real_write(file, data[:5])
        raise OSError(errno.ENOSPC, "No space left on device")

    real_write = os.write
    with monkeypatch.context() as broken:
        broken.setattr(os, call, fails)
        journal.note(Queued(ONE), sync=True)
    at_once = journal.failing
    journal.note(Sending(ONE), sync=True)
    assert (at_once, journal.failing) == (True, False)
    journal.close()

    assert Journal(path).unreported() == [Ended(ONE, "unconfirmed", "kiosk_restarted", held=True)]


def test_a_journal_of_another_process_is_left_alone(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Two kiosks that were given the same file by mistake do not overwrite each other's."""
    noted(path, MORNING)
    before = path.read_bytes()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None  # it is a pipe
        holder.stdout.readline()
        journal = Journal(path)
        journal.note(Queued(Print(7, "2026-11-24/A900", 0)), sync=True)

        assert journal.failing
        assert path.read_bytes() == before
        holder.terminate()


HOLD = """
import fcntl, sys
file = open(sys.argv[1])
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def test_a_place_that_cannot_be_a_file_is_said_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder in its place, or no folder for it: numbers are given all the same."""
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "kiosk.journal"):
        journal = Journal(path)
        journal.note(Queued(ONE), sync=True)
        assert journal.failing
        assert journal.knows(ONE)


def test_a_large_file_is_written_anew_while_the_kiosk_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kiosk that runs for months keeps a small file, and loses nothing that is open."""
    monkeypatch.setattr(journal_module, "LARGE_BYTES", 3000)
    monkeypatch.setattr(os, "fsync", lambda _file: None)
    journal = Journal(path)
    journal.note(Ended(ONE, "printed"))
    largest = 0
    for place in range(1, 400):
        journal.note(Ended(COPY._replace(job=1), "printed", mm=place))
        largest = max(largest, path.stat().st_size)
    journal.close()

    assert largest < 3200
    assert Ended(ONE, "printed") in Journal(path).unreported()


def test_one_in_memory_keeps_no_file() -> None:
    """For tests, and where there is nothing to remember."""
    journal = Journal()
    journal.note(Queued(ONE), sync=True)

    assert journal.knows(ONE)
    assert not journal.failing
