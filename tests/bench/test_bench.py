"""The measurements themselves work: each in its smallest size, for its shape and never for its times."""

import math
import os
from importlib import import_module

import pytest

from tests.bench.__main__ import NAMES
from tests.bench.rows import Missing, Row, Size, against, percentile, spread, table


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.browser] if name == "call" else []) for name in NAMES],
)
def test_measures(name: str) -> None:
    """Every row has a name of its own and positive numbers, and the table takes them."""
    try:
        rows: list[Row] = import_module(f"tests.bench.bench_{name}").measure(Size.SMALLEST)
    except Missing as exc:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(exc))
    assert len({row.name for row in rows}) == len(rows) > 0
    for row in rows:
        numbers = [number for number in (row.value, row.floor, row.ratio, row.target) if number is not None]
        assert all(math.isfinite(number) and number >= 0 for number in numbers), row
        assert row.floor is None or row.floor > 0, row
    assert table(rows).count("\n") == len(rows) + 1


def test_percentiles_are_samples() -> None:
    """Nearest rank: no number is reported that was not measured."""
    samples = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(samples, share) for share in (0.0, 0.5, 0.95, 1.0)] == [1.0, 3.0, 5.0, 5.0]


def test_few_samples_have_no_99th_percentile() -> None:
    """Below a hundred samples it would be the worst one under another name."""
    few = [row.name for row in spread("x", [1.0] * 99, "ms", [1.0] * 500)]
    many = [row.name for row in spread("x", [1.0] * 100, "ms", [1.0] * 500)]
    assert few == ["x, p50", "x, p95", "x, worst of 99"]
    assert many == ["x, p50", "x, p95", "x, p99", "x, worst of 100"]


def test_a_missed_promise_is_said() -> None:
    """The table says it in words; a number alone is easily overlooked."""
    assert [against("x", value, "ms", 1.0, target=2.0).verdict for value in (2.0, 2.1)] == ["kept", "MISSED"]
