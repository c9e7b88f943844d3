"""A ticket printed once more: the one at the counter with a key, any other from a dialog, and what becomes of it."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.counter.console import (
    ADDRESS,
    CURRENT,
    KIOSK_1,
    KIOSK_2,
    SAY,
    TICKET,
    WAITING,
    called,
    go,
    print_asked,
    refuse,
    settled,
    steady,
)
from tests.browser.measure import text, texts, weak_contrasts
from tests.fakes.display_hall import act, printed
from tests.fakes.display_hub import DisplayHub, Message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def asked_for(asked: Message) -> Message:
    """The hub asks the kiosk for the copy, as record 9."""
    return {"t": "done", "request": asked["request"], "seq": 9, "events": [print_asked(9, asked["print_at"])]}


async def choose(page: Page, number: str) -> None:
    """Open the dialog, type a number and take it."""
    await page.keyboard.press("c")
    await expect(page.locator("#copy-field")).to_be_focused()
    await page.keyboard.type(number)
    await page.keyboard.press("Enter")
    await expect(page.locator("#copy .go")).to_be_focused()


async def test_the_ticket_at_the_counter_has_a_key_of_its_own(hub: DisplayHub, open_page: Open) -> None:
    """The kiosk that printed it last prints it again; while it does the button is disabled and says why."""
    hub.view = called()
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("p")
    asked = await hub.act(1)
    assert asked == {"t": "print_copy", "request": asked["request"], "ticket": TICKET}
    acts = [*called()["acts"]]
    acts[5] = act("print_copy", "print_copy", "p", ticket=TICKET, enabled=False, why_not="copy_pending")
    await hub.send({"t": "done", "request": asked["request"], "seq": 9, "events": [print_asked(9)]})
    await hub.push_state(acts=acts, prints=[printed(9, "A012")])
    button = page.locator("#others .other").nth(4)
    await expect(button).to_be_disabled()
    await expect(button).to_have_attribute("title", SAY("counter.not_now_copy_pending"))
    await expect(page.locator("#facts li").last).to_have_text(SAY("counter.copy_printing"))
    await hub.push_state(acts=called()["acts"], prints=[printed(9, "A012", "printed")])
    await expect(page.locator("#facts li").last).to_have_text(SAY("counter.calls", count=2))


async def test_any_ticket_is_copied_by_its_number(hub: DisplayHub, open_page: Open) -> None:
    """Also one that no list shows; as many zeros as the others have are put in."""
    hub.printers = [KIOSK_1]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page, "b7")
    assert await text(page, "#copy-title") == SAY("counter.copy")
    assert await text(page, "#copy .go .says") == SAY("counter.copy_of", number="B007")
    await go(page, "copy")
    asked = await hub.act(1)
    wanted = {"t": "print_copy", "ticket": "2026-11-24/B007", "print_at": "kiosk-1"}
    assert asked == wanted | {"request": asked["request"]}


async def test_the_lists_offer_the_counter_s_ticket_then_who_waits_then_late_prints(
    hub: DisplayHub, open_page: Open
) -> None:
    """Arrows choose; what is wrong with the paper of each is beside it."""
    waiting = [WAITING[0] | {"paper": "failed"}, *WAITING[1:]]
    hub.view = called(waiting=waiting, prints=[printed(5, "S003", "failed", why="paper_out"), printed(4, "A013")])
    hub.printers = [KIOSK_1]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("c")
    assert await texts(page, "#copy .found-number") == ["A012", "A013", "A014", "A015", "S003"]
    assert await texts(page, "#copy .found-paper") == [SAY("counter.copy_printing")]
    for _ in range(2):
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#copy-field")).to_have_value("A014")
    await go(page, "copy")
    assert (await hub.act(1))["ticket"] == WAITING[1]["ticket"]


@pytest.mark.parametrize(
    ("outcome", "why", "kind"),
    [
        ("printed", "", "ok"),
        ("unconfirmed", "cannot_say", "unknown"),
        ("unconfirmed", "", "unknown"),
        ("failed", "paper_out", "trouble"),
    ],
)
async def test_what_became_of_the_copy_comes_back_in_words(
    hub: DisplayHub, open_page: Open, outcome: str, why: str, kind: str
) -> None:
    """An outcome that nobody knows is said calmly; a failure says what to do."""
    hub.printers = [KIOSK_1]
    hub.on_act = asked_for
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page, "a14")
    await go(page, "copy")
    await expect(page.locator("#copy .number")).to_have_text("A014")
    await expect(page.locator("#copy .paper .mark")).to_have_class("mark pending")
    await hub.push_state(prints=[printed(9, "A014", outcome, why=why)])
    await expect(page.locator("#copy .paper .mark")).to_have_class(f"mark {kind}")
    said = {
        "printed": SAY("counter.print_done", kiosk="kiosk-1"),
        "unconfirmed": SAY(f"printer_staff.{why or 'unconfirmed'}"),
        "failed": SAY("counter.print_failed", kiosk="kiosk-1", why=SAY("printer_staff.paper_out")),
    }
    assert await text(page, "#copy .paper") == said[outcome]
    await hub.push_state(prints=[])
    await go(page, "copy")
    await expect(page.locator("#primary")).to_be_focused()
    await settled(page, hub)
    assert len(hub.acts) == 1


async def test_a_copy_on_its_way_is_not_asked_for_again_there(hub: DisplayHub, open_page: Open) -> None:
    """The button says why not; another kiosk may be asked."""
    hub.view = called(prints=[printed(9, "A014")])
    hub.printers = [KIOSK_1, KIOSK_2]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("c")
    await page.keyboard.type("a014")
    await page.keyboard.press("Enter")
    await expect(page.locator("#copy .hint")).to_have_text(SAY("refusal.copy_pending", number="A014", kiosk="kiosk-1"))
    await expect(page.locator("#copy .go")).to_be_disabled()
    await page.locator("#copy-where .chip", has_text="kiosk-2").click()
    await page.locator("#copy .go").focus()
    await go(page, "copy")
    assert (await hub.act(1))["print_at"] == "kiosk-2"


@pytest.mark.parametrize("code", ["unknown_ticket", "wrong_state", "kiosk_away", "unknown_kiosk", "copy_pending"])
async def test_a_refused_copy_is_told_in_words(hub: DisplayHub, open_page: Open, code: str) -> None:
    data = {"number": "A014", "kiosk": "kiosk-1"}
    hub.printers = [KIOSK_1]
    hub.on_act = refuse(code, **data)
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page, "a14")
    await go(page, "copy")
    await expect(page.locator("#copy .said")).to_have_text(SAY(f"refusal.{code}", **data))
    assert await weak_contrasts(page) == []
    await page.keyboard.press("Escape")
    await expect(page.locator("#primary")).to_be_focused()


async def test_without_a_kiosk_that_may_print_nothing_is_asked(hub: DisplayHub, open_page: Open) -> None:
    hub.printers = [KIOSK_1 | {"connected": False}, KIOSK_2 | {"trouble": "no_printer"}]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("c")
    await page.keyboard.press("Enter")
    await expect(page.locator("#copy .hint")).to_have_text(SAY("counter.no_kiosk"))
    await expect(page.locator("#copy .go")).to_be_disabled()
    await page.locator("#copy-field").fill("?")
    await expect(page.locator("#copy .more")).to_have_text(SAY("counter.type_number"))


async def test_paper_is_a_quiet_word_beside_who_waits(hub: DisplayHub, open_page: Open) -> None:
    """Nothing while all is well, nor while a kiosk prints its own ticket, nor of a printer that can never know."""
    waiting = [
        WAITING[0] | {"paper": "failed", "paper_why": "paper_out"},
        WAITING[1] | {"printing": True},
        WAITING[2] | {"paper": "unconfirmed", "paper_why": "cannot_say"},
        WAITING[2] | {"ticket": "2026-11-24/A016", "paper": "unconfirmed", "paper_why": "paper_out"},
    ]
    prints = [printed(9, "A014", copy=True), printed(8, "A012", "failed", why="cutter")]
    hub.view = called(waiting=waiting, prints=prints)
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#facts li").last).to_have_text(SAY("counter.copy_failed"))
    unsure = SAY("counter.paper_unsure")
    assert await texts(page, ".line-paper") == [SAY("counter.no_paper"), SAY("counter.copy_printing"), unsure]
    assert await weak_contrasts(page) == []
    await hub.push_state(prints=[], current=CURRENT | {"paper": "pending", "printing": True})
    await expect(page.locator("#facts li.alert")).to_have_count(0)
    assert await texts(page, ".line-paper") == [SAY("counter.no_paper"), unsure]
