"""What a console shows: the ticket at the counter, who waits, and what may be done, in words that fit the screen."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.counter.console import ADDRESS, CURRENT, MINUTE_MS, SAY, called, free, minutes
from tests.browser.measure import text, texts, weak_contrasts
from tests.fakes.display_hall import ticket_line
from tests.fakes.display_hub import NOW_MS, DisplayHub

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def bottom(page: Page, selector: str) -> float:
    box = await page.locator(selector).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


async def test_the_primary_button_says_what_it_will_do_and_its_key(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#primary .says")).to_have_text(SAY("counter.call_next", number="A013"))
    assert await text(page, "#primary kbd") == "Enter"
    assert await texts(page, "#others .says") == [SAY("counter.close_counter", counter="Loket 3")]


async def test_a_console_speaks_the_first_language_of_its_hall(hub: DisplayHub, open_page: Open) -> None:
    hub.languages = ("en", "id")
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#place")).to_have_text("Counter 3")
    await expect(page).to_have_title("Counter 3")
    assert await page.evaluate("document.documentElement.lang") == "en"


async def test_the_band_says_whether_the_counter_is_free(hub: DisplayHub, open_page: Open) -> None:
    """By colour and by word, readable from two metres."""
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#standing")).to_have_text(SAY("counter.free"))
    seen = [await page.locator("#band").evaluate("(band) => getComputedStyle(band).backgroundColor")]
    for state in ("called", "serving"):
        await hub.push_state(**called(current=CURRENT | {"state": state}))
        await expect(page.locator("#standing")).to_have_text(SAY(f"counter.{state}"))
        seen.append(await page.locator("#band").evaluate("(band) => getComputedStyle(band).backgroundColor"))
        assert await weak_contrasts(page) == []
    assert len(set(seen)) == 3


async def test_shows_the_ticket_at_the_counter_and_who_waits(hub: DisplayHub, open_page: Open) -> None:
    activity = [{"at_ms": NOW_MS - MINUTE_MS, "counter": "2", "kind": "called", "number": "A011"}]
    hub.view = called(activity=activity)
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#number")).to_have_text("A012")
    assert await text(page, "#service") == "Pencetakan ulang KTP-el (hilang, rusak, ubah data)"
    waited = SAY("counter.waited", wait=minutes(25))
    assert await texts(page, "#facts li") == [waited, "English", SAY("counter.calls", count=2)]
    assert await texts(page, ".line-number") == ["A013", "A014", "A015"]
    assert await texts(page, ".line-wait") == [minutes(23), minutes(19), SAY("counter.wait_short")]
    assert await texts(page, "#activity span") == [SAY("counter.activity_called", counter="Loket 2", number="A011")]
    assert await text(page, "#foot-time") == "08.41 WIB"
    assert await weak_contrasts(page) == []


async def test_markup_in_data_is_shown_as_text(hub: DisplayHub, open_page: Open) -> None:
    evil = "<img src=x onerror=alert(1)>"
    hub.hall = hub.hall | {"services": [{"code": "A02", "agency": "A", "name": {"id": evil}}]}
    hub.view = called(current=CURRENT | {"number": "<b>A1</b>"})
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#number")).to_have_text("<b>A1</b>")
    await expect(page.locator("#service")).to_have_text(evil)
    await expect(page.locator("img, b")).to_have_count(0)


async def test_everything_fits_an_office_screen(hub: DisplayHub, open_page: Open) -> None:
    """Nothing scrolls at 1366 x 768 but the list of who waits."""
    many = [ticket_line(f"A{count:03d}", "A02", NOW_MS - count * MINUTE_MS) for count in range(40, 10, -1)]
    activity = [{"at_ms": NOW_MS, "counter": "2", "kind": "called", "number": "A011"}] * 9
    hub.view = called(waiting=many, waiting_count=30, activity=activity)
    page = await open_page(hub, ADDRESS)
    await expect(page.locator(".line")).to_have_count(30)
    for view in (hub.view, free(waiting=[], waiting_count=0)):
        await hub.push_state(**view)
        await hub.send({"t": "notice", "codes": ["clock_stepped"]})
        await expect(page.locator("#notice")).to_be_visible()
        await expect(page.locator(".line")).to_have_count(len(view["waiting"]))
        assert await page.evaluate("document.documentElement.scrollHeight") <= 768
        assert await page.evaluate("document.documentElement.scrollWidth") <= 1366
        assert await bottom(page, "#others") < 768 - 44
        assert await bottom(page, "#foot") == 768
        assert await page.locator("#number").evaluate("(number) => number.scrollWidth <= number.clientWidth")


async def test_a_notice_for_staff_is_shown_in_words_until_it_is_over(hub: DisplayHub, open_page: Open) -> None:
    """What kind of trouble the hub has; a kind this page does not know is left out."""
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#place")).to_have_text("Loket 3")
    await expect(page.locator("#notice")).to_be_hidden()
    await hub.send({"t": "notice", "codes": ["storage_failing", "new_kind"]})
    await expect(page.locator("#notice")).to_have_text(SAY("counter.notice_storage_failing"))
    assert await weak_contrasts(page) == []
    await hub.send({"t": "notice", "codes": []})
    await expect(page.locator("#notice")).to_be_hidden()
