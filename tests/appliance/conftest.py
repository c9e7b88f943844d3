"""The box's files, and the programs of Debian that judge them.

Where such a program is missing its tests are skipped by name; on a build server (`CI` is set) that is a failure.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
APPLIANCE = CHECKOUT / "config" / "appliance"
OVERLAY = APPLIANCE / "root"
"""What the installer lays over `/`."""

Run = Callable[[Sequence[object]], "subprocess.CompletedProcess[str]"]


@pytest.fixture
def debian() -> Run:
    """Runs a program of Debian's, whatever its exit code."""

    def run(command: Sequence[object]) -> subprocess.CompletedProcess[str]:
        program = str(command[0])
        if shutil.which(program) is None:
            (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {program} here")
        return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)

    return run
