"""A script of faults: what goes wrong when, by time, byte, millimetre or ticket. A TOML file, or steps made in a test.

    roll_mm = 300               # what is left on the roll at the beginning (default: a new one)

    [[fault]]
    name = "paper-out"          # one of `printer.simulator.faults.Fault`
    ticket = 2                  # counts what follows from the cut before this ticket (default: from the beginning)
    mm = 40                     # when so much paper has come out; or `bytes` received, or `seconds` passed
    for_seconds = 5             # mended by itself (default: stays)

A step without `seconds`, `bytes` or `mm` happens as soon as its ticket begins; with several it waits for all of them.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from printer.simulator.faults import Fault


class BadScript(Exception):
    """The file is no script; the text names it and says what is wrong."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One fault and its moment; numbers count from the beginning, or from that of `ticket`."""

    name: Fault
    on: bool = True
    ticket: int = 0
    seconds: float = 0.0
    bytes: int = 0
    mm: float = 0.0
    for_seconds: float | None = None


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The steps in any order."""

    fault: tuple[Step, ...] = ()
    roll_mm: float | None = None


def load_script(path: Path) -> Script:
    """The script in a TOML file; raises `BadScript`, which names the file and what is wrong in it."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Script)
    except OSError as exc:
        raise BadScript(f"{path}: {exc.strerror}") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as exc:
        raise BadScript(f"{path}: {exc}") from exc


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the printer has come since its beginning."""

    seconds: float = 0.0
    bytes: int = 0
    mm: float = 0.0


class Director:
    """Follows a script: says which steps are due, and when to look again."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = list(steps)
        self._mends: list[tuple[float, Fault]] = []
        self._ticket = 1
        self._ticket_began = Progress()
        self._looked_at = 0.0

    def due(self, progress: Progress, tickets: int) -> list[tuple[Fault, bool]]:
        """The faults to be switched on or off now; each step is given once. `tickets` have come off so far."""
        if tickets + 1 != self._ticket:
            self._ticket, self._ticket_began = tickets + 1, progress
        self._looked_at = progress.seconds
        due = [step for step in self._steps if self._is_due(step, progress)]
        self._steps = [step for step in self._steps if step not in due]
        over = [mend for mend in self._mends if progress.seconds >= mend[0]]
        self._mends = [mend for mend in self._mends if mend not in over]
        self._mends += [
            (progress.seconds + step.for_seconds, step.name) for step in due if step.for_seconds is not None
        ]
        return [(step.name, step.on) for step in due] + [(fault, False) for _, fault in over]

    @property
    def deadline(self) -> float | None:
        """When time alone may make a step due; None if it cannot."""
        times = [self._began(step).seconds + step.seconds for step in self._steps if self._has_begun(step)]
        times = [at for at in times if at > self._looked_at]
        return min([*times, *(at for at, _ in self._mends)], default=None)

    def bytes_left(self, received: int) -> int | None:
        """How many more bytes may come before the next look; None for any number."""
        counts = [self._began(step).bytes + step.bytes - received for step in self._steps if self._has_begun(step)]
        return min((count for count in counts if count > 0), default=None)

    def _has_begun(self, step: Step) -> bool:
        return step.ticket <= self._ticket

    def _began(self, step: Step) -> Progress:
        return self._ticket_began if step.ticket else Progress()

    def _is_due(self, step: Step, progress: Progress) -> bool:
        if 0 < step.ticket < self._ticket:  # it was shorter than the script thought
            return True
        began = self._began(step)
        return (
            self._has_begun(step)
            and progress.seconds >= began.seconds + step.seconds
            and progress.bytes >= began.bytes + step.bytes
            and progress.mm >= began.mm + step.mm
        )
