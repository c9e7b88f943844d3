"""Ways to a printer: addresses, and time that is kept whatever the other side does."""

import os
import socket
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import serial

from printer.errors import BadAddress, Lost, Unreachable
from printer.ports import DevicePort, FilePort, Link, SerialPort, TcpPort, UsbPort, port_from_url
from printer.ports.serial import Flow, Parity, SerialLink
from printer.ports.tcp import USER_TIMEOUT_MS
from tests.fakes.printers import (
    Behaviour,
    FakePrinter,
    fake_printer,
    printer_on_a_line,
    url_that_refuses,
)

PORTS = ["tcp", "serial", "usb"]


def device_port(url: str) -> DevicePort:
    port = port_from_url(url)
    assert not isinstance(port, FilePort)
    return port


def read_on(link: Link) -> None:
    for _ in range(100):
        link.read(0.05)


@contextmanager
def printer_at(port: str, behaviour: Behaviour | None = None) -> Iterator[tuple[Link, FakePrinter]]:
    """A printer on a kind of port, and an open connection to it."""
    if port == "tcp":
        with fake_printer(behaviour) as on_network:
            link = device_port(on_network.url).open()
            yield link, on_network
            link.close()
    else:
        with printer_on_a_line(behaviour) as on_line:
            link = device_port(f"{port}:{on_line.device}").open()
            yield link, on_line
            link.close()


@pytest.mark.parametrize(
    ("url", "port"),
    [
        ("tcp://192.168.1.50:9100", TcpPort("192.168.1.50", 9100)),
        ("tcp://localhost:9100/", TcpPort("localhost", 9100)),
        ("tcp://[fe80::1]:9100", TcpPort("fe80::1", 9100)),
        ("serial:/dev/ttyUSB0", SerialPort("/dev/ttyUSB0", 9600, Parity.NONE, Flow.NONE)),
        (
            "serial:/dev/ttyS1?baud=115200&parity=even&flow=rtscts",
            SerialPort("/dev/ttyS1", 115200, Parity.EVEN, Flow.RTSCTS),
        ),
        ("serial:///dev/ttyS1?flow=xonxoff", SerialPort("/dev/ttyS1", 9600, Parity.NONE, Flow.XONXOFF)),
        ("usb:/dev/usb/lp0", UsbPort("/dev/usb/lp0")),
        ("file:tickets.txt", FilePort(Path("tickets.txt"))),
        ("file:/var/tickets.txt", FilePort(Path("/var/tickets.txt"))),
        ("file:///var/tickets.txt", FilePort(Path("/var/tickets.txt"))),
    ],
)
def test_addresses_that_are_understood(url: str, port: DevicePort | FilePort) -> None:
    """A network address with its port, a device with the settings of its line, a file by any path."""
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
        "usb:",
        "usb:lp0",
        "serial:",
        "serial:ttyUSB0",
        "serial:/dev/ttyUSB0?baud=9601",
        "serial:/dev/ttyUSB0?baud=fast",
        "serial:/dev/ttyUSB0?parity=mark",
        "serial:/dev/ttyUSB0?flow=dsrdtr",
        "serial:/dev/ttyUSB0?dsrdtr=on",
        "serial:/dev/ttyUSB0?baud",
    ],
)
def test_an_address_that_is_none_says_what_would_be_one(url: str) -> None:
    """The text repeats what was given and names all kinds of address."""
    with pytest.raises(BadAddress) as refusal:
        port_from_url(url)
    assert repr(url) in str(refusal.value)
    for kind in ("tcp://ADDRESS:PORT", "serial:DEVICE", "usb:DEVICE", "file:PATH"):
        assert kind in str(refusal.value)


@pytest.mark.parametrize(
    ("setting", "named"),
    [("baud=1", "9600"), ("parity=mark", "even"), ("flow=dsrdtr", "rtscts"), ("bits=7", "bits")],
)
def test_a_setting_of_a_line_that_is_none_says_which_there_are(setting: str, named: str) -> None:
    """DTR/DSR is not among them: Linux would take it and lose bytes."""
    with pytest.raises(BadAddress, match=named):
        port_from_url(f"serial:/dev/ttyUSB0?{setting}")


def test_a_refusing_printer_is_unreachable() -> None:
    """Nobody listens: an error before any byte."""
    with pytest.raises(Unreachable):
        device_port(url_that_refuses()).open()


@pytest.mark.parametrize("kind", ["serial", "usb"])
def test_a_device_that_is_not_there_is_unreachable(kind: str, tmp_path: Path) -> None:
    """Not plugged in, or no device at all."""
    (tmp_path / "file").touch()
    for path in (tmp_path / "missing", tmp_path / "file", tmp_path):
        with pytest.raises(Unreachable):
            device_port(f"{kind}:{path}").open()


def test_a_line_belongs_to_one(tmp_path: Path) -> None:
    """A second kiosk on the same line would mix its bytes into our tickets."""
    with printer_on_a_line() as printer:
        port = device_port(f"serial:{printer.device}")
        first = port.open()
        with pytest.raises(Unreachable):
            port.open()
        first.close()
        port.open().close()


@pytest.mark.parametrize("port", PORTS)
def test_bytes_go_both_ways(port: str) -> None:
    """What is written arrives, what is answered is read, none of it changed by the way."""
    every_byte = bytes(range(256)) * 8
    with printer_at(port) as (link, printer):
        link.write(every_byte + b"\x10\x04\x01", 5.0)
        assert link.read(5.0) == b"\x12"
    assert printer.ticket == every_byte


@pytest.mark.parametrize("port", PORTS)
def test_a_printer_that_does_not_read_is_given_up(port: str) -> None:
    """More bytes than any buffer takes end in an error, and closing does not wait for them."""
    with printer_at(port, Behaviour(reads=False)) as (link, _), pytest.raises(Lost):
        link.write(b"x" * 50_000_000, 0.2)


@pytest.mark.parametrize("port", PORTS)
def test_a_silent_printer_is_no_error(port: str) -> None:
    """Nothing to read is nothing, after any time that is given, and after none."""
    with printer_at(port, Behaviour(answers=False)) as (link, _):
        assert [link.read(time_s) for time_s in (0.1, 0.0, -5.0)] == [b"", b"", b""]


@pytest.mark.parametrize("port", PORTS)
def test_a_babbling_printer_is_read_in_pieces(port: str) -> None:
    """What never ends is handed over in bounded pieces, so that a deadline can come between."""
    with printer_at(port, Behaviour(floods=True)) as (link, _):
        assert all(0 < len(link.read(5.0)) <= 4096 for _ in range(20))


@pytest.mark.parametrize("port", PORTS)
def test_a_printer_that_vanishes_is_lost(port: str) -> None:
    """The end of the connection is an error, never an empty answer; closing what is gone is none."""
    with printer_at(port, Behaviour(dies_after=3)) as (link, _):
        link.write(b"abc", 1.0)
        with pytest.raises(Lost):
            read_on(link)


@pytest.mark.parametrize("port", PORTS)
def test_closing_twice_is_no_harm(port: str) -> None:
    """A link may be closed after it broke, and again; then it is lost."""
    with printer_at(port) as (link, _):
        link.close()
        link.close()
        with pytest.raises(Lost):
            link.write(b"x", 1.0)
        with pytest.raises(Lost):
            link.read(1.0)


def test_a_network_that_is_silent_is_noticed() -> None:
    """A cable that is pulled ends the connection: probes while idle, and a limit for bytes without acknowledgement."""
    with fake_printer() as printer:
        link = device_port(printer.url).open()
        connection = link._socket  # type: ignore[attr-defined] # a `TcpLink`
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == USER_TIMEOUT_MS
        link.close()


def test_a_printer_that_still_ends_with_the_host_before_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It refuses for a moment, and then has us; one that goes on refusing is out of reach."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        attempts: list[object] = []

        def connect(address: tuple[str, int], timeout: float) -> socket.socket:
            attempts.append(address)
            if len(attempts) < 3:
                raise ConnectionRefusedError
            return made(address, timeout)

        made = socket.create_connection
        monkeypatch.setattr(socket, "create_connection", connect)
        device_port(f"tcp://127.0.0.1:{listener.getsockname()[1]}").open().close()
    assert len(attempts) == 3
    monkeypatch.undo()
    with pytest.raises(Unreachable):
        device_port(url_that_refuses()).open()


class WornLine(serial.Serial):
    """A line whose adapter was pulled out: everything that is done to it fails, as termios or as pyserial does."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
        self.asked: list[str] = []

    def _fail(self, asked: str) -> None:
        self.asked.append(asked)
        raise self.error

    def fileno(self) -> int:
        self._fail("fileno")
        return 0

    def write(self, _data: object, /) -> int | None:
        self._fail("write")
        return None

    def reset_output_buffer(self) -> None:
        self._fail("reset_output_buffer")

    def flush(self) -> None:
        self._fail("flush")

    def close(self) -> None:
        self._fail("close")


@pytest.mark.parametrize("error", [termios.error(5, "Input/output error"), serial.SerialException("device gone")])
def test_a_line_that_was_pulled_out_is_lost_and_can_be_closed(error: Exception) -> None:
    """Every error of the two libraries is ours; closing drops what is left and never waits for it to go out."""
    line = WornLine(error)
    link = SerialLink(line)
    with pytest.raises(Lost):
        link.write(b"x", 1.0)
    with pytest.raises(Lost):
        link.read(0.0)
    line.asked.clear()
    link.close()
    assert line.asked == ["reset_output_buffer", "close"]


@pytest.mark.parametrize("flow", Flow)
@pytest.mark.parametrize("parity", Parity)
def test_a_line_is_set_up_as_its_address_says(monkeypatch: pytest.MonkeyPatch, flow: Flow, parity: Parity) -> None:
    """The settings reach pyserial, a pty without modem lines is opened all the same, and DTR/DSR stays off."""
    lines: list[serial.Serial] = []
    make = serial.Serial

    def keep(*args: object, **settings: object) -> serial.Serial:
        lines.append(make(*args, **settings))  # type: ignore[arg-type] # passed on as they are
        return lines[-1]

    monkeypatch.setattr(serial, "Serial", keep)
    with printer_on_a_line() as printer:
        device_port(f"serial:{printer.device}?baud=38400&parity={parity}&flow={flow}").open().close()
    [line] = lines
    assert (line.baudrate, line.parity) == (38400, {"none": "N", "even": "E", "odd": "O"}[parity])
    assert (line.xonxoff, line.rtscts, line.dsrdtr) == (flow is Flow.XONXOFF, flow is Flow.RTSCTS, False)
    assert line.exclusive


def test_no_byte_that_went_wrong_on_the_line_can_confirm_a_ticket() -> None:
    """A break reads as NUL, the good answer to GS r: the kernel drops it, also after a timeout was set anew."""
    dropped = termios.IGNBRK | termios.IGNPAR | termios.INPCK
    with printer_on_a_line() as printer:
        link = device_port(f"serial:{printer.device}?parity=even").open()
        settings = os.open(printer.device, os.O_RDWR | os.O_NOCTTY)
        assert termios.tcgetattr(settings)[0] & dropped == dropped
        link.write(b"x", 0.7)
        assert termios.tcgetattr(settings)[0] & dropped == dropped
        os.close(settings)
        link.close()


@pytest.mark.parametrize(
    ("url", "can_be_stopped"),
    [
        ("serial:/dev/ttyUSB0", False),
        ("serial:/dev/ttyUSB0?flow=xonxoff", True),
        ("serial:/dev/ttyUSB0?flow=rtscts", True),
        ("usb:/dev/usb/lp0", True),
        ("tcp://127.0.0.1:9100", True),
    ],
)
def test_a_serial_line_without_flow_control_cannot_be_stopped(url: str, can_be_stopped: bool) -> None:
    """Every other way to a printer makes us wait for it."""
    assert device_port(url).can_be_stopped is can_be_stopped


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
