"""How a printer is, decoded from the bits of its answers into claims and the one trouble to tell people about.

Pure, and without words for people; `printer.replies` cuts the answers out of what a printer says.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


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

    @classmethod
    def from_asb(cls, report: bytes) -> Self:
        """Decode the four bytes of an automatic status (Epson reference, GS a)."""
        printer, error, paper, _ = report
        return cls(
            offline=bool(printer & 0x08) or bool(error & 0x01),
            cover_open=bool(printer & 0x20),
            paper_out=bool(paper & 0x0C),
            paper_near_end=bool(paper & 0x03),
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
