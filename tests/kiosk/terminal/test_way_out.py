"""No way out in a hall; a clean end when told; a way out, and a hint of it, in a demonstration."""

import pytest

from tests.kiosk.terminal.conftest import SIZES, Running

KEYS = ["ctrl+q", "ctrl+c", "ctrl+p", "ctrl+z", "ctrl+d", "ctrl+backslash", "escape", "f1", "tab", "enter", "q"]


@pytest.mark.parametrize("size", SIZES)
async def test_no_key_leaves_a_kiosk(kiosk: Running, size: tuple[int, int]) -> None:
    """Every key of an attached keyboard leaves the screen as it is."""
    async with kiosk(size) as k:
        await k.sees("Silakan pilih instansi")
        before = k.text
        await k.pilot.press(*KEYS)
        assert k.app.is_running
        assert k.text == before
        assert not k.app._exit


@pytest.mark.parametrize("size", SIZES)
async def test_a_demonstration_can_be_left(kiosk: Running, size: tuple[int, int]) -> None:
    """Ctrl+Q quits, and a small line in the header says so."""
    async with kiosk(size, kiosk_mode=False) as k:
        await k.sees("Keluar: Ctrl+Q", "MPP Banyuwangi")
        await k.pilot.press("ctrl+q")
        await k.until(lambda: k.app._exit)
