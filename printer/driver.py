"""A printer as the kiosk sees it: print this slip, say how you are. No screen, no event loop, no words.

Turns the crank of `printer.job` over a link of `printer.ports`, one connection per call, as printers want it. Every
call ends within a few seconds, whatever the device does, and a device never raises: trouble is an outcome. Meant for
one worker thread; a second one waits its turn.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from printer import encode
from printer.errors import Lost, PrinterError, Unreachable
from printer.job import Failed, HealthCheck, Job, Outcome, Patience, Printed, Unconfirmed
from printer.layout import Block, lay_out, length_mm
from printer.ports import FilePort, Link, TcpPort, port_from_url
from printer.profile import Profile, load_profile
from printer.slip import Slip
from printer.status import Status, Trouble

log = logging.getLogger(__name__)


class Driver:
    """One printer at `url` (see `printer.ports`; `BadAddress` if it is none), of the family `profile`."""

    def __init__(
        self,
        url: str,
        profile: Profile | None = None,
        *,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connects to nothing yet. `patience` replaces what is reckoned from each ticket's length."""
        self._port = port_from_url(url)
        self._profile = profile or load_profile("epson80")
        self._patience = patience
        self._clock = clock
        self._turn = threading.Lock()

    def print_slip(self, slip: Slip) -> Outcome:
        """Print `slip` once and say truthfully what is known of it; never tries a second time."""
        blocks = lay_out(slip, self._profile)
        with self._turn:
            if isinstance(self._port, FilePort):
                return self._print_to_file(self._port, blocks)
            return self._print_to_printer(self._port, blocks)

    def status(self) -> Status:
        """Ask the printer how it is: the idle poll, for every 5 to 10 seconds. A first call also warms up `encode`."""
        with self._turn:
            if isinstance(self._port, FilePort):
                return self._file_status(self._port)
            return self._printer_status(self._port)

    def paper_mm(self, slip: Slip) -> float:
        """How much of the roll `slip` takes, in millimetres, the blank before the blade included."""
        return length_mm(lay_out(slip, self._profile), self._profile) + self._profile.blade_mm

    def _print_to_printer(self, port: TcpPort, blocks: Sequence[Block]) -> Outcome:
        ticket = encode.encode(blocks, self._profile)
        try:
            link = port.open()
        except Unreachable as error:
            log.debug("%s", error)
            return Failed(Trouble.UNREACHABLE)
        job = Job(ticket, now=self._clock(), patience=self._patience or self._patience_for(blocks))
        self._turn_crank(link, job)
        assert job.outcome is not None
        return job.outcome

    def _printer_status(self, port: TcpPort) -> Status:
        encode.warm()
        try:
            link = port.open()
        except Unreachable as error:
            log.debug("%s", error)
            return Status(silence=Trouble.UNREACHABLE)
        check = HealthCheck(now=self._clock(), patience_s=(self._patience or Patience()).status_s)
        self._turn_crank(link, check)
        assert check.status is not None
        return check.status

    def _turn_crank(self, link: Link, exchange: "_Exchange") -> None:
        """Carry bytes between link and exchange until it is done, then close the link."""
        try:
            # What waits already was said to somebody else.
            exchange.receive_data(link.read(0), self._clock())
            while not exchange.done:
                if data := exchange.data_to_send():
                    link.write(data, exchange.deadline - self._clock())
                exchange.receive_data(link.read(exchange.deadline - self._clock()), self._clock())
                exchange.tick(self._clock())
        except Lost as error:
            log.debug("%s", error)
            exchange.connection_lost()
        finally:
            link.close()

    def _patience_for(self, blocks: Sequence[Block]) -> Patience:
        """Print time and cut (0.5 s), and 2 s for a printer that wakes up or a network that stumbles."""
        return Patience(print_s=length_mm(blocks, self._profile) / self._profile.mm_per_s + 2.5)

    def _print_to_file(self, port: FilePort, blocks: Sequence[Block]) -> Outcome:
        try:
            port.append(encode.readable(blocks, self._profile))
        except Unreachable as error:
            log.debug("%s", error)
            return Failed(Trouble.UNREACHABLE)
        except Lost as error:
            log.debug("%s", error)
            return Unconfirmed(Trouble.LOST)
        return Printed()

    def _file_status(self, port: FilePort) -> Status:
        try:
            port.append("")
        except PrinterError as error:
            log.debug("%s", error)
            return Status(silence=Trouble.UNREACHABLE)
        return Status()


class _Exchange(Protocol):
    """What `printer.job` offers to be driven by."""

    deadline: float

    @property
    def done(self) -> bool: ...

    def data_to_send(self) -> bytes: ...

    def receive_data(self, data: bytes, now: float, /) -> None: ...

    def tick(self, now: float) -> None: ...

    def connection_lost(self) -> None: ...
