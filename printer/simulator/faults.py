"""What can be wrong with a printer, by name: what a hand, a test or a script switches on and off."""

from collections.abc import Mapping
from enum import StrEnum


class Fault(StrEnum):
    """One thing that is wrong; all can be wrong at once."""

    PAPER_NEAR_END = "paper-near-end"
    PAPER_OUT = "paper-out"
    COVER_OPEN = "cover-open"
    CUTTER_JAM = "cutter-jam"
    HEAD_HOT = "head-hot"
    OFFLINE = "offline"
    POWER_OFF = "power-off"
    HANG = "hang"
    SILENCE = "silence"
    SLOW = "slow"
    STALE = "stale"
    UNASKED = "unasked"
    BABBLE = "babble"
    LOST_CONFIRMATION = "lost-confirmation"


ABOUT: Mapping[Fault, str] = {
    Fault.PAPER_NEAR_END: "the sensor says that the roll is nearly used up; it prints on",
    Fault.PAPER_OUT: "no paper: it stops and keeps what it has; off puts in a new roll, and it prints that",
    Fault.COVER_OPEN: "it stops and keeps what it has",
    Fault.CUTTER_JAM: "the cutter is stuck; it stops and keeps what it has",
    Fault.HEAD_HOT: "it waits until the head has cooled down",
    Fault.OFFLINE: "somebody pressed its button",
    Fault.POWER_OFF: "connections break, nobody listens, what it held is lost",
    Fault.HANG: "it accepts a connection, reads nothing, says nothing and does nothing",
    Fault.SILENCE: "it prints and never answers",
    Fault.SLOW: "it prints at a tenth of its speed",
    Fault.STALE: "every connection begins with answers to somebody else's questions",
    Fault.UNASKED: "it reports itself twice a second, and flow control with it, though nobody asked",
    Fault.BABBLE: "it sends noise without end, and no answers",
    Fault.LOST_CONFIRMATION: "the next confirmation of a print gets lost, once",
}
"""What each is, for people."""

STALE = b"\x12\x12\x12\x12\x00\x37\x22OLD1\x00"
"""All well, paper there, job "OLD1" done: answers that were true for somebody else."""
NOISE = b"\x11\x10\x00\x00\x00\x13\x5fTM-T20\x00\xff\x11"
"""XON, an automatic status, XOFF, block data and a byte of nothing."""
