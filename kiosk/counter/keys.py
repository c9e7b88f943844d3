"""Whether a press of a key counts: the second press of a double press, and a key that is held, do nothing.

Pure; times are seconds of a monotonic clock.
"""

from collections.abc import Mapping

STEADY_S = 0.25
"""So long a key must have meant the same: a push from the hub may change it under a finger."""
PAUSE_S = 0.7
"""So long the key must have been left alone: one that is held repeats after 660 ms at most (X11), and a terminal does
not say that it is held."""


class Keys:
    """What each key means, and when it was last pressed."""

    def __init__(self) -> None:
        self._meaning: dict[str, tuple[object, float]] = {}
        self._pressed_s: dict[str, float] = {}

    def mean(self, meanings: Mapping[str, object], now_s: float) -> None:
        """From `now_s` on the keys mean this; what they meant before goes on meaning it."""
        self._meaning = {
            key: before if (before := self._meaning.get(key)) and before[0] == meaning else (meaning, now_s)
            for key, meaning in meanings.items()
        }

    def counts(self, key: str, now_s: float) -> bool:
        """Whether this press of `key` does something; every press is remembered, that of a held key too."""
        last_s = self._pressed_s.get(key, float("-inf"))
        self._pressed_s[key] = now_s
        known = self._meaning.get(key)
        return known is not None and now_s - known[1] >= STEADY_S and now_s - last_s >= PAUSE_S
