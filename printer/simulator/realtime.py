"""Commands that a printer obeys the moment they arrive, wherever they stand: also in the middle of a picture.

That they are found in image data too is no accident here: real printers do it (XP-80XX manual on DLE DC4), and a logo
with the wrong dots kicks a drawer or clears the buffer. Pure.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto


class Urgent(Enum):
    """What is asked or ordered."""

    PRINTER_STATUS = auto()
    """DLE EOT 1"""
    OFFLINE_CAUSE = auto()
    """DLE EOT 2"""
    ERROR_CAUSE = auto()
    """DLE EOT 3"""
    PAPER_STATUS = auto()
    """DLE EOT 4"""
    RECOVER = auto()
    """DLE ENQ 1: go on from the line where it stopped."""
    RECOVER_AND_CLEAR = auto()
    """DLE ENQ 2: forget what is held, then go on."""
    CLEAR = auto()
    """DLE DC4 8: forget what is held, and say so."""


class UrgentScanner:
    """Finds them in a stream that comes in pieces."""

    def __init__(self) -> None:
        self._tail = b""

    def feed(self, data: bytes) -> Iterator[tuple[int, Urgent]]:
        """Each command that `data` completes, with how many bytes of `data` belong to it and to all before it."""
        stream = self._tail + data
        before, used = len(self._tail), 0
        found = []
        for match in _PATTERN.finditer(stream):
            used = match.end()
            found.append((used - before, _MEANINGS[match[0]]))
        self._tail = stream[max(used, len(stream) - _LONGEST + 1) :]
        yield from found

    def reset(self) -> None:
        """Forget a command that is begun."""
        self._tail = b""


_MEANINGS = {
    b"\x10\x04\x01": Urgent.PRINTER_STATUS,
    b"\x10\x04\x02": Urgent.OFFLINE_CAUSE,
    b"\x10\x04\x03": Urgent.ERROR_CAUSE,
    b"\x10\x04\x04": Urgent.PAPER_STATUS,
    b"\x10\x05\x01": Urgent.RECOVER,
    b"\x10\x05\x02": Urgent.RECOVER_AND_CLEAR,
    b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08": Urgent.CLEAR,
}
_LONGEST = max(map(len, _MEANINGS))
_PATTERN = re.compile(b"|".join(map(re.escape, _MEANINGS)))
