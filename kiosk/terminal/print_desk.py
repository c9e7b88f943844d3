"""The printer's thread: prints one slip after the other, and asks how the printer is while there is nothing to print.

It never prints a slip twice. What it learns goes to two callbacks, called in this thread; the app turns them into
messages. The thread is a daemon, so that a printer that hangs cannot keep the kiosk from ending.
"""

import logging
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Protocol

from kiosk.terminal.visit import PaperState
from printer.job import Failed, Outcome, Printed, Unconfirmed
from printer.slip import Slip
from printer.status import Status, Trouble

log = logging.getLogger(__name__)

POLL_S = 8.0


class TicketPrinter(Protocol):
    """What the kiosk needs of a printer; `printer.driver.Driver` is one."""

    def print_slip(self, slip: Slip) -> Outcome:
        """Print once and say what is known of it."""
        ...

    def status(self) -> Status:
        """How the printer is now."""
        ...


class PrintDesk:
    """Hands slips to a printer in the order they came."""

    def __init__(
        self,
        printer: TicketPrinter,
        *,
        on_paper: Callable[[str, PaperState, str], None],
        on_ready: Callable[[bool], None],
        poll_s: float = POLL_S,
    ) -> None:
        """`on_paper` gets ticket, state and why; `on_ready` whether the printer would print now."""
        self._printer = printer
        self._on_paper = on_paper
        self._on_ready = on_ready
        self._poll_s = poll_s
        self._obstacle: Trouble | None = None
        """What the printer's own answer was last, so that the log has each change once."""
        self._slips: SimpleQueue[tuple[str, Slip] | None] = SimpleQueue()

    def open(self) -> None:
        """Start working."""
        threading.Thread(target=self._work, name="print desk", daemon=True).start()

    def close(self) -> None:
        """Stop when the slips handed in are done; does not wait for it."""
        self._slips.put(None)

    def print_slip(self, ticket: str, slip: Slip) -> None:
        """Print `slip` when its turn comes; returns at once."""
        self._slips.put((ticket, slip))

    def _work(self) -> None:
        self._look()
        while True:
            try:
                item = self._slips.get(timeout=self._poll_s)
            except Empty:
                self._look()
                continue
            if item is None:
                return
            ticket, slip = item
            state, why = self._print(ticket, slip)
            self._on_paper(ticket, state, why)
            self._look()

    def _print(self, ticket: str, slip: Slip) -> tuple[PaperState, str]:
        try:
            match self._printer.print_slip(slip):
                case Printed():
                    return PaperState.PRINTED, ""
                case Unconfirmed(why):
                    return PaperState.UNCONFIRMED, why
                case Failed(why):
                    return PaperState.FAILED, why
        except Exception:  # the fence of this thread: a crash may not lose the news about a ticket
            log.exception("printing %s crashed", ticket)
            return PaperState.UNCONFIRMED, "crashed"

    def _look(self) -> None:
        try:
            obstacle = self._printer.status().obstacle
        except Exception:  # the same fence
            log.exception("asking the printer crashed")
            return
        if obstacle != self._obstacle:
            log.warning("printer: %s", obstacle) if obstacle else log.info("printer: ready again")
            self._obstacle = obstacle
        self._on_ready(obstacle is None)
