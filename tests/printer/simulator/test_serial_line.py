"""The simulated printer on a serial line, opened as any program opens one."""

import os
from pathlib import Path

import pytest
import serial

from printer.driver import Driver
from printer.job import Printed
from printer.patience import Patience
from printer.simulator.intake import Flow
from tests.fakes.simulator import simulated_serial_printer
from tests.fakes.slips import BANYUWANGI

PATIENCE = Patience(status_s=10.0, print_s=10.0)
STATUS = b"\x10\x04\x01"


def test_a_ticket_over_the_line(tmp_path: Path) -> None:
    """The driver prints to the address that the printer gives."""
    with simulated_serial_printer(tmp_path / "tty", pace=20) as printer:
        assert Driver(printer.url, patience=PATIENCE).print_slip(BANYUWANGI) == Printed()
        printer.wait_until(lambda machine: len(machine.tickets) == 1)
        assert printer.tickets[0].complete


def test_xon_xoff_loses_nothing(tmp_path: Path) -> None:
    """A host that minds XOFF waits for a printer that stands still, and all of a long job comes out."""
    with (
        simulated_serial_printer(tmp_path / "tty", pace=50) as printer,
        serial.Serial(str(tmp_path / "tty"), xonxoff=True, timeout=10, write_timeout=30) as host,
    ):
        printer.fault("cover-open")
        host.write(b"\x1b@" + b"x\n" * 2500)
        printer.wait_until(lambda machine: machine.received_bytes > 3600)
        printer.fault("cover-open", False)
        host.write(b"\x1dVB\x00")
        printer.wait_until(lambda machine: len(machine.tickets) == 1)
        assert printer.tickets[0].text.count("x") == 2500
        assert printer.look(lambda machine: machine.lost_bytes) == 0


def test_without_flow_control_the_overflow_is_lost(tmp_path: Path) -> None:
    """The host is told nothing; the paper shows it."""
    with (
        simulated_serial_printer(tmp_path / "tty", flow=Flow.NONE, pace=50) as printer,
        serial.Serial(str(tmp_path / "tty"), timeout=10, write_timeout=30) as host,
    ):
        printer.fault("cover-open")
        host.write(b"\x1b@" + b"x\n" * 2500)
        printer.wait_until(lambda machine: machine.received_bytes + machine.lost_bytes == 5002)
        printer.fault("cover-open", False)
        host.write(b"\x1dVB\x00")
        printer.wait_until(lambda machine: len(machine.tickets) == 1)
        assert not printer.tickets[0].complete


def test_the_line_has_a_speed(tmp_path: Path) -> None:
    """In the printer's own time, a picture of 7,208 bytes at 9,600 baud is no faster than the line."""
    with (
        simulated_serial_printer(tmp_path / "tty", baud=9600, pace=20) as printer,
        serial.Serial(str(tmp_path / "tty"), timeout=10, write_timeout=30) as host,
    ):
        host.write(b"\x1dv0\x00\x48\x00\x64\x00" + bytes(7200))
        began = printer.now
        printer.wait_until(lambda machine: machine.received_bytes == 7208)
        assert printer.now - began >= 7208 / 960 - 0.5


def test_the_plug_is_pulled(tmp_path: Path) -> None:
    """The device is gone while the printer is off, and a host that had it open notices."""
    link = tmp_path / "tty"
    with simulated_serial_printer(link) as printer:
        with serial.Serial(str(link), timeout=10) as host:
            host.write(STATUS)
            assert host.read(1) == b"\x12"
            printer.fault("power-off")
            assert not link.exists()
            with pytest.raises(OSError, match="Input/output error"):
                os.write(host.fileno(), STATUS)
        printer.fault("power-off", False)
        with serial.Serial(str(link), timeout=10) as host:
            host.write(STATUS)
            assert host.read(1) == b"\x12"
    assert not link.is_symlink()
