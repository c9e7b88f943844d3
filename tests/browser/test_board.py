"""The hall's board in a real browser: nothing missing, nothing twice, nothing stale without saying so."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from config.catalogues import load_words
from tests.browser.conftest import Open
from tests.browser.measure import capital_height, text, texts, weak_contrasts
from tests.fakes.display_hall import board_view, call
from tests.fakes.display_hub import NOW_MS, DisplayHub

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ADDRESS = "/board/#k=secret&zone=lantai-1"
MINUTE_MS = 60_000
SAY = load_words("id").text


@pytest_asyncio.fixture(loop_scope="session")
async def hub() -> AsyncIterator[DisplayHub]:
    async with DisplayHub("board") as made:
        made.seq = 20
        made.view = board_view(
            waiting=37,
            open_counters=["3", "5", "12"],
            calls=[
                call(20, "A044", "12", NOW_MS - 5 * MINUTE_MS),
                call(19, "S018", "5", NOW_MS - 6 * MINUTE_MS),
                call(18, "P007", "7", NOW_MS - 7 * MINUTE_MS),
                call(17, "A043", "3", NOW_MS - 8 * MINUTE_MS),
                call(16, "M021", "9", NOW_MS - 9 * MINUTE_MS),
                call(15, "J012", "11", NOW_MS - 9 * MINUTE_MS),
            ],
        )
        yield made


async def shows(page: Page, number: str, counter: str) -> None:
    await expect(page.locator("#number")).to_have_text(number)
    await expect(page.locator("#counter")).to_have_text(counter)


async def rows(page: Page) -> list[str]:
    return await texts(page, ".row-number")


async def pass_time(page: Page, seconds: float) -> None:
    """Let the page live through that time at once."""
    await page.clock.run_for(int(seconds * 1000))


async def test_shows_the_call_in_force_and_the_ones_before_it(hub: DisplayHub, open_page: Open) -> None:
    """Number, counter, five earlier calls, hall, zone, date, time and who waits: at a glance."""
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    assert await rows(page) == ["S018", "P007", "A043", "M021", "J012"]
    assert await texts(page, ".row-counter") == ["5", "7", "3", "9", "11"]
    assert await text(page, "#hall") == "Mal Pelayanan Publik Kabupaten Banyuwangi"
    assert await text(page, "#day") == "Lantai 1 · Selasa, 24 November 2026"
    assert await text(page, "#clock") == "08.41 WIB"
    assert await text(page, "#waiting") == SAY("board.waiting", count=37)


async def test_capitals_are_large_enough_for_the_back_of_the_hall(hub: DisplayHub, open_page: Open) -> None:
    """At least 20, 12 and 8 per cent of the screen's height for number, counter and list, and 4 for the ticker."""
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    await page.wait_for_function("document.fonts.check('20px Antrean')")
    assert await capital_height(page, "#number") >= 0.20
    assert await capital_height(page, "#counter") >= 0.12
    assert await capital_height(page, ".row-number") >= 0.08
    assert await capital_height(page, ".row-counter") >= 0.08
    assert await capital_height(page, "#ticker") >= 0.04


@pytest.mark.parametrize(("number", "least"), [("A0443", 0.20), ("AB1234", 0.15)])
async def test_a_long_number_shrinks_and_is_never_cut(
    hub: DisplayHub, open_page: Open, number: str, least: float
) -> None:
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    await hub.call(number, "30")
    await shows(page, number, "Loket 30")
    assert await capital_height(page, "#number") >= least
    await hub.call("A050", "3")
    await expect(page.locator(".row-number").first).to_have_text(number)
    assert await capital_height(page, ".row-number") >= 0.06


async def test_everything_needed_stays_clear_of_the_edges(hub: DisplayHub, open_page: Open) -> None:
    """A television may cut three per cent off every side."""
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    for selector in ("#hall", "#clock", "#number", "#counter", "#waiting", "#ticker", "#list-counter"):
        box = await page.locator(selector).bounding_box()
        assert box is not None
        assert box["x"] >= 0.03 * 1920 - 1
        assert box["y"] >= 0.03 * 1080 - 1
        assert box["x"] + box["width"] <= 0.97 * 1920 + 1
        assert box["y"] + box["height"] <= 0.97 * 1080 + 1


async def test_a_call_is_shown_at_once_and_pulses_for_six_seconds(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS, clock=True)
    await shows(page, "A044", "Loket 12")
    await expect(page.locator("#screen.pulse")).to_have_count(0)
    await hub.call("A045", "3")
    await shows(page, "A045", "Loket 3")
    assert await rows(page) == ["A044", "S018", "P007", "A043", "M021"]
    await expect(page.locator("#screen.pulse")).to_have_count(1)
    await pass_time(page, 7)
    await expect(page.locator("#screen.pulse")).to_have_count(0)


async def test_two_calls_within_seconds_are_each_read(hub: DisplayHub, open_page: Open) -> None:
    """The second stands in the list at once and takes the big place after three seconds."""
    page = await open_page(hub, ADDRESS, clock=True)
    await shows(page, "A044", "Loket 12")
    await page.clock.pause_at(await page.evaluate("Date.now() / 1000 + 1"))
    await hub.call("A045", "3")
    await hub.call("S019", "5")
    await expect(page.locator(".row.next .row-number")).to_have_text("S019")
    await shows(page, "A045", "Loket 3")
    assert (await rows(page))[:2] == ["S019", "A044"]
    await pass_time(page, 2)
    await shows(page, "A045", "Loket 3")
    await pass_time(page, 2)
    await shows(page, "S019", "Loket 5")
    assert (await rows(page))[:2] == ["A045", "A044"]


async def test_a_recalled_ticket_moves_up_and_never_doubles(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    await hub.call("P007", "7", recall=True)
    await shows(page, "P007", "Loket 7")
    assert await text(page, "#number-label") == SAY("board.called_again")
    assert await rows(page) == ["A044", "S018", "A043", "M021", "J012"]


async def test_a_dropped_board_resumes_without_gap_or_repeat(hub: DisplayHub, open_page: Open) -> None:
    """It says where it left off and shows what it missed, each once."""
    page = await open_page(hub, ADDRESS)
    await hub.call("A045", "3", at_ms=NOW_MS - MINUTE_MS)
    await shows(page, "A045", "Loket 3")
    hub.accepting = False
    await hub.drop()
    for number in ("S019", "P008", "A046"):
        await hub.call(number, "5", at_ms=NOW_MS - MINUTE_MS)
    hub.accepting = True
    hello = await hub.hello(2)
    assert (hello["epoch"], hello["seq"]) == (1, 21)
    await shows(page, "A046", "Loket 5")
    assert await rows(page) == ["P008", "S019", "A045", "A044", "S018"]


async def test_a_repeated_call_is_dropped(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS)
    message = await hub.call("A045", "3")
    await shows(page, "A045", "Loket 3")
    await hub.send(message | {"call": message["call"] | {"number": "X999"}})
    await hub.call("A046", "5")
    await expect(page.locator("#screen")).to_contain_text("A046")
    assert "X999" not in await text(page, "#screen")
    assert len(hub.hellos) == 1


async def test_a_gap_makes_the_board_ask_again(hub: DisplayHub, open_page: Open) -> None:
    """A call whose predecessor never came is not shown alone: the board asks for all it has missed."""
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    lost = await hub.call("A045", "3", at_ms=NOW_MS - MINUTE_MS, prev=99)
    hub.calls[-1] = lost | {"prev": 20}
    assert (await hub.hello(2))["seq"] == 20
    await shows(page, "A045", "Loket 3")


async def test_a_pong_ahead_of_the_board_makes_it_ask_again(hub: DisplayHub, open_page: Open) -> None:
    """Even the very last message before a silence cannot get lost."""
    page = await open_page(hub, ADDRESS, clock=True)
    await shows(page, "A044", "Loket 12")
    hub.frozen = True
    await hub.call("A045", "3")
    hub.frozen = False
    await pass_time(page, 6)
    assert (await hub.hello(2))["seq"] == 20
    await pass_time(page, 1)
    await shows(page, "A045", "Loket 3")


async def test_another_epoch_is_another_history(hub: DisplayHub, open_page: Open) -> None:
    """After a restore the numbers of the state count, even when the sequence is lower."""
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    hub.accepting = False
    await hub.drop()
    hub.epoch, hub.seq = 2, 4
    hub.view = board_view(calls=[call(4, "A002", "1", NOW_MS - MINUTE_MS)])
    hub.accepting = True
    await shows(page, "A002", "Loket 1")
    assert await rows(page) == []
    await hub.call("A003", "1")
    await shows(page, "A003", "Loket 1")


async def test_silence_is_said_in_words_and_then_greys_the_numbers(hub: DisplayHub, open_page: Open) -> None:
    """A frozen hub keeps its connections open; the board says within twelve seconds that it may be wrong."""
    page = await open_page(hub, ADDRESS, clock=True)
    await shows(page, "A044", "Loket 12")
    hub.frozen = True
    await pass_time(page, 10)
    await expect(page.locator("#banner")).to_be_hidden()
    await pass_time(page, 4)
    await expect(page.locator("#banner")).to_be_visible()
    assert await text(page, "#banner") == SAY("board.link_lost_since", time="08.41 WIB")
    assert await capital_height(page, "#banner-text") > 0.03
    await expect(page.locator("#number")).to_have_css("color", "rgb(255, 210, 63)")
    await pass_time(page, 60)
    await expect(page.locator("#number")).to_have_css("color", "rgb(154, 166, 178)")
    assert await weak_contrasts(page) == []
    hub.frozen = False
    await pass_time(page, 15)
    await expect(page.locator("#banner")).to_be_hidden()
    await expect(page.locator("#number")).to_have_css("color", "rgb(255, 210, 63)")


async def test_an_idle_board_names_the_hall_and_what_is_open(hub: DisplayHub, open_page: Open) -> None:
    """Before the first call the screen is never empty or black."""
    hub.view = board_view(open_counters=["1", "2"], waiting=1)
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#idle")).to_be_visible()
    assert await text(page, "#idle-hall") == "Mal Pelayanan Publik Kabupaten Banyuwangi"
    assert await text(page, "#idle-clock") == "08.41 WIB"
    assert await text(page, "#idle-open") == SAY("board.open_counters", count=2)
    assert await capital_height(page, "#idle-hall") > 0.04
    assert await weak_contrasts(page) == []
    await hub.push_state(open=False, waiting=0, open_counters=[])
    await expect(page.locator("#idle-open")).to_have_text(SAY("board.hall_closed"))


async def test_markup_in_data_is_shown_as_text(hub: DisplayHub, open_page: Open) -> None:
    """Nothing a number, a counter or a ticker contains can become part of the page."""
    evil = "<img src=x onerror=alert(1)>"
    hub.hall = hub.hall | {"ticker": {"id": evil}, "counters": [{"id": "1", "name": {"id": evil}, "zone": "z"}]}
    page = await open_page(hub, ADDRESS)
    await hub.call("<b>A1</b>", "1")
    await expect(page.locator("#number")).to_have_text("<b>A1</b>")
    await expect(page.locator("#counter")).to_have_text(evil)
    await expect(page.locator("img, b")).to_have_count(0)


async def test_no_english_word_stands_on_an_indonesian_board(hub: DisplayHub, open_page: Open) -> None:
    """Every text on the screen is the hall's first language, in calls, idle and trouble."""
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    english = {word for said in await page.evaluate("Object.values(ANTREAN.words.en)") for word in said.lower().split()}
    indonesian = {
        word for said in await page.evaluate("Object.values(ANTREAN.words.id)") for word in said.lower().split()
    }
    shown = set((await page.evaluate("document.body.textContent")).lower().split())
    assert shown & (english - indonesian) == set()


async def test_a_board_speaks_the_first_language_of_its_hall(hub: DisplayHub, open_page: Open) -> None:
    """Words, counters and what a screen reader is told of the page."""
    hub.languages = ("en", "id")
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Counter 12")
    assert await page.evaluate("document.documentElement.lang") == "en"


async def test_a_long_ticker_is_turned_page_by_page(hub: DisplayHub, open_page: Open) -> None:
    """Still pages in full size, one after the other: nothing runs, nothing is cut, every word has its turn."""
    said = "Silakan siapkan berkas Anda. Nomor yang terlewat dapat lapor ke petugas loket di lantai masing-masing."
    hub.hall = hub.hall | {"ticker": {"id": said, "en": "Never shown here."}}
    page = await open_page(hub, ADDRESS, clock=True)
    await shows(page, "A044", "Loket 12")
    await page.keyboard.press("Enter")
    seen: list[str] = []
    for _ in range(8):
        await pass_time(page, 10)
        seen.append(await text(page, "#ticker"))
        assert await capital_height(page, "#ticker") >= 0.04
    pages = list(dict.fromkeys(seen))
    assert sorted(" ".join(pages).split()) == sorted(said.split())


async def test_texts_stand_out_from_what_is_behind_them(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    assert await weak_contrasts(page) == []


async def test_forbidden_sound_is_said_and_comes_with_a_key(hub: DisplayHub, open_page: Open) -> None:
    """Browsers forbid sound before a key is pressed; the screen goes on regardless."""
    page = await open_page(hub, ADDRESS)
    await expect(page.locator("#ticker")).to_have_text(SAY("board.sound_press"))
    await page.keyboard.press("Enter")
    await expect(page.locator("#ticker")).not_to_have_text(SAY("board.sound_press"))
    assert await text(page, "#ticker")


async def test_chimes_only_for_calls_that_are_young(hub: DisplayHub, open_page: Open) -> None:
    """What was missed for minutes is shown, not rung."""
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    await page.evaluate("BOARD.rung = 0; BOARD.Chime.prototype.ring = function () { BOARD.rung += 1; }; 0")
    await hub.call("A045", "3", at_ms=NOW_MS - 40_000)
    await shows(page, "A045", "Loket 3")
    assert await page.evaluate("BOARD.rung") == 0
    await hub.call("A046", "3", at_ms=NOW_MS - 20_000)
    await shows(page, "A046", "Loket 3")
    assert await page.evaluate("BOARD.rung") == 1


async def test_an_unknown_screen_says_what_to_do(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, "/board/#k=wrong")
    await expect(page.locator("#setup-title")).to_have_text(SAY("board.not_known"))
    assert await weak_contrasts(page) == []


async def test_an_unknown_area_says_so(hub: DisplayHub, open_page: Open) -> None:
    hub.problem = "unknown_zone"
    page = await open_page(hub, "/board/#k=secret&zone=nowhere")
    await expect(page.locator("#setup-title")).to_have_text(SAY("board.unknown_zone"))


async def test_a_hub_that_turns_the_board_away_is_no_sign_of_life(hub: DisplayHub, open_page: Open) -> None:
    """It answers, but tells nothing new: the numbers grow old and the board says so."""
    page = await open_page(hub, ADDRESS, clock=True)
    await shows(page, "A044", "Loket 12")
    hub.problem = "storage_failing"
    await hub.drop()
    for attempt in range(2, 9):
        await pass_time(page, 2)
        await hub.hello(attempt)
    await expect(page.locator("#banner")).to_be_visible()
    hub.problem = ""
    await pass_time(page, 2)
    await expect(page.locator("#banner")).to_be_hidden()


async def test_the_token_is_in_no_request(hub: DisplayHub, open_page: Open) -> None:
    """What follows the `#` stays in the browser until the first message."""
    await open_page(hub, ADDRESS)
    hello = await hub.hello(1)
    assert (hello["role"], hello["token"], hello["zone"]) == ("board", "secret", "lantai-1")
    assert [path for path in hub.requests if "secret" in path] == []


async def test_a_page_of_another_version_loads_itself_again_once(hub: DisplayHub, open_page: Open) -> None:
    """After an update of the hub; and when loading again does not help, it does not go round in circles."""
    hub.version = "2"
    page = await open_page(hub, ADDRESS)
    assert (await hub.hello(2))["token"] == "secret"
    await shows(page, "A044", "Loket 12")
    assert hub.requests.count("/board/") == 2


async def test_a_state_replaces_what_is_shown(hub: DisplayHub, open_page: Open) -> None:
    page = await open_page(hub, ADDRESS)
    await shows(page, "A044", "Loket 12")
    await hub.push_state(waiting=1)
    await expect(page.locator("#waiting")).to_have_text(SAY("board.waiting_one", count=1))
    changes: dict[str, Any] = {"calls": [call(22, "E005", "20", NOW_MS)]}
    await hub.push_state(**changes)
    await shows(page, "E005", "Loket 20")
