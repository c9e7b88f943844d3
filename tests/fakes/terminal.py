"""A real terminal for the kiosk: a tmux of the test's own, tapped by mouse escapes and read as text.

Marked `terminal`; `require_tmux` skips by name on a workbench without it and fails in CI.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.fakes.commands import wait_until
from tests.fakes.running_hall import PATIENCE_S, ROOT

NEXT_TAP_S = 1.5
"""A tap that has led nowhere by then was not heard: a screen that has just come is deaf for a moment."""

_ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
"""Without the size of the terminal that the tests run in: Python would believe it instead of asking its own."""


def require_tmux() -> None:
    """Without tmux the test is skipped, or fails where CI is set."""
    if shutil.which("tmux") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no tmux: run tests/system-packages.sh")


class Terminal:
    """A terminal of 64 by 24 cells in which one command runs."""

    def __init__(self, scratch: Path) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="tmux-")
        self._tmux_of_its_own = ["tmux", "-S", f"{self._place.name}/socket"]
        self._pid = scratch / "terminal.pid"

    def run(self, command: list[str]) -> None:
        """Run a command; when it ends, say its exit code and how the terminal's line is set."""
        inner = f"echo $$ > {shlex.quote(str(self._pid))}; exec {shlex.join(command)}"
        outer = f"sh -c {shlex.quote(inner)}; echo ended $?; stty -a; exec cat"
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", "64", "-y", "24", "-c", str(ROOT), "sh", "-c", outer)

    @property
    def pid(self) -> int:
        """The process of the command."""
        wait_until(lambda: self._pid.exists() and self._pid.read_text().strip(), "the command starts")
        return int(self._pid.read_text())

    @property
    def screen(self) -> str:
        """What a person sees, as text."""
        return self._tmux("capture-pane", "-p")

    def flag(self, name: str) -> bool:
        """A state of the terminal by its name in tmux, such as `alternate_on`."""
        return self._tmux("display-message", "-p", f"#{{{name}}}").strip() == "1"

    def sees(self, *texts: str, within_s: float = PATIENCE_S) -> str:
        """Wait until all of `texts` are on the screen; the screen."""
        wait_until(
            lambda: all(text in self.screen for text in texts),
            lambda: f"the screen does not show {texts}:\n{self.screen}",
            within_s,
        )
        return self.screen

    def press(self, *keys: str) -> None:
        """Keys of an attached keyboard, by tmux's names."""
        self._tmux("send-keys", *keys)

    def tap(self, text: str) -> None:
        """A finger on the middle of `text`."""
        rows = self.sees(text).splitlines()
        row = next(number for number, line in enumerate(rows) if text in line)
        column = cell_len(rows[row].partition(text)[0]) + cell_len(text) // 2
        at = f"\x1b[<0;{column + 1};{row + 1}"
        self._tmux("send-keys", "-l", f"{at}M{at}m")

    def tap_until(self, text: str, then: str) -> None:
        """Tap `text` until `then` shows: only for what may be tapped twice."""
        for _ in range(int(PATIENCE_S / NEXT_TAP_S)):
            if text in self.screen:
                self.tap(text)
            try:
                self.sees(then, within_s=NEXT_TAP_S)
            except pytest.fail.Exception:
                continue
            return
        self.sees(then)

    def close(self) -> None:
        """End it and everything in it."""
        subprocess.run([*self._tmux_of_its_own, "kill-server"], check=False, capture_output=True)
        self._place.cleanup()

    def _tmux(self, *arguments: str) -> str:
        command = [*self._tmux_of_its_own, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=_ENVIRONMENT).stdout


@contextmanager
def kiosk_terminal(
    scratch: Path, *, hub: str, token: str, printer: str, profile: str = "epson80", locked: bool = True
) -> Iterator[Terminal]:
    """A kiosk in a terminal, with its box file and its log in `scratch`."""
    require_tmux()
    box = scratch / "box.toml"
    box.write_text(f'hub = "{hub}"\ntoken = "{token}"\nprinter = "{printer}"\nprofile = "{profile}"\n')
    terminal = Terminal(scratch)
    command = [sys.executable, "-m", "kiosk", "kiosk", "--box", str(box), "--log", str(scratch / "kiosk.log")]
    try:
        terminal.run(command if locked else [*command, "--unlocked"])
        yield terminal
    finally:
        terminal.close()
