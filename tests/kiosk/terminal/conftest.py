"""A kiosk under test: the real app, a fake hub on a real socket, a fake printer, and a clock of our own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any, Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot

from kiosk.cells.figures import QUADRANTS
from kiosk.terminal.app import KioskApp
from kiosk.terminal.journal import Journal
from printer.job import Failed, Outcome, Printed
from printer.slip import Slip
from printer.status import Status, Trouble
from tests.fakes.hub import FakeHub, running

LANDSCAPE = (64, 24)
PORTRAIT = (45, 40)
SIZES = [LANDSCAPE, PORTRAIT]
ROLL_MM = 80_000


class FakePrinter:
    """Prints into a list; may be told to fail, or to wait until `free` is set."""

    def __init__(self) -> None:
        self.slips: list[Slip] = []
        self.outcome: Outcome = Printed()
        self.obstacle = self.near_end = False
        self.free = Event()
        self.free.set()

    def print_slip(self, slip: Slip) -> Outcome:
        self.slips.append(slip)
        self.free.wait(10)
        return self.outcome

    def status(self) -> Status:
        return Status(paper_out=self.obstacle, paper_near_end=self.near_end)

    def paper_mm(self, slip: Slip) -> float:
        return 100.0

    def break_down(self) -> None:
        self.outcome = Failed(Trouble.PAPER_OUT)


class FakeTime:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += seconds


class Kiosk:
    """What a test does with a kiosk, and what it sees."""

    def __init__(self, app: KioskApp, pilot: Pilot[None], hub: FakeHub, printer: FakePrinter, time: FakeTime) -> None:
        self.app, self.pilot, self.hub, self.printer, self.time = app, pilot, hub, printer, time

    @property
    def text(self) -> str:
        """All that stands on the screen, row by row."""
        return screen_text(self.app)

    async def until(self, claim: Callable[[], object]) -> None:
        """Wait until something is so; fails after a while."""
        for _ in range(400):
            if claim():
                return
            await self.pilot.pause()
            await asyncio.sleep(0.01)
        pytest.fail(f"it never came; the screen says:\n{self.text}")

    async def sees(self, *words: str) -> None:
        """Wait until the words stand on the screen; line breaks count as blanks."""
        await self.until(lambda: all(word in flat(self.text) for word in words))

    async def tap(self, words: str) -> None:
        """Tap where `words` stand, as a visitor who has looked at the screen first."""
        await self.sees(words)
        self.time.pass_s(2)
        await self.pilot.click(offset=place_of(self.app, words))

    async def choose(self, *names: str) -> None:
        """Tap one after the other."""
        for name in names:
            await self.tap(name)

    async def pass_s(self, seconds: float) -> None:
        """Let time pass, and the app notice it."""
        self.time.pass_s(seconds)
        self.app.tick()
        await self.pilot.pause()


def flat(text: str) -> str:
    """Text with every run of white space and of blocks that draw something as one blank."""
    return " ".join(text.translate(_NO_BLOCKS).split())


_NO_BLOCKS = str.maketrans(dict.fromkeys(QUADRANTS, " "))


def screen_lines(app: App[Any]) -> list[str]:
    """The rows of cells as the terminal gets them."""
    return [strip.text for strip in app.screen._compositor.render_strips(app.size)]


def screen_text(app: App[Any]) -> str:
    return "\n".join(screen_lines(app))


def place_of(app: App[Any], words: str) -> tuple[int, int]:
    """The cell in which `words` begin."""
    for y, line in enumerate(screen_lines(app)):
        if words in line:
            return line.index(words), y
    pytest.fail(f"{words!r} is on no line of\n{screen_text(app)}")


class Running(Protocol):
    """Starts a kiosk for as long as a block lasts."""

    def __call__(
        self,
        size: tuple[int, int] = LANDSCAPE,
        *,
        has_printer: bool = True,
        kiosk_mode: bool = True,
        first_language: str = "id",
        base_url: str = "",
        journal: Path | None = None,
    ) -> AbstractAsyncContextManager[Kiosk]: ...


@pytest.fixture
async def hub(catalogue: dict[str, Any]) -> AsyncIterator[FakeHub]:
    made = FakeHub(catalogue)
    made.view["waiting"] = {"A01": 3, "A02": 4, "S01": 1}
    async with running(made):
        yield made


@pytest.fixture
def printer() -> FakePrinter:
    return FakePrinter()


@pytest.fixture
def kiosk(hub: FakeHub, printer: FakePrinter) -> Running:
    @asynccontextmanager
    async def started(
        size: tuple[int, int] = LANDSCAPE,
        *,
        has_printer: bool = True,
        kiosk_mode: bool = True,
        first_language: str = "id",
        base_url: str = "",
        journal: Path | None = None,
    ) -> AsyncIterator[Kiosk]:
        time, kept = FakeTime(), Journal(journal)
        app = KioskApp(
            hub.url,
            "token",
            printer=printer if has_printer else None,
            roll_mm=ROLL_MM,
            journal=kept,
            kiosk_mode=kiosk_mode,
            first_language=first_language,
            base_url=base_url,
            monotonic=time,
        )
        async with app.run_test(size=size) as pilot:
            yield Kiosk(app, pilot, hub, printer, time)
        kept.close()

    return started
