"""A program on a pseudo terminal: what it writes becomes a grid of cells, what is tapped there it reads as a mouse.

Understands as much of a terminal's language as Textual speaks: moves, colours (dropped) and text.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.cells import cell_len

from tests.bench.bare_server import ROOT

SIZE = (64, 24)
PATIENCE_S = 60.0

_PIECE = re.compile(
    r"\x1b\[(?P<arguments>[0-?]*)[ -/]*(?P<final>[@-~])"  # CSI
    r"|\x1b[\]P][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC and DCS
    r"|\x1b[ -/]*[0-Z\\^-~]"  # other escapes
    r"|(?P<text>[^\x00-\x1f]+)"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f])"
)


class Grid:
    """The cells of a screen."""

    def __init__(self) -> None:
        self._cells = [[" "] * SIZE[0] for _ in range(SIZE[1])]
        self._x = self._y = 0
        self._rest = ""
        self._decode = codecs.getincrementaldecoder("utf-8")().decode

    @property
    def lines(self) -> list[str]:
        """The rows as read; the second cell of a wide character is left out."""
        return ["".join(cells) for cells in self._cells]

    def place_of(self, words: str) -> tuple[int, int] | None:
        """The cell (from 0) in which `words` begin, if they stand on one line."""
        for y, cells in enumerate(self._cells):
            line = "".join(cell or "\0" for cell in cells)
            if words in line:
                return line.index(words), y
        return None

    def feed(self, data: bytes) -> None:
        """Take what the program wrote."""
        text, at = self._rest + self._decode(data), 0
        while (piece := _PIECE.match(text, at)) is not None:
            at = piece.end()
            if piece["final"] is not None:
                self._control_sequence(piece["arguments"], piece["final"])
            elif piece["text"] is not None:
                self._write(piece["text"])
            elif piece["control"] == "\n":
                self._y += 1
            elif piece["control"] == "\r":
                self._x = 0
        self._rest = text[at:]

    def _control_sequence(self, arguments: str, final: str) -> None:
        if final == "H":
            row, _, column = arguments.partition(";")
            self._y, self._x = int(row or 1) - 1, int(column or 1) - 1
        elif final == "J":
            self._cells = [[" "] * SIZE[0] for _ in range(SIZE[1])]

    def _write(self, text: str) -> None:
        for character in text:
            width = cell_len(character)
            for step in range(width):
                if self._y < SIZE[1] and self._x + step < SIZE[0]:
                    self._cells[self._y][self._x + step] = "" if step else character
            self._x += width


class Terminal:
    """A running program and the screen it draws."""

    def __init__(self, process: "subprocess.Popen[bytes]", ours: int) -> None:
        self.grid = Grid()
        self._process = process
        self._ours = ours

    def until(self, holds: Callable[[Grid], bool]) -> float:
        """Read until the screen is as wanted: the monotonic second in which what made it so arrived."""
        deadline = time.monotonic() + PATIENCE_S
        arrived = time.monotonic()
        while not holds(self.grid):
            readable, _, _ = select.select([self._ours], [], [], 0.5)
            arrived = time.monotonic()
            if readable:
                self.grid.feed(os.read(self._ours, 65536))
            if arrived > deadline or self._process.poll() is not None:
                shown = "\n".join(self.grid.lines)
                raise AssertionError(f"it never came; the screen says:\n{shown}")
        return arrived

    def shows(self, *words: str) -> float:
        """Read until all the words stand there: when the last of them came."""
        return self.until(lambda grid: all(grid.place_of(said) for said in words))

    def rest(self, seconds: float) -> None:
        """Read what comes in the next while."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if select.select([self._ours], [], [], left)[0]:
                self.grid.feed(os.read(self._ours, 65536))

    def tap(self, words: str) -> float:
        """Press and release where `words` stand: the monotonic second in which the finger came down."""
        place = self.grid.place_of(words)
        assert place is not None, f"no {words!r} in\n" + "\n".join(self.grid.lines)
        x, y = place[0] + 1, place[1] + 1
        tapped = time.monotonic()
        os.write(self._ours, f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m".encode())
        return tapped


@contextmanager
def terminal(arguments: Sequence[str]) -> Iterator[Terminal]:
    """`arguments` running on a terminal of its own; killed at the end of the block."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
    environment = os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    process = subprocess.Popen(
        arguments, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    try:
        with process:
            try:
                yield Terminal(process, ours)
            finally:
                process.kill()
    finally:
        os.close(ours)
