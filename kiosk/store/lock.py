"""Who owns the data folder: one process, named in a lock file, so that a second one is refused and told whom to ask.

The lock is the kernel's (flock): it goes with the process, however that ends, and the text in the file only says who.
"""

import fcntl
import os
from pathlib import Path
from typing import IO

from kiosk.store.errors import HeldElsewhere, StorageFault

FILE_NAME = "hub.lock"


def is_held(folder: Path) -> bool:
    """Whether some process owns `folder` now."""
    try:
        with (folder / FILE_NAME).open("r", encoding="utf-8") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


class Lock:
    """The ownership of a folder, from `take` to `release`."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._file: IO[str] | None = None

    def take(self, owner: str) -> None:
        """Own the folder, saying `owner` to whoever asks; raises `HeldElsewhere` with what the other owner said.

        Raises `StorageFault` where no file can be made.
        """
        try:
            handle = self.path.open("a+", encoding="utf-8")
        except OSError as exc:
            raise StorageFault(f"{self.path}: {exc.strerror}") from exc
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            holder = handle.read().strip() or "a process that has not said its name"
            handle.close()
            raise HeldElsewhere(f"{self.path.parent} is in use by {holder}") from None
        handle.truncate(0)
        handle.write(f"{owner}, process {os.getpid()}\n")
        handle.flush()
        self._file = handle

    def release(self) -> None:
        """Give the folder up; harmless when it is not owned."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None
