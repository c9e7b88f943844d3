"""The units of a hall's machines, judged by systemd itself, and what they start."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from kiosk.cli.main import parser
from tests.appliance.conftest import OVERLAY, Run

UNITS = ("antrean-hub.service", "antrean-kiosk.service", "antrean-board.service")
HARDENING = Path("etc/systemd/system/antrean-.service.d/10-hardening.conf")
UNDER_2 = "--threshold=19"
"""In tenths: systemd-analyze fails what is above."""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A root with the overlay, and something to start under every name that the units start."""
    root = tmp_path / "root"
    shutil.copytree(OVERLAY, root)
    for program in ("opt/antrean/bin/antrean", "usr/bin/xinit", "usr/bin/mkdir", "usr/bin/sh"):
        path = root / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o755)
    shutil.copytree("/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    return root


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_has_nothing_to_say_about_a_unit(debian: Run, machine: Path, unit: str) -> None:
    """Every key, value and program of a unit is known to systemd."""
    judged = debian(["systemd-analyze", "verify", "--man=no", f"--root={machine}", unit])
    assert (judged.returncode, judged.stdout + judged.stderr) == (0, "")


def test_a_wrong_unit_is_found(debian: Run, machine: Path) -> None:
    """The judgement is not always silence."""
    hardening = machine / HARDENING
    hardening.write_text(hardening.read_text(encoding="utf-8").replace("Restart=", "Restrt="), encoding="utf-8")
    judged = debian(["systemd-analyze", "verify", "--man=no", f"--root={machine}", UNITS[0]])
    assert "Restrt" in judged.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_exposed_less_than_2(debian: Run, unit: str) -> None:
    """A stranger who gets hold of a process of ours gets hold of little else."""
    judged = debian(["systemd-analyze", "security", "--offline=true", UNDER_2, f"--root={OVERLAY}", unit])
    assert judged.returncode == 0, judged.stdout


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_without_its_hardening_is_exposed(debian: Run, machine: Path, unit: str) -> None:
    """The drop-in is what protects, and the measure sees it gone."""
    (machine / HARDENING).unlink()
    judged = debian(["systemd-analyze", "security", "--offline=true", UNDER_2, f"--root={machine}", unit])
    assert judged.returncode != 0


def test_the_hub_is_started_as_its_command_line_has_it() -> None:
    """An option that the command no longer has would stop every hall at its next update."""
    unit = (OVERLAY / "etc/systemd/system" / UNITS[0]).read_text(encoding="utf-8")
    line = re.search(r"^ExecStart=/opt/antrean/bin/antrean (.*)$", unit, re.MULTILINE)
    assert line is not None
    arguments = parser().parse_args(shlex.split(line[1]))
    assert (arguments.hall, arguments.data) == ("/etc/antrean/hall", Path("/var/lib/antrean"))
