"""A visitor's way through the real app, at both sizes, against a hub on a real socket."""

from typing import Any

import pytest

from kiosk import wire
from kiosk.cells.figures import QUADRANTS
from kiosk.terminal.visit import IDLE_S, TICKET_S, TICKET_WITHOUT_PAPER_S, Step, Visit
from kiosk.terminal.widgets.tile import Tile
from tests.kiosk.terminal.conftest import SIZES, FakePrinter, Kiosk, Running, screen_lines


async def to_ticket(kiosk: Kiosk) -> None:
    """The shortest way to a number."""
    await kiosk.choose("Dukcapil", "Perekaman KTP-el baru", "Ambil nomor")
    await kiosk.sees("Nomor Anda")


@pytest.mark.parametrize("size", SIZES)
async def test_three_taps_give_a_number_and_a_paper(kiosk: Running, size: tuple[int, int]) -> None:
    """Agency, service, yes: the hub is asked once, the number is on the screen, the slip is printed and reported."""
    async with kiosk(size) as k:
        await to_ticket(k)
        await k.sees("3 orang di depan Anda", "ruang tunggu", "Silakan ambil karcis")
        await k.until(lambda: len(k.hub.acts(wire.ReportPrint)) == 1)
        assert [(act.service, act.language) for act in k.hub.acts()] == [("A01", "id")]
        assert [slip.number for slip in k.printer.slips] == ["A001"]
        report = k.hub.acts(wire.ReportPrint)[0]
        assert (report.ticket, report.outcome) == ("2026-11-24/A001", "printed")


@pytest.mark.parametrize(
    ("own", "opened"), [("", "http://10.0.0.5:8080/t/"), ("https://mpp.example", "https://mpp.example/t/")]
)
async def test_the_code_on_the_paper_opens_what_this_machine_says_or_else_the_hub(
    kiosk: Running, own: str, opened: str
) -> None:
    """A kiosk may stand where phones reach the pages under another address."""
    async with kiosk(base_url=own) as k:
        await to_ticket(k)
        await k.until(lambda: bool(k.printer.slips))

        assert k.printer.slips[0].qr.startswith(opened)


async def test_the_number_shows_before_anything_is_printed(kiosk: Running) -> None:
    """A printer that takes its time holds nothing up, and the screen says what is going on."""
    async with kiosk() as k:
        k.printer.free.clear()
        await to_ticket(k)
        await k.sees("Karcis sedang dicetak")
        assert k.hub.acts(wire.ReportPrint) == []
        k.printer.free.set()
        await k.sees("Silakan ambil karcis")


@pytest.mark.parametrize("size", [*SIZES, (80, 24), (100, 30)])
@pytest.mark.parametrize("number", ["A001", "W9999", "AB999"])
async def test_the_number_is_large_centred_and_whole(kiosk: Running, size: tuple[int, int], number: str) -> None:
    """Seven rows at least, a free column at both sides, and the same room left and right."""
    async with kiosk(size) as k:
        k.hub.number = lambda _count: number
        await to_ticket(k)
        inked = [line for line in screen_lines(k.app) if set(line.strip()) & set(QUADRANTS[1:]) - set("▄▀")]
        assert len(inked) >= 7
        left = min(len(line) - len(line.lstrip()) for line in inked)
        right = min(len(line) - len(line.rstrip()) for line in inked)
        assert left >= 1
        assert right >= 1
        assert abs(left - right) <= 2


async def test_a_tap_anywhere_ends_the_visit(kiosk: Running) -> None:
    """The number's screen closes at a tap, wherever the finger lands."""
    async with kiosk() as k:
        await to_ticket(k)
        k.time.pass_s(2)
        await k.pilot.click(offset=(3, 5))
        await k.sees("Silakan pilih instansi")


async def test_a_printed_number_leaves_by_itself(kiosk: Running) -> None:
    """Twelve seconds are enough to read it and take the paper."""
    async with kiosk() as k:
        await to_ticket(k)
        await k.sees("Silakan ambil karcis")
        await k.pass_s(TICKET_S - 1)
        assert "Nomor Anda" in k.text
        await k.pass_s(1)
        await k.sees("Silakan pilih instansi")


async def test_a_number_without_paper_stays_long_enough_for_a_photo(kiosk: Running) -> None:
    """The number is valid, the screen says so in calm words, and nobody has to hurry."""
    async with kiosk() as k:
        k.printer.break_down()
        await to_ticket(k)
        await k.sees("Kertas habis. Nomor Anda tetap berlaku. Foto layar ini.")
        await k.until(lambda: len(k.hub.acts(wire.ReportPrint)) == 1)
        report = k.hub.acts(wire.ReportPrint)[0]
        assert (report.outcome, report.why) == ("failed", "paper_out")
        await k.pass_s(TICKET_S + 1)
        assert "Nomor Anda" in k.text
        await k.pass_s(TICKET_WITHOUT_PAPER_S)
        await k.sees("Silakan pilih instansi")


async def test_a_printer_known_bad_is_said_before_the_tap(kiosk: Running, printer: FakePrinter) -> None:
    """The question becomes: a number without paper?"""
    printer.obstacle = True
    printer.break_down()
    async with kiosk() as k:
        await k.choose("Dukcapil", "Perekaman KTP-el baru")
        await k.sees("Ambil nomor tanpa karcis?")
        await k.tap("Ambil tanpa karcis")
        await k.sees("Nomor Anda", "Foto layar ini")


async def test_a_kiosk_without_a_printer_still_gives_numbers(kiosk: Running) -> None:
    """The staff hears that there is no paper."""
    async with kiosk(has_printer=False) as k:
        await k.choose("Dukcapil", "Perekaman KTP-el baru", "Ambil tanpa karcis")
        await k.sees("Nomor Anda tetap berlaku")
        await k.until(lambda: len(k.hub.acts(wire.ReportPrint)) == 1)
        assert k.hub.acts(wire.ReportPrint)[0].outcome == "failed"


async def test_a_visitor_who_leaves_is_forgotten(kiosk: Running) -> None:
    """After thirty seconds without a touch: the first page, in the hall's first language."""
    async with kiosk() as k:
        await k.choose("English", "Civil Registry")
        await k.sees("Please choose a service")
        await k.pass_s(IDLE_S)
        await k.sees("Silakan pilih instansi", "Halaman 1 dari 4")


async def test_pages_show_every_agency_once(kiosk: Running) -> None:
    """Twenty-three agencies on four pages of the same tiles; previous and next are there when there is one."""
    async with kiosk() as k:
        await k.sees("Halaman 1 dari 4")
        tiles = set(k.app.screen.query(Tile))
        names = shown_names(k)
        assert "Sebelumnya" not in k.text
        for page in (2, 3, 4):
            await k.tap("Berikutnya")
            await k.sees(f"Halaman {page} dari 4", "Sebelumnya")
            names += shown_names(k)
        assert "Berikutnya" not in k.text
        assert names == [agency["short"]["id"] for agency in k.hub.hall["agencies"]]
        assert set(k.app.screen.query(Tile)) == tiles


def shown_names(kiosk: Kiosk) -> list[str]:
    return [tile.face.name for tile in kiosk.app.screen.query(Tile) if tile.face and tile.display]


@pytest.mark.parametrize(
    ("size", "language"), [(SIZES[0], "id"), (SIZES[0], "en"), (SIZES[1], "en"), ((100, 30), "id")]
)
async def test_every_name_is_on_its_tile_in_full(kiosk: Running, size: tuple[int, int], language: str) -> None:
    """No agency and no service is cut or ends in dots, on any page, in any language."""
    async with kiosk(size, first_language=language) as k:
        await k.sees("MPP Banyuwangi")
        await k.tap({"id": "Bahasa" if size[0] > 60 else "ID", "en": "English" if size[0] > 60 else "EN"}[language])
        await every_page_in_full(k)
        for agency in ("B", "F", "K"):
            k.app._show(visit=Visit(language=language, step=Step.SERVICES, agency=agency))
            await k.until(lambda: any(tile.face and not tile.face.letters for tile in k.app.screen.query(Tile)))
            await every_page_in_full(k)


async def every_page_in_full(kiosk: Kiosk) -> None:
    while True:
        await kiosk.pilot.pause()
        for tile in kiosk.app.screen.query(Tile):
            if tile.display and tile.face:
                drawn = " ".join(tile.render_line(y).text.translate(BLOCKS) for y in range(tile.size.height))
                assert "…" not in drawn
                words = drawn.replace(tile.face.icon or "…", " ").split()
                assert contains(words, tile.face.name.split())
                assert contains(words, tile.face.truth.split())
        if not kiosk.app.screen.query_one("#next").visible:
            return
        kiosk.time.pass_s(2)
        await kiosk.pilot.click("#next")


BLOCKS = str.maketrans(dict.fromkeys(QUADRANTS, " "))


def contains(words: list[str], wanted: list[str]) -> bool:
    """Whether `wanted` stands in `words` as one run."""
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))


async def test_counts_on_the_tiles_follow_the_hub(kiosk: Running) -> None:
    """An agency shows the sum of its services; a change arrives by itself."""
    async with kiosk() as k:
        await k.sees("7 menunggu")
        await k.hub.show(waiting={"A01": 9})
        await k.sees("9 menunggu")
        assert "7 menunggu" not in k.text


async def test_a_closed_hall_says_so_on_every_tile(kiosk: Running) -> None:
    """A closed tile is grey, says why, and leads nowhere."""
    async with kiosk() as k:
        await k.hub.show(open=False)
        await k.sees("Tutup")
        await k.tap("Dukcapil")
        await k.pilot.pause()
        assert "Silakan pilih instansi" in k.text


async def test_the_clock_is_the_hubs(kiosk: Running) -> None:
    """In the hall's zone, carried on while nobody touches anything, corrected by the hub."""
    async with kiosk() as k:
        await k.sees("08.41 WIB")
        for _ in range(3):
            k.hub.now_ms += 20_000
            await k.pass_s(20)
        await k.sees("08.42 WIB")
        k.hub.now_ms += 3_600_000
        await k.pass_s(31)
        await k.sees("09.42 WIB")


async def test_a_service_that_vanishes_while_it_is_chosen(kiosk: Running, catalogue: dict[str, Any]) -> None:
    """The visitor reads that it is gone, finds it nowhere any more, and takes another; a number on the screen stays."""
    smaller = catalogue | {"services": [one for one in catalogue["services"] if one["code"] != "A01"]}
    async with kiosk() as k:
        await k.choose("Dukcapil", "Perekaman KTP-el baru")
        await k.sees("Ambil nomor")
        await k.hub.tell(wire.HallChanged(version="test", hall=smaller))
        await k.sees("Layanan itu tidak tersedia lagi")
        await k.tap("Kembali")
        await k.sees("Kartu Keluarga (KK) baru")
        assert "Perekaman KTP-el baru" not in k.text
        await k.choose("Kartu Keluarga (KK) baru", "Ambil nomor")
        await k.sees("Nomor Anda")
        await k.hub.tell(wire.HallChanged(version="test", hall=catalogue | {"services": []}))
        await k.pilot.pause()
        await k.sees("Nomor Anda")
