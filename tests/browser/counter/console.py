"""Views of a console at counter 3, and the time that has to pass in its page before something is sure."""

from collections.abc import Callable
from typing import Any

from playwright.async_api import Page, expect

from config.catalogues import load_words
from tests.fakes.display_hall import View, act, counter_view, printer, ticket_line
from tests.fakes.display_hub import NOW_MS, DisplayHub, Message

ADDRESS = "/counter/#k=secret"
SAY = load_words("id").text
MINUTE_MS = 60_000
CURRENT = ticket_line(
    "A012", "A02", NOW_MS - 26 * MINUTE_MS, state="called", called_at_ms=NOW_MS - MINUTE_MS, calls=2, language="en"
)
TICKET = CURRENT["ticket"]
KIOSK_1, KIOSK_2 = (printer(kiosk, NOW_MS - 90 * MINUTE_MS) for kiosk in ("kiosk-1", "kiosk-2"))
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
        act("print_copy", "print_copy", "p", number="A012", ticket=TICKET),
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


def print_asked(seq: int, kiosk: str = "kiosk-1") -> Message:
    return {"kind": "print_asked", "seq": seq, "kiosk": kiosk}


def refuse(code: str, **data: str) -> Callable[[Message], Message]:
    """A hub that says no to everything."""
    return lambda asked: {"t": "refused", "request": asked["request"], "code": code, "data": data}


async def go(page: Page, dialog: str) -> None:
    """Press the one button of a dialog once it has said the same for long enough."""
    await expect(page.locator(f"#{dialog} .go")).to_be_enabled()
    await page.clock.run_for(300)
    await page.keyboard.press("Enter")


async def steady(page: Page) -> None:
    """Let the buttons mean the same thing for long enough; the page's clock is the test's."""
    await expect(page.locator("#primary")).to_be_enabled()
    await page.clock.run_for(300)


async def settled(page: Page, hub: DisplayHub) -> None:
    """Wait until what the page has sent has surely arrived: a ping follows it over the same connection."""
    pings = len(hub.pings)
    await page.clock.run_for(6_000)
    await hub.ping(pings + 1)
