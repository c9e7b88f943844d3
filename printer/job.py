"""One print as a state machine without clock, socket or thread.

Like the protocol of websockets: bytes from the printer go in by `receive_data`, bytes for it come out of
`data_to_send`, time comes in as a number of seconds on any monotonic scale, `deadline` says when `tick` must be called.
`printer.driver` turns the crank. A job never sends its ticket twice: a printer keeps what it could not print, and
prints it when the paper is changed, unless the job makes it forget.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import assert_never

from printer import replies
from printer.approach import Approach
from printer.check import HealthCheck
from printer.patience import Patience
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


class State(Enum):
    """Where a job stands."""

    APPROACHING = auto()
    """Finding out whether the printer can print; nothing of the ticket has left."""
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
        is_mute: bool = False,
        unblock: bytes = b"",
    ) -> None:
        """`number` is the print's own, for printers that say it back (`replies.process_id`).

        `in_doubt`: what went to this printer before may still be answered, or lack its end; `is_mute`: the job before
        waited for an answer in vain; `unblock` ends a command that was cut off (`printer.approach`).
        """
        self.state = State.APPROACHING
        self.outcome: Outcome | None = None
        self.cleared = False
        """Whether the printer has been made to forget the ticket, which may then be on paper in part."""
        self._approach = Approach(
            profile, now=now, patience=patience, in_doubt=in_doubt, is_mute=is_mute, unblock=unblock
        )
        self._ticket = ticket
        self._profile = profile
        self._process = replies.process_id(number)
        self._patience = patience
        self._parser = ReplyParser()
        self._to_send = b""
        self._ticket_left = False
        self._follow(now)

    @property
    def done(self) -> bool:
        return self.outcome is not None

    @property
    def has_unblocked(self) -> bool:
        """Whether `unblock` has been used."""
        return self._approach.has_unblocked

    @property
    def is_mute(self) -> bool:
        """Whether the printer leaves GS r unanswered, as far as is known."""
        return self._approach.is_mute

    def data_to_send(self) -> bytes:
        """The bytes to write now; they count as written once taken."""
        if self.state is State.APPROACHING:
            return self._approach.data_to_send()
        data, self._to_send = self._to_send, b""
        if self.state is State.RECHECKING:
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
            case State.APPROACHING:
                self._approach.tick(now)
                self._follow(now)
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
            case State.APPROACHING:
                self._approach.receive(reply, now)
                self._follow(now)
            case State.CONFIRMING if isinstance(reply, Asb) and self._ticket_left:
                self._alarmed(Status.from_asb(reply.report), now)
            case State.CLEARING if isinstance(reply, BlockData) and reply.ends_with(replies.CLEARED):
                self._end_clearing(cleared=True)
            case State.RECHECKING | State.CLEARING:
                self._check.receive(reply)
                self._judge(now)
            case _:
                pass

    def _confirmation(self, reply: Reply) -> Outcome | None:
        match self._profile.confirmation, reply:
            case Confirmation.PROCESS_ID, BlockData() if reply.ends_with(replies.process_answer(self._process)):
                return Printed()
            case _, PaperSensor() if self._approach.owes:
                self._approach.is_mute = False  # it speaks, if about whatever: the next job hears it out
                return None
            case Confirmation.PAPER_QUERY, PaperSensor():
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

    def _follow(self, now: float) -> None:
        """Go where the approach has led."""
        if not self._approach.done:
            self.deadline = self._approach.deadline
        elif self._approach.obstacle:
            self._finish(Failed(self._approach.obstacle))
        else:
            self._begin_sending(now)

    def _begin_sending(self, now: float) -> None:
        self.state = State.CONFIRMING
        self._to_send = self._approach.data_to_send() + self._ticket + self._question()
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
