"""The run itself: a hub, two kiosks that are killed again and again, and printers whose plug is pulled in mid-ticket.

Where the kills and the cuts fall comes from a seed: half of the kills at a line of the kiosk's journal, just before or
after it is durable, the others at any instant; some of the cuts at a byte of a ticket, the others at a millimetre.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from queue import Empty, Queue
from random import Random
from threading import Thread
from typing import IO

import msgspec

from hall.model import Ticket
from kiosk import wire
from kiosk.cli.ask import Conversation, new_id
from kiosk.cli.exits import Stop
from kiosk.terminal.ledger import Ended, Line, Print, Queued, Told
from printer.profile import load_profile
from printer.simulator.faults import Fault
from printer.simulator.script import Script, Step
from printer.simulator.server import SimulatedPrinter
from printer.status import Trouble
from tests.fakes.promises import Broken as BrokenLog
from tests.fakes.promises import broken_promises as broken_log
from tests.fakes.promises import kept_in
from tests.fakes.running_hall import PATIENCE_S, ROOT, RunningHall, asked_of, running_hall
from tests.fakes.simulator import simulated_printer
from tests.paper.promises import Broken, KioskDay, broken_promises
from tests.paper.unseen_kiosk import Death

KIOSKS = {"kiosk-1": "epson80", "kiosk-2": "generic80"}
"""Each with the family of its printer: one says when the paper is out, the other a few lines early."""
HONEST = ("tests.paper.unseen_kiosk",)
PACE = 50.0
"""The printers are so many times as fast as real ones, and so are the pauses without power."""
COPIES = 0.05
"""Of so many tickets staff want a copy."""
LONGEST_LIFE_S = 0.1
"""A kiosk that is killed at any instant is killed within this time after its last number."""
DEATHS = [(line, side) for line in ("queued", "sending", "ended", "told") for side in ("before", "after")]
"""Every other kill is one of these, each as often as the others."""
TICKET_BYTES, TICKET_MM = 3000, 120.0
"""A little more than a ticket of Banyuwangi takes, logo included: some cuts fall between tickets."""
CUT_AT_BYTE = 0.3
"""So many cuts come at a byte; the printer has all bytes long before it has printed them."""
SHORTEST_CUT_S, LONGEST_CUT_S = 1.0, 3.0
"""Without power, in the printer's own time."""
FIRST_ROLL = 0.25
"""The roll ends when at most so much of the tickets are out, in the middle of one; staff put in another."""
ALL_CUT_AFTER = 0.4
"""When so much of the tickets should be out, the plug has been pulled for the last time."""

_decoder = msgspec.json.Decoder(Line)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything, over all kiosks."""

    tickets: int
    kills: int
    unplugs: int


@dataclass(frozen=True, slots=True)
class Ran:
    """What is left when the day is over."""

    tickets: Sequence[Ticket]
    days: Sequence[KioskDay]
    kills: int
    unplugs: int
    broken_log: Sequence[BrokenLog]

    @property
    def broken(self) -> list[Broken]:
        """Every promise about paper that was not kept."""
        return broken_promises(self.tickets, self.days)


def run(folder: Path, scale: Scale, seed: int, program: Sequence[str] = HONEST) -> Ran:
    """Live through all of `scale` in a hall whose kiosks are `program`; `folder` is for its files."""
    share = Scale(*(round(count / len(KIOSKS)) for count in (scale.tickets, scale.kills, scale.unplugs)))
    with running_hall(folder / "data") as hall:
        tokens = hall.tokens(dict.fromkeys(KIOSKS, "kiosk"))
        deaths = cycle(Random(seed).sample(DEATHS, len(DEATHS)))
        lives = [
            KioskLives(name, hall, tokens[name], folder, Random(f"{seed} {name}"), deaths, program) for name in KIOSKS
        ]
        with ThreadPoolExecutor(len(lives)) as threads:
            days = list(threads.map(lambda life: life.live(share), lives))
        hall.stop()
    kept = kept_in(hall.data)
    kills, unplugs = sum(life.kills for life in lives), sum(life.unplugs for life in lives)
    return Ran(kept.tickets, days, kills, unplugs, broken_log((), (), kept))


class KioskLives:
    """One kiosk: a process after the other, on one printer and one journal."""

    def __init__(
        self,
        name: str,
        hall: RunningHall,
        token: str,
        folder: Path,
        random: Random,
        deaths: Iterator[tuple[str, str]],
        program: Sequence[str],
    ) -> None:
        self.kills = 0
        """Processes that have ended by SIGKILL."""
        self.unplugs = 0
        """Power cuts that have happened."""
        self._name = name
        self._profile = KIOSKS[name]
        self._hall = hall
        self._random = random
        self._deaths = deaths
        self._noted: list[Line] = []
        self._open: set[Print] = set()
        """Prints of which the hub has not been told yet."""
        self._copies: set[int] = set()
        """Jobs that staff have asked this process for, and that it has not told of."""
        self._command = [sys.executable, "-m", *program, "--hub", hall.url, "--profile", self._profile]
        self._command += [f"--token={token}"]  # as one word: it may begin with a hyphen
        for option, suffix in (("--journal", "journal"), ("--log", "log")):
            self._command += [option, str(folder / f"{name}.{suffix}")]

    def live(self, share: Scale) -> KioskDay:
        """Serve at least `share.tickets` visitors and be killed `share.kills` times meanwhile."""
        cuts = self._cuts(share)
        script = Script(fault=cuts, roll_mm=share.tickets * TICKET_MM * FIRST_ROLL)
        with simulated_printer(self._profile, pace=PACE, script=script) as printer:
            left = share.tickets
            for number in range(share.kills):
                served = max(1, round(left / (share.kills - number + 1) * self._random.uniform(0.5, 1.5)))
                left -= self._live_until_killed(printer, served, at_a_line=number % 2 == 1)
            self._live_until_closing(printer, max(1, left))
            printer.wait_until(lambda machine: not machine.is_busy)
            printer.new_roll()  # the old one comes out, with whatever hangs on it
            pieces = printer.tickets
        self.unplugs = sum(cut.ticket < len(pieces) for cut in cuts)
        return KioskDay(self._name, load_profile(self._profile).confirmation, self._noted, pieces)

    def _cuts(self, share: Scale) -> tuple[Step, ...]:
        def cut(ticket: int) -> Step:
            at_byte = self._random.random() < CUT_AT_BYTE
            return Step(
                name=Fault.POWER_OFF,
                ticket=ticket,
                bytes=self._random.randrange(TICKET_BYTES) if at_byte else 0,
                mm=0.0 if at_byte else self._random.uniform(0, TICKET_MM),
                for_seconds=self._random.uniform(SHORTEST_CUT_S, LONGEST_CUT_S),
            )

        tickets = range(2, max(3 + share.unplugs, round(share.tickets * ALL_CUT_AFTER)))
        return tuple(cut(ticket) for ticket in sorted(self._random.sample(tickets, share.unplugs)))

    def _live_until_killed(self, printer: SimulatedPrinter, served: int, *, at_a_line: bool) -> int:
        """How many numbers were shown."""
        death = Death(served, *next(self._deaths)) if at_a_line else None
        shown, is_doomed = 0, at_a_line
        with self._process(printer, served * 2 + 10, death) as process:
            for line in self._heard(process, printer):
                shown += _is_visitors(line)
                if shown == served and not is_doomed:
                    is_doomed = True
                    time.sleep(self._random.uniform(0, LONGEST_LIFE_S))
                    process.kill()
        self.kills += process.returncode == -signal.SIGKILL
        return shown

    def _live_until_closing(self, printer: SimulatedPrinter, visitors: int) -> None:
        """Serve so many, and end when the hub knows of all paper."""
        shown = 0
        with self._process(printer, visitors) as process:
            for line in self._heard(process, printer):
                shown += _is_visitors(line)
                if shown == visitors and not self._open and not self._copies:
                    process.terminate()
        assert process.returncode == 0, process.returncode

    def _process(
        self, printer: SimulatedPrinter, visitors: int, death: Death | None = None
    ) -> "subprocess.Popen[bytes]":
        self._open.clear()  # what the one before has left open, its journal tells
        self._copies.clear()  # and what was still asked of it, the hub gives up
        options = ["--printer", printer.url, "--visitors", str(visitors), "--seed", str(self._random.random())]
        if death is not None:
            options += ["--dies", *map(str, death)]
        return subprocess.Popen([*self._command, *options], cwd=ROOT, stdout=subprocess.PIPE)

    def _heard(self, process: "subprocess.Popen[bytes]", printer: SimulatedPrinter) -> Iterator[Line]:
        """The lines of one life, each taken note of; a kiosk that says nothing for long is killed."""
        assert process.stdout is not None  # it is a pipe
        lines: Queue[bytes] = Queue()
        Thread(target=_pump, args=(process.stdout, lines), daemon=True).start()
        try:
            while data := lines.get(timeout=PATIENCE_S):
                line = _decoder.decode(data)
                self._note(line)
                if isinstance(line, Ended) and line.why == Trouble.PAPER_OUT:
                    printer.new_roll()
                yield line
        except Empty as exc:
            raise AssertionError(f"{self._name} has said nothing for {PATIENCE_S} s") from exc
        finally:
            process.kill()

    def _note(self, line: Line) -> None:
        self._noted.append(line)
        match line:
            case Queued(of) | Ended(of):
                self._open.add(of)
            case Told(of):
                self._open.discard(of)
                self._copies.discard(of.job)
                if not of.job and self._random.random() < COPIES:
                    self._ask_for_a_copy(of.ticket)
            case _:
                pass

    def _ask_for_a_copy(self, ticket: str) -> None:
        """As staff do; a kiosk that has just been killed is refused."""

        async def ask(hub: Conversation) -> int:
            done = await hub.ask(wire.PrintCopy(request=new_id(), ticket=ticket))
            assert isinstance(done, wire.Done)  # the answer to an act
            return int(done.events[-1]["seq"])

        try:
            self._copies.add(asked_of(self._hall.data, ask))
        except Stop:
            return


def _is_visitors(line: Line) -> bool:
    """Whether a visitor has been shown a number now."""
    return isinstance(line, Queued) and not line.of.job


def _pump(stream: IO[bytes], lines: "Queue[bytes]") -> None:
    for line in stream:
        lines.put(line)
    lines.put(b"")
