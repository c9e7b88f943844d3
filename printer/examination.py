"""What a printer is asked to find out which kind it is, as a state machine without clock, socket or thread.

First it only listens: what a printer says then, nobody asked for. Then one question after the other, each with its own
time, so that an answer belongs to its question. Nothing comes out on paper. `printer.doctor` judges the answers;
`printer.exchange` turns the crank.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto

from printer import replies
from printer.replies import Asb, BlockData, Flow, PaperSensor, RealTime, Reply, ReplyParser
from printer.status import Status


class Question(Enum):
    """One thing a printer may answer, in the order in which it is asked."""

    PRINTER_STATUS = "DLE EOT 1"
    OFFLINE_CAUSE = "DLE EOT 2"
    ERROR_CAUSE = "DLE EOT 3"
    PAPER_STATUS = "DLE EOT 4"
    PAPER_SENSOR = "GS r 1"
    PROCESS_ID = "GS ( H"
    MODEL_ID = "GS I 1"
    FIRMWARE = "GS I 65"
    MAKER = "GS I 66"
    NAME = "GS I 67"
    AUTOMATIC_STATUS = "GS a"


STATUS_QUESTIONS = (
    Question.PRINTER_STATUS,
    Question.OFFLINE_CAUSE,
    Question.ERROR_CAUSE,
    Question.PAPER_STATUS,
)
"""Answered at once, whatever the printer does. The others wait in its buffer until it can print."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to one question."""

    said: bytes
    """Without header and closing NUL where it is text or an id."""
    after_s: float

    @property
    def text(self) -> str:
        """For people: a name as it is, other bytes in hexadecimal."""
        is_name = len(self.said) > 1 and all(0x20 <= byte < 0x7F for byte in self.said)
        return self.said.decode("ascii") if is_name else self.said.hex(" ")


class Ending(StrEnum):
    """How far an examination came."""

    WHOLE = auto()
    STANDS_STILL = auto()
    """The printer cannot print now: what waits in its buffer would be answered to somebody else, and is not asked."""
    SILENT = auto()
    """No answer to anything that every printer with status answers: the rest was not asked."""
    BABBLES = auto()
    """It talks so much unasked that no answer could be believed."""
    LOST = auto()
    """The connection broke."""
    UNREACHABLE = auto()
    """There was none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Everything that an examination has brought to light."""

    ending: Ending
    asked: tuple[Question, ...] = ()
    answers: Mapping[Question, Answer] = field(default_factory=dict)
    unasked_bytes: int = 0
    """How much was said that answers nothing."""

    @property
    def status(self) -> Status | None:
        """How the printer is, by its answers; None if one of the four is missing."""
        said = [self.answers[question].said for question in STATUS_QUESTIONS if question in self.answers]
        return Status.from_realtime(b"".join(said)) if len(said) == len(STATUS_QUESTIONS) else None

    @property
    def confirmation_s(self) -> float | None:
        """How long the surest confirmation that it knows took with nothing to print; None if it knows none."""
        surest = self.answers.get(Question.PROCESS_ID) or self.answers.get(Question.PAPER_SENSOR)
        return surest.after_s if surest else None


class Examination:
    """`done` once `finding` is there."""

    def __init__(self, *, now: float, patience_s: float = 1.0, listen_s: float = 0.3) -> None:
        self.finding: Finding | None = None
        self.deadline = now + listen_s
        self._patience_s = patience_s
        self._answers: dict[Question, Answer] = {}
        self._unasked_bytes = 0
        self._rest = list(Question)
        self._asked: Question | None = None
        self._asked_at = now
        self._to_send = b""
        self._parser = ReplyParser()

    @property
    def done(self) -> bool:
        return self.finding is not None

    def data_to_send(self) -> bytes:
        """The bytes to write now; they count as written once taken."""
        data, self._to_send = self._to_send, b""
        return data

    def receive_data(self, data: bytes, now: float, /) -> None:
        """Take what the printer said, in pieces of any size."""
        self._unasked_bytes += len(data)
        for reply in self._parser.feed(data):
            if isinstance(reply, Flow):
                self._unasked_bytes -= 1
            elif self._asked and not self._to_send and (said := _said(self._asked, reply)) is not None:
                self._unasked_bytes -= _size(reply)
                self._answers[self._asked] = Answer(said, now - self._asked_at)
                self._go_on(now)

    def tick(self, now: float) -> None:
        """Go on without an answer when the deadline has passed."""
        if not self.done and now >= self.deadline:
            self._go_on(now)

    def connection_lost(self) -> None:
        if not self.done:
            self._end(Ending.LOST)

    def _go_on(self, now: float) -> None:
        if self._unasked_bytes > _BABBLE_BYTES:
            self._end(Ending.BABBLES)
        elif self._asked is STATUS_QUESTIONS[-1] and self._stands_still:
            self._end(Ending.STANDS_STILL)
        elif self._asked is Question.PAPER_SENSOR and not self._answers:
            self._end(Ending.SILENT)
        elif not self._rest:
            self._end(Ending.WHOLE)
        else:
            self._asked, self._asked_at = self._rest.pop(0), now
            self._to_send = _COMMANDS[self._asked]
            self.deadline = now + self._patience_s

    @property
    def _stands_still(self) -> bool:
        status = self._finding(Ending.STANDS_STILL).status
        return status is not None and status.obstacle is not None

    def _end(self, ending: Ending) -> None:
        self.finding, self._asked, self._to_send = self._finding(ending), None, b""

    def _finding(self, ending: Ending) -> Finding:
        asked = tuple(question for question in Question if question not in self._rest)
        return Finding(ending, asked, dict(self._answers), self._unasked_bytes)


_PROCESS = b"LOOK"
_INITIALISE = b"\x1b@"
_COMMANDS = {
    **{question: b"\x10\x04" + bytes([n]) for n, question in enumerate(STATUS_QUESTIONS, 1)},
    Question.PAPER_SENSOR: replies.PAPER_QUERY,
    Question.PROCESS_ID: replies.process_query(_PROCESS),
    Question.MODEL_ID: b"\x1dI\x01",
    Question.FIRMWARE: b"\x1dIA",
    Question.MAKER: b"\x1dIB",
    Question.NAME: b"\x1dIC",
    # ESC @ ends the reports, and drops what a printer that knows some command not has taken for text.
    Question.AUTOMATIC_STATUS: b"\x1da\xff" + _INITIALISE,
}
_BABBLE_BYTES = 200
"""Some reports and stale answers may come unasked; this is more than all answers together."""


def _said(question: Question, reply: Reply) -> bytes | None:
    """What `reply` says to `question`, None if it is no answer to it."""
    match question, reply:
        case _, RealTime(byte) if question in STATUS_QUESTIONS:
            return bytes([byte])
        case ((Question.PAPER_SENSOR | Question.MODEL_ID), PaperSensor(byte)):
            return bytes([byte])
        case Question.PROCESS_ID, BlockData() if reply.ends_with(replies.process_answer(_PROCESS)):
            return _PROCESS
        case ((Question.FIRMWARE | Question.MAKER | Question.NAME), BlockData(header=0x5F, data=data)):
            return data
        case Question.AUTOMATIC_STATUS, Asb(report):
            return report
        case _:
            return None


def _size(reply: Reply) -> int:
    match reply:
        case BlockData(data=data):
            return len(data) + 2
        case Asb(report):
            return len(report)
        case _:
            return 1
