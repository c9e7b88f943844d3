"""The hub's two clocks, held against each other: wall time for people, monotonic time to notice that wall time jumped.

A jump never moves the business date by itself: while `held`, no date passes until a person has confirmed it.
"""

import logging
import time
from collections.abc import Callable

log = logging.getLogger(__name__)

STEP_S = 60.0
"""Corrections below this are what time synchronisation does; they can pass midnight early by no more than this."""


class Clock:
    """Wall time in milliseconds, and whether it can be believed."""

    def __init__(
        self,
        wall_ns: Callable[[], int] = time.time_ns,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall_ns = wall_ns
        self._monotonic = monotonic
        self._offset_s = self._measure()
        self.held = False
        """Wall time has stepped, or says another date than a person did: it moves no date until they agree."""

    def now_ms(self) -> int:
        """Wall time, milliseconds since 1970 UTC; notices a step on the way."""
        step_s = self._measure() - self._offset_s
        if abs(step_s) >= STEP_S:
            log.warning("the clock has stepped by %.0f s; the business date is held until a person confirms it", step_s)
            self.held = True
        if step_s:
            self._offset_s += step_s
        return self._wall_ns() // 1_000_000

    def _measure(self) -> float:
        return self._wall_ns() / 1e9 - self._monotonic()
