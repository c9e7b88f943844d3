"""What every measurement gives back: rows of a table, each with the floor that was measured in the same run.

Wall times of one machine mean little on another; a ratio to the floor of the same minute does. Nothing here measures.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median


class Size(StrEnum):
    """How long a measurement may take."""

    SMALLEST = "smallest"
    """Only whether it works at all: a test of the benchmark."""
    QUICK = "quick"
    FULL = "full"


class Missing(Exception):
    """A measurement needs something that this machine does not have; the text names it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One number, with what it is held against."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    """The least that this machine could have needed, in the same unit and of the same run."""
    ratio: float | None = None
    """Value over floor."""
    target: float | None = None
    """What the design promises, in the same unit; None where it promises nothing."""

    @property
    def verdict(self) -> str:
        """Whether the promise is kept, in words for the table."""
        if self.target is None:
            return ""
        return "kept" if self.value <= self.target else "MISSED"


def against(name: str, value: float, unit: str, floor: float, *, target: float | None = None) -> Row:
    """A row with the ratio to its floor."""
    return Row(name, value, unit, floor, value / floor, target)


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least `share` (0 to 1) of all do not exceed (nearest rank)."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(
    name: str, samples: Sequence[float], unit: str, floors: Sequence[float], *, target: float | None = None
) -> list[Row]:
    """Rows of p50, p95, p99 and the worst of `samples`, each against the same percentile of `floors`.

    The target is held against each but the worst, which on a shared machine is somebody else's doing.
    """
    shares = [("p50", 0.5), ("p95", 0.95)]
    if min(len(samples), len(floors)) >= 100:
        shares.append(("p99", 0.99))
    rows = [
        against(f"{name}, {word}", percentile(samples, share), unit, percentile(floors, share), target=target)
        for word, share in shares
    ]
    return [*rows, against(f"{name}, worst of {len(samples)}", max(samples), unit, max(floors))]


def middle(samples: Iterable[float]) -> float:
    """The median."""
    return median(samples)


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table, aligned."""
    head = ("what", "value", "unit", "floor", "ratio", "target", "")
    lines = [
        (
            row.name,
            _number(row.value),
            row.unit,
            _number(row.floor),
            "" if row.ratio is None else f"{row.ratio:.2f}",
            _number(row.target),
            row.verdict,
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in (head, *lines)) for column in range(len(head))]
    written = [_line(head, widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
    return "\n".join([*written, *(_line(line, widths) for line in lines)])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    text = [
        cell.ljust(width) if at in (0, 2) else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(text)} |"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
