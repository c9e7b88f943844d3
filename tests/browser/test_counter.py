"""The staff console in a real browser: it shows the acts it is given, and one press is one act whatever happens."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from config.catalogues import load_words
from tests.browser.conftest import Open
from tests.browser.measure import text, texts, weak_contrasts
from tests.fakes.display_hall import View, act, counter_view, ticket_line
from tests.fakes.display_hub import NOW_MS, DisplayHub, Message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ADDRESS = "/counter/#k=secret"
SAY = load_words("id").text
MINUTE_MS = 60_000
CURRENT = ticket_line(
    "A012", "A02", NOW_MS - 26 * MINUTE_MS, state="called", called_at_ms=NOW_MS - MINUTE_MS, calls=2, language="en"
)
TICKET = CURRENT["ticket"]
WAITING = [
    ticket_line("A013", "A02", NOW_MS - 23 * MINUTE_MS),
    ticket_line("A014", "A03", NOW_MS - 19 * MINUTE_MS),
    ticket_line("A015", "A07", NOW_MS - 10_000),
]


def minutes(count: int) -> str:
    return SAY("counter.wait", minutes=count)


def free(**changes: Any) -> View:
    acts = [
        act("call_next", "call_next", "Enter", number="A013", primary=True),
        act("close_counter", "close_counter", "q"),
    ]
    return counter_view(waiting=WAITING, waiting_count=3, acts=acts) | changes


def called(**changes: Any) -> View:
    acts = [
        act("start", "start", "Enter", number="A012", ticket=TICKET, primary=True),
        act("recall", "recall", "r", ticket=TICKET),
        act("miss", "miss", "m", ticket=TICKET),
        act("finish", "finish", "f", number="A012", ticket=TICKET, enabled=False, why_not="wrong_state"),
        act("cancel", "cancel", "x", ticket=TICKET),
        act("close_counter", "close_counter", "q", enabled=False, why_not="counter_busy"),
    ]
    return counter_view(current=CURRENT, waiting=WAITING, waiting_count=3, acts=acts) | changes


def choosing() -> View:
    choices = [
        {"counter": "1", "open": True, "number": "A012"},
        {"counter": "2", "open": False, "number": ""},
        {"counter": "3", "open": False, "number": ""},
    ]
    return counter_view(counter=None, open=False, choices=choices)


def done(asked: Message) -> Message:
    return {"t": "done", "request": asked["request"], "seq": 1, "events": []}


@pytest_asyncio.fixture(loop_scope="session")
async def hub() -> AsyncIterator[DisplayHub]:
    async with DisplayHub("counter") as made:
        made.view = free()
        yield made


async def steady(page: Page) -> None:
    """Wait until the buttons have meant the same thing for long enough."""
    await expect(page.locator("#primary")).to_be_enabled()
    await page.wait_for_timeout(300)


async def bottom(page: Page, selector: str) -> float:
    box = await page.locator(selector).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


async def settled(page: Page) -> None:
    """Wait until what was sent has surely arrived."""
    await page.wait_for_timeout(200)


async def test_the_primary_button_says_what_it_will_do_and_its_key(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#primary .says")).to_have_text(SAY("counter.call_next", number="A013"))
    assert await text(page, "#primary kbd") == "Enter"
    assert await texts(page, ".other .says") == [SAY("counter.close_counter", counter="Loket 3")]


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


async def test_an_act_that_is_not_possible_says_why_not(hub: DisplayHub, open_page: Open) -> None:
    hub.view = called()
    page = await open_page(hub, ADDRESS)
    close = page.locator(".other").last
    await expect(close).to_be_disabled()
    assert await close.get_attribute("title") == SAY("refusal.counter_busy")
    await steady(page)
    await page.keyboard.press("q")
    await settled(page)
    assert hub.acts == []


async def test_a_double_press_sends_one_message(hub: DisplayHub, open_page: Open) -> None:
    """The second press finds the first one unanswered and does nothing."""
    page = await open_page(hub, ADDRESS)
    await steady(page)
    await page.locator("#primary").dblclick()
    asked = await hub.act(1)
    assert (asked["t"], asked["holding"]) == ("call_next", None)
    await expect(page.locator("#primary.working")).to_have_count(1)
    await settled(page)
    assert len(hub.acts) == 1


async def test_the_second_press_does_not_do_what_the_button_says_since_the_first(
    hub: DisplayHub, open_page: Open
) -> None:
    """The hub answers within milliseconds; the finger is slower."""
    page = await open_page(hub, ADDRESS)
    await steady(page)
    await page.keyboard.press("Enter")
    asked = await hub.act(1)
    await hub.send(done(asked))
    await hub.push_state(**called())
    await expect(page.locator("#primary .says")).to_have_text(SAY("counter.start", number="A012"))
    await page.keyboard.press("Enter")
    await settled(page)
    assert len(hub.acts) == 1
    await steady(page)
    await page.keyboard.press("Enter")
    asked = await hub.act(2)
    assert (asked["t"], asked["ticket"]) == ("start", TICKET)


async def test_a_key_held_down_is_one_press(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS)
    hub.on_act = done
    await steady(page)
    for _ in range(5):
        await page.keyboard.down("Enter")
        await page.wait_for_timeout(60)
    await page.keyboard.up("Enter")
    await settled(page)
    assert len(hub.acts) == 1


@pytest.mark.parametrize(("key", "verb"), [("r", "recall"), ("R", "recall"), ("m", "miss"), ("Enter", "start")])
async def test_each_act_has_its_key(hub: DisplayHub, open_page: Open, key: str, verb: str) -> None:
    hub.view = called()
    page = await open_page(hub, ADDRESS)
    await steady(page)
    await page.keyboard.press(key)
    asked = await hub.act(1)
    assert (asked["t"], asked["ticket"]) == (verb, TICKET)
    assert 1 <= len(asked["request"]) <= 64


async def test_a_refusal_is_one_calm_line(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS)
    hub.on_act = lambda asked: {"t": "refused", "request": asked["request"], "code": "nobody_waiting", "data": {}}
    await steady(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_have_text(SAY("refusal.nobody_waiting"))
    await expect(page.locator("#primary.working")).to_have_count(0)
    assert await weak_contrasts(page) == []


async def test_an_unknown_refusal_still_speaks_words(hub: DisplayHub, open_page: Open) -> None:
    """A newer hub may refuse for reasons this page has no sentence for; a code is never shown."""
    page = await open_page(hub, ADDRESS)
    hub.on_act = lambda asked: {"t": "refused", "request": asked["request"], "code": "new_reason", "data": {}}
    await steady(page)
    await page.keyboard.press("Enter")
    await expect(page.locator("#said")).to_have_text(SAY("counter.not_possible"))


async def test_the_same_request_is_repeated_after_a_lost_connection(hub: DisplayHub, open_page: Open) -> None:
    """Nobody knows whether the first one arrived; the id makes both the same act."""
    page = await open_page(hub, ADDRESS)
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
    await settled(page)
    assert len(hub.acts) == 2


async def test_a_console_sits_down_again_before_it_repeats(hub: DisplayHub, open_page: Open) -> None:
    """A seat belongs to a connection: what was asked at a counter is asked there again."""
    page = await open_page(hub, ADDRESS)
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
    page = await open_page(hub, ADDRESS)
    await steady(page)
    hub.on_act = lambda asked: {"t": "refused", "request": asked["request"], "code": "unknown_counter", "data": {}}
    hub.view = choosing() | {"choices": [{"counter": "3", "open": True, "number": ""}]}
    await hub.drop()
    await expect(page.locator(".choice")).to_be_enabled()
    assert await text(page, "#choose-said") == SAY("refusal.unknown_counter")


async def test_a_fault_repeats_the_same_request(hub: DisplayHub, open_page: Open) -> None:
    """A fault means not known; the staff see that, and the page asks again by itself."""
    page = await open_page(hub, ADDRESS)
    hub.on_act = lambda asked: {"t": "fault", "request": asked["request"]}
    await steady(page)
    await page.keyboard.press("Enter")
    first = await hub.act(1)
    await expect(page.locator("#said")).to_have_text(SAY("counter.not_known"))
    hub.on_act = done
    assert await hub.act(2) == first
    await expect(page.locator("#primary.working")).to_have_count(0)


async def test_a_lost_link_is_seen_disables_acts_and_recovers(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS)
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
    await settled(page)
    assert hub.acts == []


async def test_a_frozen_hub_is_noticed(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS, clock=True)
    await expect(page.locator("#primary")).to_be_enabled()
    hub.frozen = True
    await page.clock.run_for(13_000)
    await expect(page.locator("#standing")).to_have_text(SAY("counter.link_lost"))


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


async def test_a_closed_counter_is_not_taken_again_by_itself(hub: DisplayHub, open_page: Open) -> None:
    """Who left the counter stays away from it, also after a lost connection."""
    page = await open_page(hub, ADDRESS)
    await steady(page)
    await page.keyboard.press("q")
    asked = await hub.act(1)
    assert asked == {"t": "close_counter", "request": asked["request"]}
    await hub.send(done(asked))
    await hub.push_state(**choosing())
    await expect(page.locator(".choice").first).to_be_visible()
    await hub.drop()
    await hub.hello(2)
    await settled(page)
    assert len(hub.acts) == 1


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


async def test_a_click_that_spans_a_new_state_still_counts(hub: DisplayHub, open_page: Open) -> None:
    """Buttons stay the same elements while the list beside them changes."""
    page = await open_page(hub, ADDRESS)
    await steady(page)
    await page.locator("#primary").hover()
    await page.mouse.down()
    await hub.push_state(waiting=WAITING[:2], waiting_count=2)
    await expect(page.locator(".line")).to_have_count(2)
    await page.mouse.up()
    async with asyncio.timeout(5):
        assert (await hub.act(1))["t"] == "call_next"


async def test_a_page_loaded_again_sits_down_where_it_sat(hub: DisplayHub, open_page: Open) -> None:
    """F5 by accident costs nothing, as long as the counter has not been left meanwhile."""
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#place")).to_have_text("Loket 3")
    hub.view = choosing() | {"choices": [{"counter": "3", "open": True, "number": ""}]}
    await page.reload()
    asked = await hub.act(1)
    assert (asked["t"], asked["counter"]) == ("open_counter", "3")


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
