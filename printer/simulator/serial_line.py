"""The simulated printer's serial line: a pty that a host opens like `/dev/ttyUSB0`, and a link to it at a path of ours.

A pty has no speed of its own; the machine reads it as fast as its line carries. It has no modem signals either, so
XON/XOFF is the only flow control. As on a real line, nobody notices when the other end is not there.
"""

import os
import select
import termios
import tty
from contextlib import suppress
from pathlib import Path

from printer.simulator.machine import Machine


class SerialLine:
    """The printer's end; the host's end is open too, so that the line stays up between two hosts."""

    def __init__(self, link: Path, *, baud: int) -> None:
        """Raises `OSError` when the link cannot be made; one that is there already is replaced."""
        self._link = link
        self._baud = baud
        self._ends: tuple[int, int] | None = None
        self._unsent = b""
        self._open()

    @property
    def url(self) -> str:
        return f"serial:{self._link}?baud={self._baud}"

    def turn(self, machine: Machine, now: float) -> None:
        if machine.is_off:
            self._break()
            return
        if self._ends is None:
            self._open()
        assert self._ends is not None  # just opened, if it was not
        if machine.is_free:
            machine.connect(now)
        ours, _ = self._ends
        with suppress(BlockingIOError):
            while room := self._room(machine):
                machine.receive(os.read(ours, room), now)
        machine.advance(now)
        self._unsent = (self._unsent + machine.data_to_send(now))[-_MOST_UNSENT:]
        with suppress(BlockingIOError):
            self._unsent = self._unsent[os.write(ours, self._unsent) :]

    def interests(self, machine: Machine) -> list[tuple[int, int]]:
        if self._ends is None:
            return []
        return [(self._ends[0], select.POLLIN)] if self._room(machine) else []

    def close(self) -> None:
        self._break()

    def _room(self, machine: Machine) -> int:
        """What is in the pty already has not left the host yet, so a host that minds XOFF (IXON) keeps it."""
        assert self._ends is not None  # the line is up
        if machine.has_stopped_host and termios.tcgetattr(self._ends[1])[_IFLAG] & termios.IXON:
            return 0
        return machine.room

    def _open(self) -> None:
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        os.set_blocking(ours, False)
        with suppress(FileNotFoundError):
            if self._link.is_symlink():
                self._link.unlink()
        self._link.symlink_to(os.ttyname(theirs))
        self._ends = ours, theirs

    def _break(self) -> None:
        """As when the plug is pulled: the host's reads and writes fail, and the device is gone."""
        if self._ends is not None:
            for end in self._ends:
                os.close(end)
            self._ends = None
            self._unsent = b""
            self._link.unlink(missing_ok=True)


_IFLAG = 0
"""Where tcgetattr has the input flags."""
_MOST_UNSENT = 4096
"""A host that does not read loses the oldest of what it is told."""
