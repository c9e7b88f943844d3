"""To a program that we did not write it is a printer: python-escpos asks, prints and is content."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printer.ports import SerialPort, TcpPort, port_from_url
from printer.simulator.server import SimulatedPrinter
from tests.fakes.simulator import simulated_printer, simulated_serial_printer

ROOT = Path(__file__).parents[3]
LINK = "https://antrean.example/t/7KQ2M9XB4T"


class EscposClient:
    """python-escpos in a process of its own."""

    def __init__(self, url: str, scratch: Path) -> None:
        port = port_from_url(url)
        arguments = ["serial", port.device, port.baud] if isinstance(port, SerialPort) else []
        if isinstance(port, TcpPort):
            arguments = ["network", port.host, port.port]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.escpos_client", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(scratch)},  # the library leaves a directory behind at every start
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, line: str) -> object:
        """One act of the program, and what it found."""
        assert self._process.stdin is not None  # it is a pipe, and so is the other
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=30)


@pytest.fixture(params=["network", "serial"])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[SimulatedPrinter, EscposClient]]:
    """A simulated printer, and python-escpos connected to it."""
    running = simulated_printer(pace=20) if request.param == "network" else simulated_serial_printer(tmp_path / "tty")
    with running as printer, closing(EscposClient(printer.url, tmp_path)) as escpos:
        yield printer, escpos


def test_python_escpos_finds_the_printer_online_and_with_paper(client: tuple[SimulatedPrinter, EscposClient]) -> None:
    """Its two questions are answered as it understands them, before and after each fault."""
    printer, escpos = client
    assert escpos.do("online") is True
    assert escpos.do("paper") == 2
    printer.fault("paper-near-end")
    assert escpos.do("paper") == 1
    printer.fault("paper-out")
    assert escpos.do("paper") == 0
    assert escpos.do("online") is False
    printer.fault("paper-out", False)
    assert escpos.do("online") is True
    assert escpos.do("paper") == 2


def test_python_escpos_prints(client: tuple[SimulatedPrinter, EscposClient]) -> None:
    """Text in sizes, a QR code of the printer's, pictures in three ways, a barcode and a cut, all understood."""
    printer, escpos = client
    assert escpos.do(f"ticket {LINK}") == "sent"
    printer.wait_until(lambda machine: len(machine.tickets) == 1)
    (ticket,) = printer.tickets
    assert ticket.complete
    pictures = ["[image 384x40]", "[image 48x24]", "[image 64x32]", "[barcode]"]
    assert ticket.text.split("\n") == ["A001", "Silakan menunggu, é", f"[qr {LINK}]", *pictures]
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(ticket.png())))] == [LINK]
    assert printer.look(lambda machine: machine.unknown) == []
