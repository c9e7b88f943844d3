"""A wall clock for one process, to be set while it runs, by libfaketime; its monotonic clock stays the true one.

Without libfaketime the tests are skipped by name; on a build server (`CI` is set) that is a failure instead.
"""

import os
import time
from datetime import datetime
from pathlib import Path

import pytest


def _library() -> Path:
    found = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no libfaketime: run tests/system-packages.sh")
    return found


class FakedClock:
    """The clock of what runs `under` it."""

    def __init__(self, control: Path, says: datetime) -> None:
        self._control = control
        self.set(says)
        self.under = (
            "env",
            f"LD_PRELOAD={_library()}",
            f"FAKETIME_TIMESTAMP_FILE={control}",
            "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            "NO_FAKE_STAT=1",
        )

    def set(self, says: datetime) -> None:
        """From now on it shows `says`, an instant with its time zone, and goes on from there."""
        ahead_s = says.timestamp() - time.time()
        half = self._control.with_name(f"{self._control.name}.new")
        half.write_text(f"{ahead_s:+.3f}\n", encoding="ascii")
        half.replace(self._control)
