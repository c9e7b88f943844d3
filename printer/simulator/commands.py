"""The byte stream of ESC/POS cut into commands, as it arrives and however it is split. Pure; executes nothing.

Written from Epson's command reference and the manuals of clones (reference numbers in their names: GS v 0), and not
from `printer.encode`, so that the two can disagree. A picture is cut into its rows, because a printer prints them
while the rest is still coming. Commands that the printer acts on out of order are `printer.simulator.realtime`'s.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command: "text" (with `data`), "row" (one row of the picture begun before), "unknown" or its own name."""

    name: str
    parameters: bytes = b""
    """What follows the name, without lengths."""
    data: bytes = b""
    size: int = 0
    """How many bytes of the receive buffer it takes."""


class CommandParser:
    """Keeps what is begun and not whole. A half command eats what comes next, as in a printer whose host has died."""

    def __init__(self, strange: Container[str] = ()) -> None:
        """`strange` commands are unknown to this printer: their parameters are taken for text."""
        self._strange = strange
        self._begun = bytearray()
        self._rows_left = 0
        self._row_bytes = 0

    def feed(self, data: bytes) -> Iterator[Command]:
        """The commands that `data` completes, in their order."""
        self._begun += data
        position = 0
        try:
            while command := self._next(position):
                position += command.size
                if command.name != "real time":
                    yield command
        finally:
            del self._begun[:position]

    def reset(self) -> None:
        """Forget a command that is begun."""
        self._begun.clear()
        self._rows_left = 0

    def _next(self, start: int) -> Command | None:
        stream = self._begun
        if start == len(stream):
            return None
        if self._rows_left:
            return self._row(start)
        if text := _TEXT.match(stream, start):
            return Command("text", data=text[0], size=len(text[0]))
        try:
            command = _command(stream, start)
        except IndexError:
            return None
        if start + command.size > len(stream):
            return None
        if command.name in self._strange and start + 2 <= len(stream):
            return Command("unknown", bytes(stream[start : start + 2]), size=2)
        if command.name == "GS v 0":
            self._row_bytes = int.from_bytes(command.parameters[1:3], "little")
            self._rows_left = int.from_bytes(command.parameters[3:5], "little") if self._row_bytes else 0
        return command

    def _row(self, start: int) -> Command | None:
        row = bytes(self._begun[start : start + self._row_bytes])
        if len(row) < self._row_bytes:
            return None
        self._rows_left -= 1
        return Command("row", data=row, size=self._row_bytes)


_TEXT = re.compile(rb"[\x20-\x7e\x80-\xff]+")
_ALONE = {0x00: "NUL", 0x09: "HT", 0x0A: "LF", 0x0C: "FF", 0x0D: "CR", 0x18: "CAN", 0x7F: "DEL"}
_FIXED = {
    0x1B: {
        **dict.fromkeys(b"2@Lim<v", 0),
        **dict.fromkeys(b" !-3EGJKMRSTVadert{u=U", 1),
        **dict.fromkeys(b"B$\\c", 2),
        **dict.fromkeys(b"p", 3),
        **dict.fromkeys(b"W", 8),
    },
    0x1D: {
        **dict.fromkeys(b":", 0),
        **dict.fromkeys(b"!/BEHITabfhrwz", 1),
        **dict.fromkeys(b"$LPW\\", 2),
        **dict.fromkeys(b"^", 3),
    },
    0x1C: {**dict.fromkeys(b"&.", 0), **dict.fromkeys(b"!-CW", 1), **dict.fromkeys(b"Sp", 2)},
}
"""Parameters of the commands that have a fixed number of them, by the byte that leads and the byte that names."""
_LEADS = {0x1B: "ESC", 0x1D: "GS", 0x1C: "FS"}
_CUTS_WITH_FEED = b"ABagh"
_BARCODES_ENDING_IN_NUL = range(7)


def _command(stream: bytearray, start: int) -> Command:
    """The command at `start`, its size whole even if its bytes are not; IndexError while that cannot be known."""
    lead = stream[start]
    if lead == 0x10:
        return Command("real time", size=_real_time_size(stream, start))
    if lead not in _LEADS:
        name = _ALONE.get(lead, "unknown")
        return Command(name, b"" if name != "unknown" else bytes([lead]), size=1)
    letter = stream[start + 1]
    name = f"{_LEADS[lead]} {chr(letter)}"
    if letter in _FIXED[lead]:
        return _sized(name, stream, start, 2, _FIXED[lead][letter])
    return _special(name, stream, start)


def _special(name: str, stream: bytearray, start: int) -> Command:
    match name:
        case "GS V":
            return _sized(name, stream, start, 2, 2 if stream[start + 2] in _CUTS_WITH_FEED else 1)
        case "GS v" if stream[start + 2] == 0x30:
            return _sized("GS v 0", stream, start, 3, 5)
        case "GS (" | "ESC (" | "FS (":
            length = _number(stream, start + 3, 2)
            return _sized(f"{name} {chr(stream[start + 2])}", stream, start, 5, length)
        case "GS 8":
            length = _number(stream, start + 3, 4)
            return _sized(f"GS ( {chr(stream[start + 2])}", stream, start, 7, length)
        case "GS k":
            return _barcode(stream, start)
        case "GS *":
            return _sized(name, stream, start, 2, 2 + 8 * stream[start + 2] * stream[start + 3])
        case "ESC *":
            columns = _number(stream, start + 3, 2)
            return _sized(name, stream, start, 2, 3 + columns * (3 if stream[start + 2] in (32, 33) else 1))
        case "ESC D":
            return _to_nul(name, stream, start, 2)
        case "FS q":
            return _sized(name, stream, start, 2, _pictures_size(stream, start + 2))
        case _:
            return Command("unknown", bytes(stream[start : start + 2]), size=2)


def _barcode(stream: bytearray, start: int) -> Command:
    if stream[start + 2] in _BARCODES_ENDING_IN_NUL:
        return _to_nul("GS k", stream, start, 3)
    return _sized("GS k", stream, start, 2, 2 + stream[start + 3])


def _pictures_size(stream: bytearray, start: int) -> int:
    """FS q n [xL xH yL yH picture] n times: the size of all that, from n on."""
    end = start + 1
    for _ in range(stream[start]):
        end += 4 + 8 * _number(stream, end, 2) * _number(stream, end + 2, 2)
    return end - start


def _real_time_size(stream: bytearray, start: int) -> int:
    """DLE EOT n and DLE ENQ n have three bytes; DLE DC4 has five, and ten in its function 8."""
    letter = stream[start + 1]
    if letter == 0x14:
        return 10 if stream[start + 2] == 8 else 5
    return 3 if letter in (0x04, 0x05) else 1


def _sized(name: str, stream: bytearray, start: int, head: int, parameters: int) -> Command:
    """`head` bytes of name and lengths, then `parameters` more."""
    size = head + parameters
    return Command(name, bytes(stream[start + head : start + size]), size=size)


def _number(stream: bytearray, start: int, count: int) -> int:
    if start + count > len(stream):
        raise IndexError
    return int.from_bytes(stream[start : start + count], "little")


def _to_nul(name: str, stream: bytearray, start: int, head: int) -> Command:
    end = stream.find(0, start + head)
    if end < 0:
        raise IndexError
    return _sized(name, stream, start, head, end + 1 - start - head)
