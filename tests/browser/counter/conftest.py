"""A hub with a free counter 3, where three people wait."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser.counter.console import free
from tests.fakes.display_hub import DisplayHub


@pytest_asyncio.fixture(loop_scope="session")
async def hub() -> AsyncIterator[DisplayHub]:
    async with DisplayHub("counter") as made:
        made.view = free()
        yield made
