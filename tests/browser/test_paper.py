"""The simulated printer's page: paper as it comes out, tickets as they fall, the printer's state in words."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from config.catalogues import load_words
from printer.driver import Driver
from printer.job import Outcome, Printed
from printer.simulator.folder import PaperFolder
from printer.simulator.server import SimulatedPrinter
from tests.browser.conftest import Open
from tests.browser.measure import weak_contrasts
from tests.fakes.running_hall import RunningHall, running_hall
from tests.fakes.simulator import simulated_printer
from tests.fakes.slips import BANYUWANGI

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SAY = load_words("id").text
INSIDE = "matrix(1, 0, 0, 1, 0, 0)"
STANDS_OUT = re.compile(r"matrix\(1, 0, 0, 1, 0, -\d{3}[.\d]*\)")
"""Paper of a hundred pixels or more."""


@dataclass
class Stage:
    """A printer, the folder that shows it, and a hub that lends the folder."""

    printer: SimulatedPrinter
    paper: PaperFolder
    hub: RunningHall

    async def print_ticket(self, number: str) -> Outcome:
        driver = Driver(self.printer.url)
        return await asyncio.to_thread(driver.print_slip, replace(BANYUWANGI, number=number))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    folder = tmp_path / "paper"
    hub = running_hall(tmp_path / "data", program=("kiosk", "hub", "--paper", str(folder)))
    with simulated_printer(pace=4) as printer, hub as running:
        paper = PaperFolder(printer, folder)
        paper.start()
        with closing(paper):
            yield Stage(printer, paper, running)


@pytest_asyncio.fixture(loop_scope="session")
async def page(stage: Stage, open_page: Open) -> AsyncIterator[Page]:
    opened = await open_page(stage.hub, "/paper/")
    await expect(opened.locator("#heading")).to_have_text(SAY("paper.ready"))
    yield opened


async def test_a_ticket_grows_and_falls(stage: Stage, page: Page) -> None:
    """Nothing stands out of the slot before and after; in between the paper does, and then it lies in the tray."""
    strip = page.locator("#strip")
    await expect(strip).to_have_css("transform", INSIDE)
    stage.printer.fault("slow")
    printing = asyncio.ensure_future(stage.print_ticket("A001"))
    await expect(strip).to_have_css("transform", STANDS_OUT)
    await expect(page.locator("#heading")).to_have_text(SAY("paper.printing"))
    stage.printer.fault("slow", False)
    assert await printing == Printed()
    await expect(page.locator("#tickets li")).to_have_count(1)
    await expect(strip).to_have_css("transform", INSIDE)
    assert await page.locator("#tickets img").evaluate("(picture) => picture.naturalWidth") == 576


async def test_the_newest_ticket_comes_first(stage: Stage, page: Page) -> None:
    """And the first picture is the newest ticket's."""
    for number in ("A001", "A002"):
        assert await stage.print_ticket(number) == Printed()
    await expect(page.locator("#tickets img")).to_have_count(2)
    sources = await page.locator("#tickets img").evaluate_all("(pictures) => pictures.map((one) => one.src)")
    assert [source.rpartition("/")[2] for source in sources] == ["ticket-2.png", "ticket-1.png"]


@pytest.mark.parametrize(
    ("fault", "heading", "note"),
    [
        ("paper-out", "paper.stopped", "printer_staff.paper_out"),
        ("cover-open", "paper.stopped", "printer_staff.cover_open"),
        ("cutter-jam", "paper.stopped", "printer_staff.cutter"),
        ("head-hot", "paper.stopped", "printer_staff.hot"),
        ("offline", "paper.stopped", "printer_staff.offline"),
        ("paper-near-end", "paper.ready", "printer_staff.paper_near_end"),
        ("power-off", "paper.off", ""),
    ],
)
async def test_what_is_wrong_is_said(stage: Stage, page: Page, fault: str, heading: str, note: str) -> None:
    """In the words that staff read elsewhere, legible, and gone when it is mended."""
    stage.printer.fault(fault)
    await expect(page.locator("#heading")).to_have_text(SAY(heading))
    await expect(page.locator("#note")).to_have_text(SAY(note) if note else "")
    assert await weak_contrasts(page) == []
    stage.printer.fault(fault, False)
    await expect(page.locator("#heading")).to_have_text(SAY("paper.ready"))


async def test_a_printer_that_has_gone_and_another_that_comes(stage: Stage, page: Page, tmp_path: Path) -> None:
    """The page says that there is none, and shows the next one with a tray of its own."""
    assert await stage.print_ticket("A001") == Printed()
    await expect(page.locator("#tickets li")).to_have_count(1)
    stage.paper.close()
    await expect(page.locator("#heading")).to_have_text(SAY("paper.no_printer"))
    with simulated_printer() as other:
        paper = PaperFolder(other, tmp_path / "paper")
        paper.start()
        with closing(paper):
            await expect(page.locator("#heading")).to_have_text(SAY("paper.ready"))
            await expect(page.locator("#tickets li")).to_have_count(0)
