"""The printer emulator emupos as a context manager: an ESC/POS printer that nobody of this project wrote.

It needs Python 3.13 and so an environment of its own (`tests/emupos-setup.sh`). Tests are marked
`@pytest.mark.emupos` and start with `require_emupos()`, which skips by name on a workbench without it and fails in CI.
"""

import json
import os
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from printer.profile import Profile, load_profile

FAULTS = ("paper-near-end", "paper-out", "cover-open", "offline")
PATIENCE_S = 30.0
"""Longest wait for the emulator to start or to report something; a green run waits milliseconds."""


def require_emupos() -> Path:
    """The emulator's program; without it the test is skipped, or fails where CI is set."""
    default = Path(__file__).parents[2] / ".venv-emupos" / "bin" / "emupos"
    program = Path(os.environ.get("ANTREAN_EMUPOS") or default)
    if program.exists():
        return program
    message = f"no printer emulator at {program}: run tests/emupos-setup.sh"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


class EmuPos:
    """A running emulator with one printer; `url` is its address for `printer.driver.Driver`."""

    def __init__(self, port: int, api: int, events: ClientConnection) -> None:
        self.url = f"tcp://127.0.0.1:{port}"
        self._port = port
        self._device = f"http://127.0.0.1:{api}/api/v1/devices/kiosk"
        self._events: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self._listener = threading.Thread(target=self._listen, args=(events,), daemon=True)
        self._listener.start()

    def set_fault(self, fault: str, active: bool = True) -> None:
        """Switch one of `FAULTS` on or off."""
        request = urllib.request.Request(f"{self._device}/faults/{fault}", method="PUT" if active else "DELETE")
        with urllib.request.urlopen(request, timeout=5):
            pass

    @contextmanager
    def fault(self, fault: str) -> Iterator[None]:
        """One of `FAULTS`, for as long as the block lasts."""
        self.set_fault(fault)
        try:
            yield
        finally:
            self.set_fault(fault, active=False)

    def print_bytes(self, data: bytes) -> None:
        """Send `data` as one job and wait for its paper."""
        before = len(self.events("printer.job.completed"))
        with socket.create_connection(("127.0.0.1", self._port), 5) as line:
            line.sendall(data)
        self.wait_for_receipts(before + 1)

    def receipts(self) -> int:
        """How many pieces of paper were cut off so far."""
        return len(json.loads(self._get("/receipts")))

    def texts(self) -> list[str]:
        """All receipts in text, oldest first."""
        ids = [receipt["id"] for receipt in reversed(json.loads(self._get("/receipts")))]
        return [self._get(f"/receipts/{receipt}/text").decode() for receipt in ids]

    def latest_text(self) -> str:
        """The latest receipt in text; a QR code is "[qr ADDRESS]"."""
        return self._get("/receipts/latest/text").decode()

    def latest_png(self) -> bytes:
        """The latest receipt as the printer's head draws it, one pixel a dot."""
        return self._get("/receipts/latest/image")

    def wait_for_receipts(self, count: int) -> None:
        """Wait until `count` receipts have come out since the start."""
        self.wait_until(lambda: len(self.events("printer.job.completed")) >= count)

    def unknown_commands(self) -> list[dict[str, Any]]:
        """Commands and code pages that the printer did not understand.

        Complete for a job once its receipt is out: events come in order.
        """
        return self.events("printer.command.unknown") + self.events("printer.codepage.unsupported")

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The data of all events of one type so far, oldest first."""
        with self._news:
            return [event["data"] for event in self._events if event["type"] == kind]

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait for events until `condition` holds; fail after `PATIENCE_S`."""
        deadline = time.monotonic() + PATIENCE_S
        with self._news:
            while not condition():
                if not self._news.wait(deadline - time.monotonic()):
                    pytest.fail(f"emupos: it did not happen; events so far: {self._events}")

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(self._device + path, timeout=5) as response:
            return bytes(response.read())

    def _listen(self, events: ClientConnection) -> None:
        try:
            for message in events:
                with self._news:
                    self._events.append(json.loads(message))
                    self._news.notify_all()
        except ConnectionClosed:
            pass


@contextmanager
def emupos_printer(family: str = "") -> Iterator[EmuPos]:
    """Start an emulator on free ports, wait until it answers, and stop it at the end.

    It is a TM-T20III, or what one of our profiles says that printers of that family are.
    """
    program = require_emupos()
    with tempfile.TemporaryDirectory(prefix="emupos-") as scratch:
        port, api = _free_ports(2)
        config = Path(scratch, "emupos.json")
        profile = "epson-tm-t20iii"
        if family:
            profile = "./profile.yaml"
            Path(scratch, profile).write_text(repr(_profile(load_profile(family))))  # YAML too, and 0 stays a number
        config.write_text(json.dumps(_config(profile, port, api)))  # YAML is a superset of JSON
        with Path(scratch, "emupos.log").open("w+b") as log:
            process = subprocess.Popen(
                [program, "run", "--config", config], cwd=scratch, stdout=log, stderr=subprocess.STDOUT
            )
            try:
                with _events_when_ready(process, api, log) as events:
                    yield EmuPos(port, api, events)
            finally:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _profile(profile: Profile) -> dict[str, Any]:
    names = {"cp437": "PC437", "cp858": "PC858", "cp1252": "WPC1252"}
    return {
        "type": "printer",
        "name": profile.name,
        "dpi": profile.dpi,
        "width_dots": profile.dots,
        "font_a": {"width": 12, "height": profile.character_dots},
        "font_b": {"width": 9, "height": 17},
        "code_pages": {0: "PC437"} | {number: names[codec] for codec, number in profile.code_pages.items()},
        "default_code_page": 0,
        "drawer_sensor_open_level": "high",
        "printer_id": {"model": 0x20, "autocutter": True, "maker": "X", "name": "X", "column_emulation_mode": False},
        "serial": {"baud": 9600, "data_bits": 8, "parity": "none", "stop_bits": 1},
    }


def _config(profile: str, port: int, api: int) -> dict[str, Any]:
    return {
        "schema": 1,
        "api": {"host": "127.0.0.1", "port": api},
        "devices": [
            {
                "id": "kiosk",
                "type": "printer",
                "profile": profile,
                "connections": [{"tcp": {"host": "127.0.0.1", "port": port}}],
                "receipts_dir": "./receipts",
            }
        ],
    }


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(listener.getsockname()[1]) for listener in sockets]
    for listener in sockets:
        listener.close()
    return ports


def _events_when_ready(process: "subprocess.Popen[bytes]", api: int, log: Any) -> ClientConnection:
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            return connect(f"ws://127.0.0.1:{api}/api/v1/events", proxy=None, open_timeout=5)
        except OSError:
            time.sleep(0.05)  # the condition is the next attempt
    log.seek(0)
    pytest.fail(f"emupos did not start:\n{log.read().decode(errors='replace')}")
