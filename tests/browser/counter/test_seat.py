"""Who sits where: the token, the choice of a counter, and coming back to it."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.counter.console import ADDRESS, SAY, choosing, done, free, settled, steady
from tests.browser.measure import text, texts, weak_contrasts
from tests.fakes.display_hub import DisplayHub

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_token_is_asked_for_kept_and_never_sent_in_an_address(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, "/counter/")
    await expect(page.locator("#token-label")).to_have_text(SAY("counter.token_prompt"))
    assert await weak_contrasts(page) == []
    await page.locator("#token").fill("wrong")
    await page.keyboard.press("Enter")
    await expect(page.locator("#token-label")).to_have_text(SAY("counter.token_wrong"))
    await page.locator("#token").fill("secret")
    await page.keyboard.press("Enter")
    await expect(page.locator("#primary")).to_be_visible()
    await page.reload()
    await expect(page.locator("#primary")).to_be_visible()
    assert [path for path in hub.requests if "secret" in path] == []


async def test_the_token_leaves_the_address_bar(hub: DisplayHub, open_page: Open) -> None:
    """Whoever looks over a shoulder or takes a picture does not get it."""
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#primary")).to_be_visible()
    assert page.url.endswith("/counter/")


async def test_a_counter_is_chosen_with_the_keyboard(hub: DisplayHub, open_page: Open) -> None:
    """Free and taken counters are shown; the first free one is at hand."""
    hub.view = choosing()
    page = await open_page(hub, ADDRESS)
    await expect(page.locator(".choice").nth(1)).to_be_focused()
    assert (
        await texts(page, ".choice-state")
        == [f"{SAY('counter.counter_taken')} · A012"] + [SAY("counter.counter_free")] * 2
    )
    assert await weak_contrasts(page) == []
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    asked = await hub.act(1)
    assert (asked["t"], asked["counter"]) == ("open_counter", "3")
    await hub.send(done(asked))
    await hub.push_state(**free())
    await expect(page.locator("#place")).to_have_text("Loket 3")


async def test_a_console_sits_down_again_before_it_repeats(hub: DisplayHub, open_page: Open) -> None:
    """A seat belongs to a connection: what was asked at a counter is asked there again."""
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("Enter")
    first = await hub.act(1)
    hub.view = choosing() | {"choices": [{"counter": "3", "open": True, "number": ""}]}
    await hub.drop()
    seat = await hub.act(2)
    assert (seat["t"], seat["counter"]) == ("open_counter", "3")
    await expect(page.locator("#number")).to_be_visible()
    await expect(page.locator("#primary")).to_be_disabled()
    await hub.send(done(seat))
    assert await hub.act(3) == first


async def test_a_seat_that_is_gone_leads_back_to_the_choice(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    hub.on_act = lambda asked: {"t": "refused", "request": asked["request"], "code": "unknown_counter", "data": {}}
    hub.view = choosing() | {"choices": [{"counter": "3", "open": True, "number": ""}]}
    await hub.drop()
    await expect(page.locator(".choice")).to_be_enabled()
    assert await text(page, "#choose-said") == SAY("refusal.unknown_counter")


async def test_a_closed_counter_is_not_taken_again_by_itself(hub: DisplayHub, open_page: Open) -> None:
    """Who left the counter stays away from it, also after a lost connection; the title no longer names it."""
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("q")
    asked = await hub.act(1)
    assert asked == {"t": "close_counter", "request": asked["request"]}
    await hub.send(done(asked))
    await hub.push_state(**choosing())
    await expect(page.locator(".choice").first).to_be_visible()
    await expect(page).to_have_title("MPP Banyuwangi")
    await hub.drop()
    await hub.hello(2)
    await expect(page.locator(".choice").first).to_be_enabled()
    await settled(page, hub)
    assert len(hub.acts) == 1


async def test_a_page_loaded_again_sits_down_where_it_sat(hub: DisplayHub, open_page: Open) -> None:
    """F5 by accident costs nothing, as long as the counter has not been left meanwhile."""
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#place")).to_have_text("Loket 3")
    hub.view = choosing() | {"choices": [{"counter": "3", "open": True, "number": ""}]}
    await page.reload()
    asked = await hub.act(1)
    assert (asked["t"], asked["counter"]) == ("open_counter", "3")
