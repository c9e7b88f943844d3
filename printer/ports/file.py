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
        """Write `text` at the end; `Unreachable` before a byte, `Lost` after.

        Only a regular file is taken: a pipe or a device could block, and would get text that it does not understand.
        """
        try:
            # O_NONBLOCK, because opening a pipe that nobody reads would wait for ever.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o644)
        except OSError as error:
            raise Unreachable(f"file:{self.path}: {error}") from error
        # Unbuffered: what a buffer could not write, it would try again when it is closed.
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreachable(f"file:{self.path}: not a regular file")
            rest = memoryview(text.encode())
            try:
                while rest:
                    rest = rest[file.write(rest) :]
            except OSError as error:
                raise Lost(f"file:{self.path}: {error}") from error
