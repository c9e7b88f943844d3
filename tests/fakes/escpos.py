"""Reads the bytes of a ticket back into commands, strictly: what it does not know, or finds cut short, is an error.

Written from the Epson reference and not from `printer.encode`, so that the two can disagree.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One command, its parameters, and its counted data or, for "text", the text."""

    name: str
    parameters: bytes = b""
    data: bytes = b""


_PARAMETERS = {
    b"\x1b@": ("ESC @", 0),
    b"\x1b3": ("ESC 3", 1),
    b"\x1ba": ("ESC a", 1),
    b"\x1bE": ("ESC E", 1),
    b"\x1bM": ("ESC M", 1),
    b"\x1bJ": ("ESC J", 1),
    b"\x1bt": ("ESC t", 1),
    b"\x1bm": ("ESC m", 0),
    b"\x1bB": ("ESC B", 2),
    b"\x1cp": ("FS p", 2),
    b"\x1dP": ("GS P", 2),
    b"\x1d!": ("GS !", 1),
    b"\x1db": ("GS b", 1),
    b"\x1dV": ("GS V", 1),
}

_COUNTED = {b"\x1d(k": "GS ( k", b"\x1d(L": "GS ( L", b"\x1b(A": "ESC ( A"}
"""The first two bytes behind the count are the parameters."""


def commands(stream: bytes) -> list[Command]:
    """All commands of `stream`; ValueError at the first byte that is neither text nor a known command."""
    found = []
    while stream:
        command, stream = _next(stream)
        found.append(command)
    return found


def _next(stream: bytes) -> tuple[Command, bytes]:
    if stream[0] >= 0x20 and stream[0] != 0x7F:
        end = next((i for i, byte in enumerate(stream) if byte < 0x20 or byte == 0x7F), len(stream))
        return Command("text", data=stream[:end]), stream[end:]
    if stream[0] == 0x0A:
        return Command("LF"), stream[1:]
    if stream[:3] in _COUNTED:
        end = 5 + int.from_bytes(stream[3:5], "little")
        return Command(_COUNTED[stream[:3]], stream[5:7], _whole(stream[7:end], end - 7)), stream[end:]
    if stream[:3] == b"\x1dv0":
        end = 8 + int.from_bytes(stream[4:6], "little") * int.from_bytes(stream[6:8], "little")
        return Command("GS v 0", _whole(stream[3:8], 5), _whole(stream[8:end], end - 8)), stream[end:]
    if stream[:3] == b"\x1cq\x01":  # one picture
        end = 7 + 8 * int.from_bytes(stream[3:5], "little") * int.from_bytes(stream[5:7], "little")
        return Command("FS q", _whole(stream[3:7], 4), _whole(stream[7:end], end - 7)), stream[end:]
    if stream[:2] in _PARAMETERS:
        name, count = _PARAMETERS[stream[:2]]
        if name == "GS V" and stream[2:3] in b"ABagh":  # the forms that feed before they cut
            count = 2
        return Command(name, _whole(stream[2 : 2 + count], count)), stream[2 + count :]
    raise ValueError(f"not a command of a ticket: {stream[:8]!r}")


def _whole(part: bytes, length: int) -> bytes:
    if len(part) != length:
        raise ValueError(f"cut short: {part!r}")
    return part
