"""The kiosk as a process on a terminal of its own: it starts, shows itself, and ends when told to."""

import asyncio
import fcntl
import os
import pty
import signal
import struct
import sys
import termios
from pathlib import Path

from tests.fakes.hub import FakeHub

PROGRAM = """
import logging, sys
from pathlib import Path
from kiosk.terminal.run import run_kiosk
folder = Path(sys.argv[2])
log = logging.FileHandler(folder / "log")
run_kiosk(sys.argv[1], "token", printer=None, roll_mm=80_000, journal=folder / "journal", log_handler=log)
"""


class Terminal:
    """One end of a pseudo terminal, 64 by 24 cells, that keeps everything written to it."""

    def __init__(self) -> None:
        self.ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 64, 0, 0))
        self.before = termios.tcgetattr(self.theirs)
        self.output = b""
        asyncio.get_running_loop().add_reader(self.ours, self._read)

    def _read(self) -> None:
        try:
            self.output += os.read(self.ours, 65536)
        except OSError:
            asyncio.get_running_loop().remove_reader(self.ours)

    async def shows(self, text: bytes) -> None:
        async with asyncio.timeout(20):
            while text not in self.output:
                await asyncio.sleep(0.02)

    def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self.ours)
        os.close(self.ours)
        os.close(self.theirs)


async def test_sigterm_ends_it_and_gives_the_terminal_back(hub: FakeHub, tmp_path: Path) -> None:
    """Within two seconds, with status 0, mouse and alternate screen off, and the settings of the line as before."""
    terminal = Terminal()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, hub.url, str(tmp_path)),
        stdin=terminal.theirs,
        stdout=terminal.theirs,
        stderr=terminal.theirs,
        env=os.environ | {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
        start_new_session=True,
    )
    try:
        await terminal.shows(b"Dukcapil")
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(2):
            status = await process.wait()
        assert status == 0
        await terminal.shows(b"\x1b[?1049l")
        await terminal.shows(b"\x1b[?1000l")
        assert termios.tcgetattr(terminal.theirs) == terminal.before
        assert b"Traceback" not in terminal.output
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        terminal.close()
