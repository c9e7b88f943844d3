"""The simulated printer's network: a raw socket that serves one host after the other, as printers do."""

import select
import socket
import struct
from contextlib import suppress

from printer.simulator.machine import Machine


class TcpLine:
    """Listens at `host`; port 0 takes any that is free, and keeps it also while the printer is off."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Raises `OSError` when the port cannot be had."""
        with _bound((host, port), shared=False) as probe:
            address = probe.getsockname()[:2]
        self._place = _bound(address)
        self._address = self._place.getsockname()[:2]
        self._listener: socket.socket | None = None
        self._connection: socket.socket | None = None
        self._unsent = b""
        self._listen()

    @property
    def url(self) -> str:
        host, port = self._address
        return f"tcp://{host}:{port}"

    def turn(self, machine: Machine, now: float) -> None:
        if machine.is_off:
            self._break()
            return
        self._listen()
        if self._connection is None and machine.is_free:
            self._accept(machine, now)
        if self._connection is not None:
            self._converse(self._connection, machine, now)

    def interests(self, machine: Machine) -> list[tuple[int, int]]:
        if self._connection is not None:
            events = (select.POLLIN if machine.room else 0) | (select.POLLOUT if self._unsent else 0)
            return [(self._connection.fileno(), events)]
        return [(self._listener.fileno(), select.POLLIN)] if self._listener and machine.is_free else []

    def close(self) -> None:
        self._break()
        self._place.close()

    def _listen(self) -> None:
        if self._listener is None:
            self._listener = _bound(self._address)
            self._listener.setblocking(False)
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SYSTEM_BUFFER)  # connections inherit it
            self._listener.listen()

    def _accept(self, machine: Machine, now: float) -> None:
        assert self._listener is not None  # the printer is on
        try:
            self._connection, _ = self._listener.accept()
        except (BlockingIOError, ConnectionError):
            return
        self._connection.setblocking(False)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._unsent = b""
        machine.connect(now)
        machine.advance(now)

    def _converse(self, connection: socket.socket, machine: Machine, now: float) -> None:
        try:
            if (room := machine.room) and self._read(connection, machine, room, now):
                machine.hang_up()
                self._hang_up()
                return
            self._unsent += machine.data_to_send(now)
            if self._unsent:
                self._unsent = self._unsent[connection.send(self._unsent) :]
        except BlockingIOError:
            return
        except OSError:
            machine.hang_up()
            self._hang_up()

    def _read(self, connection: socket.socket, machine: Machine, room: int, now: float) -> bool:
        """Hand over what has come; whether the host has gone."""
        try:
            data = connection.recv(room)
        except BlockingIOError:
            return False
        machine.receive(data, now)
        machine.advance(now)
        return not data

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _break(self) -> None:
        """As when the plug is pulled: a connection ends with a reset, and nobody listens."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None


_SYSTEM_BUFFER = 4096
"""The system would keep some hundred thousand bytes from a printer that is full, and its host would notice nothing."""


def _bound(address: tuple[str, int], *, shared: bool = True) -> socket.socket:
    """A socket at `address`; `shared` ones of ours stand side by side, so that one keeps the port for the other.

    A shared one would stand beside another printer's, too: whether the port is free, one that is not shared says.
    """
    made = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, shared)
        made.bind(address)
    except BaseException:
        made.close()
        raise
    return made
