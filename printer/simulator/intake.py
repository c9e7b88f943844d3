"""What the host sends on its way into the receive buffer: the speed of the line, and what happens when it is full."""

from collections.abc import Iterator
from enum import StrEnum

from printer.profile import Buzzer, Profile
from printer.simulator.buffer import ReceiveBuffer
from printer.simulator.commands import Command
from printer.simulator.realtime import Urgent
from printer.simulator.wire import Wire


class Flow(StrEnum):
    """What keeps the host from sending more than the receive buffer holds."""

    NETWORK = "network"
    """TCP does: bytes wait on their way."""
    XON_XOFF = "xonxoff"
    """Two bytes do, if the host minds them."""
    NONE = "none"
    """Nothing does: what is too much is lost."""


class Intake:
    """One line into one buffer."""

    def __init__(self, profile: Profile, flow: Flow, bytes_per_s: float) -> None:
        self.received_bytes = 0
        self.lost_bytes = 0
        self._flow = flow
        self._wire = Wire(bytes_per_s)
        self._window = min(max(_LEAST_WINDOW, round(bytes_per_s * _WINDOW_S)), _LARGEST_WINDOW)
        strange = () if profile.buzzer is Buzzer.ESC_B else ("ESC B",)
        self._buffer = ReceiveBuffer(profile.buffer_bytes, strange=strange)
        self.is_held = False
        """XOFF was the last word."""
        self._host_is_gone = False

    @property
    def room(self) -> int:
        """How many bytes the host can put on the line now."""
        return max(0, self._window - self._wire.load)

    @property
    def is_empty(self) -> bool:
        return self._buffer.is_empty and not self._wire.load

    @property
    def line_is_empty(self) -> bool:
        return not self._wire.load

    @property
    def deadline(self) -> float | None:
        """When there is something to `take`; None when nothing is on its way."""
        return self._wire.deadline

    def receive(self, data: bytes, now: float) -> None:
        """Put `data` on the line."""
        self._wire.put(data, now)

    def take(self, now: float, most: int | None = None) -> Iterator[Urgent]:
        """Move what has arrived into the buffer, at most `most` bytes; gives urgent commands at their moment."""
        arrived = self._wire.available(now)
        limit = arrived if most is None else min(arrived, most)
        data = self._wire.take(min(limit, self._buffer.room), now)
        self.received_bytes += len(data)
        yield from self._buffer.put(data)
        if self._flow is not Flow.NETWORK and not self._buffer.room and (lost := self._wire.take(limit, now)):
            self.lost_bytes += len(lost)
            self._buffer.put_loss()
        if self._host_is_gone and not self._wire.load:
            self._host_is_gone = False
            self._buffer.forget_begun()

    def flow_control(self) -> bytes:
        """XOFF when the buffer is nearly full, XON when it is half empty again; empty when there is no news."""
        if self._flow is not Flow.XON_XOFF:
            return b""
        used = 1 - self._buffer.room / self._buffer.capacity
        if not self.is_held and used > _HOLD_AT:
            self.is_held = True
            return b"\x13"
        if self.is_held and used < _RELEASE_AT:
            self.is_held = False
            return b"\x11"
        return b""

    def next_command(self) -> Command | None:
        """The oldest command in the buffer, taken out; None when there is none."""
        return self._buffer.next()

    def hang_up(self) -> None:
        """The host has gone. Over a network, a command it has begun is forgotten; a serial line cannot tell."""
        self._host_is_gone = self._flow is Flow.NETWORK

    def clear(self) -> None:
        """Forget what is in the buffer."""
        self._buffer.clear()

    def switch_off(self) -> None:
        """Forget what is in the buffer and on the line."""
        self._buffer.clear()
        self._wire.clear()
        self.is_held = False


_WINDOW_S = 0.02
_LEAST_WINDOW = 16
_LARGEST_WINDOW = 2048
"""So much is taken from the host before it has passed the line: enough that the line never waits for the host, and what
a small network stack holds."""
_HOLD_AT = 0.9
_RELEASE_AT = 0.5
