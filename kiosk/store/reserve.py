"""Room on the disk that is kept for the last writes: a file of ballast beside the database.

While there is ballast there is room enough, and numbers are given. When room runs out the ballast is thrown off: no
more numbers from then on, and what it occupied is for calling and serving everybody who has one. It is taken in again
when there is room for it with as much to spare. `hub.upkeep` looks; nothing here knows of tickets.
"""

import logging
import os
from enum import StrEnum
from pathlib import Path

log = logging.getLogger(__name__)

FILE_NAME = "antrean.reserve"
DEFAULT_BYTES = 16 * 2**20
"""Some ten thousand calls, and what SQLite takes to move them out of its WAL."""
LOW_TIMES = 4
"""Room is low below so many times the ballast."""


class Room(StrEnum):
    """How much room there is."""

    ENOUGH = "enough"
    LOW = "low"
    """Somebody should make room, today."""
    FULL = "full"
    """The ballast is off: nothing new may begin."""


def free_bytes(folder: Path) -> int:
    """What this user may still write to the disk of `folder`."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


class Reserve:
    """The ballast in `folder`, of `size_bytes`; none at all for 0, and then room is never full."""

    def __init__(self, folder: Path, size_bytes: int = DEFAULT_BYTES) -> None:
        self.path = folder / FILE_NAME
        self._size = size_bytes

    def look(self) -> Room:
        """See how much room there is, and take ballast in or throw it off; raises nothing."""
        try:
            free = free_bytes(self.path.parent)
            if self._is_there():
                if free < self._size // 2:
                    self._throw_off()
            elif free >= self._size * 2:
                self._take_in()
            if not self._is_there():
                return Room.FULL
            return Room.LOW if free < self._size * LOW_TIMES else Room.ENOUGH
        except OSError as exc:
            log.debug("the room on the disk of %s is not known: %s", self.path.parent, exc)
            return Room.LOW  # what reads only, or not at all, says so at the next write

    def _is_there(self) -> bool:
        return self._size == 0 or (self.path.exists() and self.path.stat().st_blocks * 512 >= self._size)

    def _throw_off(self) -> None:
        self.path.unlink()
        log.error("the disk of %s is full: no more numbers until there is room", self.path.parent)

    def _take_in(self) -> None:
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, self._size)
        except OSError:
            self.path.unlink()
            raise
        finally:
            os.close(descriptor)
