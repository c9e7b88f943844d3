"""How a simulated printer is, and the bytes by which it says so. Pure.

Bits as in Epson's command reference (DLE EOT, GS a, GS r); a printer that nobody of this project wrote says the same
for the same faults, which a test holds.
"""

from dataclasses import dataclass

from printer.simulator.realtime import Urgent


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What sensors and switches say; the defaults are a printer that is ready."""

    near_end: bool = False
    paper_out: bool = False
    cover_open: bool = False
    cutter_jam: bool = False
    hot: bool = False
    switched_offline: bool = False

    @property
    def has_error(self) -> bool:
        return self.cutter_jam or self.hot

    @property
    def offline(self) -> bool:
        """Whether it stands still and keeps what it is sent."""
        return self.paper_out or self.cover_open or self.has_error or self.switched_offline

    def answer(self, question: Urgent) -> bytes:
        """The byte that answers one of DLE EOT 1 to 4."""
        match question:
            case Urgent.PRINTER_STATUS:
                bits = 0x08 * self.offline
            case Urgent.OFFLINE_CAUSE:
                bits = 0x04 * self.cover_open | 0x20 * self.paper_out | 0x40 * self.has_error
            case Urgent.ERROR_CAUSE:
                bits = 0x08 * self.cutter_jam | 0x40 * self.hot
            case Urgent.PAPER_STATUS:
                bits = 0x0C * (self.near_end or self.paper_out) | 0x60 * self.paper_out
            case _:
                raise ValueError(f"{question} is no question")
        return bytes([0x12 | bits])

    @property
    def paper_sensors(self) -> bytes:
        """The answer to GS r 1 and ESC v."""
        return bytes([0x03 * (self.near_end or self.paper_out) | 0x0C * self.paper_out])

    @property
    def automatic_status(self) -> bytes:
        """The four bytes of ASB."""
        first = 0x10 | 0x08 * self.offline | 0x20 * self.cover_open
        second = 0x08 * self.cutter_jam | 0x40 * self.hot
        return bytes([first, second]) + self.paper_sensors + b"\x00"


CLEARED = b"\x37\x25\x00"
"""The answer to DLE DC4 8."""


def process_id(job: bytes) -> bytes:
    """The answer to GS ( H, function 48: `job` is the four bytes that came with it."""
    return b"\x37\x22" + job + b"\x00"


def identity(question: int, dpi: int) -> bytes:
    """The answer to GS I `question`, empty for none; Epson's heads of 180 dots to the inch are the TM-T88's."""
    model = b"TM-T88III" if dpi == _TM_T88_DPI else b"TM-T20III"
    return (_IDENTITY | {67: b"_" + model + b"\x00"}).get(question, b"")


_TM_T88_DPI = 180
_IDENTITY = {
    1: b"\x63",
    2: b"\x02",
    65: b"_1.00\x00",
    66: b"_EPSON\x00",
    68: b"_SIMULATOR\x00",
    69: b"_\x00",
}
"""By the n of GS I: model, type (it has a cutter), firmware, maker, serial number, extra fonts."""
