"""The traps of touchscreens, each tried: double taps, slipped fingers, handlers that run twice, text selection."""

import pytest
from textual import events

from kiosk.terminal.app import KioskApp
from kiosk.terminal.screens.base import KioskScreen
from kiosk.terminal.widgets.key import Key
from kiosk.terminal.widgets.tap import Tapped
from kiosk.terminal.widgets.tile import Tile
from tests.kiosk.terminal.conftest import Kiosk, Running, place_of


async def press(kiosk: Kiosk, at: tuple[int, int]) -> None:
    """A finger comes down."""
    await mouse(kiosk, events.MouseDown, at)


async def lift(kiosk: Kiosk, at: tuple[int, int]) -> None:
    """A finger goes up."""
    await mouse(kiosk, events.MouseUp, at)


async def mouse(kiosk: Kiosk, kind: type[events.MouseEvent], at: tuple[int, int]) -> None:
    x, y = at
    kiosk.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y))
    await kiosk.pilot.pause()


@pytest.mark.parametrize("gap_s", [0.06, 0.15, 0.3])
async def test_a_double_tap_does_not_press_the_next_screen(kiosk: Running, gap_s: float) -> None:
    """The second tap falls on a screen that has just come, and counts for nothing there."""
    async with kiosk() as k:
        await k.sees("Perizinan")
        k.time.pass_s(2)
        at = place_of(k.app, "Perizinan")
        await k.pilot.click(offset=at)
        await k.sees("Silakan pilih layanan")
        k.time.pass_s(gap_s)
        await k.pilot.click(offset=at)
        assert "Silakan pilih layanan" in k.text
        assert not any(tile.down for tile in k.app.screen.query(Tile))


async def test_a_double_tap_on_the_primary_act_takes_one_number(kiosk: Running) -> None:
    """Two taps faster than the hub answers: one request; and the number is not wiped away by a third."""
    async with kiosk() as k:
        await k.choose("Dukcapil", "Perekaman KTP-el baru")
        await k.sees("Ambil nomor")
        k.time.pass_s(2)
        at = place_of(k.app, "Ambil nomor")
        k.hub.plan.append("hold")
        await k.pilot.click(offset=at)
        await k.pilot.click(offset=at)
        await k.until(lambda: len(k.hub.acts()) == 1)
        await k.hub.release()
        await k.sees("Nomor Anda")
        k.time.pass_s(0.5)
        await k.pilot.click(offset=at)
        assert "Nomor Anda" in k.text
        assert len(k.hub.acts()) == 1


async def test_a_press_that_began_too_early_does_not_count_when_it_ends(kiosk: Running) -> None:
    """What counts is when the finger came down, not when it went up."""
    async with kiosk() as k:
        await k.tap("Dukcapil")
        await k.sees("Perekaman KTP-el baru")
        at = place_of(k.app, "Perekaman KTP-el baru")
        k.time.pass_s(KioskScreen.DEAF_S - 0.05)
        await press(k, at)
        k.time.pass_s(0.2)
        await lift(k, at)
        assert "Silakan pilih layanan" in k.text


async def test_a_finger_that_slips_inside_a_tile_still_counts(kiosk: Running) -> None:
    """Press on the letter, lift at the far corner of the same tile."""
    async with kiosk() as k:
        await k.sees("Dukcapil")
        k.time.pass_s(2)
        region = k.app.screen.query(Tile).first().region
        await press(k, (region.x, region.y))
        await lift(k, (region.right - 1, region.bottom - 1))
        await k.sees("Silakan pilih layanan")


async def test_a_finger_that_leaves_the_tile_does_nothing(kiosk: Running) -> None:
    """Lifting over another tile chooses neither, and nothing stays highlighted."""
    async with kiosk() as k:
        await k.sees("Dukcapil", "Samsat")
        k.time.pass_s(2)
        await press(k, place_of(k.app, "Dukcapil"))
        await mouse(k, events.MouseMove, place_of(k.app, "Samsat"))
        await lift(k, place_of(k.app, "Samsat"))
        assert "Silakan pilih instansi" in k.text
        assert not any(tile.down for tile in k.app.screen.query(Tile))


async def test_a_tile_shows_the_finger_at_once(kiosk: Running) -> None:
    """Highlighted from touch-down to lift, and not on the screen that follows or when it comes back."""
    async with kiosk() as k:
        await k.sees("Dukcapil")
        k.time.pass_s(2)
        tile = k.app.screen.query(Tile).first()
        await press(k, place_of(k.app, "Dukcapil"))
        assert tile.down
        assert tile.has_class("-down")
        await lift(k, place_of(k.app, "Dukcapil"))
        await k.sees("Silakan pilih layanan")
        assert not tile.down


async def test_one_tap_is_one_message(kiosk: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """No handler is stacked on another: a tap is met once."""
    async with kiosk() as k:
        met: list[object] = []
        heard = KioskApp.on_tapped

        def on_tapped(app: KioskApp, event: Tapped) -> None:
            met.append(event)
            heard(app, event)

        monkeypatch.setattr(KioskApp, "on_tapped", on_tapped)
        await k.tap("Dukcapil")
        await k.sees("Silakan pilih layanan")
        assert len(met) == 1
        assert isinstance(met[0], Tapped)


async def test_a_long_press_is_a_tap(kiosk: Running) -> None:
    """Some people press until something happens."""
    async with kiosk() as k:
        await k.sees("Dukcapil")
        k.time.pass_s(2)
        await press(k, place_of(k.app, "Dukcapil"))
        k.time.pass_s(3)
        await lift(k, place_of(k.app, "Dukcapil"))
        await k.sees("Silakan pilih layanan")


async def test_a_swipe_selects_no_text(kiosk: Running) -> None:
    """A drag over words marks nothing."""
    async with kiosk() as k:
        await k.sees("Silakan pilih instansi")
        await press(k, (20, 3))
        await mouse(k, events.MouseMove, (40, 3))
        await lift(k, (45, 3))
        assert not k.app.screen.selections
        assert not k.app.ALLOW_SELECT


async def test_targets_are_large_enough(kiosk: Running) -> None:
    """Everything that can be tapped is at least 5 columns by 3 rows: 20 mm on the screens we know."""
    async with kiosk() as k:
        await k.tap("Berikutnya")
        await k.sees("Halaman 2 dari 4")
        for tap in [*k.app.screen.query(Tile), *k.app.screen.query(Key)]:
            if tap.display and tap.visible and tap.touch:
                assert tap.outer_size.width >= 5
                assert tap.outer_size.height >= 3
