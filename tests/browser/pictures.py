"""Makes the pictures of the pages in `docs/pictures`: `python -m tests.browser.pictures`, looked at by a person after.

They show the demonstration hall on a busy morning, drawn by the same browser as the tests.
"""

import asyncio
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from printer.driver import Driver
from printer.patience import Patience
from printer.simulator.folder import PaperFolder
from tests.browser.conftest import CHROMIUM, FLAGS, SIZES
from tests.fakes.display_hall import (
    HALL,
    View,
    act,
    board_view,
    call,
    counter_view,
    printer,
    ticket_line,
    ticket_view,
)
from tests.fakes.display_hub import NOW_MS, DisplayHub
from tests.fakes.running_hall import running_hall
from tests.fakes.simulator import simulated_printer
from tests.fakes.slips import BANYUWANGI

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MINUTE_MS = 60_000
GROWN_ROWS = 640
"""Of a ticket of some 850: the number is out, the code is not."""
SCALE = {"board": 2 / 3, "counter": 1.0, "t": 1.0}

WAITING = [
    ticket_line("A013", "A02", NOW_MS - 23 * MINUTE_MS),
    ticket_line("A014", "A03", NOW_MS - 19 * MINUTE_MS, language="en"),
    ticket_line("A015", "A07", NOW_MS - 12 * MINUTE_MS),
    ticket_line("A016", "A16", NOW_MS - 9 * MINUTE_MS),
    ticket_line("A017", "A05", NOW_MS - 4 * MINUTE_MS),
    ticket_line("A018", "A01", NOW_MS - 30_000),
]
PRINTERS = [
    printer("kiosk-1", NOW_MS - 90 * MINUTE_MS),
    printer("kiosk-2", NOW_MS - 12 * MINUTE_MS, paper_near_end=True, tickets_left=31),
]
STOPPED = PRINTERS[1] | {"trouble": "paper_out", "held": True, "tickets_left": 0}
ACTIVITY = [
    {"at_ms": NOW_MS - MINUTE_MS, "counter": "1", "kind": "called", "number": "A011"},
    {"at_ms": NOW_MS - 2 * MINUTE_MS, "counter": "2", "kind": "finished", "number": "A010"},
    {"at_ms": NOW_MS - 3 * MINUTE_MS, "counter": "1", "kind": "missed", "number": "A009"},
    {"at_ms": NOW_MS - 14 * MINUTE_MS, "counter": "4", "kind": "opened", "number": ""},
]


def _busy_board() -> View:
    calls = [
        call(20, "A044", "12", NOW_MS - MINUTE_MS),
        call(19, "S018", "5", NOW_MS - 2 * MINUTE_MS),
        call(18, "P007", "7", NOW_MS - 3 * MINUTE_MS),
        call(17, "A043", "3", NOW_MS - 4 * MINUTE_MS),
        call(16, "M021", "9", NOW_MS - 5 * MINUTE_MS),
        call(15, "J012", "11", NOW_MS - 6 * MINUTE_MS),
    ]
    return board_view(waiting=37, open_counters=["3", "5", "7", "9", "11", "12"], calls=calls)


def _desk(primary: View, current: View | None = None) -> View:
    state = current["state"] if current else "free"
    number, ticket = (current["number"], current["ticket"]) if current else ("", None)

    def other(verb: str, key: str, when: str) -> View:
        why_not = "" if state == when else "wrong_state"
        return act(verb, verb, key, number=number, ticket=ticket, enabled=not why_not, why_not=why_not)

    others = [other("recall", "r", "called"), other("miss", "m", "called"), other("finish", "f", "serving")]
    copy = act("print_copy", "print_copy", "p", number=number, ticket=ticket, enabled=current is not None)
    others += [other("cancel", "x", "called"), copy, other("close_counter", "q", "free")]
    view = counter_view(current=current, acts=[primary, *others], activity=ACTIVITY)
    return view | {"waiting": WAITING, "waiting_count": len(WAITING)}


def _desks() -> dict[str, View]:
    here = ticket_line("A012", "A02", NOW_MS - 26 * MINUTE_MS, called_at_ms=NOW_MS - MINUTE_MS, calls=2)
    ticket = here["ticket"]
    start = act("start", "start", "Enter", number="A012", ticket=ticket, primary=True)
    go_on = act("call_next", "finish_and_call", "Enter", number="A013", ticket=ticket, primary=True)
    taken = {"1": "A011", "2": "", "5": "S031", "7": "P007"}
    choices = [
        {"counter": counter["id"], "open": counter["id"] in taken, "number": taken.get(counter["id"], "")}
        for counter in HALL["counters"]
    ]
    return {
        "free": _desk(act("call_next", "call_next", "Enter", number="A013", primary=True)),
        "called": _desk(start, here | {"state": "called"}),
        "serving": _desk(go_on, here | {"state": "serving", "language": "en", "paper": "failed"}),
        "choosing": counter_view(counter=None, open=False, choices=choices),
    }


async def _page(browser: Browser, hub: DisplayHub, address: str) -> Page:
    part = address.split("/")[1]
    width, height = SIZES[part]
    page = await browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=SCALE[part])
    await page.clock.install()
    await page.goto(hub.origin + address)
    await page.mouse.click(5, 5)
    await page.wait_for_timeout(600)
    await page.clock.run_for(300)
    return page


async def _save(page: Page, name: str) -> None:
    drawn = Image.open(BytesIO(await page.screenshot()))
    drawn.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        PICTURES / f"{name}.png", optimize=True
    )


async def _boards(browser: Browser) -> None:
    async with DisplayHub("board") as hub:
        hub.seq, hub.view = 20, _busy_board()
        page = await _page(browser, hub, "/board/#k=secret&zone=lantai-1")
        await _save(page, "board")
        hub.frozen = True
        await page.clock.run_for(75_000)
        await _save(page, "board-stale")
        await page.close()
    async with DisplayHub("board") as hub:
        hub.view = board_view(open_counters=["1", "2", "3"], waiting=4)
        await _save(await _page(browser, hub, "/board/#k=secret&zone=lantai-1"), "board-idle")


async def _counters(browser: Browser) -> None:
    for name, view in _desks().items():
        async with DisplayHub("counter") as hub:
            hub.view, hub.printers = view, PRINTERS
            page = await _page(browser, hub, "/counter/#k=secret")
            await _save(page, f"counter-{name}")
            await page.close()


async def _printing(browser: Browser) -> None:
    """The console's dialogs: a service being found, and the printers."""
    async with DisplayHub("counter") as hub:
        hub.view, hub.printers = _desks()["called"], [PRINTERS[0], STOPPED]
        page = await _page(browser, hub, "/counter/#k=secret")
        for name, keys in {"issue": ["a", *"hilang"], "printers": ["Escape", "k"]}.items():
            for key in keys:
                await page.keyboard.press(key)
                await page.clock.run_for(300)
            await _save(page, f"counter-{name}")
        await page.close()


async def _tickets(browser: Browser) -> None:
    changes: dict[str, dict[str, Any]] = {
        "waiting": {},
        "called": {"state": "called", "counter": "12", "called_at_ms": NOW_MS, "ahead": 0},
        "done": {"state": "finished", "counter": "12", "ahead": 0},
    }
    for name, change in changes.items():
        async with DisplayHub("ticket") as hub:
            hub.view = ticket_view(**change)
            page = await _page(browser, hub, "/t/secret")
            await _save(page, f"ticket-{name}")
            await page.close()


async def _paper(browser: Browser) -> None:
    """In the middle of the fourth ticket; the printer is slow enough to be caught there."""
    with TemporaryDirectory() as scratch, ExitStack() as stack:
        device = stack.enter_context(simulated_printer(pace=0.3))
        program = ("kiosk", "hub", "--paper", f"{scratch}/paper")
        hub = stack.enter_context(running_hall(Path(scratch, "data"), program=program))
        folder = PaperFolder(device, Path(scratch, "paper"))
        stack.callback(folder.close)
        folder.start()
        page = await browser.new_page(viewport={"width": 1920, "height": 1080}, device_scale_factor=2 / 3)
        await page.goto(f"{hub.origin}/paper/")
        driver = Driver(device.url, patience=Patience(print_s=30.0))
        for number in ("A043", "P007", "S018"):
            await asyncio.to_thread(driver.print_slip, replace(BANYUWANGI, number=number))
        printing = asyncio.ensure_future(asyncio.to_thread(driver.print_slip, replace(BANYUWANGI, number="A044")))
        await asyncio.to_thread(device.wait_until, lambda machine: machine.paper.height > GROWN_ROWS)
        await _save(page, "simulated-printer")
        await printing
        await page.close()


async def main() -> None:
    """Make them all anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for make in (_boards, _counters, _printing, _tickets, _paper):
            await make(browser)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
