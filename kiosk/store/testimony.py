"""What others have seen of numbers that the log may lack: kept in the file, so that none of them is given again.

A file that comes from a backup is older than the hall. Each kiosk tells at its next hello the highest numbers that it
has shown; until all have, or a person does without one, the hub gives none. Pure, but for the one row that it is.
"""

import re
from collections.abc import Collection, Mapping
from typing import Annotated

import msgspec

KEY = "testimony"
"""Its row in the table `about`."""
DATES_KEPT = 62
"""So many of the dates, the latest: more than a clock may be wrong by itself."""

Shown = Mapping[str, Mapping[str, int]]
"""The highest counts that were shown, by date (YYYY-MM-DD) and letters of the series."""

_NUMBER = re.compile(r"(\D*)(\d{1,6})")


class Testimony(msgspec.Struct, frozen=True):
    """All that was told, and who has not told yet."""

    epoch: int = 0
    """That of the latest restore: no less is in force from then on. 0 when there was none."""
    awaited: tuple[str, ...] = ()
    """The kiosks that have not told since then."""
    shown: dict[str, dict[str, Annotated[int, msgspec.Meta(ge=0)]]] = {}

    def heard(self, kiosk: str, shown: Shown) -> "Testimony":
        """What is known after `kiosk` has told."""
        merged = {on: dict(counts) for on, counts in self.shown.items()}
        for on, counts in shown.items():
            highest = merged.setdefault(on, {})
            for letters, count in counts.items():
                highest[letters] = max(count, highest.get(letters, 0))
        latest = dict(sorted(merged.items())[-DATES_KEPT:])
        return Testimony(self.epoch, tuple(name for name in self.awaited if name != kiosk), latest)

    def beyond(self, known: Shown) -> Shown:
        """Of all that was told, what is higher than in `known`."""
        return {
            on: higher
            for on, counts in self.shown.items()
            if (higher := {k: count for k, count in counts.items() if count > known.get(on, {}).get(k, -1)})
        }


def restored(epoch: int, kiosks: Collection[str], shown: Shown) -> Testimony:
    """The testimony of a file that was just restored: these `kiosks` have to tell."""
    return Testimony(epoch, tuple(sorted(kiosks))).heard("", shown)


def parts_of(number: str) -> tuple[str, int] | None:
    """The letters and the count of a number such as `A017`; None for what is none."""
    found = _NUMBER.fullmatch(number)
    return None if found is None else (found[1], int(found[2]))


def encode(testimony: Testimony) -> str:
    """As its row has it."""
    return msgspec.json.encode(testimony).decode()


def decode(text: str | None) -> Testimony:
    """From its row, or from none."""
    return Testimony() if text is None else msgspec.json.decode(text, type=Testimony)
