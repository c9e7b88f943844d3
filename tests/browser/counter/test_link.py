"""What was asked is asked again until it is answered, and a console that is cut off says so."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Open
from tests.browser.counter.console import ADDRESS, SAY, done, settled, steady
from tests.browser.measure import weak_contrasts
from tests.fakes.display_hub import DisplayHub

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_same_request_is_repeated_after_a_lost_connection(hub: DisplayHub, open_page: Open) -> None:
    """Nobody knows whether the first one arrived; the id makes both the same act."""
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("Enter")
    first = await hub.act(1)
    await hub.drop()
    again = await hub.act(2)
    assert again == first
    await hub.send(done(again))
    await expect(page.locator("#primary.working")).to_have_count(0)
    await hub.drop()
    await hub.hello(3)
    await steady(page)
    await settled(page, hub)
    assert len(hub.acts) == 2


async def test_a_fault_repeats_the_same_request(hub: DisplayHub, open_page: Open) -> None:
    """A fault means not known; the staff see that, and the page asks again by itself."""
    page = await open_page(hub, ADDRESS, clock=True)
    hub.on_act = lambda asked: {"t": "fault", "request": asked["request"]}
    await steady(page)
    await page.keyboard.press("Enter")
    first = await hub.act(1)
    await expect(page.locator("#said")).to_have_text(SAY("counter.not_known"))
    hub.on_act = done
    assert await hub.act(2) == first
    await expect(page.locator("#primary.working")).to_have_count(0)


async def test_a_lost_link_is_seen_disables_acts_and_recovers(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    hub.accepting = False
    await hub.drop()
    await expect(page.locator("#standing")).to_have_text(SAY("counter.link_lost"))
    await expect(page.locator("#primary")).to_be_disabled()
    assert await weak_contrasts(page) == []
    await page.keyboard.press("Enter")
    hub.accepting = True
    await expect(page.locator("#primary")).to_be_enabled()
    await expect(page.locator("#foot-link")).to_have_text(SAY("counter.link_connected"))
    await settled(page, hub)
    assert hub.acts == []


async def test_a_frozen_hub_is_noticed(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS, clock=True)
    await expect(page.locator("#primary")).to_be_enabled()
    hub.frozen = True
    await page.clock.run_for(13_000)
    await expect(page.locator("#standing")).to_have_text(SAY("counter.link_lost"))
