"""A real browser for the pages, and a hub made for tests behind them.

Without Chromium the tests are skipped by name; on a build server (`CI` is set) that is a failure instead.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.fakes.display_hub import DisplayHub
from tests.fakes.running_hall import RunningHall

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"board": (1920, 1080), "counter": (1366, 768), "t": (390, 844), "paper": (1920, 1080)}
"""The screen each page is made for, by the first part of its path."""

EXPECTED = (
    "WebSocket connection to",  # a hub that is away by the test's own will
    "Failed to load resource: net::",  # the same
    "The Cross-Origin-Opener-Policy header has been ignored",  # a hub on a network without TLS
)
"""Complaints of the browser's that are none."""

Open = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    if not Path(CHROMIUM).exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no Chromium at {CHROMIUM}")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[Open]:
    """Opens a page of a hub at its own screen size; fails the test for any complaint of the browser's."""
    complaints: list[str] = []
    async with AsyncExitStack() as stack:

        async def open_(hub: DisplayHub | RunningHall, address: str, *, clock: bool = False, **context: Any) -> Page:
            width, height = SIZES[address.split("/")[1]]
            context = {"viewport": {"width": width, "height": height}} | context
            made = await stack.enter_async_context(await browser.new_context(**context))
            page = await made.new_page()
            page.set_default_timeout(10_000)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            if clock:
                await page.clock.install()
            await page.goto(hub.origin + address)
            return page

        yield open_
    assert [complaint for complaint in complaints if not complaint.startswith(EXPECTED)] == []
