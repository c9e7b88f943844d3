"""The kiosk in a real terminal: no way out, calm when the hub is away, and a clean end when it is told to end."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.commands import antrean, is_alive, wait_until
from tests.fakes.running_hall import RunningHall, running_hall
from tests.fakes.terminal import Terminal, kiosk_terminal, require_tmux

pytestmark = pytest.mark.terminal

AGENCY, SERVICE = "Dukcapil", "Perekaman KTP-el baru"
CHOOSE_AGENCY, CHOOSE_SERVICE = "Silakan pilih instansi", "Silakan pilih layanan"
TAKE, WAIT, NUMBER = "Ambil nomor", "Mohon tunggu sebentar", "Nomor Anda"
KEYS = ("C-q", "C-c", "C-z", "C-p", "C-d", "C-\\", "C-s", "Escape", "F1", "F10", "Tab", "Enter", "q")
STOP_S = 4.0
"""What runs promises to be gone two seconds after SIGTERM; the rest is for a busy machine."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    require_tmux()
    with running_hall(tmp_path / "data") as running:
        yield running


@pytest.fixture
def token(hall: RunningHall) -> str:
    return hall.tokens({"kiosk-1": "kiosk"})["kiosk-1"]


@pytest.fixture
def kiosk(hall: RunningHall, token: str, tmp_path: Path) -> Iterator[Terminal]:
    """A kiosk in its locked mode that shows the first tiles."""
    with kiosk_terminal(tmp_path, hub=hall.url, token=token, printer=f"file:{tmp_path / 'tickets.txt'}") as terminal:
        terminal.sees(CHOOSE_AGENCY, AGENCY, "English")
        yield terminal


def test_no_key_leads_out(kiosk: Terminal) -> None:
    """Whatever is typed at an attached keyboard, the visitor's screen is the same as before, and works."""
    before = without_clock(kiosk.screen)
    kiosk.press(*KEYS)
    kiosk.tap_until(AGENCY, CHOOSE_SERVICE)
    kiosk.press(*KEYS)
    kiosk.tap_until("Kembali", CHOOSE_AGENCY)
    kiosk.sees("English")
    assert without_clock(kiosk.screen) == before
    assert is_alive(kiosk.pid)


def test_a_hub_that_goes_and_comes_back(kiosk: Terminal, hall: RunningHall) -> None:
    """The visitor reads calm words and whom to ask; when the hub is back, so are the tiles, by themselves."""
    hall.kill()
    away = kiosk.sees(WAIT, "Silakan hubungi petugas")
    assert not [word for word in ("rror", "onnect", "ws:", "Traceback") if word in away]
    hall.start()
    kiosk.sees(CHOOSE_AGENCY, AGENCY)


def test_a_number_asked_of_a_dying_hub_comes_once(kiosk: Terminal, hall: RunningHall) -> None:
    """The hub is killed with the question unread; the kiosk says wait, asks again, and one number is given."""
    given = tickets(hall.data)
    ready_to_take(kiosk)
    os.kill(hall.pid, signal.SIGSTOP)
    kiosk.tap(TAKE)
    kiosk.sees(WAIT)
    hall.kill()
    hall.start()
    kiosk.sees(NUMBER)
    assert len(tickets(hall.data)) == len(given) + 1


def test_a_kiosk_ends_when_it_is_told(hall: RunningHall, token: str, tmp_path: Path) -> None:
    """SIGTERM ends it within two seconds though its printer hangs, and the terminal is as it was before."""
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        kiosk_terminal(
            tmp_path, hub=hall.url, token=token, printer=f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        ) as terminal,
    ):
        terminal.sees(CHOOSE_AGENCY, AGENCY)
        assert terminal.flag("alternate_on")
        assert terminal.flag("mouse_any_flag")
        os.kill(terminal.pid, signal.SIGTERM)
        wait_until(lambda: not is_alive(terminal.pid), "the kiosk ends", STOP_S)
        after = terminal.sees("ended 0", " icanon ", " echo ").splitlines()
        assert after[0] == "ended 0"
        assert not terminal.flag("alternate_on")
        assert not terminal.flag("mouse_any_flag")
        assert terminal.flag("cursor_flag")


def test_a_line_too_slow_for_the_halls_tickets_is_said_in_the_log(
    hall: RunningHall, token: str, tmp_path: Path
) -> None:
    """Whoever installs the machine reads what to do, even before a printer hangs on the line."""
    log = tmp_path / "kiosk.log"
    with kiosk_terminal(tmp_path, hub=hall.url, token=token, printer=f"serial:{tmp_path}/tty?baud=1200"):
        wait_until(lambda: log.exists() and "use a faster line" in log.read_text(), "the log says so")
    with kiosk_terminal(tmp_path, hub=hall.url, token=token, printer=f"file:{tmp_path}/tickets.txt") as terminal:
        terminal.sees(CHOOSE_AGENCY, AGENCY)
        terminal.tap_until(AGENCY, CHOOSE_SERVICE)
    assert log.read_text().count("use a faster line") == 1


def ready_to_take(kiosk: Terminal) -> None:
    """Choose a service and be sure that the last question hears a tap: it has answered two harmless ones."""
    kiosk.tap_until(AGENCY, CHOOSE_SERVICE)
    kiosk.tap_until(SERVICE, TAKE)
    kiosk.tap_until("English", "Take a number")
    kiosk.tap_until("Bahasa Indonesia", TAKE)


def tickets(data: Path) -> list[str]:
    """All numbers given so far."""
    rows = [json.loads(line) for line in antrean("log", "--json", "--data", data).stdout.splitlines()]
    return [json.loads(row["body"])["number"] for row in rows if row["kind"] == "ticket_issued"]


def without_clock(screen: str) -> list[str]:
    """The screen but for the time in its first lines."""
    return [line for line in screen.splitlines() if "WIB" not in line]
