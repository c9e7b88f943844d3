"""One print, and one question after the printer's health, as state machines without clock, socket or thread.

Like the protocol of websockets: bytes from the printer go in by `receive_data`, bytes for it come out of
`data_to_send`, time comes in as a number of seconds on any monotonic scale, `deadline` says when `tick` must be called.
`printer.driver` turns the crank. A job never sends its ticket twice: a printer keeps what it could not print, and
prints it when the paper is changed.
"""

from dataclasses import dataclass
from enum import Enum, auto

from printer.status import PAPER_QUERY, REALTIME_QUERIES, PaperSensor, RealTime, Reply, ReplyParser, Status, Trouble


@dataclass(frozen=True, slots=True)
class Printed:
    """The printer took all of the ticket out of its buffer and said so."""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Bytes may have gone out and the end was not heard: the paper may be there, or come out later."""

    why: Trouble


@dataclass(frozen=True, slots=True)
class Failed:
    """Not one byte of the ticket went out."""

    why: Trouble


Outcome = Printed | Unconfirmed | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for what, in seconds."""

    status_s: float = 1.0
    """For the four answers about the printer's health."""
    print_s: float = 3.5
    """For the bytes to pass, the paper to come out and the report of it."""


class HealthCheck:
    """Asks DLE EOT 1 to 4 at once and decodes the answers by their order: `status` is None until all is known.

    Bytes that arrive before the questions are taken by `data_to_send` answer nothing and are dropped.
    """

    def __init__(self, *, now: float, patience_s: float) -> None:
        self.deadline = now + patience_s
        self.status: Status | None = None
        self._parser = ReplyParser()
        self._to_send = REALTIME_QUERIES
        self._answers = bytearray()

    @property
    def done(self) -> bool:
        return self.status is not None

    def data_to_send(self) -> bytes:
        """The bytes to write now; they count as written once taken."""
        data, self._to_send = self._to_send, b""
        return data

    def receive_data(self, data: bytes, _now: float, /) -> None:
        for reply in self._parser.feed(data):
            self.receive(reply)

    def receive(self, reply: Reply) -> None:
        """Take one reply that another parser has cut out of the same connection."""
        if self._to_send or self.done or not isinstance(reply, RealTime):
            return
        self._answers.append(reply.byte)
        if len(self._answers) == 4:
            self.status = Status.from_realtime(bytes(self._answers))

    def tick(self, now: float) -> None:
        """Give up when the deadline has passed. Some answers are no answer: the one that counts may be missing."""
        if not self.done and now >= self.deadline:
            self.status = Status(silence=Trouble.NO_REPLY)

    def connection_lost(self) -> None:
        if not self.done:
            self.status = Status(silence=Trouble.LOST)


class State(Enum):
    """Where a job stands."""

    CHECKING = auto()
    """Asking whether the printer can print; nothing of the ticket has left."""
    CONFIRMING = auto()
    """The ticket is out, and after it the question that is answered when it has been taken out of the buffer."""
    RECHECKING = auto()
    """No answer in time: asking the printer what stopped it."""
    DONE = auto()


class Job:
    """One ticket on its way to paper; `outcome` is None until it is over, and never changes afterwards."""

    def __init__(self, ticket: bytes, *, now: float, patience: Patience) -> None:
        self.state = State.CHECKING
        self.outcome: Outcome | None = None
        self.deadline = now + patience.status_s
        self._ticket = ticket
        self._patience = patience
        self._parser = ReplyParser()
        self._check = HealthCheck(now=now, patience_s=patience.status_s)
        self._to_send = b""
        self._ticket_left = False

    @property
    def done(self) -> bool:
        return self.outcome is not None

    def data_to_send(self) -> bytes:
        """The bytes to write now; they count as written once taken."""
        if self.state in (State.CHECKING, State.RECHECKING):
            return self._check.data_to_send()
        data, self._to_send = self._to_send, b""
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
        if self.state is State.CONFIRMING:
            self._begin_recheck(now)
        else:
            self._check.tick(now)
            self._judge(now)

    def connection_lost(self) -> None:
        """The printer can no longer be reached over this connection."""
        if not self.done:
            self._finish(self._unheard(Trouble.LOST))

    def _receive(self, reply: Reply, now: float) -> None:
        match self.state:
            case State.CHECKING:
                self._check.receive(reply)
                self._judge(now)
            case State.CONFIRMING | State.RECHECKING if isinstance(reply, PaperSensor) and self._ticket_left:
                # Paper that ends at this very moment may have taken the last lines with it.
                self._finish(Unconfirmed(Trouble.PAPER_OUT) if reply.paper_out else Printed())
            case State.RECHECKING:
                self._check.receive(reply)
                self._judge(now)
            case State.CONFIRMING | State.DONE:
                pass

    def _judge(self, now: float) -> None:
        """Act on the health check of the present state, if it is complete."""
        status = self._check.status
        if status is None:
            return
        if self.state is State.RECHECKING:
            self._finish(self._unheard(status.obstacle or Trouble.NO_CONFIRMATION))
        elif status.obstacle:
            self._finish(self._unheard(status.obstacle))
        else:
            self.state = State.CONFIRMING
            self.deadline = now + self._patience.print_s
            self._to_send = self._ticket + PAPER_QUERY

    def _begin_recheck(self, now: float) -> None:
        self.state = State.RECHECKING
        self._check = HealthCheck(now=now, patience_s=self._patience.status_s)
        self.deadline = self._check.deadline

    def _unheard(self, why: Trouble) -> Outcome:
        return Unconfirmed(why) if self._ticket_left else Failed(why)

    def _finish(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.state = State.DONE
        self._to_send = b""
