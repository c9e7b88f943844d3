"""From a number to paper and to the hub, with the printer's real thread and a hub that writes down what it hears."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest

from kiosk import wire
from kiosk.tasks import spawn
from kiosk.terminal.journal import Journal
from kiosk.terminal.ledger import Ended, Print, Queued, Sending
from kiosk.terminal.spool import Spool
from printer.job import Failed, Outcome, Printed, Unconfirmed
from printer.slip import Slip
from printer.status import Status, Trouble

ROLL_MM = 10_000
TICKET_MM = 100
FIRST, SECOND, COPY = Print(7, "2026-11-24/A001", 0), Print(7, "2026-11-24/A002", 0), Print(0, "2026-11-24/A001", 117)
SLIP = Slip(number="A001")
WELL = wire.ReportPrinter()
OUT = Status(paper_out=True)


class Printer:
    """Prints into a list; `status_now` and `outcome` are what it says."""

    def __init__(self) -> None:
        self.printed: list[Slip] = []
        self.outcome: Outcome = Printed()
        self.status_now = Status()
        self.free = Event()
        self.free.set()

    def print_slip(self, slip: Slip) -> Outcome:
        self.printed.append(slip)
        self.free.wait(10)
        return self.outcome

    def status(self) -> Status:
        return self.status_now

    def paper_mm(self, slip: Slip) -> float:
        return float(TICKET_MM)


class Hub:
    """Answers every report with `answer`, or with none while it is away."""

    def __init__(self) -> None:
        self.reports: list[wire.ReportPrint] = []
        self.said: list[wire.ReportPrinter] = []
        self.code = ""
        self.there = asyncio.Event()
        self.there.set()

    async def ask(self, act: wire.ReportPrint) -> object:
        await self.there.wait()
        self.reports.append(act)
        if self.code:
            return wire.Refused(request=act.request, code=self.code)
        return wire.Done(request=act.request, seq=0, events=[])

    async def say(self, message: wire.ReportPrinter) -> None:
        self.said.append(message)

    @property
    def outcomes(self) -> list[tuple[str, int, str, str]]:
        return [(report.ticket, report.job, report.outcome, report.why) for report in self.reports]


class Kiosk:
    """A process of a kiosk without its screen."""

    def __init__(self, printer: Printer | None, journal: Journal) -> None:
        self.hub = Hub()
        self.journal = journal
        self.papers: list[Ended] = []
        self.ready: list[bool] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.spool = Spool(
            printer,
            journal,
            self.hub,
            roll_mm=ROLL_MM,
            begin=lambda work, name: self._tasks.append(spawn(work, name=name)),
            on_paper=self.papers.append,
            on_ready=self.ready.append,
            poll_s=0.01,
        )

    def end(self) -> None:
        self.spool.close()
        for task in self._tasks:
            task.cancel()
        self.journal.close()


@asynccontextmanager
async def running(printer: Printer | None, path: Path | None = None) -> AsyncIterator[Kiosk]:
    kiosk = Kiosk(printer, Journal(path))
    kiosk.spool.open()
    try:
        yield kiosk
    finally:
        kiosk.end()


async def until(claim: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not claim():
            await asyncio.sleep(0.005)


@pytest.fixture
def printer() -> Printer:
    return Printer()


async def test_what_became_of_a_print_is_shown_and_reported_once(printer: Printer) -> None:
    """Under its own job; the journal knows when the hub has answered."""
    async with running(printer) as kiosk:
        kiosk.spool.print_slip(FIRST, SLIP)
        kiosk.spool.print_slip(COPY, SLIP)
        await until(lambda: not kiosk.journal.unreported() and len(kiosk.hub.reports) == 2)

        assert kiosk.hub.outcomes == [("2026-11-24/A001", 0, "printed", ""), ("2026-11-24/A001", 117, "printed", "")]
        assert [ended.of for ended in kiosk.papers] == [FIRST, COPY]


async def test_a_print_is_known_before_and_durable_when_its_first_byte_can_leave(
    printer: Printer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What of the journal's file is on the disk while the printer is at work."""
    path, on_disk = tmp_path / "journal", [b""]
    monkeypatch.setattr(os, "fsync", lambda _file: on_disk.append(path.read_bytes() if path.exists() else b""))
    printer.free.clear()
    async with running(printer, path) as kiosk:
        kiosk.spool.print_slip(FIRST, SLIP)
        assert kiosk.journal.highest() == {("2026-11-24", "A"): 1}
        await until(lambda: printer.printed)

        assert b'"sending"' in on_disk[-1].splitlines()[-1]
        printer.free.set()


@pytest.mark.parametrize("answered", [True, False])
async def test_a_job_that_was_asked_for_before_is_never_printed_again(
    printer: Printer, tmp_path: Path, answered: bool
) -> None:
    """By the same process or a later one; a hub that asks again hears the outcome again."""
    async with running(printer, tmp_path / "journal") as kiosk:
        kiosk.spool.print_slip(COPY, SLIP)
        kiosk.spool.print_slip(COPY, SLIP)
        await until(lambda: not kiosk.journal.unreported() and kiosk.hub.reports)
        kiosk.spool.print_slip(COPY, SLIP)
        await until(lambda: len(kiosk.hub.reports) == 2)
    async with running(printer, tmp_path / "journal") as kiosk:
        kiosk.spool.print_slip(COPY, SLIP)
        await until(lambda: kiosk.hub.reports)

        assert kiosk.hub.outcomes == [("2026-11-24/A001", 117, "printed", "")]
        assert len(printer.printed) == 1


async def test_the_next_process_reports_what_the_one_before_could_not(printer: Printer, tmp_path: Path) -> None:
    """An outcome as it was, what may have begun as uncertain, what had not begun as not printed; nothing is printed."""
    async with running(printer, tmp_path / "journal") as kiosk:
        kiosk.hub.there.clear()
        kiosk.spool.print_slip(FIRST, SLIP)
        await until(lambda: kiosk.papers)
        kiosk.journal.note(Queued(SECOND))
        kiosk.journal.note(Sending(SECOND))
        kiosk.journal.note(Queued(COPY))
    async with running(printer, tmp_path / "journal") as kiosk:
        await until(lambda: len(kiosk.hub.reports) == 3)

        assert sorted(kiosk.hub.outcomes) == [
            ("2026-11-24/A001", 0, "printed", ""),
            ("2026-11-24/A001", 117, "failed", "not_printed"),
            ("2026-11-24/A002", 0, "unconfirmed", "kiosk_restarted"),
        ]
        await until(lambda: not kiosk.journal.unreported())
        assert len(printer.printed) == 1
    async with running(printer, tmp_path / "journal") as kiosk:
        await until(lambda: kiosk.ready)
        assert kiosk.hub.reports == []


@pytest.mark.parametrize(("code", "open_reports"), [("unknown_ticket", 0), ("superseded", 1)])
async def test_a_refused_report_is_not_said_for_ever(printer: Printer, code: str, open_reports: int) -> None:
    """The hub has heard it. Only the word of a process that another has followed is left to that other one."""
    async with running(printer) as kiosk:
        kiosk.hub.code = code
        kiosk.spool.print_slip(FIRST, SLIP)
        await until(lambda: kiosk.hub.reports)
        await until(lambda: len(kiosk.journal.unreported()) == open_reports)

        assert len(kiosk.hub.reports) == 1


async def test_without_a_printer_there_is_no_paper_and_staff_know_it() -> None:
    """At once, for a number taken here and for a print that the hub asks for."""
    async with running(None) as kiosk:
        kiosk.spool.welcomed()
        kiosk.spool.print_slip(FIRST, SLIP)
        kiosk.spool.print_slip(COPY, SLIP)
        await until(lambda: len(kiosk.hub.reports) == 2)

        assert {(outcome, why) for _, _, outcome, why in kiosk.hub.outcomes} == {("failed", "no_printer")}
        assert kiosk.hub.said == [wire.ReportPrinter(trouble="no_printer")]


async def test_a_printer_that_fails_says_why(printer: Printer) -> None:
    """Each outcome of the driver as the hub knows it."""
    async with running(printer) as kiosk:
        for outcome, of in (
            (Failed(Trouble.COVER_OPEN), FIRST),
            (Unconfirmed(Trouble.CANNOT_SAY), SECOND),
            (Unconfirmed(Trouble.PAPER_OUT, held=True), COPY),
        ):
            printer.outcome = outcome
            kiosk.spool.print_slip(of, SLIP)
            await until(lambda of=of: kiosk.journal.outcome(of))  # type: ignore[misc]  # mypy cannot infer it

        assert kiosk.journal.outcome(FIRST) == Ended(FIRST, "failed", "cover_open")
        assert kiosk.journal.outcome(SECOND) == Ended(SECOND, "unconfirmed", "cannot_say", TICKET_MM)
        assert kiosk.journal.outcome(COPY) == Ended(COPY, "unconfirmed", "paper_out", TICKET_MM, held=True)


# ---- how the printer is


async def test_the_hub_hears_of_every_change_and_after_every_welcome(printer: Printer) -> None:
    """Nothing before the printer has been asked, and nothing twice on one connection."""
    kiosk = Kiosk(printer, Journal())
    kiosk.spool.welcomed()
    assert kiosk.hub.said == []
    kiosk.spool.open()
    await until(lambda: len(kiosk.ready) > 3)
    assert kiosk.hub.said == [WELL]
    kiosk.spool.welcomed()
    await until(lambda: kiosk.hub.said == [WELL, WELL])
    printer.status_now = Status(paper_near_end=True)
    await until(lambda: kiosk.hub.said[-1] == wire.ReportPrinter(paper_near_end=True))
    printer.status_now = Status(cover_open=True)
    await until(lambda: kiosk.hub.said[-1] == wire.ReportPrinter(trouble="cover_open"))

    assert kiosk.ready[-1] is False
    kiosk.end()


async def test_the_roll_is_forecast_from_what_was_printed_since_it_is_new(printer: Printer) -> None:
    """Unknown before; then by the length of the tickets that came out. A request that is repeated counts once."""
    async with running(printer) as kiosk:
        kiosk.spool.print_slip(FIRST, SLIP)
        await until(lambda: kiosk.hub.reports)
        kiosk.spool.change_roll("r1")
        await until(lambda: kiosk.hub.said[-1] == wire.ReportPrinter(roll_left_mm=ROLL_MM, tickets_left=100))
        kiosk.spool.print_slip(SECOND, SLIP)
        forecast = wire.ReportPrinter(roll_left_mm=ROLL_MM - TICKET_MM, tickets_left=99)
        await until(lambda: kiosk.hub.said[-1] == forecast)
        kiosk.spool.change_roll("r1")
        kiosk.spool.welcomed()
        await until(lambda: kiosk.hub.said[-2:] == [forecast, forecast])


async def test_paper_that_was_out_and_is_back_is_a_new_roll(printer: Printer, tmp_path: Path) -> None:
    """Also over a restart of the kiosk; an open cover, under which no paper is seen, is none, and no silence is."""
    full = wire.ReportPrinter(roll_left_mm=ROLL_MM)
    empty = wire.ReportPrinter(trouble="paper_out", roll_left_mm=0)
    printer.status_now = Status(cover_open=True, paper_out=True)
    async with running(printer, tmp_path / "journal") as kiosk:
        await until(lambda: kiosk.ready)
        printer.status_now = Status()
        await until(lambda: kiosk.hub.said[-1] == WELL)
        printer.status_now = OUT
        await until(lambda: kiosk.hub.said[-1] == empty)
    printer.status_now = Status(silence=Trouble.UNREACHABLE)
    async with running(printer, tmp_path / "journal") as kiosk:
        await until(lambda: kiosk.hub.said == [wire.ReportPrinter(trouble="unreachable", roll_left_mm=0)])
        printer.status_now = Status()
        await until(lambda: kiosk.hub.said[-1] == full)


async def test_a_ticket_that_may_still_come_out_is_told_until_it_has(printer: Printer) -> None:
    """It is held while the printer stands still, and out when it goes on."""
    printer.outcome, printer.status_now = Unconfirmed(Trouble.COVER_OPEN, held=True), Status(cover_open=True)
    async with running(printer) as kiosk:
        kiosk.spool.print_slip(FIRST, SLIP)
        await until(lambda: kiosk.hub.said and kiosk.hub.said[-1].held)
        printer.status_now = Status()
        await until(lambda: kiosk.hub.said[-1] == WELL)


async def test_a_printer_that_says_nothing_of_itself_holds_a_ticket_until_the_next_is_printed(
    printer: Printer,
) -> None:
    """Its looks are all well and mean nothing."""
    printer.outcome = Unconfirmed(Trouble.NO_CONFIRMATION, held=True)
    async with running(printer) as kiosk:
        kiosk.spool.print_slip(FIRST, SLIP)
        await until(lambda: kiosk.hub.said and kiosk.hub.said[-1].held)
        looks = len(kiosk.ready)
        await until(lambda: len(kiosk.ready) > looks + 3)
        assert kiosk.hub.said[-1].held
        printer.outcome = Printed()
        kiosk.spool.print_slip(SECOND, SLIP)
        await until(lambda: not kiosk.hub.said[-1].held)


async def test_a_journal_that_cannot_be_kept_is_told_and_stops_nothing(printer: Printer, tmp_path: Path) -> None:
    """The number is printed; staff read what is wrong; the printer's own trouble comes first."""
    async with running(printer, tmp_path) as kiosk:  # a folder
        kiosk.spool.print_slip(FIRST, SLIP)
        await until(lambda: kiosk.hub.outcomes == [("2026-11-24/A001", 0, "printed", "")])
        assert kiosk.hub.said[-1].trouble == "journal"
        printer.status_now = OUT
        await until(lambda: kiosk.hub.said[-1].trouble == "paper_out")


async def test_a_print_that_cannot_be_made_is_answered(printer: Printer) -> None:
    """Nobody waits for it for ever."""
    async with running(printer) as kiosk:
        kiosk.spool.refuse(COPY, Trouble.CRASHED)
        await until(lambda: kiosk.hub.outcomes == [("2026-11-24/A001", 117, "failed", "crashed")])

        assert printer.printed == []
