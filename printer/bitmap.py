"""Dots on paper: a rectangle of black and white as a value, with nothing of how it was drawn or is sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bitmap:
    """`rows` rows of `width` dots; `ValueError` for data of another length."""

    width: int
    rows: int
    data: bytes
    """Row by row, each beginning in a new byte, the leftmost dot in the highest bit, 1 is black (as GS v 0 wants)."""

    def __post_init__(self) -> None:
        if len(self.data) != self.width_bytes * self.rows:
            raise ValueError(f"{self.width} x {self.rows} dots are not {len(self.data)} bytes")

    @property
    def width_bytes(self) -> int:
        return (self.width + 7) // 8

    def slice(self, first: int, rows: int) -> "Bitmap":
        """At most `rows` rows from row `first` on."""
        data = self.data[first * self.width_bytes : (first + rows) * self.width_bytes]
        return Bitmap(self.width, len(data) // self.width_bytes, data)
