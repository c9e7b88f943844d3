"""What is asked of a printer, and its answers told apart by type.

Replies carry no name: a byte is an answer to DLE EOT, a part of an automatic status (ASB), an answer to GS r or flow
control by its fixed bits alone (TM-T88III specification, appendix G). Reading "the next byte" as the answer to the
last question is how drivers come to report the opposite of the truth. Pure.
"""

from dataclasses import dataclass

REALTIME_QUERIES = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
"""DLE EOT 1 to 4: answered in this order, one byte each, also by a printer that is offline or busy."""

PAPER_QUERY = b"\x1dr\x01"
"""GS r 1: answered when the printer reaches it in its buffer, so when all before it has been taken out to print."""

RECOVER_AND_CLEAR = b"\x10\x05\x02"
"""DLE ENQ 2: forget all buffers and go on after an error that can be recovered; without an answer, and without effect
where the printer merely waits for paper or for its cover."""

CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: forget all buffers, whatever the printer waits for; answered by `CLEARED`."""

CLEARED = b"\x37\x25"
"""The answer to `CLEAR_BUFFERS`, without the closing NUL. All that was sent before has been received and forgotten by
then, as commands of this kind are obeyed in the order in which bytes arrive."""

PROCESS_IDS = 36**4
"""So many prints have an id of their own before the first comes again."""


def process_id(number: int) -> bytes:
    """The id of the print `number`, any integer: four letters or digits."""
    digits = bytearray()
    for _ in range(4):
        number, digit = divmod(number, 36)
        digits.append(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit])
    return bytes(reversed(digits))


def process_query(process: bytes) -> bytes:
    """GS ( H, function 48: answered by `process_answer` when all that was sent before it is printed."""
    return b"\x1d\x28\x48\x06\x00\x30\x30" + process


def process_answer(process: bytes) -> bytes:
    """What comes back when that print is done, without the closing NUL."""
    return b"\x37\x22" + process


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
    """An answer of many bytes (GS I, GS ( H, DLE DC4): its header and what stands before the closing NUL."""

    header: int
    data: bytes

    def ends_with(self, answer: bytes) -> bool:
        """Whether this is `answer`, header included; noise that looked like a header may stand before it."""
        return (bytes([self.header]) + self.data).endswith(answer)


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
        if byte >= 0x20 and len(block) <= _LONGEST_BLOCK:
            block.append(byte)
            return None
        self._block = None
        if byte == 0x00:
            return BlockData(block[0], bytes(block[1:]))
        return self._first(byte) if byte < 0x20 else None  # a header that was none may hide no answer


_XON, _XOFF = 0x11, 0x13
_BLOCK_HEADERS = b"\x35\x37\x3b\x3d\x5f"
_LONGEST_BLOCK = 80
"""GS I answers with at most 80 bytes (Epson reference); a block that goes on was none."""
