"""A printer on USB, by the character device that Linux's usblp driver makes of it: /dev/usb/lp0.

No library and no detaching of drivers. The device is opened anew for each exchange, so that a printer which was
unplugged works again when it is back; a udev rule gives it a name that stays.
"""

import os
import select
import stat
import time
from contextlib import suppress
from dataclasses import dataclass

from printer.errors import Lost, Unreachable
from printer.ports.link import Link


@dataclass(frozen=True, slots=True)
class UsbPort:
    """The device file at `device`."""

    device: str

    bytes_per_s = 1_000_000.0
    """USB 2.0 full speed, bulk transfer."""
    outlives_connection = True
    can_be_stopped = True

    def open(self) -> Link:
        try:
            descriptor = os.open(self.device, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise Unreachable(f"usb:{self.device}: {error}") from error
        if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Unreachable(f"usb:{self.device}: not a device")
        return UsbLink(descriptor)


class UsbLink:
    """An open device, in non-blocking mode."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._open = True

    def write(self, data: bytes, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        rest = memoryview(data)
        while rest:
            if not self._wait_for(select.POLLOUT, deadline - time.monotonic()):
                raise Lost(f"write: {len(rest)} of {len(data)} bytes were not taken in time")
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise Lost(f"write: {error}") from error

    def read(self, timeout_s: float) -> bytes:
        events = self._wait_for(select.POLLIN, timeout_s)
        if not events:
            return b""
        try:
            data = os.read(self._descriptor, 4096)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise Lost(f"read: {error}") from error
        if not data and events & _GONE:
            raise Lost("the device is gone")
        if not data:
            # usblp passes on the empty packets of printers that have nothing to say: no end, but no reason to spin.
            time.sleep(min(max(timeout_s, 0.0), _EMPTY_PACKET_S))
        return data

    def close(self) -> None:
        if self._open:
            self._open = False
            with suppress(OSError):
                os.close(self._descriptor)

    def _wait_for(self, event: int, timeout_s: float) -> int:
        """Wait until the device can be read or written, or is gone; what of it is so, 0 when the time is over."""
        if not self._open:
            raise Lost("the device is closed")
        poll = select.poll()
        poll.register(self._descriptor, event)
        return dict(poll.poll(max(timeout_s, 0.0) * 1000)).get(self._descriptor, 0)


_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL
_EMPTY_PACKET_S = 0.01
