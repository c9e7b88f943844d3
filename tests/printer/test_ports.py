"""Ways to a printer: addresses, and time that is kept whatever the other side does."""

import os
import time
from pathlib import Path

import pytest

from printer.errors import BadAddress, Lost, Unreachable
from printer.ports import FilePort, TcpPort, port_from_url
from tests.fakes.printers import Behaviour, fake_printer, url_that_refuses


def tcp(url: str) -> TcpPort:
    port = port_from_url(url)
    assert isinstance(port, TcpPort)
    return port


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("tcp://192.168.1.50:9100", TcpPort("192.168.1.50", 9100)),
        ("tcp://localhost:9100/", TcpPort("localhost", 9100)),
        ("tcp://[fe80::1]:9100", TcpPort("fe80::1", 9100)),
        ("file:tickets.txt", FilePort(Path("tickets.txt"))),
        ("file:/var/tickets.txt", FilePort(Path("/var/tickets.txt"))),
        ("file:///var/tickets.txt", FilePort(Path("/var/tickets.txt"))),
    ],
)
def test_addresses_that_are_understood(url: str, port: TcpPort | FilePort) -> None:
    """A network address with its port, and a file by a path from here or from the root."""
    assert port_from_url(url) == port


@pytest.mark.parametrize(
    "url",
    [
        "",
        "192.168.1.50:9100",
        "tcp:192.168.1.50:9100",
        "tcp://192.168.1.50",
        "tcp://192.168.1.50:0",
        "tcp://192.168.1.50:99999",
        "tcp://192.168.1.50:lpt",
        "tcp://192.168.1.500:9100",
        "tcp://[fe80::1:9100",
        "tcp://me@192.168.1.50:9100",
        "tcp://192.168.1.50:9100/queue",
        "tcp://printer.local:9100",
        "http://192.168.1.50:9100",
        "file:",
        "file://",
        "/dev/usb/lp0",
    ],
)
def test_an_address_that_is_none_says_what_would_be_one(url: str) -> None:
    """The text repeats what was given and names both kinds of address."""
    with pytest.raises(BadAddress) as refusal:
        port_from_url(url)
    assert repr(url) in str(refusal.value)
    assert "tcp://ADDRESS:PORT" in str(refusal.value)
    assert "file:PATH" in str(refusal.value)


def test_a_refusing_printer_is_unreachable() -> None:
    """Nobody listens: an error before any byte."""
    with pytest.raises(Unreachable):
        tcp(url_that_refuses()).open()


def test_bytes_go_both_ways() -> None:
    """What is written arrives, what is answered is read."""
    with fake_printer() as printer:
        link = tcp(printer.url).open()
        link.write(b"A001\n\x10\x04\x01", 1.0)
        assert link.read(5.0) == b"\x12"
        link.close()
    assert printer.ticket == b"A001\n"


def test_a_printer_that_does_not_read_costs_the_given_time() -> None:
    """More bytes than any buffer takes end in an error when the time is over, and not later."""
    with fake_printer(Behaviour(reads=False)) as printer:
        link = tcp(printer.url).open()
        began = time.monotonic()
        with pytest.raises(Lost):
            link.write(b"x" * 50_000_000, 0.2)
        assert 0.1 < time.monotonic() - began < 2.0
        link.close()


def test_a_silent_printer_costs_the_given_time() -> None:
    """Nothing to read is no error: it is nothing, after the given time."""
    with fake_printer(Behaviour(answers=False)) as printer:
        link = tcp(printer.url).open()
        began = time.monotonic()
        assert link.read(0.1) == b""
        assert link.read(0.0) == b""
        assert link.read(-5.0) == b""
        assert 0.05 < time.monotonic() - began < 2.0
        link.close()


def test_a_printer_that_hangs_up_is_lost() -> None:
    """The end of the connection is an error and never an empty answer."""
    with fake_printer(Behaviour(dies_after=3)) as printer:
        link = tcp(printer.url).open()
        link.write(b"abc", 1.0)
        with pytest.raises(Lost):
            link.read(5.0)
        link.close()


def test_closing_twice_is_no_harm() -> None:
    """A link may be closed after it broke, and again."""
    with fake_printer() as printer:
        link = tcp(printer.url).open()
        link.close()
        link.close()
        with pytest.raises(Lost):
            link.write(b"x", 1.0)


def test_a_file_collects_tickets(tmp_path: Path) -> None:
    """Each ticket stands behind the one before, with the same line ends on every machine."""
    port = FilePort(tmp_path / "tickets.txt")
    port.append("A001\n")
    port.append("A002\n")
    assert port.path.read_bytes() == b"A001\nA002\n"


def test_a_file_that_cannot_be_opened_is_unreachable(tmp_path: Path) -> None:
    """A missing folder, a folder, a pipe with and without a reader: an error before any byte, and at once."""
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "missing" / "tickets.txt", tmp_path, tmp_path / "pipe"):
        with pytest.raises(Unreachable):
            FilePort(path).append("A001\n")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(Unreachable, match="not a regular file"):
        FilePort(tmp_path / "pipe").append("A001\n")
    os.close(reader)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_device_is_not_a_file() -> None:
    """A character device is refused and not written to: it would get text that it does not understand."""
    with pytest.raises(Unreachable, match="not a regular file"):
        FilePort(Path("/dev/full")).append("A001\n")
