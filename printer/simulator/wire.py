"""Bytes on their way: each takes its time, and what nobody takes off the line waits there. Pure."""


class Wire:
    """One direction of a line that carries `bytes_per_s` bytes a second (115,200 baud with 8N1: 11,520)."""

    def __init__(self, bytes_per_s: float) -> None:
        self._s_per_byte = 1.0 / bytes_per_s
        self._bytes = bytearray()
        self._arrived = 0
        """How many of them are at the end of the line."""
        self._next_at = 0.0
        """When the first byte that is still on its way arrives."""

    def put(self, data: bytes, now: float) -> None:
        """Send `data` behind what is on the line already."""
        self._advance(now)
        if self._arrived == len(self._bytes):
            self._next_at = now + self._s_per_byte
        self._bytes += data

    def available(self, now: float) -> int:
        """How many bytes have arrived and wait to be taken."""
        self._advance(now)
        return self._arrived

    def take(self, most: int, now: float) -> bytes:
        """At most `most` of the bytes that have arrived, in their order."""
        count = min(most, self.available(now))
        data = bytes(self._bytes[:count])
        del self._bytes[:count]
        self._arrived -= count
        return data

    def clear(self) -> None:
        """Lose all that is on the line."""
        self._bytes.clear()
        self._arrived = 0

    @property
    def load(self) -> int:
        """How many bytes are on the line, arrived or not."""
        return len(self._bytes)

    @property
    def deadline(self) -> float | None:
        """When there is more to take: all that is on its way, but at most a millisecond's worth; None for nothing."""
        coming = len(self._bytes) - self._arrived
        if not coming:
            return None
        return self._next_at + min((coming - 1) * self._s_per_byte, _QUANTUM_S)

    def _advance(self, now: float) -> None:
        coming = len(self._bytes) - self._arrived
        if not coming or now < self._next_at:
            return
        # A billionth, because a deadline that was added up must not miss its own last byte by rounding.
        arriving = min(coming, 1 + int((now - self._next_at) / self._s_per_byte + 1e-9))
        self._arrived += arriving
        self._next_at += arriving * self._s_per_byte


_QUANTUM_S = 0.001
