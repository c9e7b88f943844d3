"""The hub's time, carried on by this machine's monotonic clock.

A machine whose own date is wrong shows the right time.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from config.catalogues import Words
from kiosk.cells.catalogue import Hall


class HubClock:
    """Knows the time once the hub has told it."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._ahead_ms: float | None = None

    def set(self, now_ms: int) -> None:
        """The hub says it is `now_ms` (milliseconds since 1970 UTC)."""
        self._ahead_ms = now_ms - self._monotonic() * 1000

    def now_ms(self) -> int | None:
        """Milliseconds since 1970 UTC; None as long as they are not known."""
        return None if self._ahead_ms is None else int(self._monotonic() * 1000 + self._ahead_ms)

    def label(self, hall: Hall, words: Words) -> str:
        """The time of day in the hall's zone, such as "08.41 WIB"; empty as long as it is not known."""
        now_ms = self.now_ms()
        if now_ms is None:
            return ""
        at = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(hall.timezone))
        return words.time_words(at.hour, at.minute, hall.time_zone_label)
