"""The part that moves: motor, head and cutter, which take their time. Pure; told the time, it never asks for it.

Works off a queue of motions. What is reported from the queue is reported when all before it has physically come out,
which is how GS ( H knows.
"""

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

from printer.profile import Profile
from printer.simulator.paper import Blade, Motion, Paper, Strip, Ticket


@dataclass(frozen=True, slots=True)
class Report:
    """Bytes for the host, sent when all before has come out."""

    data: bytes


class Mark(Enum):
    """A point on the paper that cannot be seen."""

    JOB = auto()
    """A job begins (ESC @)."""
    LOSS = auto()
    """Something of the job is missing here."""


class Mechanism:
    """One paper path and the pieces that came off it."""

    def __init__(self, profile: Profile, *, roll_mm: float) -> None:
        self.paper = Paper(profile.dots, dots_per_mm=profile.dots_per_mm, blade_mm=profile.blade_mm, roll_mm=roll_mm)
        self._reports: list[bytes] = []
        self.tickets: list[Ticket] = []
        self._rows_per_s = profile.mm_per_s * profile.dots_per_mm
        self._queue: deque[Motion | Report | Mark] = deque()
        self._rows_done = 0
        """Of the strip at the head of the queue."""
        self._rows_moving = 0
        self._done_at: float | None = None

    @property
    def deadline(self) -> float | None:
        """When the present movement ends; None while nothing moves."""
        return self._done_at

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return not self._queue

    @property
    def rows_ahead(self) -> int:
        """How many rows wait to be printed."""
        return sum(item.height for item in self._queue if isinstance(item, Strip)) - self._rows_done

    def add(self, item: Motion | Report | Mark) -> None:
        self._queue.append(item)

    def stop(self) -> None:
        """Stand still at once; what was moving is done again from where the paper is."""
        self._done_at = None

    def clear(self) -> None:
        """Forget what is not printed yet."""
        self._queue.clear()
        self._rows_done = 0
        self.stop()

    def tear(self) -> None:
        """Somebody tears off what hangs out."""
        self.tickets.append(self.paper.tear())

    def change_roll(self, roll_mm: float) -> None:
        """Take the paper out, with what is on it, and put in a roll of that length."""
        self.stop()
        if torn := self.paper.change_roll(roll_mm):
            self.tickets.append(torn)

    def take_reports(self) -> list[bytes]:
        """What is to be reported now; empty afterwards."""
        reports, self._reports = self._reports, []
        return reports

    def start(self, now: float, speed: float) -> None:
        """Begin the next movement, if none is under way; `speed` is the part of the usual one."""
        while self._done_at is None and self._queue:
            match self._queue[0]:
                case Report(data=data):
                    self._reports.append(data)
                    self._queue.popleft()
                case Mark():
                    self._pass(self._queue.popleft())
                case Blade():
                    self._done_at = now + CUT_S
                case Strip(height=height):
                    self._rows_moving = min(_STEP_ROWS, height - self._rows_done, self.paper.rows_left)
                    if not self._rows_moving:
                        return
                    self._done_at = now + self._rows_moving / (self._rows_per_s * speed)

    def _pass(self, mark: object) -> None:
        if mark is Mark.JOB:
            self.paper.begin_job()
        else:
            self.paper.break_job()

    def finish(self, now: float) -> None:
        """Complete the present movement, if its time has come."""
        if self._done_at is None or now < self._done_at:
            return
        self._done_at = None
        item = self._queue[0]
        if isinstance(item, Blade):
            self.tickets.append(self.paper.cut())
            self._queue.popleft()
        elif isinstance(item, Strip):
            self._finish_rows(item)

    def _finish_rows(self, strip: Strip) -> None:
        begin = self._rows_done * self.paper.row_bytes
        self._rows_done += self._rows_moving
        self.paper.advance(strip.rows[begin : self._rows_done * self.paper.row_bytes])
        if self._rows_done == strip.height:
            if strip.text:
                self.paper.end_line(strip.text)
            self._queue.popleft()
            self._rows_done = 0


CUT_S = 0.4
_STEP_ROWS = 8
"""A millimetre at 203 dpi: so finely does paper grow and end."""
