"""Ways to a printer, by address: `tcp://HOST:PORT` for a printer on the network, `file:PATH` for a demonstration.

A port says where, a link is an open connection. Everything here is bounded: a printer that refuses, is silent, does
not read or has vanished costs the given time and no more. Knows nothing of tickets or of ESC/POS.
"""

import ipaddress
import os
import socket
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from printer.errors import BadAddress, Lost, Unreachable

CONNECT_S = 1.5
"""Longest wait for a TCP connection: a printer on the same network answers in milliseconds or not at all."""


class Link(Protocol):
    """An open connection to a printer that can answer."""

    def write(self, data: bytes, timeout_s: float) -> None:
        """Hand over all of `data` or raise `Lost`; returning says nothing about paper."""

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, as soon as anything has; b"" when nothing came in time. Raise `Lost` at the end."""

    def close(self) -> None:
        """Give the connection back; never raises, never waits."""


@dataclass(frozen=True, slots=True)
class TcpPort:
    """A printer's raw socket. Printers serve one connection at a time: connect per job, close promptly."""

    host: str
    port: int

    def open(self, timeout_s: float = CONNECT_S) -> Link:
        try:
            connection = socket.create_connection((self.host, self.port), timeout=timeout_s)
        except OSError as error:
            raise Unreachable(f"tcp://{self.host}:{self.port}: {error}") from error
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return TcpLink(connection)


class TcpLink:
    """A connected socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def write(self, data: bytes, timeout_s: float) -> None:
        try:
            self._socket.settimeout(max(timeout_s, _SHORTEST_S))
            self._socket.sendall(data)  # its timeout is for all of it together
        except OSError as error:
            raise Lost(f"write: {error}") from error

    def read(self, timeout_s: float) -> bytes:
        try:
            self._socket.settimeout(max(timeout_s, _SHORTEST_S))
            data = self._socket.recv(4096)
        except TimeoutError:
            return b""
        except OSError as error:
            raise Lost(f"read: {error}") from error
        if not data:
            raise Lost("the printer closed the connection")
        return data

    def close(self) -> None:
        self._socket.close()


@dataclass(frozen=True, slots=True)
class FilePort:
    """A text file that collects readable tickets: a printer for people who have none."""

    path: Path

    def append(self, text: str) -> None:
        """Write `text` at the end and flush it; `Unreachable` before a byte, `Lost` after.

        Only a regular file is taken: a pipe or a device could block, and would get text that it does not understand.
        """
        try:
            # O_NONBLOCK, because opening a pipe that nobody reads would wait for ever.
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o644)
        except OSError as error:
            raise Unreachable(f"file:{self.path}: {error}") from error
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Unreachable(f"file:{self.path}: not a regular file")
            try:
                file.write(text)
                file.flush()
            except OSError as error:
                raise Lost(f"file:{self.path}: {error}") from error


def port_from_url(url: str) -> TcpPort | FilePort:
    """The port of an address, or `BadAddress` with a text that names what is allowed. Touches nothing yet."""
    scheme, _, rest = url.partition(":")
    if scheme == "file":
        path = rest.removeprefix("//")
        if not path:
            raise BadAddress(f"{url!r} names no file; {_ALLOWED}")
        return FilePort(Path(path))
    if scheme == "tcp":
        return _tcp_port(url)
    raise BadAddress(f"{url!r} is no printer address; {_ALLOWED}")


_ALLOWED = "allowed are tcp://ADDRESS:PORT (as tcp://192.168.1.50:9100) and file:PATH (as file:tickets.txt)"

_SHORTEST_S = 0.001
"""A timeout of 0 would turn the socket to non-blocking mode, where "nothing yet" looks like a failure."""


def _tcp_port(url: str) -> TcpPort:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress(f"{url!r}: {error}; {_ALLOWED}") from error
    if not host or not port or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise BadAddress(f"{url!r} is not an address and a port alone; {_ALLOWED}")
    if host != "localhost":
        # Looking up a name has no deadline of its own: a name server that is down would hold up every ticket.
        try:
            ipaddress.ip_address(host)
        except ValueError:
            raise BadAddress(f"{url!r}: give the printer's IP address, not a name; {_ALLOWED}") from None
    return TcpPort(host, port)
