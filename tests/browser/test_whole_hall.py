"""The pages with the real hub: a ticket taken, called, served and followed on every screen, through a dead hub too."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from websockets.asyncio.client import ClientConnection, connect

from config.catalogues import load_words
from tests.browser.conftest import Open
from tests.browser.counter.console import go
from tests.fakes.running_hall import RunningHall, running_hall

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DEVICES = {"screen": "board", "desk": "counter", "touch": "kiosk"}
SAY = load_words("id").text


@pytest_asyncio.fixture(loop_scope="session")
async def hall(tmp_path: Path) -> AsyncIterator[RunningHall]:
    with running_hall(tmp_path / "data") as running:
        yield running


@asynccontextmanager
async def at_kiosk(hall: RunningHall, token: str) -> AsyncIterator[ClientConnection]:
    """A kiosk that has said hello."""
    async with connect(hall.url, proxy=None) as kiosk:
        hello = {"t": "hello", "protocol": 1, "role": "kiosk", "token": token, "boot": "b1"}
        await kiosk.send(json.dumps(hello))
        yield kiosk


async def heard(kiosk: ClientConnection, *wanted: str) -> dict[str, Any]:
    """The next message of one of these kinds."""
    async with asyncio.timeout(10):
        async for frame in kiosk:
            message: dict[str, Any] = json.loads(frame)
            if message["t"] in wanted:
                return message
    raise AssertionError(f"the hub hung up before {wanted}")


async def take(hall: RunningHall, token: str, service: str) -> dict[str, Any]:
    """The event of a ticket issued at a kiosk."""
    async with at_kiosk(hall, token) as kiosk:
        ask = {"t": "take_ticket", "request": f"test-{service}", "service": service, "language": "id"}
        await kiosk.send(json.dumps(ask))
        message = await heard(kiosk, "done", "refused", "fault")
    assert message["t"] == "done", message
    return next(event for event in message["events"] if "token" in event)


async def report(kiosk: ClientConnection, asked: dict[str, Any], outcome: str, why: str = "") -> None:
    """The kiosk says what became of a print."""
    ticket, job = asked["issued"]["ticket"], asked["job"]
    said = {"t": "report_print", "request": f"test-{job}", "ticket": ticket, "job": job, "outcome": outcome}
    await kiosk.send(json.dumps(said | {"why": why}))


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


async def test_staff_take_a_number_and_copy_it_at_a_kiosk(hall: RunningHall, open_page: Open) -> None:
    """The kiosk is asked by the hub, staff see what became of each print, and what its printer says meanwhile."""
    tokens = await asyncio.to_thread(hall.tokens, DEVICES)
    desk = await open_page(hall, f"/counter/#k={tokens['desk']}", clock=True)
    await desk.locator(".choice", has_text="Loket 3").first.click()
    async with at_kiosk(hall, tokens["touch"]) as kiosk:
        await kiosk.send(json.dumps({"t": "report_printer", "paper_near_end": True, "tickets_left": 40}))
        await expect(desk.locator("#foot-trouble")).to_have_text(SAY("printer_staff.paper_near_end"))
        await desk.keyboard.press("a")
        await desk.keyboard.type("ktp hilang")
        await desk.keyboard.press("Enter")
        await go(desk, "issue")
        first = await heard(kiosk, "print_ticket")
        assert (first["copy"], first["issued"]["number"]) == (False, "A001")
        await expect(desk.locator("#issue .number")).to_have_text("A001")
        await report(kiosk, first, "printed")
        await expect(desk.locator("#issue .paper")).to_have_text(SAY("counter.print_done", kiosk="touch"))
        await desk.keyboard.press("Escape")

        await desk.keyboard.press("c")
        await desk.keyboard.type("a1")
        await desk.keyboard.press("Enter")
        await go(desk, "copy")
        second = await heard(kiosk, "print_ticket")
        assert (second["copy"], second["issued"]["number"]) == (True, "A001")
        await report(kiosk, second, "failed", why="cover_open")
        why = SAY("counter.print_failed", kiosk="touch", why=SAY("printer_staff.cover_open"))
        await expect(desk.locator("#copy .paper")).to_have_text(why)
        await desk.keyboard.press("Escape")
        await expect(desk.locator(".line-paper")).to_have_text(SAY("counter.copy_failed"))

        await desk.keyboard.press("k")
        await desk.locator(".printer button").click()
        await heard(kiosk, "roll_changed")
        await expect(desk.locator(".printer button")).to_have_text(SAY("counter.roll_noted"))
    await expect(desk.locator(".printer-texts")).to_have_text(SAY("printer_staff.kiosk_away"))
