"""The pages with the real hub: a ticket taken, called, served and followed on every screen, through a dead hub too."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from websockets.asyncio.client import connect

from config.catalogues import load_words
from tests.browser.conftest import Open
from tests.fakes.running_hall import RunningHall, running_hall

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DEVICES = {"screen": "board", "desk": "counter", "touch": "kiosk"}
SAY = load_words("id").text


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path) -> AsyncIterator[RunningHall]:
    with running_hall(tmp_path / "data") as running:
        yield running


async def take(hall: RunningHall, token: str, service: str) -> dict[str, Any]:
    """The event of a ticket issued at a kiosk."""
    async with connect(hall.url, proxy=None) as kiosk:
        await kiosk.send(json.dumps({"t": "hello", "protocol": 1, "role": "kiosk", "token": token}))
        ask = {"t": "take_ticket", "request": f"test-{service}", "service": service, "language": "id"}
        await kiosk.send(json.dumps(ask))
        async for frame in kiosk:
            message = json.loads(frame)
            if message["t"] in {"done", "refused", "fault"}:
                break
    assert message["t"] == "done", message
    return next(event for event in message["events"] if "token" in event)


async def press(page: Page, key: str, label: str) -> None:
    """Press a key once the primary button says so, as a person does who has read it."""
    await expect(page.locator("#primary .says")).to_have_text(label)
    await expect(page.locator("#primary")).to_be_enabled()
    await page.clock.run_for(300)
    await page.keyboard.press(key)


async def test_a_ticket_goes_through_the_hall(hall: RunningHall, open_page: Open) -> None:
    """Board, console and phone show the same truth at each step, and go on by themselves after the hub was killed."""
    tokens = await asyncio.to_thread(hall.tokens, DEVICES)
    board = await open_page(hall, f"/board/#k={tokens['screen']}&zone=lantai-1")
    desk = await open_page(hall, f"/counter/#k={tokens['desk']}", clock=True)
    await expect(board.locator("#idle")).to_be_visible()
    await desk.locator(".choice", has_text="Loket 3").first.click()
    await expect(desk.locator("#standing")).to_have_text(SAY("counter.free"))
    issued = [await take(hall, tokens["touch"], service) for service in ("A02", "A03")]
    phone = await open_page(hall, f"/t/{issued[1]['token']}")
    await expect(phone.locator("#number")).to_have_text("A002")
    await expect(phone.locator("#state")).to_have_text(SAY("ticket.ahead_one", count=1))

    await press(desk, "Enter", SAY("counter.call_next", number="A001"))
    await expect(board.locator("#number")).to_have_text("A001")
    await expect(board.locator("#counter")).to_have_text("Loket 3")
    await press(desk, "Enter", SAY("counter.start", number="A001"))

    hall.kill()
    await expect(desk.locator("#standing")).to_have_text(SAY("counter.link_lost"))
    await asyncio.to_thread(hall.start)
    await press(desk, "Enter", SAY("counter.finish_and_call", number="A002"))
    await expect(board.locator("#number")).to_have_text("A002")
    await expect(board.locator(".row-number").first).to_have_text("A001")
    await expect(phone.locator("#counter")).to_have_text("Loket 3")
    await press(desk, "r", SAY("counter.start", number="A002"))
    await expect(board.locator("#number-label")).to_have_text(SAY("board.called_again"))
    await press(desk, "Enter", SAY("counter.start", number="A002"))
    await press(desk, "Enter", SAY("counter.finish", number="A002"))
    await expect(phone.locator("#state")).to_have_text(SAY("ticket.finished"))
    await expect(desk.locator("#standing")).to_have_text(SAY("counter.free"))
