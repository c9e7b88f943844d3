"""How far the log is known to have come, kept outside it: so that an empty file or an old copy never passes for it.

A small file beside the database names a record that was durable when it was written. It may lag behind by a minute and
may be lost; it is never ahead.
"""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

FILE_NAME = "antrean.head"


class Mark(NamedTuple):
    """A record that the log must have."""

    seq: int
    hash: str


def read_mark(folder: Path) -> Mark | None:
    """What the file says; None where there is none, or none that can be read."""
    with suppress(OSError, ValueError):
        seq, head = (folder / FILE_NAME).read_text(encoding="ascii").split()
        return Mark(int(seq), head)
    return None


def write_mark(folder: Path, mark: Mark) -> None:
    """Say how far the log has come. No sync: an older mark is as true. Raises `OSError`."""
    half = folder / f"{FILE_NAME}.new"
    half.write_text(f"{mark.seq} {mark.hash}\n", encoding="ascii")
    half.replace(folder / FILE_NAME)
