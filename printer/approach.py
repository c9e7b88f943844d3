"""The way to a printer before a ticket may leave: can it print, and does it listen? No clock, socket or thread.

It asks for the printer's health. Where something went to this printer before whose end was not seen, it also hears out
the answers that the printer may still owe, and ends a command that was cut off and would eat the ticket. `printer.job`
goes this way first.
"""

from printer import replies
from printer.check import HealthCheck
from printer.patience import Patience
from printer.profile import Confirmation, Profile
from printer.replies import PaperSensor, Reply
from printer.status import Status, Trouble


class Approach:
    """`done` when the printer has been found ready (`obstacle` is None) or not; `deadline` is for `tick`, as in a job.

    The four questions come first; then, in doubt, GS r 1, which stands behind all that is owed: when its answer has
    come and nothing comes after it for `Patience.settle_s`, the printer obeys and owes nothing. A printer that is
    silent gets `unblock`, once, and is asked again. One that does not answer GS r all the same, or `is_mute` from
    before and is not waited for, gets its ticket; but whose ticket an answer is about is not known then.
    """

    def __init__(
        self, profile: Profile, *, now: float, patience: Patience, in_doubt: bool, is_mute: bool, unblock: bytes
    ) -> None:
        self.done = False
        self.obstacle: Trouble | None = None
        self.owes = in_doubt
        """Whether an answer to GS r that comes from now on may be about an older ticket."""
        self.is_mute = is_mute
        """Whether it has left GS r unanswered for as long as a ticket takes."""
        self._profile = profile
        self._patience = patience
        self._in_doubt = in_doubt
        self._unblock = unblock if in_doubt else b""
        self._check: HealthCheck | None = None
        self._to_send = b""
        self._ask(now)

    @property
    def has_unblocked(self) -> bool:
        """Whether `unblock` has been used."""
        return not self._unblock

    def data_to_send(self) -> bytes:
        """The bytes to write now; when `done`, what is to go before the ticket."""
        data, self._to_send = self._to_send, b""
        return data + self._check.data_to_send() if self._check else data

    def receive(self, reply: Reply, now: float) -> None:
        if self._check:
            self._check.receive(reply)
            self._judge(self._check.status, now)
        elif isinstance(reply, PaperSensor) and not self._to_send:
            self._hear(now)

    def tick(self, now: float) -> None:
        if now < self.deadline:
            return
        if self._check:
            self._check.tick(now)
            self._judge(self._check.status, now)
        else:
            self._end_hearing(now)

    def _ask(self, now: float) -> None:
        if self._profile.realtime_status:
            begins = now + self._patience.wire_s(self._to_send)
            self._check = HealthCheck(now=begins, patience_s=self._patience.status_s)
            self.deadline = self._check.deadline
        else:
            self._hear_out(now)

    def _judge(self, status: Status | None, now: float) -> None:
        if status is None:
            return
        if status.silence and self._unblock:
            self._use_unblock()
            self._ask(now)
        elif status.obstacle:
            self.obstacle = status.obstacle
            self.done = True
        else:
            self._hear_out(now)

    def _hear_out(self, now: float) -> None:
        self._check = None
        answers = self._profile.confirmation is not Confirmation.NONE
        if self._in_doubt and answers and not self.is_mute:
            self._heard_at: float | None = None
            self._to_send += replies.PAPER_QUERY
            self._latest = now + self._patience.wire_s(self._to_send) + self._patience.print_s
            self.deadline = self._latest
            return
        if not answers:
            self._use_unblock()  # whether it is needed, nobody can tell
        self.done = True

    def _hear(self, now: float) -> None:
        self._heard_at = now
        if self._profile.confirmation is Confirmation.PAPER_QUERY:
            self.deadline = min(now + self._patience.settle_s, self._latest)
        else:
            self._settle()  # an id says of itself which print it is about

    def _end_hearing(self, now: float) -> None:
        if self._heard_at is not None and now >= self._heard_at + self._patience.settle_s:
            self._settle()
        else:
            # Whatever held it up, time has passed: ask for its health again before anything else.
            self.is_mute = not self._unblock
            self._use_unblock()
            self._ask(now)

    def _settle(self) -> None:
        self.owes = False
        self.done = True

    def _use_unblock(self) -> None:
        self._to_send += self._unblock
        self._unblock = b""
