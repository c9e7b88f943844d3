"""A printer on the network: its raw socket, usually port 9100."""

import socket
import time
from dataclasses import dataclass

from printer.errors import Lost, Unreachable
from printer.ports.link import SHORTEST_S, Link

CONNECT_S = 1.5
"""Longest wait for a connection: a printer on the same network answers in milliseconds or not at all."""
REFUSED_S = 0.5
"""Printers refuse a host while they end with the one before, which may be ourselves a moment ago."""
USER_TIMEOUT_MS = 5_000
"""A network that takes our bytes and acknowledges none of them for so long is gone (RFC 5482)."""


@dataclass(frozen=True, slots=True)
class TcpPort:
    """A printer's raw socket. Printers serve one connection at a time: connect per job, close promptly."""

    host: str
    port: int

    bytes_per_s = 1_000_000.0
    """A cautious tenth of what a 100 Mbit/s network carries."""
    outlives_connection = False
    can_be_stopped = True

    def open(self, timeout_s: float = CONNECT_S) -> Link:
        try:
            connection = self._connected(timeout_s)
        except OSError as error:
            raise Unreachable(f"tcp://{self.host}:{self.port}: {error}") from error
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
        return TcpLink(connection)

    def _connected(self, timeout_s: float) -> socket.socket:
        patient_until = time.monotonic() + REFUSED_S
        while True:
            try:
                return socket.create_connection((self.host, self.port), timeout=timeout_s)
            except ConnectionRefusedError:
                if time.monotonic() >= patient_until:
                    raise
                time.sleep(_ASK_AGAIN_S)


class TcpLink:
    """A connected socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def write(self, data: bytes, timeout_s: float) -> None:
        try:
            self._socket.settimeout(max(timeout_s, SHORTEST_S))
            self._socket.sendall(data)  # its timeout is for all of it together
        except OSError as error:
            raise Lost(f"write: {error}") from error

    def read(self, timeout_s: float) -> bytes:
        try:
            self._socket.settimeout(max(timeout_s, SHORTEST_S))
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


_ASK_AGAIN_S = 0.02
