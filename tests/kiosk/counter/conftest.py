"""A console under test: the real app with a real hub on a real socket, and a clock of our own for the keys."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from kiosk import wire
from kiosk.counter.app import CounterApp
from tests.fakes.edited import EditedHall
from tests.kiosk.hub.conftest import Guest, RunningHub, serving

SIZE = (80, 24)


class Seconds:
    """A monotonic clock that moves when a test presses a key."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Console:
    """What staff do with a console, and what they see."""

    def __init__(self, app: CounterApp, pilot: Pilot[None], seconds: Seconds) -> None:
        self.app, self.pilot, self.seconds = app, pilot, seconds

    @property
    def text(self) -> str:
        """All that stands on the screen, row by row."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips(self.app.size))

    async def until(self, claim: Callable[[], object]) -> None:
        """Wait until something is so; fails after a while."""
        for _ in range(200):
            await self.pilot.pause()
            if claim():
                return
            await asyncio.sleep(0.01)
        pytest.fail(f"it never came; the screen says:\n{self.text}")

    async def sees(self, *words: str) -> None:
        """Wait until the words stand on the screen, and no answer is awaited."""
        await self.until(lambda: all(word in self.text for word in words) and not self.app.desk.asked)

    async def press(self, key: str, *, after_s: float = 1.0) -> None:
        """A key, so long after the last one."""
        self.seconds.now += after_s
        await self.pilot.press(key)


@asynccontextmanager
async def console(
    hub: RunningHub, counter: str = "", *, token: str = "counter", size: tuple[int, int] = SIZE
) -> AsyncIterator[Console]:
    """A console of `hub`, at `counter` or before the choice."""
    seconds = Seconds()
    app = CounterApp(hub.url, token, counter=counter, monotonic=seconds)
    async with app.run_test(size=size) as pilot:
        yield Console(app, pilot, seconds)


@pytest.fixture
def editor(tmp_path: Path) -> EditedHall:
    return EditedHall(tmp_path / "hall")


@pytest.fixture
async def hub(tmp_path: Path, editor: EditedHall) -> AsyncIterator[RunningHub]:
    async with serving(tmp_path / "data", hall=editor.folder) as running:
        yield running


@pytest.fixture
async def visitors(hub: RunningHub) -> Guest:
    """A kiosk at which numbers are taken."""
    return await hub.guest("kiosk")


async def take(kiosk: Guest, service: str) -> str:
    """The number of a visitor who has just come."""
    done = await kiosk.ask(wire.TakeTicket, service=service, language="id")
    number: str = done.events[0]["number"]
    return number
