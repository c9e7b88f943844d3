"""How much one connection may ask of the hub. What is over the limit waits; nothing that was asked is thrown away."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one connection, and on a farewell."""

    message_bytes: int = 8 * 1024
    rate_per_s: float = 50.0
    burst: float = 100.0
    hello_s: float = 5.0
    """A connection that has not said hello by then is closed."""
    unsent_bytes: int = 1024 * 1024
    """A connection that leaves more than this unread is dropped."""
    close_s: float = 1.0


class Bucket:
    """A token bucket: how long a connection has to wait before it may ask the next thing."""

    def __init__(self, rate_per_s: float, burst: float, now_s: float) -> None:
        self._rate_per_s = rate_per_s
        self._burst = burst
        self._left = burst
        self._at_s = now_s

    def wait_s(self, now_s: float) -> float:
        """Take one; the seconds until that is allowed, 0 at once. `now_s` is monotonic."""
        self._left = min(self._burst, self._left + (now_s - self._at_s) * self._rate_per_s) - 1
        self._at_s = now_s
        return max(0.0, -self._left / self._rate_per_s)
