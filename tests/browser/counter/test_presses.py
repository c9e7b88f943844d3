"""One press is one act, whatever the finger, the keyboard and the hub do meanwhile."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.counter.console import ADDRESS, SAY, TICKET, WAITING, called, done, settled, steady
from tests.browser.measure import weak_contrasts
from tests.fakes.display_hub import DisplayHub

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_an_act_that_is_not_possible_says_why_not(hub: DisplayHub, open_page: Open) -> None:
    hub.view = called()
    page = await open_page(hub, ADDRESS, clock=True)
    close = page.locator("#others .other").last
    await expect(close).to_be_disabled()
    assert await close.get_attribute("title") == SAY("refusal.counter_busy")
    await steady(page)
    await page.keyboard.press("q")
    await settled(page, hub)
    assert hub.acts == []


async def test_a_double_press_sends_one_message(hub: DisplayHub, open_page: Open) -> None:
    """The second press finds the first one unanswered and does nothing."""
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.locator("#primary").dblclick()
    asked = await hub.act(1)
    assert (asked["t"], asked["holding"]) == ("call_next", None)
    await expect(page.locator("#primary.working")).to_have_count(1)
    await settled(page, hub)
    assert len(hub.acts) == 1


async def test_the_second_press_does_not_do_what_the_button_says_since_the_first(
    hub: DisplayHub, open_page: Open
) -> None:
    """The hub answers within milliseconds; the finger is slower."""
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 1"))
    await page.keyboard.press("Enter")
    asked = await hub.act(1)
    await hub.send(done(asked))
    await hub.push_state(**called())
    await expect(page.locator("#primary .says")).to_have_text(SAY("counter.start", number="A012"))
    await page.keyboard.press("Enter")
    assert await page.locator("#primary.working").count() == 0
    await steady(page)
    await page.keyboard.press("Enter")
    asked = await hub.act(2)
    assert (asked["t"], asked["ticket"]) == ("start", TICKET)


async def test_a_key_held_down_is_one_press(hub: DisplayHub, open_page: Open) -> None:
    """What the keyboard repeats by itself is no second press, even when the first one is answered already."""
    page = await open_page(hub, ADDRESS, clock=True)
    hub.on_act = done
    await steady(page)
    await page.keyboard.down("Enter")
    await hub.act(1)
    await expect(page.locator("#primary.working")).to_have_count(0)
    for _ in range(4):
        await page.clock.run_for(60)
        await page.keyboard.down("Enter")
    await page.keyboard.up("Enter")
    await settled(page, hub)
    assert len(hub.acts) == 1


@pytest.mark.parametrize(("key", "verb"), [("r", "recall"), ("R", "recall"), ("m", "miss"), ("Enter", "start")])
async def test_each_act_has_its_key(hub: DisplayHub, open_page: Open, key: str, verb: str) -> None:
    hub.view = called()
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press(key)
    asked = await hub.act(1)
    assert (asked["t"], asked["ticket"]) == (verb, TICKET)
    assert 1 <= len(asked["request"]) <= 64


async def test_a_refusal_is_one_calm_line(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS, clock=True)
    hub.on_act = lambda asked: {"t": "refused", "request": asked["request"], "code": "nobody_waiting", "data": {}}
    await steady(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_have_text(SAY("refusal.nobody_waiting"))
    await expect(page.locator("#primary.working")).to_have_count(0)
    assert await weak_contrasts(page) == []


async def test_an_unknown_refusal_still_speaks_words(hub: DisplayHub, open_page: Open) -> None:
    """A newer hub may refuse for reasons this page has no sentence for; a code is never shown."""
    page = await open_page(hub, ADDRESS, clock=True)
    hub.on_act = lambda asked: {"t": "refused", "request": asked["request"], "code": "new_reason", "data": {}}
    await steady(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_have_text(SAY("counter.not_possible"))


async def test_a_click_that_spans_a_new_state_still_counts(hub: DisplayHub, open_page: Open) -> None:
    """Buttons stay the same elements while the list beside them changes."""
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.locator("#primary").hover()
    await page.mouse.down()
    await hub.push_state(waiting=WAITING[:2], waiting_count=2)
    await expect(page.locator(".line")).to_have_count(2)
    await page.mouse.up()
    async with asyncio.timeout(5):
        assert (await hub.act(1))["t"] == "call_next"
