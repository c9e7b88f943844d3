"""What stands on a machine's display: the script is run with a display of a given size and programs that say their
arguments."""

import os
import subprocess
from pathlib import Path

import pytest

from kiosk.cli.main import parser
from tests.appliance.conftest import OVERLAY

SCREEN = OVERLAY / "usr/local/lib/antrean/screen"


def shown(tmp_path: Path, what: str, size: str) -> list[str]:
    """The command that `screen WHAT` becomes on a display of `size`."""
    script = SCREEN.read_text(encoding="utf-8")
    for name, does in {
        "xrandr": f"echo 'Screen 0: minimum 320 x 200, current {size}, maximum 16384 x 16384'",
        "kitty": 'printf "%s\\n" "$0" "$@"',
        "chromium": 'printf "%s\\n" "$0" "$@"',
    }.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{does}\n", encoding="ascii")
        program.chmod(0o755)
    script = script.replace("/usr/lib/chromium/chromium", "chromium")
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "HOME": "/run/antrean-board",
        "BOARD_URL": "http://hall:8710/board/#k=t",
    }
    done = subprocess.run(
        ["sh", "-c", script, "screen", what], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("size", "points"),
    [
        ("1024 x 768", 20),
        ("1366 x 768", 20),
        ("1280 x 1024", 25),
        ("1920 x 1080", 28),
        ("1080 x 1920", 30),
    ],
)
def test_the_kiosk_has_its_cells_on_every_display(tmp_path: Path, size: str, points: int) -> None:
    """64x24 cells fit any display that lies, 45x40 one that stands, and the window is as large as the display."""
    width, height = size.split(" x ")
    command = shown(tmp_path, "kiosk", size)
    assert {f"font_size={points}", f"initial_window_width={width}", f"initial_window_height={height}"} <= set(command)


def test_the_kiosk_is_started_as_its_command_line_has_it(tmp_path: Path) -> None:
    """An option that the command no longer has would stop every kiosk at its next update."""
    command = shown(tmp_path, "kiosk", "1024 x 768")
    arguments = parser().parse_args(command[command.index("/opt/antrean/bin/antrean") + 1 :])
    assert arguments.box == Path("/etc/antrean/kiosk.toml")
    assert not arguments.unlocked


def test_the_board_fills_the_display_with_the_hubs_page(tmp_path: Path) -> None:
    """The address is one argument, whatever is in it."""
    command = shown(tmp_path, "board", "1920 x 1080")
    assert command[-1] == "http://hall:8710/board/#k=t"
    assert {"--kiosk", "--window-size=1920,1080", "--user-data-dir=/run/antrean-board/profile"} <= set(command)
