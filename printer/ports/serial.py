"""A printer on a serial line, by pyserial: RS-232, or a USB cable that shows itself as one.

Linux knows no DTR/DSR handshake, which is the default of Epson's printers: set the printer to XON/XOFF, or wire its DTR
to our CTS and use RTS/CTS. Lines that have no modem signals at all (a pty) are no error to pyserial.
"""

import select
import termios
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from printer.errors import Lost, Unreachable
from printer.ports.link import SHORTEST_S, Link

if TYPE_CHECKING:
    import serial


class Flow(StrEnum):
    """How the printer stops us when its buffer is full."""

    NONE = "none"
    XONXOFF = "xonxoff"
    RTSCTS = "rtscts"


class Parity(StrEnum):
    """A ninth bit that tells a damaged byte; it must be as the printer's switches are."""

    NONE = "none"
    EVEN = "even"
    ODD = "odd"


BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
"""Speeds that printers know."""


@dataclass(frozen=True, slots=True)
class SerialPort:
    """A serial line with eight data bits and one stop bit."""

    device: str
    baud: int = 9600
    parity: Parity = Parity.NONE
    flow: Flow = Flow.NONE

    @property
    def bytes_per_s(self) -> float:
        """A byte is ten bits on the line: a start bit, eight of data, a stop bit; and one more with parity."""
        return self.baud / (10 if self.parity is Parity.NONE else 11)

    outlives_connection = True

    @property
    def can_be_stopped(self) -> bool:
        return self.flow is not Flow.NONE

    def open(self) -> Link:
        import serial  # here: kiosks with another kind of printer start without it

        try:
            # dsrdtr stays off: on Linux it does not hold the sender back, it only leaves DTR as it was.
            line = serial.Serial(
                self.device,
                self.baud,
                parity=self.parity[0].upper(),
                xonxoff=self.flow is Flow.XONXOFF,
                rtscts=self.flow is Flow.RTSCTS,
                timeout=0,  # `SerialLink` waits by itself, for the first byte and not for a full buffer
                write_timeout=SHORTEST_S,
                exclusive=True,
            )
            _drop_damaged_bytes(line)
        except (OSError, ValueError, termios.error) as error:
            raise Unreachable(f"serial:{self.device}: {error}") from error
        return SerialLink(line)


class SerialLink:
    """An open line. The kernel keeps what the line has not carried yet, so that a write returns long before its end."""

    def __init__(self, line: "serial.Serial") -> None:
        self._line = line

    def write(self, data: bytes, timeout_s: float) -> None:
        try:
            self._line.write_timeout = max(timeout_s, SHORTEST_S)
            _drop_damaged_bytes(self._line)
            self._line.write(data)
        except (OSError, termios.error) as error:
            raise Lost(f"write: {error}") from error

    def read(self, timeout_s: float) -> bytes:
        try:
            select.select([self._line.fileno()], [], [], max(timeout_s, 0.0))
            return self._line.read(4096)
        except (OSError, termios.error) as error:
            raise Lost(f"read: {error}") from error

    def close(self) -> None:
        # Never flush(): with a printer that holds us back it would wait for ever, and so would the kernel at close.
        with suppress(OSError, termios.error):
            self._line.reset_output_buffer()
        with suppress(OSError, termios.error):
            self._line.close()


def _drop_damaged_bytes(line: "serial.Serial") -> None:
    """Let the kernel pass on no byte that it saw go wrong.

    A printer that is switched off breaks the line, which reads as NUL, and NUL is also how one says in answer to GS r
    that a ticket is done. pyserial takes the flags back whenever one of its settings changes.
    """
    settings = termios.tcgetattr(line.fileno())
    settings[0] |= termios.IGNBRK | termios.IGNPAR | termios.INPCK
    termios.tcsetattr(line.fileno(), termios.TCSANOW, settings)
