"""The printer's thread: prints one slip after the other, and asks how the printer is while there is nothing to print.

It never prints a slip twice, and lets none wait for a printer to be mended: each is tried when its turn comes, and what
became of it is told. The news go to three callbacks, called in this thread. The thread is a daemon, so that a printer
that hangs cannot keep its process from ending.
"""

import logging
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Protocol

from printer.job import Failed, Outcome, Unconfirmed
from printer.slip import Slip
from printer.status import Status, Trouble

log = logging.getLogger(__name__)

POLL_S = 8.0


class TicketPrinter(Protocol):
    """What the desk needs of a printer; `printer.driver.Driver` is one."""

    def print_slip(self, slip: Slip) -> Outcome:
        """Print once and say what is known of it."""
        ...

    def status(self) -> Status:
        """How the printer is now."""
        ...

    def paper_mm(self, slip: Slip) -> float:
        """How much of the roll `slip` takes, in millimetres."""
        ...


class PrintDesk:
    """Hands slips to a printer in the order they came."""

    def __init__(
        self,
        printer: TicketPrinter,
        *,
        on_sending: Callable[[str], None] = lambda _job: None,
        on_outcome: Callable[[str, Outcome, float], None],
        on_status: Callable[[Status], None],
        poll_s: float = POLL_S,
    ) -> None:
        """`on_sending` gets a job before its first byte can leave; if it raises, the job has failed and none does.

        `on_outcome` gets the job, what became of it, and the millimetres of paper it took at most (0 when nothing
        left); `on_status` how the printer is, at the start, after each job and every `poll_s` seconds without one.
        """
        self._printer = printer
        self._on_sending = on_sending
        self._on_outcome = on_outcome
        self._on_status = on_status
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

    def print_slip(self, job: str, slip: Slip) -> None:
        """Print `slip` when its turn comes; returns at once. `job` is the caller's name for it."""
        self._slips.put((job, slip))

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
            self._do(*item)
            self._look()

    def _do(self, job: str, slip: Slip) -> None:
        try:
            length_mm = self._printer.paper_mm(slip)
            self._on_sending(job)
        except Exception:  # the fence of this thread: nothing has left, and the next job may fare better
            log.exception("%s could not be made ready and is not printed", job)
            self._on_outcome(job, Failed(Trouble.CRASHED), 0.0)
            return
        outcome = self._print(job, slip)
        self._on_outcome(job, outcome, 0.0 if isinstance(outcome, Failed) else length_mm)

    def _print(self, job: str, slip: Slip) -> Outcome:
        try:
            return self._printer.print_slip(slip)
        except Exception:  # the same fence: a crash may not lose the news about a job
            log.exception("printing %s crashed", job)
            return Unconfirmed(Trouble.CRASHED, held=True)

    def _look(self) -> None:
        try:
            status = self._printer.status()
        except Exception:  # the same fence
            log.exception("asking the printer crashed")
            return
        if status.obstacle != self._obstacle:
            log.warning("printer: %s", status.obstacle) if status.obstacle else log.info("printer: ready again")
            self._obstacle = status.obstacle
        self._on_status(status)
