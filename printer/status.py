"""What a printer says about itself: its replies told apart by type, and their bits as one `Status`.

Replies carry no name: a byte is an answer to DLE EOT, a part of an automatic status (ASB), an answer to GS r or flow
control by its fixed bits alone (TM-T88III specification, appendix G). Reading "the next byte" as the answer to the
last question is how drivers come to report the opposite of the truth. Pure; no words for people.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

REALTIME_QUERIES = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
"""DLE EOT 1 to 4: answered in this order, one byte each, also by a printer that is offline or busy."""

PAPER_QUERY = b"\x1dr\x01"
"""GS r 1: answered when the printer reaches it in its buffer, so when all before it has been taken out to print."""


class Trouble(StrEnum):
    """Why a ticket may not be on paper, or what needs a hand, the most pressing first."""

    UNREACHABLE = "unreachable"
    """No connection."""
    LOST = "lost"
    """The connection broke."""
    NO_REPLY = "no_reply"
    """Connected, but silent: not ready, or not a printer that answers."""
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    """The cutter is jammed: clear it by hand."""
    UNRECOVERABLE = "unrecoverable"
    """Only switching it off and on may help."""
    RECOVERABLE = "recoverable"
    """A jam or a missing mark."""
    HOT = "hot"
    """The head is too hot; it recovers by itself."""
    OFFLINE = "offline"
    """Offline for a reason it does not give."""
    NO_CONFIRMATION = "no_confirmation"
    """Nothing looks wrong, but the end of the job was not reported."""
    CANNOT_SAY = "cannot_say"
    """The same from a printer that never reports it: no alarm."""
    CRASHED = "crashed"
    """Not the printer's doing: this program failed."""
    PAPER_NEAR_END = "paper_near_end"
    """A warning: it still prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a printer last said, one claim a field."""

    silence: Trouble | None = None
    """Why nothing was heard (UNREACHABLE, LOST, NO_REPLY); None when the printer spoke. The flags count only then."""
    offline: bool = False
    cover_open: bool = False
    paper_out: bool = False
    paper_near_end: bool = False
    cutter_error: bool = False
    unrecoverable: bool = False
    recoverable: bool = False
    hot: bool = False

    @classmethod
    def from_realtime(cls, replies: bytes) -> Self:
        """Decode the answers to DLE EOT 1, 2, 3 and 4, in this order.

        Bits and not whole bytes are tested: bit 2 of the first (drawer) is high on many printers without a drawer.
        """
        printer, cause, error, paper = replies
        return cls(
            offline=bool(printer & 0x28) or bool(cause & 0x48),
            cover_open=bool(cause & 0x04),
            paper_out=bool(cause & 0x20) or bool(paper & 0x60),
            paper_near_end=bool(paper & 0x0C),
            recoverable=bool(error & 0x04),
            cutter_error=bool(error & 0x08),
            unrecoverable=bool(error & 0x20),
            hot=bool(error & 0x40),
        )

    @property
    def trouble(self) -> Trouble | None:
        """The one thing to tell people about, in the order of `Trouble`; None when all is well."""
        claims = (
            (self.paper_out, Trouble.PAPER_OUT),
            (self.cover_open, Trouble.COVER_OPEN),
            (self.cutter_error, Trouble.CUTTER),
            (self.unrecoverable, Trouble.UNRECOVERABLE),
            (self.recoverable, Trouble.RECOVERABLE),
            (self.hot, Trouble.HOT),
            (self.offline, Trouble.OFFLINE),
            (self.paper_near_end, Trouble.PAPER_NEAR_END),
        )
        return self.silence or next((trouble for claimed, trouble in claims if claimed), None)

    @property
    def obstacle(self) -> Trouble | None:
        """The trouble, unless the printer prints in spite of it."""
        return None if self.trouble is Trouble.PAPER_NEAR_END else self.trouble


@dataclass(frozen=True, slots=True)
class RealTime:
    """One answer to a DLE EOT; which one, only the order tells."""

    byte: int


@dataclass(frozen=True, slots=True)
class Asb:
    """An automatic status: four bytes, sent unasked at a change (GS a)."""

    report: bytes


@dataclass(frozen=True, slots=True)
class PaperSensor:
    """The answer to GS r 1 (or to another GS r or GS I of one byte)."""

    byte: int

    @property
    def paper_out(self) -> bool:
        return bool(self.byte & 0x0C)


@dataclass(frozen=True, slots=True)
class Flow:
    """XON or XOFF: whether the printer takes more bytes."""

    may_send: bool


@dataclass(frozen=True, slots=True)
class BlockData:
    """An answer of many bytes (GS I, GS ( H): its header and what stands before the closing NUL."""

    header: int
    data: bytes


Reply = RealTime | Asb | PaperSensor | Flow | BlockData


class ReplyParser:
    """Cuts the bytes of one connection into replies, however they are split; noise is dropped, memory is bounded."""

    def __init__(self) -> None:
        self._asb = bytearray()
        self._block: bytearray | None = None

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that `data` completes, in their order."""
        return [reply for byte in data if (reply := self._next(byte)) is not None]

    def _next(self, byte: int) -> Reply | None:
        if byte in (_XON, _XOFF):
            return Flow(may_send=byte == _XON)
        if self._block is not None:
            return self._in_block(self._block, byte)
        if self._asb:
            if byte & 0x90 == 0x00:
                return self._in_asb(byte)
            self._asb.clear()  # its tail never came
        return self._first(byte)

    def _first(self, byte: int) -> Reply | None:
        if byte in _BLOCK_HEADERS:
            self._block = bytearray([byte])
        elif byte & 0x93 == 0x12:
            return RealTime(byte)
        elif byte & 0x93 == 0x10:
            self._asb.append(byte)
        elif byte & 0x90 == 0x00:
            return PaperSensor(byte)
        return None

    def _in_asb(self, byte: int) -> Reply | None:
        self._asb.append(byte)
        if len(self._asb) < 4:
            return None
        report = bytes(self._asb)
        self._asb.clear()
        return Asb(report)

    def _in_block(self, block: bytearray, byte: int) -> Reply | None:
        if byte != 0x00 and len(block) <= _LONGEST_BLOCK:
            block.append(byte)
            return None
        self._block = None
        return BlockData(block[0], bytes(block[1:])) if byte == 0x00 else None


_XON, _XOFF = 0x11, 0x13
_BLOCK_HEADERS = b"\x35\x37\x3b\x3d\x5f"
_LONGEST_BLOCK = 80
"""GS I answers with at most 80 bytes (Epson reference); a block that goes on was none."""
