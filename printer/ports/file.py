"""A text file that collects readable tickets: a printer for people who have none."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from printer.errors import Lost, Unreachable


@dataclass(frozen=True, slots=True)
class FilePort:
    """Such a file, made when the first ticket comes."""

    path: Path

    def append(self, text: str) -> None:
        """Write `text` at the end and flush it; `Unreachable` before a byte, `Lost` after.

        Only a regular file is taken: a pipe or a device could block, and would get text that it does not understand.
        """
        try:
            # O_NONBLOCK, because opening a pipe that nobody reads would wait for ever.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o644)
        except OSError as error:
            raise Unreachable(f"file:{self.path}: {error}") from error
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreachable(f"file:{self.path}: not a regular file")
            try:
                file.write(text)
                file.flush()
            except OSError as error:
                raise Lost(f"file:{self.path}: {error}") from error
