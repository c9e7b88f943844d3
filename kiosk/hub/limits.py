"""How much may be asked of the hub, and by how many. What a device asks over its limit waits and is not thrown away."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one connection, on one device, and on all of them."""

    message_bytes: int = 8 * 1024
    rate_per_s: float = 50.0
    burst: float = 100.0
    device_rate_per_s: float = 200.0
    """All connections with one device's token together."""
    device_burst: float = 400.0
    odd_rate_per_s: float = 5.0
    """Pings, pongs and parts of messages on one connection; more than `odd_burst` at once, and it is cut."""
    odd_burst: float = 50.0
    guess_rate_per_s: float = 0.5
    """Unknown tokens that an address may try; what is over is not looked up."""
    guess_burst: float = 20.0
    hello_s: float = 5.0
    """A connection that has not said hello by then is closed."""
    unsent_bytes: int = 1024 * 1024
    """A connection that leaves more than this unread is dropped."""
    close_s: float = 1.0
    connections: int = 4096
    """All together; less when the system lets this process have fewer files."""
    strangers: int = 1000
    """Connections whose hello has not been accepted yet."""
    strangers_per_address: int = 100
    phones: int = 1000
    """Pages of tickets."""
    per_ticket: int = 8
    """Pages of one ticket."""
    per_device: int = 256
    """Connections with one device's token, which several screens may share."""


class Bucket:
    """A token bucket: how long somebody has to wait before they may ask the next thing."""

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

    def may(self, now_s: float) -> bool:
        """Take one if there is one; who may not has lost nothing by asking."""
        if self.wait_s(now_s) == 0:
            return True
        self._left += 1
        return False


class Guesses:
    """Unknown tokens by the address they come from: a few are free, then one now and then.

    Known tokens are never asked about here, so that one who guesses shuts nobody else out of the same address.
    """

    ADDRESSES_MAX = 4096

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._buckets: dict[str, Bucket] = {}

    def may(self, address: str, now_s: float) -> bool:
        """Whether `address` may try another one."""
        bucket = self._buckets.pop(address, None)
        if bucket is None:
            bucket = Bucket(self._limits.guess_rate_per_s, self._limits.guess_burst, now_s)
        self._buckets[address] = bucket  # the last to guess is the last to be forgotten
        if len(self._buckets) > self.ADDRESSES_MAX:
            del self._buckets[next(iter(self._buckets))]
        return bucket.may(now_s)
