"""From sending "call the next one" at a counter to the number in the board's page, in a real browser.

A hub of its own, the board's own page in headless Chromium; a MutationObserver notes when each number appears, on the
clock of the same machine. Whether the number takes the big place or the top of the list is the board's business: each
call keeps the big place for three seconds. The floor is a bare websocket server that tells the same browser, on a page
that does nothing else, in the same run.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright
from websockets.asyncio.client import connect

from kiosk import wire
from tests.bench.bare_server import bare_server
from tests.bench.places import scratch, wide_hub
from tests.bench.rows import Missing, Row, Size, spread
from tests.bench.visitors import looking_on, visiting
from tests.browser.conftest import CHROMIUM, FLAGS, SIZES
from tests.fakes.running_hall import RunningHall

CALLS = {Size.SMALLEST: 3, Size.QUICK: 40, Size.FULL: 120}
PACE_S = {Size.SMALLEST: 0.05, Size.QUICK: 0.25, Size.FULL: 0.3}
PROMISE_MS = 50.0
WAIT_MS = 10_000
_WATCH = """
window.seen = {};
new MutationObserver(function () {
  var now = performance.timeOrigin + performance.now();
  document.querySelectorAll("#number, .row-number").forEach(function (place) {
    var number = place.textContent;
    if (number && !(number in window.seen)) { window.seen[number] = now; }
  });
}).observe(document, { childList: true, subtree: true, characterData: true });
"""


def measure(size: Size) -> list[Row]:
    """Milliseconds from the message to the number in the page, board and bare page in turns."""
    if not Path(CHROMIUM).exists():
        raise Missing(f"no Chromium at {CHROMIUM}")
    with scratch() as folder, wide_hub(folder) as (hub, tokens), bare_server() as (port, _pid):
        calls, floors = asyncio.run(_measure(hub, tokens, port, size))
    return spread("call sent to number in the board's page", calls, "ms", floors, target=PROMISE_MS)


async def _measure(hub: RunningHall, tokens: dict[str, str], port: int, size: Size) -> tuple[list[float], list[float]]:
    count, calls, floors = CALLS[size], list[float](), list[float]()
    async with AsyncExitStack() as stack:
        kiosk = await stack.enter_async_context(visiting(hub.url, "kiosk", tokens["kiosk"]))
        console = await stack.enter_async_context(visiting(hub.url, "counter", tokens["counter"], counter="1"))
        teller = await stack.enter_async_context(connect(f"ws://127.0.0.1:{port}/ws", compression=None))
        for _ in range(count):
            await kiosk.take()
        await stack.enter_async_context(looking_on(kiosk))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.push_async_callback(browser.close)
        board = await _page(browser, f"{hub.origin}/board/#k={tokens['board']}")
        await board.wait_for_function("document.querySelector('#waiting').textContent !== ''")
        bare = await _page(browser, f"http://127.0.0.1:{port}/")
        await bare.wait_for_function("socket.readyState === 1")
        holding: str | None = None
        for at in range(count):
            await asyncio.sleep(PACE_S[size])

            async def call(holding: str | None = holding) -> str:
                done = await console.ask(wire.CallNext, holding=holding)
                return str(done.events[-1]["ticket"])

            took_ms, holding = await _seen(board, call)
            calls.append(took_ms)
            await console.ask(wire.Start, ticket=holding)
            await asyncio.sleep(PACE_S[size])

            async def tell(number: str = f"B{at}") -> str:
                await teller.send(number)
                return number

            floors.append((await _seen(bare, tell))[0])
    return calls, floors


async def _page(browser: Browser, address: str) -> Page:
    """A page of the size of a hall's television that notes when numbers appear."""
    width, height = SIZES["board"]
    page = await browser.new_page(viewport={"width": width, "height": height})
    await page.add_init_script(_WATCH)
    await page.goto(address)
    return page


async def _seen(page: Page, say: Callable[[], Awaitable[str]]) -> tuple[float, str]:
    """Milliseconds from the beginning of `say` until its number was in the page, and what `say` returned."""
    begin_ms = time.time_ns() / 1e6
    said = await say()
    number = said.rpartition("/")[2]
    handle = await page.wait_for_function("(number) => window.seen[number]", arg=number, timeout=WAIT_MS)
    seen_ms: Any = await handle.json_value()
    return float(seen_ms) - begin_ms, said
