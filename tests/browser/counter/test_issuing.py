"""A number for a visitor at the desk: by keyboard from a word to the paper, once, and followed to its end."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.counter.console import (
    ADDRESS,
    KIOSK_1,
    KIOSK_2,
    SAY,
    go,
    print_asked,
    refuse,
    settled,
    steady,
)
from tests.browser.measure import text, texts, weak_contrasts
from tests.fakes.display_hall import printed
from tests.fakes.display_hub import DisplayHub, Message

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KTP = "Pencetakan ulang KTP-el (hilang, rusak, ubah data)"
OUT = KIOSK_1 | {"trouble": "paper_out"}


def issued(asked: Message) -> Message:
    """The hub gives A045, and asks a kiosk for the paper if one was named."""
    events = [{"kind": "ticket_issued", "seq": 8, "number": "A045", "service": asked["service"], "ahead": 5}]
    if "print_at" in asked:
        events.append(print_asked(9, asked["print_at"]))
    return {"t": "done", "request": asked["request"], "seq": 9, "events": events}


async def choose(page: Page, words: str = "ktp hilang") -> None:
    """Open the dialog, find a service by its words and take it."""
    await page.keyboard.press("a")
    await expect(page.locator("#issue-field")).to_be_focused()
    await page.keyboard.type(words)
    await page.keyboard.press("Enter")
    await expect(page.locator("#issue .go")).to_be_focused()


async def test_a_number_is_taken_by_keyboard_alone(hub: DisplayHub, open_page: Open) -> None:
    """Words, Enter, Enter: the number stands large, its paper is followed, and Enter leads back to the desk."""
    hub.printers = [KIOSK_1]
    hub.on_act = issued
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    assert await texts(page, "#tools .says") == [SAY("counter.open_issue"), SAY("counter.open_copy")]
    await choose(page)
    assert await text(page, "#issue-title") == SAY("counter.issue")
    assert await text(page, "#issue .go .says") == SAY("counter.issue_for", service=KTP)
    assert await weak_contrasts(page) == []
    await go(page, "issue")
    asked = await hub.act(1)
    assert asked == {
        "t": "take_ticket",
        "request": asked["request"],
        "service": "A02",
        "language": "id",
        "print_at": "kiosk-1",
    }
    await expect(page.locator("#issue .number")).to_have_text("A045")
    assert await text(page, "#issue .about") == f"{KTP}\n{SAY('counter.ahead', count=5)}"
    assert await text(page, "#issue .paper") == SAY("counter.print_pending", kiosk="kiosk-1")
    await hub.push_state(prints=[printed(9, "A045", "printed", copy=False)])
    await expect(page.locator("#issue .paper")).to_have_text(SAY("counter.print_done", kiosk="kiosk-1"))
    assert await weak_contrasts(page) == []
    await go(page, "issue")
    await expect(page.locator("#primary")).to_be_focused()
    await expect(page.locator("dialog[open]")).to_have_count(0)
    assert len(hub.acts) == 1


async def test_presses_too_many_take_one_number_and_call_nobody(hub: DisplayHub, open_page: Open) -> None:
    """Each Enter counts only when its button has said the same for a moment; the one that closes calls nobody."""
    hub.printers = [KIOSK_1]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page)
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 1"))
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    asked = await hub.act(1)
    await page.keyboard.press("Enter")
    await hub.send(issued(asked))
    await expect(page.locator("#issue .number")).to_have_text("A045")
    await page.keyboard.press("Enter")
    await expect(page.locator("#issue .number")).to_be_visible()
    await page.clock.run_for(300)
    await page.keyboard.press("Enter")
    await expect(page.locator("#primary")).to_be_focused()
    await page.keyboard.press("Enter")
    await settled(page, hub)
    assert hub.acts == [asked]


async def test_the_enter_that_takes_a_service_takes_no_number(hub: DisplayHub, open_page: Open) -> None:
    """A double press in the field chooses, and asks for nothing."""
    hub.printers = [KIOSK_1]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("a")
    await page.keyboard.type("a02")
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 1"))
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await settled(page, hub)
    assert hub.acts == []
    await expect(page.locator("#issue .go")).to_be_enabled()


async def test_the_same_request_is_repeated_until_it_is_answered(hub: DisplayHub, open_page: Open) -> None:
    """After a lost connection and after a fault: one number, whatever happens to the answers."""
    hub.printers = [KIOSK_1]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page)
    await go(page, "issue")
    first = await hub.act(1)
    hub.on_act = lambda asked: {"t": "fault", "request": asked["request"]}
    await hub.drop()
    assert await hub.act(2) == first
    await expect(page.locator("#issue .said")).to_have_text(SAY("counter.not_known"))
    hub.on_act = issued
    assert await hub.act(3) == first
    await expect(page.locator("#issue .number")).to_have_text("A045")


async def test_a_refusal_is_told_in_words_and_the_next_request_is_new(hub: DisplayHub, open_page: Open) -> None:
    hub.printers = [KIOSK_1]
    hub.on_act = refuse("kiosk_away", kiosk="kiosk-1")
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page)
    await go(page, "issue")
    first = await hub.act(1)
    await expect(page.locator("#issue .said")).to_have_text(SAY("refusal.kiosk_away", kiosk="kiosk-1"))
    assert await weak_contrasts(page) == []
    await go(page, "issue")
    assert (await hub.act(2))["request"] != first["request"]


async def test_arrows_choose_among_what_is_found_and_a_click_does_too(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("a")
    await page.keyboard.type("disdukcapil akta")
    codes = await texts(page, "#issue .found-code")
    assert len(codes) > 3
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        await page.keyboard.press(key)
    assert await text(page, "#issue .found.at .found-code") == codes[1]
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    assert await text(page, "#issue .found.at .found-code") == codes[-1]
    await expect(page.locator("#issue .found.at")).to_be_in_viewport()
    await page.locator("#issue .found").nth(1).click()
    await expect(page.locator("#issue .found")).to_have_count(1)
    assert await text(page, "#issue .found-code") == codes[1]
    await page.locator("#issue-field").fill("zzz")
    await expect(page.locator("#issue .more")).to_have_text(SAY("counter.more_services_none"))
    await expect(page.locator("#issue .go")).to_be_disabled()


async def test_an_empty_field_offers_the_counter_s_own_services(hub: DisplayHub, open_page: Open) -> None:
    """All 199 are within reach of one word more."""
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("a")
    codes = await texts(page, "#issue .found-code")
    assert codes[:6] == ["A01", "A02", "A03", "A05", "A07", "A16"]
    rest = len(hub.hall["services"]) - len(codes)
    assert await text(page, "#issue .more") == SAY("counter.more_services", count=rest)


async def test_language_and_paper_are_chosen_by_keyboard(hub: DisplayHub, open_page: Open) -> None:
    """Without paper the number is to be written down, and no kiosk is named."""
    hub.printers = [KIOSK_1]
    hub.on_act = issued
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page)
    for _ in range(2):
        await page.keyboard.press("Shift+Tab")
        await page.keyboard.press("ArrowRight")
    await expect(page.locator("#issue-where .chosen")).to_have_text(SAY("counter.without_paper"))
    await expect(page.locator("#issue-language .chosen")).to_have_text("English")
    await go(page, "issue")
    asked = await hub.act(1)
    assert (asked["language"], "print_at" in asked) == ("en", False)
    await expect(page.locator("#issue .paper")).to_have_text(SAY("counter.note_number"))


async def test_a_kiosk_that_prints_is_preferred_and_the_last_one_remembered(hub: DisplayHub, open_page: Open) -> None:
    """One without paper may still be chosen, and says what is the matter; one that is away may not."""
    hub.printers = [OUT, KIOSK_2, KIOSK_2 | {"kiosk": "kiosk-3"}, KIOSK_2 | {"kiosk": "kiosk-4", "connected": False}]
    hub.on_act = issued
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    chosen = page.locator("#issue-where .chosen")
    await choose(page)
    await expect(chosen).to_have_text("kiosk-2")
    await expect(page.get_by_label("kiosk-4")).to_be_disabled()
    await page.locator("#issue-where .chip", has_text="kiosk-1").click()
    await expect(page.locator("#issue .hint")).to_have_text(SAY("printer_staff.paper_out"))
    await page.locator("#issue-where .chip", has_text="kiosk-3").click()
    await page.locator("#issue .go").focus()
    await go(page, "issue")
    assert (await hub.act(1))["print_at"] == "kiosk-3"
    await expect(page.locator("#issue .number")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("a")
    await expect(chosen).to_have_text("kiosk-3")
    await page.reload()
    await steady(page)
    await page.keyboard.press("a")
    await expect(chosen).to_have_text("kiosk-3")
    await hub.push_printers(OUT, KIOSK_2)
    await expect(chosen).to_have_text("kiosk-2")
    await hub.push_printers()
    await expect(chosen).to_have_text(SAY("counter.without_paper"))
    await hub.push_printers(OUT, KIOSK_2)
    await expect(chosen).to_have_text("kiosk-2")


async def test_escape_leads_back_to_the_desk_and_the_next_time_starts_anew(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page)
    await page.keyboard.press("Escape")
    await expect(page.locator("#primary")).to_be_focused()
    await page.keyboard.press("a")
    await expect(page.locator("#issue-field")).to_have_value("")
    await page.keyboard.press("Escape")
    await settled(page, hub)
    assert hub.acts == []


async def test_an_answer_after_the_dialog_was_closed_is_told_at_the_desk(hub: DisplayHub, open_page: Open) -> None:
    """The number is not lost with the dialog, and paper that fails later is told, too; that it came out is not."""
    hub.printers = [KIOSK_1]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page)
    await go(page, "issue")
    asked = await hub.act(1)
    await page.keyboard.press("Escape")
    await hub.send(issued(asked))
    await expect(page.locator("#said")).to_have_text("A045")
    await hub.push_state(prints=[printed(9, "A045", "failed", why="cover_open", copy=False)])
    why = SAY("counter.print_failed", kiosk="kiosk-1", why=SAY("printer_staff.cover_open"))
    await expect(page.locator("#said")).to_have_text(f"A045 · {why}")


async def test_a_lost_link_is_told_in_the_dialog(hub: DisplayHub, open_page: Open) -> None:
    """Nothing is asked into the void; what was chosen stays chosen."""
    hub.printers = [KIOSK_1]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page)
    hub.accepting = False
    await hub.drop()
    await expect(page.locator("#issue .hint")).to_have_text(SAY("counter.link_lost"))
    await expect(page.locator("#issue .go")).to_be_disabled()
    hub.accepting = True
    await expect(page.locator("#issue .go")).to_be_enabled()
    assert hub.acts == []


async def test_markup_in_the_names_of_services_is_text(hub: DisplayHub, open_page: Open) -> None:
    evil = "<img src=x onerror=alert(1)>"
    service = {"code": "A02", "agency": "A", "name": {"id": evil}, "words": {"id": [evil]}}
    agency = {"code": "A", "name": {"id": evil}, "short": {"id": evil}, "colour": "red;x:url(//x)", "letters": ["A"]}
    hub.hall = hub.hall | {"services": [service], "agencies": [agency]}
    hub.printers = [KIOSK_1]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await choose(page, "onerror")
    assert await text(page, "#issue .go .says") == SAY("counter.issue_for", service=evil)
    await expect(page.locator("#issue .found-agency")).to_have_text(evil)
    await expect(page.locator("img")).to_have_count(0)
