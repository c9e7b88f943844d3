"""The verdict of `antrean ready`: what stands in the way of opening, each in its words, and what does not."""

from datetime import date
from pathlib import Path
from re import findall
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk import wire
from kiosk.cli.ready import judge, line

PROTOCOL = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text(encoding="utf-8")
NOTICES = findall(r"`(\w+)` \(", PROTOCOL.partition("### `notice`")[2].partition("```")[0])

KIOSK = wire.Printer(
    kiosk="kiosk-1",
    connected=True,
    connected_since_ms=1,
    since_ms=1,
    trouble="",
    paper_near_end=False,
    roll_left_mm=74_400,
    tickets_left=620,
    held=False,
)
WELL = wire.Readiness(
    business_date=date(2026, 11, 24),
    open=True,
    open_counters=0,
    counters=24,
    boards=3,
    consoles=2,
    printers=[KIOSK],
    notices=[],
    free_bytes=41_000_000_000,
    backup_folders=1,
    backup_age_s=38 * 60,
)


def said(**changes: Any) -> str:
    """The line for a hall in which all is well but `changes`."""
    return line(judge(replace(WELL, **changes)))


def said_of(**changes: Any) -> str:
    """The line for a hall in which all is well but `changes` of its kiosk."""
    return said(printers=[replace(KIOSK, **changes)])


def test_a_hall_that_can_open_is_one_line() -> None:
    """Everything that was looked at, and nothing else."""
    assert said() == (
        "ready: 2026-11-24, kiosk-1 paper for about 620 tickets, 3 boards, 2 consoles, 0 of 24 counters open, "
        "clock right, disk 41 GB free, backup 38 min old"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"business_date": None, "open": False}, "no date is open"),
        ({"open": False}, "2026-11-24 is closed"),
        ({"printers": []}, "there is no kiosk"),
        ({"boards": 0}, "no board is connected"),
        ({"free_bytes": -1}, "room on the disk is not known"),
        ({"backup_age_s": -1}, "no backup yet"),
        ({"backup_age_s": 25 * 3600 + 1}, "backup 25 h old"),
        ({"backup_age_s": 3 * 86400}, "backup 3 days old"),
        ({"notices": ["clock_stepped"]}, "the clock is not to be trusted: look at it, then `antrean day set DATE`"),
        ({"notices": ["disk_low"]}, "disk nearly full"),
        ({"notices": ["disk_full"]}, "the disk is full: no numbers are given"),
        ({"notices": ["backup_failing"]}, "no backup can be made"),
        ({"notices": ["backup_failing"], "backup_age_s": 7 * 86400}, "backup 7 days old; no backup can be made"),
        ({"notices": ["restored"]}, "restored from a backup, and some kiosk has not said yet what it has shown"),
        ({"notices": ["storage_failing"], "business_date": None, "open": False}, "nothing can be stored on the disk"),
        ({"notices": ["too_hot"]}, "too hot"),
    ],
)
def test_what_has_to_be_mended_is_named_and_nothing_else(changes: dict[str, Any], words: str) -> None:
    """Each item alone makes the hall not ready, in its own words."""
    assert said(**changes) == f"not ready: {words}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"connected": False}, "not connected"),
        ({"connected": False, "trouble": "paper_out"}, "not connected"),
        ({"since_ms": 0}, "its printer has not been heard of"),
        ({"trouble": "paper_out"}, "paper out"),
        ({"trouble": "paper_out", "paper_near_end": True}, "paper out"),
        ({"trouble": "journal"}, "its journal cannot be kept"),
        ({"paper_near_end": True}, "paper near its end"),
        ({"held": True}, "a ticket that got stuck may still come out"),
        ({"trouble": "cover_open", "held": True}, "cover open, a ticket that got stuck may still come out"),
    ],
)
def test_a_kiosk_that_cannot_print_is_named(changes: dict[str, Any], words: str) -> None:
    """What it said last counts as long as it is there."""
    assert said_of(**changes) == f"not ready: kiosk-1: {words}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trouble": "no_printer", "tickets_left": -1}, "kiosk-1 without a printer"),
        ({"tickets_left": -1}, "kiosk-1 has paper"),
        ({"tickets_left": 1}, "kiosk-1 paper for about 1 ticket,"),
        ({"tickets_left": 0}, "kiosk-1 paper for about 0 tickets,"),
    ],
)
def test_a_kiosk_that_works_as_it_is_meant_to_stops_nothing(changes: dict[str, Any], words: str) -> None:
    """No printer may be meant so, and a forecast is not what the printer says."""
    assert said_of(**changes).startswith(f"ready: 2026-11-24, {words}")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"open_counters": 24}, "24 of 24 counters open"),
        ({"consoles": 1, "boards": 1}, "1 board, 1 console, "),
        ({"consoles": 0}, "0 consoles"),
        ({"free_bytes": 1_500_000_000}, "disk 1.5 GB free"),
        ({"backup_age_s": 25 * 3600}, "backup 25 h old"),
        ({"backup_folders": 0, "backup_age_s": -1}, "no folder for backups"),
    ],
)
def test_what_is_nobodys_fault_is_said_and_stops_nothing(changes: dict[str, Any], words: str) -> None:
    """A hall opens before its staff sit down, and whoever keeps no backups reads so each morning."""
    assert said(**changes).startswith("ready: ")
    assert words in said(**changes)


def test_everything_that_is_wrong_is_named_at_once() -> None:
    """With the kiosk it is about; the others are left out."""
    printers = [KIOSK, replace(KIOSK, kiosk="kiosk-2", trouble="paper_out")]

    assert said(printers=printers, backup_age_s=3 * 86400) == "not ready: kiosk-2: paper out; backup 3 days old"


@pytest.mark.parametrize("code", NOTICES)
def test_every_notice_to_staff_stands_in_the_way(code: str) -> None:
    """In words of its own, not as its code."""
    assert said(notices=[code]).startswith("not ready: ")
    assert said(notices=[code]) != f"not ready: {code.replace('_', ' ')}"


def test_the_notices_were_found() -> None:
    """The test above has something to look at."""
    assert {"clock_stepped", "restored", "backup_failing"} <= set(NOTICES)
