"""A whole hall on one machine with no hardware: hub, kiosk, a simulated printer, and the addresses to open.

Hub and printer are processes of their own, as in a real hall, and end with this one, however this one ends.
"""

import ctypes
import signal
import socket
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk.local import write_private

READY = "antrean hub is ready"
"""The line by which a hub says that clients may come."""
PRINTER_READY = "antrean printer is ready"
"""The same of a simulated printer; its address follows."""
STOP_S = 3.0
_PR_SET_PDEATHSIG = 1


class DidNotStart(Exception):
    """A process ended before it was ready; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the demonstration's devices are known by."""

    kiosk: str
    counter: str
    board: str


class ChildProcess:
    """An `antrean` command in a process of its own, from `start` to `stop`."""

    def __init__(self, arguments: list[str], *, ready: str, log: Path) -> None:
        """`ready` begins the line by which the command says that it is."""
        self._arguments = arguments
        self._ready = ready
        self._log = log
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Start it and wait until it is ready; the rest of the line that says so. Raises `DidNotStart`."""
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kiosk", *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                preexec_fn=_end_with_parent,
                start_new_session=True,  # Ctrl+C is the demonstration's; it stops its children in order
            )
        assert self._process.stdout is not None  # it is a pipe
        begin = self._log.stat().st_size
        for line in self._process.stdout:
            if line.startswith(self._ready):
                return line.removeprefix(self._ready).strip(": \n")
        self._process.wait()
        with self._log.open(encoding="utf-8") as log:
            log.seek(min(begin, self._log.stat().st_size))
            said = [line for line in log.read().splitlines() if line.startswith("antrean:")]
        raise DidNotStart("\n".join(said).removeprefix("antrean: ") or f"{self._arguments[0]} ended; see {self._log}")

    def wait(self) -> int:
        """Wait until it ends by itself; its exit code."""
        assert self._process is not None  # `start` has returned
        return self._process.wait()

    def stop(self) -> None:
        """Stop it, in order if it can."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def tokens(data: Path, add: Callable[[str, str], str], *, new: bool) -> Tokens:
    """The demonstration's tokens, kept in `data` so that addresses stay the same; `add(role, name)` makes one."""
    path = data / "demo-tokens.toml"
    if path.exists() and not new:
        kept = tomllib.loads(path.read_text(encoding="ascii"))
        if kept.keys() == set(Tokens.__slots__):
            return Tokens(**kept)
    made = Tokens(kiosk=add("kiosk", "kiosk-1"), counter=add("counter", "counters"), board=add("board", "board-1"))
    write_private(path, "".join(f'{name} = "{getattr(made, name)}"\n' for name in Tokens.__slots__))
    return made


def lan_address() -> str:
    """This machine's address as others on its network see it; the loopback address when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # picks a route and sends nothing
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
