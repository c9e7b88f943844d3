"""The `antrean` command as an operator types it: in a process of its own, with its exit code and its words."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.fakes.running_hall import PATIENCE_S, ROOT

PROGRAM = [sys.executable, "-m", "kiosk"]


def antrean(*arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


class Started:
    """A command that runs on; `said` is what it has written to standard output so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said = ""
        self._news = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, text: str) -> None:
        """Wait until it has said `text`."""
        with self._news:
            if not self._news.wait_for(lambda: text in self.said or not self._reader.is_alive(), PATIENCE_S):
                pytest.fail(f"it has not said {text!r}, only {self.said!r}")
            assert text in self.said

    def end(self, number: signal.Signals, within_s: float = PATIENCE_S) -> int:
        """Send a signal; the exit code. A process that is still there after `within_s` fails the test."""
        self.process.send_signal(number)
        return self.process.wait(within_s)

    def join(self) -> None:
        self._reader.join()

    def _read(self) -> None:
        assert self.process.stdout is not None  # it is a pipe
        for line in self.process.stdout:
            with self._news:
                self.said += line
                self._news.notify_all()


@contextmanager
def started(*arguments: object) -> Iterator[Started]:
    """A command without a terminal, killed at the end if it still runs."""
    with subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        command = Started(process)
        try:
            yield command
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            command.join()


def wait_until(happened: Callable[[], object], what: str | Callable[[], str], within_s: float = PATIENCE_S) -> None:
    """Look again and again until `happened()`; fail with `what` was awaited."""
    deadline = monotonic() + within_s
    while not happened():
        if monotonic() > deadline:
            pytest.fail(f"it did not happen in {within_s:g} s: {what() if callable(what) else what}")
        sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
