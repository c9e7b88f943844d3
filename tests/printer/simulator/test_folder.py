"""The folder that shows the paper: what is in it is whole, fresh and bounded."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from printer.simulator.folder import PaperFolder
from printer.simulator.report import TICKETS_SHOWN
from printer.simulator.server import SimulatedPrinter
from tests.fakes.simulator import simulated_printer


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with simulated_printer(pace=50) as running:
        yield running


def state(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "state.json").read_text())
    return found


def size(picture: Path) -> tuple[int, int]:
    with Image.open(picture) as opened:
        return opened.size


def send(printer: SimulatedPrinter, data: bytes) -> None:
    host, port = printer.url.removeprefix("tcp://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(data)


def test_the_strip_grows_and_a_ticket_falls(printer: SimulatedPrinter, tmp_path: Path) -> None:
    """Pictures have the size that the state says, one pixel a dot."""
    paper = PaperFolder(printer, tmp_path / "paper")
    paper.show()
    empty = state(tmp_path / "paper")
    assert empty["strip_rows"] == empty["blade_rows"] == 120
    send(printer, b"\x1b@A001\n")
    printer.wait_until(lambda machine: machine.paper.text == "A001")
    paper.show()
    begun = state(tmp_path / "paper")
    assert begun["strip_rows"] == 150
    assert size(tmp_path / "paper" / "strip.png") == (576, 150)
    assert begun["tickets"] == []
    send(printer, b"\x1dVB\x00")
    printer.wait_until(lambda machine: len(machine.tickets) == 1)
    paper.show()
    assert state(tmp_path / "paper")["tickets"] == [{"number": 1, "rows": 150, "cut": True, "complete": True}]
    assert size(tmp_path / "paper" / "ticket-1.png") == (576, 150)


def test_faults_show(printer: SimulatedPrinter, tmp_path: Path) -> None:
    """By name, with what the printer says of itself, and a roll that is used up is empty."""
    paper = PaperFolder(printer, tmp_path)
    printer.fault("paper-out")
    paper.show()
    found = state(tmp_path)
    assert found["faults"] == ["paper-out"]
    assert found["condition"]["paper_out"] is True
    assert found["roll_mm"] == 0


def test_old_tickets_leave(printer: SimulatedPrinter, tmp_path: Path) -> None:
    """Of many tickets the last are kept, however many came at once."""
    paper = PaperFolder(printer, tmp_path)
    for count in (3, TICKETS_SHOWN + 2, 2 * TICKETS_SHOWN):
        send(printer, b"\x1b@A001\n\x1dVB\x00" * (count - len(printer.tickets)))
        printer.wait_until(lambda machine, count=count: len(machine.tickets) == count)  # type: ignore[misc]
        paper.show()
    kept = range(TICKETS_SHOWN + 1, 2 * TICKETS_SHOWN + 1)
    assert {path.name for path in tmp_path.glob("ticket-*")} == {f"ticket-{number}.png" for number in kept}
    assert [ticket["number"] for ticket in state(tmp_path)["tickets"]] == list(reversed(kept))


def test_another_printer_begins_with_an_empty_tray(printer: SimulatedPrinter, tmp_path: Path) -> None:
    """What an earlier one left is gone, and so is its state when it ends."""
    (tmp_path / "ticket-7.png").write_bytes(b"old")
    (tmp_path / "state.json").write_text("{}")
    paper = PaperFolder(printer, tmp_path)
    assert list(tmp_path.iterdir()) == []
    paper.show()
    paper.start()
    paper.close()
    assert (tmp_path / "state.json").read_text() == "null"
