"""One visit through the whole hall, every part of it real: touchscreen, paper, console, board, phone, hub and file."""

import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from config.catalogues import load_words
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.fakes.commands import antrean, wait_until
from tests.fakes.emupos import EmuPos, emupos_printer
from tests.fakes.promises import broken_promises, kept_in
from tests.fakes.running_hall import running_hall
from tests.fakes.terminal import Terminal, kiosk_terminal, require_tmux

pytestmark = [pytest.mark.terminal, pytest.mark.browser, pytest.mark.emupos]

SAY = load_words("id").text
AGENCY, SERVICE = "Dukcapil", "Perekaman KTP-el baru"


@pytest.fixture
def printer() -> Iterator[EmuPos]:
    with emupos_printer() as emulator:
        yield emulator


@pytest.fixture
def open_page() -> Iterator[Callable[[str, int, int], Page]]:
    """Opens an address on a screen of some width and height."""
    require_tmux()  # before the browser, so that a test without a terminal is skipped at once
    if not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def open_(address: str, width: int, height: int) -> Page:
            page = chromium.new_page(viewport={"width": width, "height": height})
            page.set_default_timeout(10_000)
            page.goto(address)
            return page

        yield open_
        chromium.close()


def test_a_visit(printer: EmuPos, open_page: Callable[[str, int, int], Page], tmp_path: Path) -> None:
    """A number taken by touch comes out on paper, is called from the console, and board and phone say where to go;
    the log tells the same story.
    """
    with running_hall(tmp_path / "data") as hall:
        tokens = hall.tokens({"kiosk-1": "kiosk", "counters": "counter", "board-1": "board"})
        board = open_page(f"{hall.origin}/board/#k={tokens['board-1']}", 1920, 1080)
        console = open_page(f"{hall.origin}/counter/#k={tokens['counters']}", 1366, 768)
        # The emulator does not know GS ( H, which an epson80 is asked for.
        with kiosk_terminal(
            tmp_path, hub=hall.url, token=tokens["kiosk-1"], printer=printer.url, profile="generic80", locked=False
        ) as kiosk:
            take_a_number(kiosk)
            link = read_paper(printer)
            kiosk.sees(SAY("kiosk.take_paper"))
        wait_until(lambda: facts(hall.data, "paper_reported"), "the print is reported")
        assert facts(hall.data, "paper_reported")[0]["outcome"] == "printed"
        assert [fact["number"] for fact in facts(hall.data, "ticket_issued")] == ["A001"]

        assert link == f"{hall.origin}/t/{facts(hall.data, 'ticket_issued')[0]['token']}"
        phone = open_page(link, 390, 844)
        expect(phone.locator("#number")).to_have_text("A001")
        expect(phone.locator("#state")).to_have_text(SAY("ticket.ahead_none"))

        console.locator(".choice", has_text="Loket 1").first.click()
        press(console, SAY("counter.call_next", number="A001"), SAY("counter.start", number="A001"))
        expect(board.locator("#number")).to_have_text("A001")
        expect(board.locator("#counter")).to_have_text("Loket 1")
        expect(phone.locator("#state")).to_have_text(SAY("ticket.called"))
        expect(phone.locator("#counter")).to_have_text("Loket 1")

        press(console, SAY("counter.start", number="A001"), SAY("counter.finish", number="A001"))
        expect(phone.locator("#state")).to_have_text(SAY("ticket.serving"))
        press(console, SAY("counter.finish", number="A001"), SAY("counter.call_next_none"))
        expect(phone.locator("#state")).to_have_text(SAY("ticket.finished"))

        assert hall.stop() == 0
        kept = kept_in(hall.data)
    assert broken_promises([], [], kept) == []
    assert [row.kind for row in kept.rows] == [
        "day_opened",
        "kiosk_started",
        "ticket_issued",
        "paper_reported",
        "counter_opened",
        "ticket_called",
        "service_started",
        "service_finished",
    ]


def take_a_number(kiosk: Terminal) -> None:
    """Choose by touch; the last question gets its one tap once two harmless ones have shown that it hears."""
    kiosk.tap_until(AGENCY, SAY("kiosk.choose_service"))
    kiosk.tap_until(SERVICE, SAY("kiosk.take_number"))
    kiosk.tap_until("English", load_words("en").text("kiosk.take_number"))
    kiosk.tap_until("Bahasa Indonesia", SAY("kiosk.take_number"))
    kiosk.tap(SAY("kiosk.take_number"))
    kiosk.sees(SAY("kiosk.your_number"), SERVICE, SAY("kiosk.ahead_none"))


def read_paper(printer: EmuPos) -> str:
    """The link on the one ticket that came out, read from its picture as a phone reads it."""
    printer.wait_for_receipts(1)
    paper = printer.latest_text()
    assert "A001" in paper
    assert SERVICE in paper
    assert printer.unknown_commands() == []
    picture = Image.open(io.BytesIO(printer.latest_png())).convert("1")
    framed = Image.new("1", (picture.width + 64, picture.height + 64), 1)
    framed.paste(picture, (32, 32))
    codes = [code.text for code in zxingcpp.read_barcodes(framed)]
    assert printer.receipts() == len(codes) == 1
    return codes[0]


def press(console: Page, label: str, then: str) -> None:
    """Enter where the button says `label`, until it says `then`: a press soon after a change is not heard."""
    says = console.locator("#primary .says")
    expect(says).to_have_text(label)

    def pressed() -> bool:
        if says.inner_text() == label:
            console.keyboard.press("Enter")
            console.wait_for_timeout(300)
        return says.inner_text() == then

    wait_until(pressed, f"the button says {then}")


def facts(data: Path, kind: str) -> list[dict[str, Any]]:
    """The facts of one kind in the log."""
    rows = [json.loads(line) for line in antrean("log", "--json", "--data", data).stdout.splitlines()]
    return [json.loads(row["body"]) for row in rows if row["kind"] == kind]
