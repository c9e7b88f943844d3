"""A kiosk in use that nobody looks at: the product's app, journal, desk and driver, and only the painting left out.

A program for tests that kill kiosks: `python -m tests.paper.unseen_kiosk --hub URL …`. Visitors tap one after the
other; each line of the journal is witnessed on standard output, and `--dies` is the line at which it kills itself.
"""

import argparse
import asyncio
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec

from kiosk.client import Link
from kiosk.tasks import spawn
from kiosk.terminal.app import KioskApp
from kiosk.terminal.journal import Journal
from kiosk.terminal.ledger import Line, Queued
from kiosk.terminal.showing import Showing
from kiosk.terminal.visit import ChooseAgency, ChooseService, Home, PaperState, Step, Take
from kiosk.terminal.widgets.tap import Tapped
from printer.desk import TicketPrinter
from printer.driver import Driver
from printer.profile import load_profile

STAYS = 0.5
"""So many visitors wait for their paper before they make room; the others' pile up at the desk."""


class Death(NamedTuple):
    """The first line of a kind after so many numbers were shown; just before or after the journal has it."""

    shown: int
    line: str
    """`queued`, `sending`, `ended` or `told`."""
    side: str
    """`before` or `after`."""


class WitnessedJournal(Journal):
    """Tells each line on standard output once the journal has it, and what it has found to be reported."""

    def __init__(self, path: Path | None, death: Death | None) -> None:
        super().__init__(path)
        self._death = death
        self._shown = 0
        for ended in self.unreported():
            _tell(ended)

    def note(self, line: Line, *, sync: bool = False) -> None:
        self._die_if_due(line, "before")
        super().note(line, sync=sync)
        _tell(line)
        self._die_if_due(line, "after")
        self._shown += isinstance(line, Queued) and not line.of.job

    def _die_if_due(self, line: Line, side: str) -> None:
        kind = line.__struct_config__.tag
        if self._death is not None and self._shown >= self._death.shown and self._death[1:] == (kind, side):
            os.kill(os.getpid(), signal.SIGKILL)


class UnseenKiosk(KioskApp):
    """The app, which paints nothing and can be waited for."""

    CSS_PATH = []  # noqa: RUF012 - Textual declares it so

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._changed = asyncio.Event()

    async def visits(self, count: int, random: Random) -> None:
        """Be used by `count` visitors."""
        await self._until(lambda now: now.hall is not None and now.link is Link.UP)
        assert self.showing.hall is not None  # it has just come
        for _ in range(count):
            service = random.choice(self.showing.hall.services)
            for touch in (ChooseAgency(service.agency), ChooseService(service.code), Take()):
                self.post_message(Tapped(touch))
            await self._until(lambda now: now.visit.step is Step.TICKET)
            if random.random() < STAYS:
                await self._until(lambda now: now.visit.paper is not PaperState.PRINTING)
            self.post_message(Tapped(Home()))
            await self._until(lambda now: now.visit.step is Step.AGENCIES)

    async def _until(self, claim: Callable[[Showing], bool]) -> None:
        while not claim(self.showing):
            self._changed.clear()
            await self._changed.wait()

    def _show(self, **changes: Any) -> None:
        self.showing = replace(self.showing, **changes)
        self._changed.set()


def main(*, at_desk: Callable[[Driver], TicketPrinter] = lambda driver: driver, keeps_journal: bool = True) -> None:
    """Be a kiosk until SIGTERM; the arguments are for kiosks that are wrong on purpose."""
    asked = _arguments()
    logging.basicConfig(
        filename=asked.log, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    profile = load_profile(asked.profile)
    driver = Driver(asked.printer, profile, first_number=uuid4().int)
    death = Death(int(asked.dies[0]), *asked.dies[1:]) if asked.dies else None
    app = UnseenKiosk(
        asked.hub,
        asked.token,
        printer=at_desk(driver),
        roll_mm=profile.roll_mm,
        journal=WitnessedJournal(asked.journal if keeps_journal else None, death),
    )

    async def be_used() -> None:
        visitors = spawn(app.visits(asked.visitors, Random(asked.seed)), name="visitors")
        await app.run_async(headless=True)
        visitors.cancel()

    asyncio.run(be_used())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("--hub", "--token", "--printer", "--profile", "--seed"):
        parser.add_argument(name, required=True)
    for name in ("--journal", "--log"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--visitors", type=int, required=True)
    parser.add_argument("--dies", nargs=3, metavar=("SHOWN", "LINE", "SIDE"))
    return parser.parse_args()


def _tell(line: Line) -> None:
    os.write(1, msgspec.json.encode(line) + b"\n")  # one piece, whichever thread writes: it is shorter than PIPE_BUF


if __name__ == "__main__":
    main()
