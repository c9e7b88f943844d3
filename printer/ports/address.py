"""From the address of a printer, as it stands in a machine's settings, to its port. Touches nothing yet.

tcp://192.168.1.50:9100
serial:/dev/ttyUSB0?baud=19200&parity=even&flow=rtscts
usb:/dev/usb/lp0
file:tickets.txt
"""

import ipaddress
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

from printer.errors import BadAddress
from printer.ports.file import FilePort
from printer.ports.link import DevicePort
from printer.ports.serial import BAUDS, Flow, Parity, SerialPort
from printer.ports.tcp import TcpPort
from printer.ports.usb import UsbPort

ALLOWED = (
    "allowed are tcp://ADDRESS:PORT (as tcp://192.168.1.50:9100), serial:DEVICE?baud=9600&parity=none&flow=xonxoff, "
    "usb:DEVICE (as usb:/dev/usb/lp0) and file:PATH (as file:tickets.txt)"
)

_Choice = TypeVar("_Choice", bound=StrEnum)


def port_from_url(url: str) -> DevicePort | FilePort:
    """The port of an address, or `BadAddress` with a text that names what is allowed."""
    scheme, _, rest = url.partition(":")
    match scheme:
        case "tcp":
            return _tcp_port(url)
        case "serial":
            return _serial_port(url, rest)
        case "usb":
            return UsbPort(_device(url, rest))
        case "file":
            return FilePort(Path(_path(url, rest)))
        case _:
            raise BadAddress(f"{url!r} is no printer address; {ALLOWED}")


def _tcp_port(url: str) -> TcpPort:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress(f"{url!r}: {error}; {ALLOWED}") from error
    if not host or not port or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise BadAddress(f"{url!r} is not an address and a port alone; {ALLOWED}")
    if host != "localhost":
        # Looking up a name has no deadline of its own: a name server that is down would hold up every ticket.
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise BadAddress(f"{url!r}: give the printer's IP address, not a name; {ALLOWED}") from None
    return TcpPort(host, port)


def _serial_port(url: str, rest: str) -> SerialPort:
    path, _, query = rest.partition("?")
    settings = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := settings.keys() - {"baud", "parity", "flow"}:
        raise BadAddress(f"{url!r}: there is no setting {min(unknown)!r}; {ALLOWED}")
    baud = settings.get("baud", "9600")
    if baud not in map(str, BAUDS):
        raise BadAddress(f"{url!r}: baud is one of {', '.join(map(str, BAUDS))}; {ALLOWED}")
    return SerialPort(
        _device(url, path),
        int(baud),
        _chosen(url, "parity", Parity, settings.get("parity", Parity.NONE)),
        _chosen(url, "flow", Flow, settings.get("flow", Flow.NONE)),
    )


def _chosen(url: str, setting: str, choices: type[_Choice], value: str) -> _Choice:
    try:
        return choices(value)
    except ValueError:
        raise BadAddress(f"{url!r}: {setting} is one of {', '.join(choices)}; {ALLOWED}") from None


def _device(url: str, rest: str) -> str:
    path = _path(url, rest)
    if not path.startswith("/"):
        raise BadAddress(f"{url!r}: a device is named by its whole path; {ALLOWED}")
    return path


def _path(url: str, rest: str) -> str:
    path = rest.removeprefix("//")
    if not path:
        raise BadAddress(f"{url!r} names no file; {ALLOWED}")
    return path
