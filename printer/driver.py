"""A printer as the kiosk sees it: print this slip, say how you are. No screen, no event loop, no words.

Turns the crank of `printer.job` over a link of `printer.ports`, one connection per call, as printers want it, and
remembers between jobs what a printer may still owe. Every call ends within the time that its line and its paper need
and a few seconds, whatever the device does, and a device never raises: trouble is an outcome. Meant for one worker
thread; a second one waits its turn.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import lru_cache

from printer import encode
from printer.blocks import Block, Cut
from printer.check import HealthCheck
from printer.errors import BadLogo, Lost, PrinterError, Unreachable
from printer.exchange import carry
from printer.graphics import encode_logo_for_storing
from printer.job import Failed, Job, Outcome, Printed, Unconfirmed
from printer.layout import lay_out, length_mm
from printer.patience import Patience
from printer.ports import DevicePort, FilePort, port_from_url
from printer.profile import Confirmation, Profile, load_profile
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
        logo_stored: bool = False,
        first_number: int = 0,
        is_torn: bool = False,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Connects to nothing yet.

        Prints are numbered from `first_number` on; let it differ from process to process, so that a printer's late
        answer to an earlier one is not taken for ours. `is_torn`: an earlier process broke off in a ticket, which is
        cut off before the next. `logo_stored`: the printer keeps the hall's logo itself. `patience` replaces what is
        reckoned from each ticket's length.
        """
        self._port = port_from_url(url)
        self._profile = profile or load_profile("epson80")
        # A slip is measured and then printed: it is laid out, and perhaps drawn, once.
        self._blocks_of = lru_cache(maxsize=1)(lambda slip: lay_out(slip, self._profile, logo_stored=logo_stored))
        self._patience = patience
        self._clock = clock
        self._turn = threading.Lock()
        self._number = first_number
        self._in_doubt = True
        """Whether the printer may owe an answer to an earlier print, of this process or of one that was killed."""
        self._may_unblock = True
        """Whether an earlier print may lack its end, and nothing was done about it yet."""
        self._is_mute = False
        """Whether it did not answer a question of the kind that confirms, though it was given time."""
        self._is_torn = is_torn
        """Whether the paper may begin with a part of a ticket whose rest got lost on the way or was forgotten."""

    def print_slip(self, slip: Slip) -> Outcome:
        """Print `slip` once and say truthfully what is known of it; never tries a second time."""
        return self.print_blocks(self._blocks_of(slip))

    def print_blocks(self, blocks: Sequence[Block]) -> Outcome:
        """The same for paper that is no ticket, such as a test page."""
        with self._turn:
            if isinstance(self._port, FilePort):
                return self._print_to_file(self._port, blocks)
            return self._print_to_device(self._port, blocks)

    def store_logo(self, png: bytes) -> Outcome:
        """Have the printer keep a logo, in the place of an earlier one: `Printed` is stored.

        A person's act and never a ticket's: the memory wears out. Raises `BadLogo`, also for a file as the printer.
        """
        if isinstance(self._port, FilePort):
            raise BadLogo("a file keeps no logo")
        data = encode_logo_for_storing(png, self._profile)
        with self._turn:
            return self._send(self._port, data, _STORE_S)

    def status(self) -> Status:
        """Ask the printer how it is: the idle poll, for every 5 to 10 seconds. A first call also warms up `encode`.

        One that cannot be asked (`Profile.realtime_status`) counts as well for as long as it can be reached.
        """
        with self._turn:
            if isinstance(self._port, FilePort):
                return self._file_status(self._port)
            return self._device_status(self._port)

    def paper_mm(self, slip: Slip) -> float:
        """How much of the roll `slip` takes, in millimetres."""
        return length_mm(self._blocks_of(slip), self._profile)

    def _print_to_device(self, port: DevicePort, blocks: Sequence[Block]) -> Outcome:
        if self._is_torn:
            blocks = (Cut(), *blocks)  # nobody should hold two numbers on one strip
        # Print time and cut.
        print_s = length_mm(blocks, self._profile) / self._profile.mm_per_s + 0.5
        return self._send(port, encode.encode(blocks, self._profile), print_s)

    def _send(self, port: DevicePort, data: bytes, takes_s: float) -> Outcome:
        """`takes_s` is how long the printer is busy with `data` once it has it."""
        try:
            link = port.open()
        except Unreachable as error:
            log.debug("%s", error)
            return Failed(Trouble.UNREACHABLE)
        self._number += 1
        job = Job(
            data,
            self._profile,
            number=self._number,
            now=self._clock(),
            patience=self._patience or self._patience_for(port, takes_s),
            in_doubt=self._in_doubt,
            is_mute=self._is_mute,
            unblock=_unblock(self._profile) if port.outlives_connection and self._may_unblock else b"",
        )
        carry(link, job, self._clock)
        return self._learn_from(job)

    def _learn_from(self, job: Job) -> Outcome:
        assert job.outcome is not None
        if job.is_mute and not self._is_mute:
            log.warning("the printer does not answer GS r; is it really of the family %s?", self._profile.name)
        match job.outcome:
            case Failed():
                self._may_unblock = self._may_unblock and not job.has_unblocked
            case Unconfirmed(why, held):
                self._in_doubt, self._may_unblock = True, held
                self._is_mute, self._is_torn = job.is_mute, job.cleared or why is Trouble.LOST
            case Printed():
                self._in_doubt = self._may_unblock = self._is_torn = False
                self._is_mute = job.is_mute
        return job.outcome

    def _device_status(self, port: DevicePort) -> Status:
        encode.warm()
        try:
            link = port.open()
        except Unreachable as error:
            log.debug("%s", error)
            return Status(silence=Trouble.UNREACHABLE)
        if not self._profile.realtime_status:
            link.close()
            return Status()
        check = HealthCheck(now=self._clock(), patience_s=(self._patience or Patience()).status_s)
        carry(link, check, self._clock)
        assert check.status is not None
        return check.status

    def _patience_for(self, port: DevicePort, takes_s: float) -> Patience:
        """2 s more for a report: printers wake up slowly, and networks stumble."""
        report_s = 0.0 if self._profile.confirmation is Confirmation.NONE else 2.0
        return Patience(print_s=takes_s + report_s, bytes_per_s=port.bytes_per_s)

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


def _unblock(profile: Profile) -> bytes:
    """Enough NULs to fill up the largest picture that this program sends (GS v 0), and ESC @.

    CAN does not end a picture; NULs outside of one do nothing.
    """
    return bytes(profile.raster_rows * -(-profile.dots // 8)) + b"\x1b@"


_STORE_S = 10.0
"""For a printer to write a picture into its memory and, after FS q, to start anew."""
