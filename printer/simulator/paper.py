"""Paper as rows of dots: the roll, the strip that hangs out of the printer, and the pieces that were cut off. Pure.

A printer cuts some millimetres behind the line that it prints, so every piece begins with the blank between the two,
and a cut without a feed leaves the last lines inside, at the top of the next piece.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image


@dataclass(frozen=True, slots=True)
class Strip:
    """Rows of dots, the top one first, each as many bytes as the paper is wide; a set bit is black."""

    rows: bytes
    height: int
    text: str = ""
    """What the rows say, for people and tests."""


class Blade:
    """A cut, where the blade stands."""


Motion = Strip | Blade


@dataclass(frozen=True, slots=True)
class Ticket:
    """A piece of paper that has come off."""

    text: str
    """The lines of the last job on it; a QR code is "[qr DATA]", a picture "[image WIDTHxHEIGHT]"."""
    cut: bool
    """It was cut off and not torn."""
    complete: bool
    """Nothing of the job was lost between its ESC @ and its end: no roll changed, no buffer cleared, no byte lost."""
    fragments: tuple[str, ...]
    """What earlier jobs left on the same piece without cutting it off."""
    width: int
    """In dots, as `height`."""
    height: int
    _packed: bytes = field(repr=False)

    def png(self) -> bytes:
        """What it looks like, one pixel a dot."""
        return _png(self.width, self.height, zlib.decompress(self._packed))


class Paper:
    """What the head has printed on and not yet given away, and how much is left on the roll."""

    def __init__(self, width: int, *, dots_per_mm: float, blade_mm: float, roll_mm: float) -> None:
        self.width = width
        self.row_bytes = (width + 7) // 8
        self.dots_per_mm = dots_per_mm
        self.printed_rows = 0
        """All rows that ever came out, blank ones included."""
        self.rows_left = round(roll_mm * dots_per_mm)
        self.blade_rows = round(blade_mm * dots_per_mm)
        """Rows between the head and the blade."""
        self._rows = bytearray(self.row_bytes * self.blade_rows)
        self._lines: list[tuple[int, str]] = []
        """Each line with the row at which it ends; a job begins at an empty text."""
        self._broken = False
        self.has_print = False
        """Whether anything black is on the strip."""

    @property
    def height(self) -> int:
        """Rows from the last cut to the head."""
        return len(self._rows) // self.row_bytes

    @property
    def text(self) -> str:
        """The lines of the present job that are on the strip already."""
        return _jobs(line for _, line in self._lines)[-1]

    def begin_job(self) -> None:
        """A new job starts here (ESC @)."""
        self._lines.append((self.height, ""))
        self._broken = False

    def break_job(self) -> None:
        """Something of the present job is lost."""
        self._broken = True

    def advance(self, rows: bytes) -> None:
        """Move on by `rows`, which the head prints; not more than `rows_left`."""
        count = len(rows) // self.row_bytes
        self._rows += rows
        self.has_print = self.has_print or any(rows)
        self.rows_left -= count
        self.printed_rows += count

    def end_line(self, text: str) -> None:
        """What was printed last says `text`."""
        self._lines.append((self.height, text))

    def cut(self) -> Ticket:
        """Cut at the blade."""
        return self._take_off(self.height - self.blade_rows, cut=True)

    def tear(self) -> Ticket:
        """Tear off by hand all there is."""
        return self._take_off(self.height, cut=False)

    def change_roll(self, roll_mm: float) -> Ticket | None:
        """Take the old paper out, which is a piece of its own if anything is on it, and feed the new one in."""
        torn = None
        if self.has_print:
            self._broken = True
            torn = self._take_off(self.height, cut=False)
            self._broken = True
        self.rows_left = round(roll_mm * self.dots_per_mm)
        self._rows = bytearray(self.row_bytes * self.blade_rows)
        return torn

    def png(self) -> bytes:
        """The strip that hangs out."""
        return _png(self.width, self.height, bytes(self._rows))

    def _take_off(self, height: int, *, cut: bool) -> Ticket:
        gone = bytes(self._rows[: height * self.row_bytes])
        jobs = _jobs(line for end, line in self._lines if end <= height)
        complete = not self._broken and (cut or bool(jobs[-1]))
        del self._rows[: height * self.row_bytes]
        self.has_print = any(self._rows)
        self._lines = [(end - height, line) for end, line in self._lines if end > height]
        return Ticket(jobs[-1], cut, complete, tuple(jobs[:-1]), self.width, height, zlib.compress(gone))


def _jobs(lines: Iterable[str]) -> list[str]:
    jobs: list[list[str]] = [[]]
    for line in lines:
        if line:
            jobs[-1].append(line)
        elif jobs[-1]:
            jobs.append([])
    return ["\n".join(job) for job in jobs]


def _png(width: int, height: int, rows: bytes) -> bytes:
    picture = BytesIO()
    Image.frombytes("1", (width, height), rows, "raw", "1;I").save(picture, "PNG")
    return picture.getvalue()
