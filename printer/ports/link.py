"""What every kind of port offers to the driver: where a printer is, and an open connection to it."""

from typing import Protocol

SHORTEST_S = 0.001
"""A timeout of 0 means "never wait" or "wait for ever" to sockets and serial ports; no deadline may become either."""


class Link(Protocol):
    """An open connection to a printer that can answer."""

    def write(self, data: bytes, timeout_s: float) -> None:
        """Hand over all of `data` or raise `Lost`; returning says nothing about paper."""

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, as soon as anything has; b"" when nothing came in time. Raise `Lost` at the end."""

    def close(self) -> None:
        """Give the connection back; never raises, never waits, and drops what has not gone out."""


class DevicePort(Protocol):
    """A place where a printer that can answer hangs."""

    @property
    def bytes_per_s(self) -> float:
        """How fast the line carries bytes to the printer."""

    @property
    def outlives_connection(self) -> bool:
        """Whether a command that was cut off waits in the printer for its end, and eats what the next link sends.

        Printers begin anew with each network connection; on a serial line or USB they cannot see one end.
        """

    @property
    def can_be_stopped(self) -> bool:
        """Whether a printer whose buffer is full can make us wait; if not, what is too much for it is lost."""

    def open(self) -> Link:
        """Connect, in bounded time; `Unreachable` when it cannot be."""
