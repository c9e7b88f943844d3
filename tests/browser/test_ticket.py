"""A visitor's ticket on a phone: where it stands, in the visitor's language, and nothing about the visitor."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from config.catalogues import load_words
from tests.browser.conftest import Open
from tests.browser.measure import text, weak_contrasts
from tests.fakes.display_hall import ticket_view
from tests.fakes.display_hub import NOW_MS, DisplayHub

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ADDRESS = "/t/secret"
SAY = load_words("id").text


@pytest_asyncio.fixture(loop_scope="session")
async def hub() -> AsyncIterator[DisplayHub]:
    async with DisplayHub("ticket") as made:
        made.view = ticket_view()
        yield made


async def test_shows_number_service_and_people_ahead(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#number")).to_have_text("A044")
    assert await text(page, "#service") == "Pencetakan ulang KTP-el (hilang, rusak, ubah data)"
    assert await text(page, "#agency") == "Dinas Kependudukan dan Pencatatan Sipil (Disdukcapil)"
    await expect(page.locator("#state")).to_have_text(SAY("ticket.ahead", count=5))
    hello = await hub.hello(1)
    assert (hello["role"], hello["token"]) == ("ticket", "secret")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ["ahead", "waiting"]),
        ({"ahead": 0}, ["ahead_none", "waiting"]),
        (
            {"state": "called", "counter": "12", "called_at_ms": NOW_MS},
            ["called", "go_to_label", "Loket 12"],
        ),
        ({"state": "serving", "counter": "12"}, ["serving", "Loket 12"]),
        ({"state": "missed", "counter": "12"}, ["missed", "missed_help"]),
        ({"state": "missed"}, ["missed", "see_staff"]),
        ({"state": "finished", "counter": "12"}, ["finished", "thanks"]),
        ({"state": "cancelled"}, ["cancelled", "ended"]),
        ({"day_over": True}, ["day_over", "ended"]),
        ({"day_over": True, "state": "finished"}, ["finished", "thanks"]),
    ],
)
async def test_every_state_has_its_words(
    hub: DisplayHub, open_page: Open, changes: dict[str, Any], words: list[str]
) -> None:
    hub.view = ticket_view(**changes)
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#number")).to_be_visible()
    said = [SAY(f"ticket.{key}", count=5, counter="Loket 12") if key.islower() else key for key in words]
    assert (await text(page, "#standing")).split() == " ".join(said).split()
    assert await weak_contrasts(page) == []


async def test_a_call_arrives_live_and_in_the_title(hub: DisplayHub, open_page: Open) -> None:
    """The tab says the counter, also from the list of open pages."""
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#number")).to_have_text("A044")
    await page.mouse.click(200, 400)
    await page.evaluate("navigator.vibrate = (pattern) => { window.shaken = pattern; return true; }; 0")
    await hub.push_state(state="called", counter="3", called_at_ms=NOW_MS, ahead=0)
    await expect(page.locator("#counter")).to_have_text("Loket 3")
    assert await page.title() == "A044 · Loket 3"
    assert await page.evaluate("window.shaken.length") > 1
    size = await page.locator("#counter").evaluate("(counter) => parseFloat(getComputedStyle(counter).fontSize)")
    assert size > 50


async def test_speaks_the_language_of_the_ticket_and_can_switch(hub: DisplayHub, open_page: Open) -> None:
    hub.view = ticket_view(language="en")
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#state")).to_have_text(load_words("en").text("ticket.ahead", count=5))
    assert await page.evaluate("document.documentElement.lang") == "en"
    indonesian = page.get_by_role("button", name="Bahasa Indonesia")
    await expect(indonesian).to_have_attribute("aria-pressed", "false")
    await indonesian.click()
    await expect(indonesian).to_have_attribute("aria-pressed", "true")
    await expect(indonesian).to_be_focused()
    await expect(page.locator("#state")).to_have_text(SAY("ticket.ahead", count=5))
    await hub.push_state(ahead=4)
    await expect(page.locator("#state")).to_have_text(SAY("ticket.ahead", count=4))


async def test_a_lost_link_says_since_when(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS, clock=True)
    await expect(page.locator("#number")).to_have_text("A044")
    await expect(page.locator("#banner")).to_be_hidden()
    hub.frozen = True
    await page.clock.run_for(13_000)
    said = SAY("ticket.link_lost_since", time="08.41 WIB")
    await expect(page.locator("#banner")).to_have_text(said)
    assert await weak_contrasts(page) == []
    hub.frozen = False
    await page.clock.run_for(15_000)
    await expect(page.locator("#banner")).to_be_hidden()


async def test_an_unknown_ticket_is_said_calmly(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, "/t/forgotten")
    await expect(page.locator("#state")).to_have_text(SAY("ticket.unknown"))
    await expect(page.locator("#card")).to_be_hidden()
    assert await weak_contrasts(page) == []


async def test_a_ticket_that_is_gone_can_be_read_whatever_it_was_before(hub: DisplayHub, open_page: Open) -> None:
    """A phone left open on a call finds the hall of another day."""
    hub.view = ticket_view(state="called", counter="12", called_at_ms=NOW_MS)
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#counter")).to_have_text("Loket 12")
    hub.known_tokens.clear()
    await hub.drop()
    await expect(page.locator("#state")).to_have_text(SAY("ticket.unknown"))
    await expect(page.locator("#card")).to_be_hidden()
    assert await weak_contrasts(page) == []


async def test_fits_a_small_phone(hub: DisplayHub, open_page: Open) -> None:
    """Nothing is cut at 320 pixels, with the longest number."""
    hub.view = ticket_view(number="AB1234", state="called", counter="30")
    page = await open_page(hub, ADDRESS, viewport={"width": 320, "height": 568})
    await expect(page.locator("#counter")).to_have_text("Loket 30")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    assert await page.locator("#number").evaluate("(number) => number.scrollWidth <= number.clientWidth")


async def test_markup_in_data_is_shown_as_text(hub: DisplayHub, open_page: Open) -> None:
    evil = "<img src=x onerror=alert(1)>"
    hub.hall = hub.hall | {"services": [{"code": "A02", "agency": "A", "name": {"id": evil}}]}
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#service")).to_have_text(evil)
    await expect(page.locator("img")).to_have_count(0)
