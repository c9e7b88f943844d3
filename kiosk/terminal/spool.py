"""The way of a number to paper, and of what became of it to the hub. No screen: `app` shows what this tells.

Each print is in the journal before its number shows and durable there before its first byte leaves. What became of it
is reported until the hub has answered, by this process or by the next one. The hub hears how the printer is after each
change. Lives in the event loop; the printer's desk has a thread of its own, which only notes and hands over.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol
from uuid import uuid4

from kiosk import wire
from kiosk.terminal.journal import Journal
from kiosk.terminal.ledger import Ended, NewRoll, OutOfPaper, Print, Queued, Released, Sending, Told
from printer.desk import POLL_S, PrintDesk, TicketPrinter
from printer.job import Failed, Outcome, Printed, Unconfirmed
from printer.slip import Slip
from printer.status import Status

log = logging.getLogger(__name__)

NO_PRINTER = "no_printer"
"""Why there is no paper at a kiosk without a printer."""
SUPERSEDED = "superseded"
"""The refusal that is about this process and not about its news."""
JOURNAL = "journal"
"""The trouble of a kiosk that prints, and cannot keep its journal."""


class Hub(Protocol):
    """What the spool needs of the link; `kiosk.client.HubClient` is one."""

    async def ask(self, act: wire.ReportPrint) -> object:
        """The hub's answer, asked as often as it takes."""
        ...

    async def say(self, message: wire.ReportPrinter) -> None:
        """Say it if the link is up."""
        ...


class Spool:
    """Prints at one printer, or at none."""

    def __init__(
        self,
        printer: TicketPrinter | None,
        journal: Journal,
        hub: Hub,
        *,
        roll_mm: int,
        begin: Callable[[Coroutine[Any, Any, None], str], None],
        on_paper: Callable[[Ended], None] = lambda _ended: None,
        on_ready: Callable[[bool], None] = lambda _ready: None,
        new_request: Callable[[], str] = lambda: uuid4().hex,
        poll_s: float = POLL_S,
    ) -> None:
        """`roll_mm` is the length of a new roll. `begin` runs a coroutine in the background, under a name. An idle
        printer is asked every `poll_s` seconds how it is.

        `on_paper` gets what became of each print of this process, `on_ready` whether the printer would print now; both
        are called in the event loop.
        """
        self._journal = journal
        self._hub = hub
        self._roll_mm = roll_mm
        self._begin = begin
        self._on_paper = on_paper
        self._on_ready = on_ready
        self._new_request = new_request
        self._poll_s = poll_s
        self._at_desk: dict[str, Print] = {}
        """The prints that are handed in, by the name that the desk knows them by."""
        self._reporting: set[Print] = set()
        self._status: Status | None = None
        self._stopped = False
        """Whether the printer has stood still since it holds a ticket."""
        self._said: wire.ReportPrinter | None = None
        self._desk = None if printer is None else self._desk_for(printer)

    def _desk_for(self, printer: TicketPrinter) -> PrintDesk:
        return PrintDesk(
            printer,
            on_sending=lambda name: self._journal.note(Sending(self._at_desk[name]), sync=True),
            on_outcome=self._heard_outcome,
            on_status=lambda status: self._soon(self._know_status, status),
            poll_s=self._poll_s,
        )

    def open(self) -> None:
        """Start working, in the running event loop; what earlier processes have not reported is reported now."""
        self._loop = asyncio.get_running_loop()
        for ended in self._journal.unreported():
            self._begin_report(ended)
        if self._desk is not None:
            self._desk.open()

    def close(self) -> None:
        """Take no more; does not wait for the printer."""
        if self._desk is not None:
            self._desk.close()

    def print_slip(self, of: Print, slip: Slip) -> None:
        """Print `slip` when its turn comes; returns at once. A print that is known already is not printed again."""
        if self._journal.knows(of):
            log.info("%s has been asked for before and is not printed again", of)
            if (ended := self._journal.outcome(of)) is not None:
                self._begin_report(ended)
            return
        self._journal.note(Queued(of))
        if self._desk is None:
            self._end(Ended(of, "failed", NO_PRINTER))
            return
        name = f"{of.ticket} ({of.epoch}/{of.job})"
        self._at_desk[name] = of
        self._desk.print_slip(name, slip)

    def refuse(self, of: Print, why: str) -> None:
        """Report that a print which was asked for cannot be made."""
        if not self._journal.knows(of):
            self._end(Ended(of, "failed", why))

    def change_roll(self, request: str) -> None:
        """A person says, under this request, that there is a new roll in the printer."""
        if not self._journal.knows_roll(request):
            self._journal.note(NewRoll(request))
            self._say_printer()

    def welcomed(self) -> None:
        """The hub is there, perhaps another than before: tell it how the printer is."""
        self._said = None
        self._say_printer()

    # ---- in the printer's thread

    def _heard_outcome(self, name: str, outcome: Outcome, length_mm: float) -> None:
        ended = _ended(self._at_desk.pop(name), outcome, length_mm)
        self._journal.note(ended, sync=True)
        self._soon(self._know_ended, ended)

    def _soon(self, work: Callable[..., None], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop has ended: the next process reports what is in the journal
            self._loop.call_soon_threadsafe(work, *arguments)

    # ---- in the event loop

    def _end(self, ended: Ended) -> None:
        self._journal.note(ended, sync=True)
        self._know_ended(ended)

    def _know_ended(self, ended: Ended) -> None:
        self._stopped = self._stopped and not ended.held
        self._begin_report(ended)
        self._on_paper(ended)
        self._say_printer()

    def _know_status(self, status: Status) -> None:
        self._status = status
        self._watch_paper(status)
        self._watch_held(status)
        self._on_ready(status.obstacle is None)
        self._say_printer()

    def _watch_paper(self, status: Status) -> None:
        """Out and in again is a new roll. Under an open cover the sensor sees nothing, whatever is there."""
        if status.silence or status.cover_open or status.paper_out == self._journal.paper.out:
            return
        self._journal.note(OutOfPaper() if status.paper_out else NewRoll())

    def _watch_held(self, status: Status) -> None:
        """A printer that goes on after it stood still has printed what it held."""
        if status.obstacle:
            self._stopped = True
        elif self._journal.paper.held and self._stopped:
            self._stopped = False
            self._journal.note(Released())

    def _begin_report(self, ended: Ended) -> None:
        if ended.of not in self._reporting:
            self._reporting.add(ended.of)
            self._begin(self._report(ended), f"report {ended.of}")

    async def _report(self, ended: Ended) -> None:
        of = ended.of
        answer = await self._hub.ask(
            wire.ReportPrint(
                request=self._new_request(), ticket=of.ticket, outcome=ended.outcome, why=ended.why, job=of.job
            )
        )
        self._reporting.discard(of)
        if isinstance(answer, wire.Refused):
            log.warning("the hub refuses the news that %s is %s: %s", of, ended.outcome, answer.code)
            if answer.code == SUPERSEDED:
                return
        self._journal.note(Told(of))

    def _say_printer(self) -> None:
        said = self._printer_report()
        if said is not None and said != self._said:
            self._said = said
            self._begin(self._hub.say(said), "say how the printer is")

    def _printer_report(self) -> wire.ReportPrinter | None:
        """How the printer is; None as long as it has not been asked."""
        status, paper = self._status, self._journal.paper
        trouble = JOURNAL if self._journal.failing else ""
        if self._desk is None:
            return wire.ReportPrinter(trouble=NO_PRINTER)
        if status is None:
            return None
        left_mm = -1 if paper.used_mm is None else max(0, self._roll_mm - paper.used_mm)
        left_mm = 0 if paper.out else left_mm
        return wire.ReportPrinter(
            trouble=status.obstacle or trouble,
            paper_near_end=status.paper_near_end,
            roll_left_mm=left_mm,
            tickets_left=int(left_mm / paper.ticket_mm) if left_mm >= 0 and paper.ticket_mm else -1,
            held=paper.held,
        )


def _ended(of: Print, outcome: Outcome, length_mm: float) -> Ended:
    mm = round(length_mm)
    match outcome:
        case Printed():
            return Ended(of, "printed", mm=mm)
        case Unconfirmed(why=why, held=held):
            return Ended(of, "unconfirmed", why, mm, held)
        case Failed(why=why):
            return Ended(of, "failed", why)
