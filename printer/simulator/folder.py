"""A folder in which a simulated printer shows its paper as it comes out, for a page to look at.

    state.json       `printer.simulator.report.state`; null when the printer has gone
    strip.png        what hangs out of the printer, one pixel a dot
    ticket-N.png     a piece that has come off; the last twelve are kept

Each file is replaced whole, so that nobody reads half of one.
"""

import json
import threading
from pathlib import Path

from printer.simulator.machine import Machine
from printer.simulator.report import TICKETS_SHOWN, state
from printer.simulator.server import SimulatedPrinter

LEAST_S = 0.1
"""The folder is written no more often: a page that asks ten times a second sees all there is."""


class PaperFolder:
    """Follows a printer from `start` to `close`."""

    def __init__(self, printer: SimulatedPrinter, folder: Path) -> None:
        """Raises `OSError` when `folder` cannot be made or emptied of an earlier printer's paper."""
        folder.mkdir(parents=True, exist_ok=True)
        for left in [*folder.glob("*.png"), *folder.glob("state.json")]:
            left.unlink()
        self._printer = printer
        self._folder = folder
        self._stopping = threading.Event()
        self._shown: object = None
        self._kept = 0
        """The newest ticket that is in the folder."""
        self._thread = threading.Thread(target=self._follow, name="paper folder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End; the paper stays."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._replace("state.json", b"null")

    def _follow(self) -> None:
        while not self._stopping.wait(LEAST_S):
            self.show()

    def show(self) -> None:
        """Write what has changed since the last time."""
        now, pictures = self._printer.look(self._seen)
        if now == self._shown:
            return
        for name, content in pictures.items():
            self._replace(name, content)
        self._replace("state.json", json.dumps(now).encode("ascii"))
        self._shown = now
        for picture in self._folder.glob("ticket-*.png"):
            if int(picture.stem.removeprefix("ticket-")) <= self._kept - TICKETS_SHOWN:
                picture.unlink()

    def _seen(self, machine: Machine) -> tuple[dict[str, object], dict[str, bytes]]:
        """The state, and the pictures that may have changed since the last look."""
        now = state(machine)
        if now == self._shown:
            return now, {}
        newest = len(machine.tickets)
        fresh = range(max(self._kept, newest - TICKETS_SHOWN) + 1, newest + 1)
        self._kept = newest
        pictures = {f"ticket-{number}.png": machine.tickets[number - 1].png() for number in fresh}
        return now, {"strip.png": machine.paper.png(), **pictures}

    def _replace(self, name: str, content: bytes) -> None:
        path = self._folder / f".{name}.new"
        path.write_bytes(content)
        path.replace(self._folder / name)
