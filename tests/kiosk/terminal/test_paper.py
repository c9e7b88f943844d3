"""What a visitor sees of the paper, and what the kiosk prints for others meanwhile."""

from pathlib import Path

import pytest

from config.catalogues import load_words
from kiosk import wire
from kiosk.terminal.visit import TICKET_S, TICKET_SENT_S
from printer.job import Unconfirmed
from printer.status import Trouble
from tests.kiosk.terminal.conftest import ROLL_MM, SIZES, FakePrinter, Kiosk, Running

ISSUED = {
    "ticket": "2026-11-24/B007",
    "number": "B007",
    "service": "B01",
    "agency": "B",
    "language": "en",
    "token": "5dcDSoh4A35b",
    "ahead": 2,
    "at_ms": 1_795_494_580_902,
}


def asked(job: int = 117, *, copy: bool = False) -> wire.PrintTicket:
    return wire.PrintTicket(job=job, copy=copy, issued=ISSUED)


async def take(kiosk: Kiosk) -> None:
    await kiosk.choose("Dukcapil", "Perekaman KTP-el baru", "Ambil nomor")
    await kiosk.sees("Nomor Anda")


def reports(kiosk: Kiosk) -> list[tuple[str, int, str, str]]:
    return [(said.ticket, said.job, said.outcome, said.why) for said in kiosk.hub.acts(wire.ReportPrint)]


def said_of_the_printer(kiosk: Kiosk) -> list[wire.ReportPrinter]:
    return [message for message in kiosk.hub.heard if isinstance(message, wire.ReportPrinter)]


async def test_a_print_for_somebody_else_disturbs_nobody(kiosk: Running) -> None:
    """The ticket comes out in its own language, marked if it is a copy; the screen in front stays as it is."""
    async with kiosk() as k:
        await k.choose("Dukcapil")
        await k.sees("Silakan pilih layanan")
        before = k.text
        await k.hub.tell(asked(117))
        await k.hub.tell(asked(118, copy=True))
        await k.until(lambda: len(reports(k)) == 2)

        assert reports(k) == [("2026-11-24/B007", 117, "printed", ""), ("2026-11-24/B007", 118, "printed", "")]
        assert [(slip.number, slip.copy_mark) for slip in k.printer.slips] == [
            ("B007", ""),
            ("B007", load_words("en").text("slip.copy_mark")),
        ]
        assert k.printer.slips[0].ahead == load_words("en").counted("slip.ahead", 2)
        assert k.text == before


async def test_a_copy_of_the_number_on_the_screen_changes_nothing_there(kiosk: Running) -> None:
    """What is shown is what became of the visitor's own paper."""
    async with kiosk() as k:
        k.printer.break_down()
        await take(k)
        await k.sees("Kertas habis")
        k.printer.outcome = Unconfirmed(Trouble.LOST)
        own = k.hub.acts()[0]
        facts = {**ISSUED, "ticket": "2026-11-24/A001", "number": "A001", "service": own.service, "agency": "A"}
        await k.hub.tell(wire.PrintTicket(job=120, copy=True, issued=facts))
        await k.until(lambda: len(reports(k)) == 2)
        await k.pilot.pause()

        assert "Kertas habis" in k.text


async def test_a_hub_that_asks_again_gets_no_second_paper(kiosk: Running) -> None:
    """After a broken link it may not know that it has asked already."""
    async with kiosk() as k:
        await k.sees("Silakan pilih instansi")
        k.printer.free.clear()
        await k.hub.tell(asked())
        await k.until(lambda: k.printer.slips)
        await k.hub.stop()
        await k.hub.start()
        await k.sees("Silakan pilih instansi")
        await k.hub.tell(asked())
        k.printer.free.set()
        await k.until(lambda: reports(k))

        assert len(k.printer.slips) == 1


async def test_a_hub_that_was_restored_gets_no_second_paper(kiosk: Running) -> None:
    """What was pending in the backup is asked for again under another epoch."""
    async with kiosk() as k:
        await k.sees("Silakan pilih instansi")
        await k.hub.tell(asked())
        await k.until(lambda: len(reports(k)) == 1)
        await k.hub.stop()
        k.hub.epoch = 2
        await k.hub.start()
        await k.sees("Silakan pilih instansi")
        await k.hub.tell(asked())
        await k.until(lambda: len(reports(k)) == 2)

        assert reports(k)[0] == reports(k)[1]
        assert len(k.printer.slips) == 1


async def test_a_hub_that_begins_anew_gives_the_same_number_and_it_is_printed(kiosk: Running) -> None:
    """A kiosk's journal outlives the hub's file: the epoch tells the two tickets apart."""
    async with kiosk() as k:
        await take(k)
        await k.until(lambda: len(reports(k)) == 1)
        await k.hub.stop()
        k.hub.epoch, k.hub.taken = 2, 0
        await k.hub.start()
        await k.until(lambda: k.app.showing.link == "up")
        await k.tap("Selesai")
        await take(k)
        await k.until(lambda: len(reports(k)) == 2)

        assert [slip.number for slip in k.printer.slips] == ["A001", "A001"]


async def test_a_print_that_makes_no_sense_is_answered(kiosk: Running) -> None:
    """Facts that cannot be read become no paper, and the hub hears so."""
    async with kiosk() as k:
        await k.sees("Silakan pilih instansi")
        await k.hub.tell(wire.PrintTicket(job=9, copy=False, issued={"ticket": "2026-11-24/B007"}))
        await k.until(lambda: reports(k) == [("2026-11-24/B007", 9, "failed", "crashed")])


async def test_a_kiosk_says_which_process_it_is_over_all_its_connections(kiosk: Running) -> None:
    """And another process of it says something else."""

    async def boots() -> set[str]:
        async with kiosk() as k:
            await k.sees("Silakan pilih instansi")
            await k.hub.stop()
            await k.sees("Mohon tunggu sebentar")
            await k.hub.start()
            await k.sees("Silakan pilih instansi")
            heard = [message.boot for message in k.hub.heard if isinstance(message, wire.Hello)]
            k.hub.heard.clear()
            assert len(heard) == 2
            return set(heard)

    first, second = await boots(), await boots()
    assert (len(first), len(second)) == (1, 1)
    assert first != second
    assert "" not in first | second


async def test_the_hub_hears_how_the_printer_is_on_every_connection(kiosk: Running) -> None:
    """And of the roll that staff say is new."""
    async with kiosk() as k:
        await k.until(lambda: said_of_the_printer(k) == [wire.ReportPrinter()])
        await k.hub.stop()
        await k.hub.start()
        await k.until(lambda: said_of_the_printer(k) == [wire.ReportPrinter()] * 2)
        await k.hub.tell(wire.RollChanged(request="r1"))
        await k.until(lambda: said_of_the_printer(k)[-1] == wire.ReportPrinter(roll_left_mm=ROLL_MM))


@pytest.mark.parametrize("size", SIZES)
async def test_a_printer_that_never_says_raises_no_alarm(kiosk: Running, size: tuple[int, int]) -> None:
    """The visitor is asked to take the ticket as ever, and the number stays a little longer."""
    async with kiosk(size) as k:
        k.printer.outcome = Unconfirmed(Trouble.CANNOT_SAY)
        await take(k)
        await k.sees("Silakan ambil karcis")
        await k.pass_s(TICKET_S + 1)
        assert "Nomor Anda" in k.text
        assert "Foto layar ini" not in k.text
        await k.pass_s(TICKET_SENT_S - TICKET_S)
        await k.sees("Silakan pilih instansi")
        await k.until(lambda: reports(k) == [("2026-11-24/A001", 0, "unconfirmed", "cannot_say")])


async def test_a_slow_print_keeps_its_number_on_the_screen(kiosk: Running) -> None:
    """The time to take the ticket begins when it has come out."""
    async with kiosk() as k:
        k.printer.free.clear()
        await take(k)
        await k.pass_s(TICKET_S * 2)
        assert "Karcis sedang dicetak" in k.text
        k.printer.free.set()
        await k.sees("Silakan ambil karcis")
        await k.pass_s(TICKET_S - 1)
        assert "Nomor Anda" in k.text


async def test_paper_near_its_end_is_no_matter_of_visitors(kiosk: Running, printer: FakePrinter) -> None:
    """Staff are told; the question before the tap stays what it is."""
    printer.near_end = True
    async with kiosk() as k:
        await k.until(lambda: said_of_the_printer(k) == [wire.ReportPrinter(paper_near_end=True)])
        await k.choose("Dukcapil", "Perekaman KTP-el baru")
        await k.sees("Ambil nomor")
        assert "Kertas" not in k.text


async def test_a_kiosk_that_starts_again_reports_what_it_had_printed(kiosk: Running, tmp_path: Path) -> None:
    """The hub was away when the paper came out, and the kiosk was switched off before it was back."""
    journal = tmp_path / "kiosk.journal"
    async with kiosk(journal=journal) as k:
        k.printer.free.clear()
        await take(k)
        await k.hub.stop()
        k.printer.free.set()
        await k.sees("Silakan ambil karcis")
    await k.hub.start()
    assert reports(k) == []
    async with kiosk(journal=journal) as k:
        await k.until(lambda: reports(k) == [("2026-11-24/A001", 0, "printed", "")])
        assert len(k.printer.slips) == 1
