"""How long to wait for what a printer does: values, filled in by whoever knows line and ticket."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for what, in seconds."""

    status_s: float = 1.0
    """For the four answers about the printer's health, and for the answer that it has forgotten a ticket."""
    print_s: float = 3.5
    """For the paper to come out and the report of it, from the moment when all bytes have passed the line."""
    settle_s: float = 0.3
    """For one more answer to an older question, after the last."""
    bytes_per_s: float = math.inf
    """The speed of the line."""

    def wire_s(self, data: bytes) -> float:
        """How long `data` takes to pass the line."""
        return len(data) / self.bytes_per_s
