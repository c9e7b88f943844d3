"""What a ticket costs: millimetres of paper, bytes, and seconds on the line to the printer. Pure but for `encode`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printer.blocks import Block
from printer.encode import encode
from printer.layout import length_mm
from printer.profile import Profile

MOST_WIRE_S = 2.0
"""A visitor who waits longer for the first movement of the paper doubts the machine."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one ticket takes."""

    length_mm: float
    """From one cut to the next."""
    data_bytes: int
    wire_s: float
    """From the first byte to the last on the line alone, while the printer can take all that comes."""

    @property
    def is_slow(self) -> bool:
        return self.wire_s > MOST_WIRE_S


def cost(blocks: Sequence[Block], profile: Profile, bytes_per_s: float) -> Cost:
    """The cost of `blocks` over a line that carries `bytes_per_s`: a tenth of the baud rate of a serial line."""
    size = len(encode(blocks, profile))
    return Cost(length_mm(blocks, profile), size, size / bytes_per_s)


def advice(cost: Cost, profile: Profile, *, can_be_stopped: bool) -> Iterator[str]:
    """For the log of whoever installs it: what is wrong, and what helps.

    `can_be_stopped`: whether the printer makes the line wait while its buffer is full.
    """
    if cost.is_slow:
        yield (
            f"a ticket of this hall takes {cost.wire_s:.1f} s ({cost.data_bytes} bytes) to reach the printer, more "
            f"than {MOST_WIRE_S:.0f} s: use a faster line, store the logo in the printer, or leave out logo, QR code "
            f"or text that is drawn"
        )
    if not can_be_stopped and cost.data_bytes > profile.buffer_bytes:
        yield (
            f"a ticket of this hall has {cost.data_bytes} bytes and a printer of the family {profile.name} room for "
            f"{profile.buffer_bytes}: without flow control the rest may be lost; set the printer to XON/XOFF and write "
            f"flow=xonxoff, or wire its busy line to CTS and write flow=rtscts"
        )
