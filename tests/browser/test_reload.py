"""A hall changed while it is open, in a real browser: names change under staff's hands, nobody loses their place."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from config.catalogues import load_words
from tests.browser.conftest import Open
from tests.fakes.commands import antrean
from tests.fakes.edited import EditedHall
from tests.fakes.running_hall import RunningHall, running_hall

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DEVICES = {"screen": "board", "desk": "counter"}
SAY = load_words("id").text


@pytest.fixture
def editor(tmp_path: Path) -> EditedHall:
    return EditedHall(tmp_path / "hall")


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path, editor: EditedHall) -> AsyncIterator[RunningHall]:
    with running_hall(tmp_path / "data", hall=str(editor.folder)) as running:
        yield running


async def operator(hall: RunningHall, *command: str) -> None:
    answer = await asyncio.to_thread(antrean, *command, "--data", hall.data)
    assert answer.returncode == 0, answer.stderr


async def stay(page: Page) -> None:
    """Mark the page, so that one that has loaded itself again is known."""
    await page.evaluate("window.stayed = true")


async def stayed(page: Page) -> bool:
    return bool(await page.evaluate("window.stayed === true"))


async def test_board_and_console_show_other_names_where_they_are(
    hall: RunningHall, editor: EditedHall, open_page: Open
) -> None:
    """The counter has its new name on both, the service on the console; no page is loaded again, the call stands."""
    tokens = await asyncio.to_thread(hall.tokens, DEVICES)
    board = await open_page(hall, f"/board/#k={tokens['screen']}&zone=lantai-1")
    desk = await open_page(hall, f"/counter/#k={tokens['desk']}", clock=True)
    await desk.locator(".choice", has_text="Loket 3").first.click()
    await operator(hall, "take", "A01")
    await expect(desk.locator("#primary .says")).to_have_text(SAY("counter.call_next", number="A001"))
    await desk.clock.run_for(300)  # a person has read it
    await desk.locator("#primary").click()
    await expect(board.locator("#counter")).to_have_text("Loket 3")
    await stay(board)
    await stay(desk)

    editor.put("counters.toml", '"Loket 3"', '"Meja 3"')
    editor.put("services.toml", "Perekaman KTP-el baru", "Rekam KTP elektronik")
    await operator(hall, "reload")

    await expect(board.locator("#counter")).to_have_text("Meja 3")
    await expect(board.locator("#number")).to_have_text("A001")
    await expect(desk.locator("#place")).to_have_text("Meja 3")
    await expect(desk.locator("#service")).to_have_text("Rekam KTP elektronik")
    await expect(desk.locator("#number")).to_have_text("A001")
    assert await stayed(board)
    assert await stayed(desk)


async def test_another_name_of_the_hall_reloads_pages_and_keeps_the_seat(
    hall: RunningHall, editor: EditedHall, open_page: Open
) -> None:
    """What came with the page is fetched anew, quietly; the console sits at its counter again."""
    tokens = await asyncio.to_thread(hall.tokens, DEVICES)
    board = await open_page(hall, f"/board/#k={tokens['screen']}")
    desk = await open_page(hall, f"/counter/#k={tokens['desk']}")
    await desk.locator(".choice", has_text="Loket 3").first.click()
    await expect(desk.locator("#standing")).to_have_text(SAY("counter.free"))

    editor.put("hall.toml", "Mal Pelayanan Publik Kabupaten Banyuwangi", "Mal Pelayanan Blambangan")
    await operator(hall, "reload")

    await expect(board.locator("#idle-hall")).to_have_text("Mal Pelayanan Blambangan")
    await expect(desk.locator("#place")).to_have_text("Loket 3")
    await expect(desk.locator("#standing")).to_have_text(SAY("counter.free"))


async def test_a_console_whose_counter_is_gone_chooses_another(
    hall: RunningHall, editor: EditedHall, open_page: Open
) -> None:
    """It reads why, and is not led back there when it is loaded again."""
    tokens = await asyncio.to_thread(hall.tokens, DEVICES)
    desk = await open_page(hall, f"/counter/#k={tokens['desk']}")
    await desk.locator(".choice", has_text="Loket 3").first.click()
    await expect(desk.locator("#standing")).to_have_text(SAY("counter.free"))

    editor.put("counters.toml", 'id = "3"\n', 'id = "31"\n')
    await operator(hall, "reload")

    await expect(desk.locator("#choose-said")).to_have_text(SAY("counter.seat_gone"))
    await expect(desk.locator("#standing")).to_have_text(SAY("counter.choose_counter"))
