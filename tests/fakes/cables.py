"""What is between a kiosk and its printer, of any kind, and how bad it can be: bytes alone, bytes lost, a cut."""

from typing import Any

import pytest

from printer.errors import Lost
from printer.ports import Link, SerialPort, TcpPort, UsbPort


class Cable:
    """One cable; the printer at its end is a real one, or as real as a test has.

    Its bytes are counted from the moment it is plugged in, over all connections: to the printer in `sent`, and those
    from the printer for `loses`.
    """

    def __init__(self, *, byte_by_byte: bool = False, loses: int | None = None, cut_after: int | None = None) -> None:
        """`loses` is the one byte from the printer that gets lost; after `cut_after` bytes to it comes nothing more."""
        self.sent = b""
        self.heard = 0
        self.byte_by_byte = byte_by_byte
        self.loses = loses
        self.cut_after = cut_after

    def plug_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put this cable into every port."""
        for kind in (TcpPort, SerialPort, UsbPort):
            monkeypatch.setattr(kind, "open", self._through(kind.open))

    def mend(self) -> None:
        """From now on it is as good as new."""
        self.loses = self.cut_after = None

    def _through(self, open_port: Any) -> Any:
        def opened(port: Any) -> Link:
            return _CabledLink(open_port(port), self)

        return opened


class _CabledLink:
    """A link through a cable."""

    def __init__(self, link: Link, cable: Cable) -> None:
        self._link = link
        self._cable = cable
        self._arrived = b""

    def write(self, data: bytes, timeout_s: float) -> None:
        cable = self._cable
        passes = data if cable.cut_after is None else data[: max(0, cable.cut_after - len(cable.sent))]
        for part in [bytes([byte]) for byte in passes] if cable.byte_by_byte else [passes]:
            self._link.write(part, timeout_s)
        cable.sent += passes
        if passes != data:
            self._link.close()
            raise Lost("somebody pulled the cable")

    def read(self, timeout_s: float) -> bytes:
        self._arrived = self._arrived or self._heard(self._link.read(timeout_s))
        said = self._arrived[:1] if self._cable.byte_by_byte else self._arrived
        self._arrived = self._arrived[len(said) :]
        return said

    def close(self) -> None:
        self._link.close()

    def _heard(self, data: bytes) -> bytes:
        lost = None if self._cable.loses is None else self._cable.loses - self._cable.heard
        self._cable.heard += len(data)
        return data if lost is None or lost < 0 else data[:lost] + data[lost + 1 :]
