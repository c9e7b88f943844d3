"""Hands from outside: one line in, one line back."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from printer.simulator.control import BadOrder, ControlSocket, NoPrinter, order
from printer.simulator.faults import ABOUT, Fault
from printer.simulator.server import SimulatedPrinter
from tests.fakes.simulator import simulated_printer


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with simulated_printer() as running:
        yield running


@pytest.fixture
def control(printer: SimulatedPrinter, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / ("a long name " * 9) / "printer.control"  # longer than the system lets the name of a socket be
    path.parent.mkdir()
    with closing(ControlSocket(printer, path)):
        yield path


@pytest.mark.parametrize("fault", Fault)
def test_every_fault_is_switched_by_its_name(printer: SimulatedPrinter, control: Path, fault: Fault) -> None:
    """On and off, with effect when the answer is there."""
    assert order(control, f"{fault} on") == "done"
    assert printer.look(lambda machine: machine.faults) == {fault}
    assert order(control, f"{fault} off") == "done"
    assert printer.look(lambda machine: machine.faults) == frozenset()


def test_every_fault_is_explained() -> None:
    assert set(ABOUT) == set(Fault)


def test_a_new_roll(control: Path) -> None:
    """Full, or as long as it is said to be."""
    order(control, "new-roll 300")
    assert json.loads(order(control, "state"))["roll_mm"] == 300
    order(control, "new-roll")
    assert json.loads(order(control, "state"))["roll_mm"] == 80_000


@pytest.mark.parametrize("line", ["", "paper-out", "paper-fire on", "new-roll -3", "new-roll 1e9", "x" * 500])
def test_what_is_no_order_is_refused(printer: SimulatedPrinter, control: Path, line: str) -> None:
    """With what there is, and without effect."""
    with pytest.raises(BadOrder, match="paper-near-end"):
        order(control, line)
    assert printer.look(lambda machine: machine.faults) == frozenset()


def test_nobody_there(tmp_path: Path) -> None:
    with pytest.raises(NoPrinter, match=r"printer\.control"):
        order(tmp_path / "printer.control", "state")
    with pytest.raises(NoPrinter):
        order(tmp_path / "missing" / "printer.control", "state")


def test_others_may_not_touch_it(control: Path) -> None:
    assert control.stat().st_mode & 0o777 == 0o600
