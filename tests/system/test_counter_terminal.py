"""The staff's console in a real terminal, with a real hub: keys of a keyboard, a hub that is killed, a clean end."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.commands import antrean
from tests.fakes.running_hall import PATIENCE_S, RunningHall, running_hall
from tests.fakes.terminal import NEXT_TAP_S, Terminal, require_tmux

pytestmark = pytest.mark.terminal


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    require_tmux()
    with running_hall(tmp_path / "data") as running:
        yield running


@pytest.fixture
def desk(hall: RunningHall, tmp_path: Path) -> Iterator[Terminal]:
    """The console of counter 1, on the hub's own machine."""
    terminal = Terminal(tmp_path)
    try:
        terminal.run([sys.executable, "-m", "kiosk", "counter", "1", "--data", str(hall.data)])
        terminal.sees("Loket 1", "Tidak ada yang menunggu", "Tersambung")
        yield terminal
    finally:
        terminal.close()


def step(desk: Terminal, key: str, before: str, then: str) -> None:
    """Press `key` where `before` stands until `then` does: a press counts only when its meaning has stood a while."""
    desk.sees(before)
    for _ in range(int(PATIENCE_S / NEXT_TAP_S)):
        if before in desk.screen:
            desk.press(key)
        try:
            desk.sees(then, within_s=NEXT_TAP_S)
        except pytest.fail.Exception:
            continue
        return
    desk.sees(then)


def test_a_visitor_is_served_through_a_dead_hub(hall: RunningHall, desk: Terminal) -> None:
    """Called; the hub is killed and comes back; the console sits where it sat, serves on, leaves a clean terminal."""
    assert antrean("take", "A01", "--data", hall.data).returncode == 0
    step(desk, "Enter", "Panggil A001", "Dipanggil")
    desk.sees("Mulai layani A001")
    hall.kill()
    desk.sees("Sambungan terputus", "Mulai layani A001")
    hall.start()
    desk.sees("Dipanggil", "Tersambung")
    step(desk, "Enter", "Mulai layani A001", "Sedang dilayani")
    step(desk, "f", "Selesai A001", "Siap memanggil")
    desk.press("C-q")
    assert "icanon" in desk.sees("ended 0")
    assert not desk.flag("alternate_on")


def test_it_says_so_when_there_is_no_hub(tmp_path: Path) -> None:
    """A sentence and an exit code, before the screen is taken."""
    answer = antrean("counter", "--data", tmp_path)
    assert (answer.returncode, answer.stdout) == (3, "")
    assert "no hub runs" in answer.stderr
