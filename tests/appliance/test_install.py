"""The installer, as far as it goes without changing this machine."""

import subprocess
from pathlib import Path

import pytest

from tests.appliance.conftest import APPLIANCE, OVERLAY, Run

INSTALL = APPLIANCE / "install.sh"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "antrean-0.1.0-py3-none-any.whl"
    path.touch()
    return path


def install(*options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", INSTALL, *map(str, options)], capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
    )


@pytest.mark.parametrize("script", [INSTALL, OVERLAY / "usr/local/lib/antrean/screen"], ids=lambda path: path.name)
def test_shellcheck_has_nothing_to_say(debian: Run, script: Path) -> None:
    """The scripts mean what they say, to any POSIX shell."""
    judged = debian(["shellcheck", script])
    assert (judged.returncode, judged.stdout) == (0, "")


@pytest.mark.parametrize(
    ("role", "packages", "units", "files"),
    [
        ("hub", {"python3-venv"}, {"antrean-hub"}, {"/etc/antrean/hub.env"}),
        (
            "hub,kiosk",
            {"kitty", "xinit"},
            {"antrean-hub", "antrean-kiosk"},
            {"/etc/antrean/hub.env", "/etc/antrean/kiosk.toml"},
        ),
        ("kiosk", {"kitty", "xinit"}, {"antrean-kiosk"}, {"/etc/antrean/kiosk.toml"}),
        ("board", {"chromium", "curl"}, {"antrean-board"}, {"/etc/antrean/board.env"}),
    ],
)
def test_each_role_brings_its_own_parts_alone(
    wheel: Path, role: str, packages: set[str], units: set[str], files: set[str]
) -> None:
    """A machine gets the packages, the units and the settings of its roles, and no others."""
    said = install("--wheel", wheel, "--role", role, "--token", "t0k3n", "--dry-run").stdout.splitlines()
    apt = next(line for line in said if "apt-get -q install" in line).split()
    assert packages <= set(apt)
    assert ("kitty" in apt, "chromium" in apt) == ("kiosk" in role, "board" in role)
    enabled = {line.split()[-1] for line in said if line.startswith("+ systemctl enable") and "antrean" in line}
    assert enabled == units
    assert {line.split()[2] for line in said if line.startswith("+ write ")} == files


def test_the_settings_of_a_machine_are_what_was_given(wheel: Path) -> None:
    """Hub, token and printer end up in the file that the kiosk reads."""
    said = install(
        *("--wheel", wheel, "--role", "kiosk", "--hub", "192.168.1.10:8710", "--token", "t0k3n"),
        *("--printer", "tcp://192.168.1.50:9100", "--profile", "generic80", "--dry-run"),
    ).stdout
    for line in (
        'hub = "ws://192.168.1.10:8710/ws"',
        'token = "t0k3n"',
        'printer = "tcp://192.168.1.50:9100"',
        'profile = "generic80"',
    ):
        assert f"    {line}\n" in said


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--role", "kiosk,board"], "a machine shows one screen"),
        (["--role", "printer"], "--role is hub, kiosk, board"),
        (["--role", "board"], "antrean device add board"),
        (["--role"], "--role needs a value"),
        (["--colour", "red"], "there is no --colour"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_happens(wheel: Path, options: list[str], why: str) -> None:
    """The sentence says what is wrong, and no step was taken."""
    done = install("--dry-run", "--wheel", wheel, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr


def test_without_its_wheel_nothing_happens(tmp_path: Path) -> None:
    """A name with a slip of the finger is found before Debian's packages are touched."""
    done = install("--dry-run", "--wheel", tmp_path / "antraen.whl", "--role", "hub")
    assert (done.returncode, done.stdout) == (2, "")
