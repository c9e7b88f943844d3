"""What the screen says when the world fails: calm words, never an invented number, never a lost one."""

import pytest

from config.catalogues import load_words
from kiosk import wire
from kiosk.terminal.visit import IDLE_S
from tests.fakes.hub import Plan
from tests.kiosk.terminal.conftest import Kiosk, Running

TO_CONFIRM = ("Dukcapil", "Perekaman KTP-el baru")


async def test_before_the_hub_is_there_the_screen_asks_to_wait(kiosk: Running) -> None:
    """The kiosk may be switched on first; it goes on by itself when the hub comes."""
    async with kiosk() as k:
        await k.sees("Silakan pilih instansi")
        await k.hub.stop()
        await k.sees("Mohon tunggu sebentar", "Silakan hubungi petugas terdekat")
        await k.hub.start()
        await k.sees("Silakan pilih instansi")


async def test_a_choice_survives_a_short_break(kiosk: Running) -> None:
    """Who was about to take a number finds the same question again."""
    async with kiosk() as k:
        await k.choose(*TO_CONFIRM)
        await k.sees("Ambil nomor")
        await k.hub.stop()
        await k.sees("Mohon tunggu sebentar")
        await k.hub.start()
        await k.sees("Ambil nomor")


@pytest.mark.parametrize("trouble", ["drop", "done_then_drop", "fault"])
async def test_a_break_while_taking_gives_one_number(kiosk: Running, trouble: Plan) -> None:
    """Whether the act was lost, done unheard, or not known: the same request id again, and one number."""
    async with kiosk() as k:
        await k.choose(*TO_CONFIRM)
        k.hub.plan.extend([trouble, trouble])
        await k.tap("Ambil nomor")
        await k.sees("Nomor Anda")
        acts = k.hub.acts()
        assert len(acts) >= 2
        assert len({act.request for act in acts}) == 1
        assert k.hub.taken == 1
        await k.until(lambda: len(k.hub.acts(wire.ReportPrint)) == 1)
        assert [slip.number for slip in k.printer.slips] == ["A001"]


async def test_while_the_hub_is_away_the_visitor_is_asked_to_wait(kiosk: Running) -> None:
    """However long it takes, the answer is awaited: no going home, no second request, no number out of nowhere."""
    async with kiosk() as k:
        await k.choose(*TO_CONFIRM)
        k.hub.plan.append("hold")
        await k.tap("Ambil nomor")
        await k.sees("Mohon tunggu sebentar")
        assert "Ambil nomor" not in k.text
        assert "Beranda" not in k.text
        await k.hub.stop()
        await k.sees("Silakan hubungi petugas terdekat")
        await k.pass_s(IDLE_S * 3)
        assert "Mohon tunggu sebentar" in k.text
        assert "Nomor Anda" not in k.text
        await k.hub.start()
        await k.sees("Nomor Anda")
        assert k.hub.taken == 1


async def test_a_number_stays_when_the_link_breaks(kiosk: Running) -> None:
    """The number is durable: nothing takes it off the screen but time and the visitor."""
    async with kiosk() as k:
        await k.choose(*TO_CONFIRM, "Ambil nomor")
        await k.sees("Silakan ambil karcis")
        await k.hub.stop()
        await k.until(lambda: k.app.showing.link != "up")
        assert "Nomor Anda" in k.text
        assert "Mohon tunggu sebentar" not in k.text


async def test_what_became_of_the_paper_is_reported_after_a_break(kiosk: Running) -> None:
    """A report waits for the hub and is repeated under its own id until it is durable."""
    async with kiosk() as k:
        k.printer.free.clear()
        await k.choose(*TO_CONFIRM, "Ambil nomor")
        await k.sees("Karcis sedang dicetak")
        await k.hub.stop()
        k.printer.free.set()
        await k.sees("Silakan ambil karcis")
        await k.hub.start()
        await k.until(lambda: len(k.hub.acts(wire.ReportPrint)) == 1)
        assert len(k.printer.slips) == 1


@pytest.mark.parametrize("code", ["series_exhausted", "hall_closed", "a_code_of_tomorrow"])
async def test_a_refusal_is_a_calm_sentence(kiosk: Running, code: str) -> None:
    """The reason in words, who helps, and a way back; a code is never shown."""
    async with kiosk() as k:
        await k.choose(*TO_CONFIRM)
        k.hub.plan.append(wire.Refused(request="", code=code))
        await k.tap("Ambil nomor")
        texts = load_words("id").texts
        await k.sees(texts.get(f"refusal.{code}", texts["kiosk.out_of_use"]))
        assert code not in k.text
        await k.tap("Kembali")
        await k.sees("Silakan pilih layanan")


async def test_a_device_that_is_not_known_asks_for_the_staff(kiosk: Running) -> None:
    """No number can be taken here, and the visitor is sent to a person."""
    async with kiosk() as k:
        await k.sees("Silakan pilih instansi")
        k.hub.turn_away = True
        await k.hub.stop()
        await k.hub.start()
        await k.sees("Mesin ini sedang tidak melayani. Silakan hubungi petugas.")


async def test_a_printer_that_crashes_loses_nothing(kiosk: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the driver does, the number stays and the hub hears that the paper is uncertain."""
    async with kiosk() as k:

        def crash(_slip: object) -> None:
            raise RuntimeError("wires crossed")

        monkeypatch.setattr(k.printer, "print_slip", crash)
        await k.choose(*TO_CONFIRM, "Ambil nomor")
        await k.sees("Nomor Anda tetap berlaku")
        await k.until(lambda: len(k.hub.acts(wire.ReportPrint)) == 1)
        assert k.hub.acts(wire.ReportPrint)[0].outcome == "unconfirmed"


async def test_a_second_visitor_need_not_wait_for_the_paper_of_the_first(kiosk: Running) -> None:
    """Slips queue at the printer; each is printed once, in order."""
    async with kiosk() as k:
        k.printer.free.clear()
        await take(k)
        await k.tap("Selesai")
        await take(k)
        k.printer.free.set()
        await k.until(lambda: len(k.hub.acts(wire.ReportPrint)) == 2)
        assert [slip.number for slip in k.printer.slips] == ["A001", "A002"]


async def take(kiosk: Kiosk) -> None:
    await kiosk.choose(*TO_CONFIRM, "Ambil nomor")
    await kiosk.sees("Karcis sedang dicetak")
