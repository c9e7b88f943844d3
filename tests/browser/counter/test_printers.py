"""The printers of all kiosks in the bottom line and in their panel: seen at a glance, told in words, not in the way."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.counter.console import (
    ADDRESS,
    KIOSK_1,
    KIOSK_2,
    MINUTE_MS,
    SAY,
    called,
    done,
    minutes,
    refuse,
    settled,
    steady,
)
from tests.browser.measure import text, texts, weak_contrasts
from tests.fakes.display_hall import printed, printer
from tests.fakes.display_hub import NOW_MS, DisplayHub

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OUT = printer("kiosk-2", NOW_MS - 12 * MINUTE_MS, trouble="paper_out", tickets_left=0)
AWAY = printer("kiosk-3", 0, connected=False, connected_since_ms=NOW_MS - 3 * MINUTE_MS)
STAFF = "printer_staff."


async def kinds(page: Page) -> list[str]:
    """The kind of each mark in the bottom line."""
    marks: list[str] = await page.locator("#foot-marks .mark").evaluate_all(
        "(marks) => marks.map((mark) => mark.className.replace('mark ', ''))"
    )
    return marks


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({}, "ok", ""),
        ({"trouble": "cannot_say"}, "ok", ""),
        ({"trouble": "unconfirmed"}, "ok", ""),
        ({"trouble": "paper_out", "paper_near_end": True}, "trouble", "paper_out"),
        ({"trouble": "cutter", "held": True}, "trouble", "cutter"),
        ({"trouble": "of_a_newer_hub"}, "trouble", "recoverable"),
        ({"paper_near_end": True}, "warning", "paper_near_end"),
        ({"trouble": "paper_near_end"}, "warning", "paper_near_end"),
        ({"held": True, "paper_near_end": True}, "warning", "held"),
        ({"connected": False, "trouble": "paper_out"}, "trouble", "kiosk_away"),
        ({"since_ms": 0}, "unknown", ""),
        ({"trouble": "no_printer"}, "unknown", ""),
        ({"trouble": "journal"}, "warning", "journal"),
    ],
)
async def test_a_printer_is_one_mark_and_its_trouble_one_sentence(
    hub: DisplayHub, open_page: Open, changes: dict[str, Any], kind: str, said: str
) -> None:
    """A ticket whose end was not reported is no alarm; a code of a newer hub is never shown."""
    hub.printers = [KIOSK_1 | changes]
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#foot-marks .mark")).to_have_class(f"mark {kind}")
    assert await text(page, ".foot-name") == "kiosk-1"
    assert await page.locator("#foot-trouble").text_content() == (SAY(STAFF + said) if said else "")
    assert await weak_contrasts(page) == []


async def test_the_kinds_differ_in_shape_and_not_by_colour_alone(hub: DisplayHub, open_page: Open) -> None:
    warning = printer("kiosk-4", NOW_MS, paper_near_end=True)
    hub.printers = [KIOSK_1, OUT, printer("kiosk-3", 0), warning]
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#foot-marks .mark")).to_have_count(4)
    assert await kinds(page) == ["ok", "trouble", "unknown", "warning"]
    shapes: list[str] = await page.locator("#foot-marks .mark").evaluate_all(
        "(marks) => marks.map((mark) => getComputedStyle(mark))"
        ".map((style) => [style.clipPath, style.borderRadius, style.borderTopWidth].join())"
    )
    assert len(set(shapes)) == 4


async def test_the_most_pressing_trouble_is_told_with_its_kiosk_and_its_age(hub: DisplayHub, open_page: Open) -> None:
    """What stopped comes before what will stop; which kiosk it is matters only where there are several."""
    near_end = KIOSK_1 | {"paper_near_end": True, "since_ms": NOW_MS - 90 * MINUTE_MS}
    hub.printers = [near_end, OUT]
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#foot-trouble")).to_have_text(f"kiosk-2: {SAY(STAFF + 'paper_out')}")
    assert await text(page, "#foot-since") == minutes(12)
    await hub.push_printers(near_end)
    await expect(page.locator("#foot-trouble")).to_have_text(SAY(STAFF + "paper_near_end"))
    assert await text(page, "#foot-since") == SAY("counter.since", time="07.11 WIB")
    await hub.push_printers(near_end | {"since_ms": NOW_MS - 25 * 60 * MINUTE_MS})
    await expect(page.locator("#foot-since")).to_have_text(SAY("counter.since_before"))


async def test_nothing_is_known_of_printers_while_the_hub_is_away(hub: DisplayHub, open_page: Open) -> None:
    """An old all-clear is not shown as one."""
    hub.printers = [KIOSK_1, OUT]
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#foot-marks .mark.trouble")).to_have_count(1)
    hub.accepting = False
    await hub.drop()
    await expect(page.locator("#foot-marks .mark.unknown")).to_have_count(2)
    assert await page.locator("#foot-trouble").text_content() == ""
    hub.accepting = True
    await expect(page.locator("#foot-marks .mark.trouble")).to_have_count(1)


@pytest.mark.parametrize("screen", [(1366, 768), (1920, 1080)])
async def test_the_primary_button_never_moves(hub: DisplayHub, open_page: Open, screen: tuple[int, int]) -> None:
    """Whatever printers and paper do, and however much is said of them."""
    hub.view = called()
    page = await open_page(hub, ADDRESS, viewport={"width": screen[0], "height": screen[1]})
    await expect(page.locator("#primary")).to_be_enabled()
    before = [await page.locator(at).bounding_box() for at in ("#primary", "#others", "#foot")]
    await hub.push_printers(*(OUT | {"kiosk": f"kiosk-{count}", "held": True} for count in range(1, 9)))
    await expect(page.locator("#foot-marks .mark")).to_have_count(8)
    failed = printed(9, "A012", "failed", why="paper_out")
    current = called()["current"] | {"paper": "failed", "printing": True}
    await hub.push_state(prints=[failed], current=current)
    await expect(page.locator("#facts li")).to_have_count(4)
    await hub.send({"t": "notice", "codes": ["clock_stepped", "storage_failing"]})
    await expect(page.locator("#notice")).to_be_visible()
    assert [await page.locator(at).bounding_box() for at in ("#primary", "#others", "#foot")] == before
    assert await page.evaluate("document.documentElement.scrollWidth") <= screen[0]


async def test_a_sentence_fits_the_bottom_line_beside_four_kiosks(hub: DisplayHub, open_page: Open) -> None:
    """Every trouble there is, in the smallest window."""
    page = await open_page(hub, ADDRESS)
    for trouble in ("cutter", "recoverable", "unreachable", "kiosk_restarted"):
        await hub.push_printers(
            KIOSK_1, KIOSK_2 | {"trouble": trouble}, AWAY | {"connected": True}, AWAY | {"kiosk": "kiosk-4"}
        )
        await expect(page.locator("#foot-trouble")).to_have_text(f"kiosk-2: {SAY(STAFF + trouble)}")
        assert await page.locator("#foot-trouble").evaluate("(said) => said.scrollHeight <= said.clientHeight")


async def test_the_panel_tells_all_of_every_printer(hub: DisplayHub, open_page: Open) -> None:
    """Name, age, what to do, what is left of the roll, and what may still come out."""
    hub.printers = [KIOSK_1, OUT | {"held": True}, AWAY | {"tickets_left": -1, "roll_left_mm": -1}]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("k")
    await expect(page.locator(".printer")).to_have_count(3)
    assert await text(page, "#printers-title") == SAY("counter.printers")
    assert await texts(page, ".printer-name") == ["kiosk-1", "kiosk-2", "kiosk-3"]
    assert await texts(page, ".printer-since") == [SAY("counter.since", time="07.11 WIB"), minutes(12), minutes(3)]
    assert await texts(page, ".printer-texts") == [
        SAY("counter.printer_ok"),
        f"{SAY(STAFF + 'paper_out')} {SAY(STAFF + 'held')}",
        SAY(STAFF + "kiosk_away"),
    ]
    assert await texts(page, ".printer-left") == [
        SAY("counter.tickets_left", count=620),
        SAY("counter.tickets_left_none"),
    ]
    await hub.push_printers(KIOSK_1 | {"tickets_left": -1}, KIOSK_2)
    await expect(page.locator(".printer-left").first).to_have_text(SAY("counter.roll_left", metres=46))
    assert await weak_contrasts(page) == []


async def test_a_new_roll_is_noted_by_keyboard_and_once(hub: DisplayHub, open_page: Open) -> None:
    """The panel stays at the button that was pressed, and the desk gets the keyboard back."""
    hub.printers = [KIOSK_1, OUT]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("k")
    await expect(page.locator("#printers .leave")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    button = page.locator(".printer").nth(1).locator("button")
    await expect(button).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    asked = await hub.act(1)
    assert (asked["t"], asked["kiosk"]) == ("new_roll", "kiosk-2")
    await hub.push_printers(KIOSK_1, KIOSK_2)
    await expect(page.locator(".printer .mark.ok")).to_have_count(2)
    await expect(button).to_be_focused()
    await hub.send(done(asked))
    await expect(button).to_have_text(SAY("counter.roll_noted"))
    await expect(button).to_be_disabled()
    await page.keyboard.press("Escape")
    await expect(page.locator("#primary")).to_be_focused()
    await settled(page, hub)
    assert len(hub.acts) == 1


async def test_a_new_roll_that_cannot_be_noted_is_refused_in_words(hub: DisplayHub, open_page: Open) -> None:
    """The printer of a kiosk that is away cannot hear of it; one that has just gone says so."""
    hub.printers = [KIOSK_1, AWAY]
    hub.on_act = refuse("kiosk_away", kiosk="kiosk-1")
    page = await open_page(hub, ADDRESS)
    await page.locator("#open-printers").click()
    await expect(page.locator(".printer button").nth(1)).to_be_disabled()
    await page.locator(".printer button").first.click()
    await expect(page.locator("#printers .said")).to_have_text(SAY("refusal.kiosk_away", kiosk="kiosk-1"))
    await expect(page.locator(".printer button").first).to_be_enabled()


async def test_keys_of_the_queue_do_nothing_while_a_dialog_lies_over_it(hub: DisplayHub, open_page: Open) -> None:
    hub.view = called()
    hub.printers = [KIOSK_1]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    await page.keyboard.press("k")
    await expect(page.locator(".printer")).to_be_visible()
    for key in ("r", "m", "x", "p", "a"):
        await page.keyboard.press(key)
    await expect(page.locator("dialog[open]")).to_have_count(1)
    await settled(page, hub)
    assert hub.acts == []


async def test_markup_in_a_kiosk_s_name_is_text(hub: DisplayHub, open_page: Open) -> None:
    evil = "<img src=x onerror=alert(1)>"
    hub.printers = [KIOSK_1, KIOSK_2 | {"kiosk": evil, "trouble": "cutter"}]
    page = await open_page(hub, ADDRESS, clock=True)
    await steady(page)
    for key, place in (("k", ".printer-name"), ("a", "#issue .chip-name"), ("c", "#copy .chip-name")):
        await page.keyboard.press(key)
        await expect(page.locator(place, has_text=evil)).to_be_visible()
        await page.keyboard.press("Escape")
    await expect(page.locator(".foot-name").nth(1)).to_have_text(evil)
    await expect(page.locator("img")).to_have_count(0)
