"""What can be wrong with a printer, by name: what a hand, a test or a script switches on and off."""

from enum import StrEnum


class Fault(StrEnum):
    """One thing that is wrong; all can be wrong at once."""

    PAPER_NEAR_END = "paper-near-end"
    """The sensor says so; it prints on."""
    PAPER_OUT = "paper-out"
    """No paper under the head: it stops, keeps what it has, and prints it when there is paper again."""
    COVER_OPEN = "cover-open"
    CUTTER_JAM = "cutter-jam"
    HEAD_HOT = "head-hot"
    OFFLINE = "offline"
    """Somebody pressed its button."""
    POWER_OFF = "power-off"
    """Connections break, nobody listens, everything it held is gone."""
    HANG = "hang"
    """It accepts a connection, reads nothing, says nothing, does nothing."""
    SILENCE = "silence"
    """It prints and never answers."""
    SLOW = "slow"
    """It prints at a tenth of its speed."""
    STALE = "stale"
    """Every connection begins with answers to somebody else's questions."""
    UNASKED = "unasked"
    """It reports itself twice a second, with flow control in between, though nobody asked."""
    BABBLE = "babble"
    """It sends noise without end, and no answers."""
    LOST_CONFIRMATION = "lost-confirmation"
    """The next GS r or GS ( H gets no answer; then it is well again."""


STALE = b"\x12\x12\x12\x12\x00\x37\x22OLD1\x00"
"""All well, paper there, job "OLD1" done: answers that were true for somebody else."""
NOISE = b"\x11\x10\x00\x00\x00\x13\x5fTM-T20\x00\xff\x11"
"""XON, an automatic status, XOFF, block data and a byte of nothing."""
