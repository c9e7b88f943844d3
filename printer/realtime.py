"""Real-time commands that hide in counted data, and how they are taken out: pure functions of bytes.

A printer watches for real-time commands before it understands anything else, so that DLE EOT in the dots of a picture
makes it answer, DLE ENQ makes it forget the ticket and DLE DC4 opens the drawer (manual of the XP-80XX, DLE DC4: "If
the print data contains the same data as this command, the data will be executed"). Text never holds them, as
`printer.slip` lets no control character through.
"""

import re

_COMMAND = re.compile(rb"\x10(?=[\x04\x05\x14])")
"""DLE, where EOT, ENQ or DC4 make a command of it."""

_DOT = 0x08
"""Flipped in a DLE or in the byte behind it, it leaves a byte that is no part of a command."""


def holds_realtime_command(data: bytes) -> bool:
    """Whether a printer would find a real-time command in `data`."""
    return _COMMAND.search(data) is not None


def defused(dots: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    """`dots` (1 bit a dot) without a real-time command in them or where they touch the bytes `before` and `after`.

    Flips one dot for each command: in its DLE, or behind the DLE where that one belongs to `before`. Every other byte
    stays. Idempotent. What lies wholly in `before` or `after` is not looked at.
    """
    safe = bytearray(_COMMAND.sub(bytes([0x10 ^ _DOT]), dots + after[:1])[: len(dots)])
    if safe and holds_realtime_command(before[-1:] + safe[:1]):
        safe[0] ^= _DOT
    return bytes(safe)
