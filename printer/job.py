"""One print as a state machine without clock, socket or thread.

Like the protocol of websockets: bytes from the printer go in by `receive_data`, bytes for it come out of
`data_to_send`, time comes in as a number of seconds on any monotonic scale, `deadline` says when `tick` must be called.
`printer.driver` turns the crank. A job never sends its ticket twice: a printer keeps what it could not print, and
prints it when the paper is changed, unless the job makes it forget.
"""

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from printer import replies
from printer.check import HealthCheck
from printer.profile import Clearing, Confirmation, Profile
from printer.replies import Asb, BlockData, PaperSensor, Reply, ReplyParser
from printer.status import Status, Trouble


@dataclass(frozen=True, slots=True)
class Printed:
    """The printer said that it is done."""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Bytes may have gone out and the end was not heard: the paper may be there, in part or not at all."""

    why: Trouble
    held: bool = False
    """Whether the printer may still hold some of it, and print it when it is mended: somebody should be told."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Not one byte of the ticket went out."""

    why: Trouble


Outcome = Printed | Unconfirmed | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for what, in seconds."""

    status_s: float = 1.0
    """For the four answers about the printer's health, and for the answer that it has forgotten a ticket."""
    print_s: float = 3.5
    """For the paper to come out and the report of it, from the moment when all bytes have passed the line."""
    settle_s: float = 0.3
    """For one more answer to an older question, after the last."""
    bytes_per_s: float = math.inf
    """The speed of the line."""

    def wire_s(self, data: bytes) -> float:
        """How long `data` takes to pass the line."""
        return len(data) / self.bytes_per_s


class State(Enum):
    """Where a job stands."""

    CHECKING = auto()
    """Asking whether the printer can print; nothing of the ticket has left."""
    SETTLING = auto()
    """Asking whether it obeys commands, and hearing out its answers to older questions; the same."""
    CONFIRMING = auto()
    """The ticket is out, and after it the question that is answered when it is done."""
    RECHECKING = auto()
    """No answer in time, or an alarm: asking the printer what stopped it."""
    CLEARING = auto()
    """It cannot go on: making it forget what it holds of the ticket."""
    DONE = auto()


class Job:
    """One ticket on its way to paper; `outcome` is None until it is over, and never changes afterwards."""

    def __init__(
        self,
        ticket: bytes,
        profile: Profile,
        *,
        number: int,
        now: float,
        patience: Patience,
        in_doubt: bool = False,
        unblock: bytes = b"",
    ) -> None:
        """`number` is the print's own, for printers that say it back (`replies.process_id`).

        `in_doubt`: what went to this printer before may still be answered, or lack its end; find out first. `unblock`
        ends a command that was cut off; it is sent at most once, when the printer is in doubt and does not answer.
        """
        self.state = State.CHECKING
        self.outcome: Outcome | None = None
        self.cleared = False
        """Whether the printer has been made to forget the ticket, which may then be on paper in part."""
        self._ticket = ticket
        self._profile = profile
        self._process = replies.process_id(number)
        self._patience = patience
        self._in_doubt = in_doubt
        self._unblock = unblock if in_doubt else b""
        self._parser = ReplyParser()
        self._to_send = b""
        self._ticket_left = False
        self._deaf = False
        """Whether an answer to GS r may be about somebody else's ticket, and counts for nothing."""
        self._begin_check(now)

    @property
    def done(self) -> bool:
        return self.outcome is not None

    @property
    def has_unblocked(self) -> bool:
        """Whether `unblock` has been used."""
        return not self._unblock

    def data_to_send(self) -> bytes:
        """The bytes to write now; they count as written once taken."""
        data, self._to_send = self._to_send, b""
        if self.state in (State.CHECKING, State.RECHECKING):
            data += self._check.data_to_send()
        elif self.state is State.CONFIRMING:
            self._ticket_left = self._ticket_left or bool(data)
        return data

    def receive_data(self, data: bytes, now: float, /) -> None:
        """Take what the printer said, in pieces of any size."""
        for reply in self._parser.feed(data):
            self._receive(reply, now)

    def tick(self, now: float) -> None:
        """Take note of the time; call it at `deadline` at the latest, earlier and twice do no harm."""
        if self.done or now < self.deadline:
            return
        match self.state:
            case State.SETTLING:
                self._end_settling(now)
            case State.CONFIRMING if self._profile.realtime_status:
                self._begin_recheck(now)
            case State.CONFIRMING:
                self._finish(self._unsaid(held=True))
            case State.CLEARING if self._profile.clearing is Clearing.DLE_DC4:
                self._end_clearing(cleared=False)
            case _:
                self._check.tick(now)
                self._judge(now)

    def connection_lost(self) -> None:
        """The printer can no longer be reached over this connection."""
        if not self.done:
            self._finish(self._unheard(Trouble.LOST))

    # ---- what the printer says

    def _receive(self, reply: Reply, now: float) -> None:
        if self.done:
            return
        if self._ticket_left and (outcome := self._confirmation(reply)):
            self._finish(outcome)
            return
        match self.state:
            case State.SETTLING if isinstance(reply, PaperSensor) and not self._to_send:
                self._heard(now)
            case State.CONFIRMING if isinstance(reply, Asb) and self._ticket_left:
                self._alarmed(Status.from_asb(reply.report), now)
            case State.CLEARING if isinstance(reply, BlockData) and reply.ends_with(replies.CLEARED):
                self._end_clearing(cleared=True)
            case State.CHECKING | State.RECHECKING | State.CLEARING:
                self._check.receive(reply)
                self._judge(now)
            case _:
                pass

    def _confirmation(self, reply: Reply) -> Outcome | None:
        match self._profile.confirmation, reply:
            case Confirmation.PROCESS_ID, BlockData() if reply.ends_with(replies.process_answer(self._process)):
                return Printed()
            case Confirmation.PAPER_QUERY, PaperSensor() if not self._deaf:
                # Paper that ends at this very moment may have taken the last lines with it.
                return Unconfirmed(Trouble.PAPER_OUT) if reply.paper_out else Printed()
            case _:
                return None

    def _alarmed(self, status: Status, now: float) -> None:
        if status.obstacle and self._profile.realtime_status:
            self._begin_recheck(now)
        elif status.obstacle:
            self._finish(Unconfirmed(status.obstacle, held=True))

    def _judge(self, now: float) -> None:
        """Act on the health check of the present state, if it is complete."""
        status = self._check.status
        if status is None:
            return
        match self.state:
            case State.CHECKING if status.silence is Trouble.NO_REPLY and self._unblock:
                self._begin_check(now, self._taken_unblock())
            case State.CHECKING if status.obstacle:
                self._finish(Failed(status.obstacle))
            case State.CHECKING:
                self._go_on(now)
            case State.RECHECKING if status.obstacle:
                self._begin_clearing(status, now)
            case State.RECHECKING if now < self._print_deadline:
                self.state, self.deadline = State.CONFIRMING, self._print_deadline
            case State.RECHECKING:
                self._finish(self._unsaid(held=False))
            case State.CLEARING if self._profile.clearing is Clearing.DLE_ENQ:
                self._end_clearing(cleared=not (status.silence or status.cutter_error or status.recoverable))
            case _:
                pass

    # ---- from one state to the next

    def _begin_check(self, now: float, first: bytes = b"") -> None:
        self.state = State.CHECKING
        self._to_send = first
        if self._profile.realtime_status:
            self._check_from(now + self._patience.wire_s(first))
        else:
            self._go_on(now)

    def _go_on(self, now: float) -> None:
        """Nothing stands against the ticket."""
        if not self._in_doubt:
            self._begin_sending(now)
        elif self._profile.confirmation is Confirmation.NONE:
            self._to_send += self._taken_unblock()  # whether it is needed, nobody can tell
            self._begin_sending(now)
        else:
            self.state = State.SETTLING
            self._heard_at: float | None = None
            self._to_send += replies.PAPER_QUERY
            self.deadline = self._settling_ends = now + self._patience.wire_s(self._to_send) + self._patience.print_s

    def _heard(self, now: float) -> None:
        """The printer obeys. Our question was behind all others: its answer is the last, but which one that is ..."""
        self._heard_at = now
        if self._profile.confirmation is Confirmation.PAPER_QUERY:
            self.deadline = min(now + self._patience.settle_s, self._settling_ends)
        else:
            self._begin_sending(now)  # answers that carry an id need not be told apart by their order

    def _end_settling(self, now: float) -> None:
        if self._heard_at is not None and now >= self._heard_at + self._patience.settle_s:
            self._begin_sending(now)
        elif self._unblock:
            self._begin_check(now, self._taken_unblock())
        else:
            self._in_doubt, self._deaf = False, True
            self._begin_check(now)

    def _begin_sending(self, now: float) -> None:
        self.state = State.CONFIRMING
        self._to_send += self._ticket + self._question()
        self.deadline = self._print_deadline = now + self._patience.wire_s(self._to_send) + self._patience.print_s

    def _begin_recheck(self, now: float) -> None:
        self.state = State.RECHECKING
        self._to_send = b""
        self._check_from(now)

    def _begin_clearing(self, status: Status, now: float) -> None:
        """Try to make the printer forget the ticket. A silent one is left alone: it may be printing after all."""
        self._stopped_by = status.obstacle or Trouble.NO_CONFIRMATION
        self.state = State.CLEARING
        self._check_from(now)
        if not self._ticket_left or status.silence:
            self._end_clearing(cleared=False)
        elif self._profile.clearing is Clearing.DLE_DC4:
            self._to_send = replies.CLEAR_BUFFERS
        elif self._profile.clearing is Clearing.DLE_ENQ and (status.cutter_error or status.recoverable):
            self._to_send = replies.RECOVER_AND_CLEAR + self._check.data_to_send()
        else:
            self._end_clearing(cleared=False)

    def _end_clearing(self, *, cleared: bool) -> None:
        self.cleared = cleared
        self._finish(self._unheard(self._stopped_by, held=not cleared))

    def _finish(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.state = State.DONE
        self._to_send = b""

    # ---- parts of these

    def _check_from(self, now: float) -> None:
        self._check = HealthCheck(now=now, patience_s=self._patience.status_s)
        self.deadline = self._check.deadline

    def _taken_unblock(self) -> bytes:
        data, self._unblock = self._unblock, b""
        return data

    def _question(self) -> bytes:
        match self._profile.confirmation:
            case Confirmation.PROCESS_ID:
                return replies.process_query(self._process)
            case Confirmation.PAPER_QUERY:
                return replies.PAPER_QUERY
            case Confirmation.NONE:
                return b""
            case _:
                assert_never(self._profile.confirmation)

    def _unsaid(self, *, held: bool) -> Outcome:
        """The time is up, and nothing seems wrong."""
        if self._profile.confirmation is Confirmation.NONE:
            return self._unheard(Trouble.CANNOT_SAY, held=False)
        return self._unheard(Trouble.NO_CONFIRMATION, held=held)

    def _unheard(self, why: Trouble, *, held: bool = True) -> Outcome:
        return Unconfirmed(why, held) if self._ticket_left else Failed(why)
