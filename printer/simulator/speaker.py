"""What the printer says: answers, reports at a change (ASB), and what nobody asked for. Pure."""

from collections.abc import Set as AbstractSet

from printer.simulator.condition import Condition
from printer.simulator.faults import NOISE, STALE, Fault
from printer.simulator.wire import Wire


class Speaker:
    """The way back to the host; `faults` is the printer's own set, as it changes."""

    def __init__(self, faults: AbstractSet[Fault], bytes_per_s: float) -> None:
        self._faults = faults
        self._wire = Wire(bytes_per_s)
        self._is_heard = False
        self._mask = 0
        self._reported = b""
        self._chatter_at: float | None = None

    @property
    def deadline(self) -> float | None:
        """When there is more to `take`, or something to say unasked."""
        times = [at for at in (self._wire.deadline, self._chatter_at) if at is not None]
        return min(times, default=None)

    def connect(self, now: float) -> None:
        """A host listens from now on."""
        self._is_heard = True
        if Fault.STALE in self._faults:
            self._wire.put(STALE, now)

    def hang_up(self) -> None:
        """Nobody listens; what was not said yet is for nobody."""
        self._is_heard = False
        self._wire.clear()

    def reset(self) -> None:
        """As after ESC @: no reports at a change."""
        self._mask = 0

    def say(self, data: bytes, now: float) -> None:
        """Answer a question."""
        if not self._faults & {Fault.SILENCE, Fault.BABBLE}:
            self.signal(data, now)

    def signal(self, data: bytes, now: float) -> None:
        """Say what is not an answer, such as flow control."""
        if self._is_heard and self._wire.load < _MOST_UNSAID:
            self._wire.put(data, now)

    def watch(self, mask: int, condition: Condition, now: float) -> None:
        """GS a `mask`: report the state now and at each change of what is asked for; nothing for 0."""
        self._mask = mask
        self._reported = b""
        self.report(condition, now)

    def report(self, condition: Condition, now: float) -> None:
        """Report `condition` if something that is asked for has changed."""
        status = condition.automatic_status
        watched = bytes(byte & bits for byte, bits in zip(status, _watched_bits(self._mask), strict=True))
        if self._mask and watched != self._reported:
            self._reported = watched
            self.say(status, now)

    def advance(self, condition: Condition, now: float) -> None:
        """Let time pass on the line, and say what the faults make it say at this moment."""
        self._wire.available(now)
        unasked, babbles = Fault.UNASKED in self._faults, Fault.BABBLE in self._faults
        if not (unasked or babbles) or not self._is_heard:
            self._chatter_at = None
        elif self._chatter_at is None or now >= self._chatter_at:
            noise = NOISE * 100 if babbles else b"\x13" + condition.automatic_status + b"\x11"
            self.signal(noise, now)
            self._chatter_at = now + (_BABBLE_S if babbles else _UNASKED_S)

    def take(self, now: float) -> bytes:
        """What has come to the host's end of the line."""
        return self._wire.take(self._wire.load, now)


_UNASKED_S = 0.5
_BABBLE_S = 0.01
_MOST_UNSAID = 65_536
"""A host that never reads does not make the printer grow."""
_MASKS = {0x02: (0x28, 0, 0, 0), 0x04: (0, 0x48, 0, 0), 0x08: (0, 0, 0x0F, 0)}
"""Which bits of the automatic status are reported for each bit of n in GS a n."""


def _watched_bits(mask: int) -> list[int]:
    return [sum(bits[byte] for bit, bits in _MASKS.items() if mask & bit) for byte in range(4)]
