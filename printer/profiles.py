"""What a kind of printer can do, as data: widths, code page, cutter, QR code, speed.

A profile names a family and not a model, because printers of one family answer and measure alike. Everything that
differs between families belongs here, so that no other module asks for a brand.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A family of receipt printers. Lengths are in dots of the print head unless the name says otherwise."""

    name: str
    columns: int
    """Characters of font A across the paper."""
    small_columns: int
    """Characters of font B across the paper."""
    dots: int
    """Printable width."""
    dpi: int
    character_dots: int
    """Height of a font A character."""
    line_dots: int
    """Feed of one line (ESC 3); a printer with finer steps feeds less, but never less than the characters are tall."""
    code_page: str
    """Python codec of the code page the printer has after ESC @; "ascii" is the half that all code pages share."""
    largest_scale: int
    """Largest magnification of a character (GS !)."""
    has_cutter: bool
    """Obeys GS V 66 0: feed to the blade, cut and leave one point standing."""
    has_native_qr: bool
    """Draws QR codes itself (GS ( k, cn 49)."""
    mm_per_s: float
    """Slowest print speed of the family."""

    @property
    def dots_per_mm(self) -> float:
        return self.dpi / 25.4


EPSON80 = Profile(
    name="epson80",
    columns=48,
    small_columns=64,
    dots=576,
    dpi=203,
    character_dots=24,
    line_dots=27,
    code_page="ascii",
    largest_scale=8,
    has_cutter=True,
    has_native_qr=True,
    mm_per_s=150,
)
"""Epson TM on 80 mm paper at 203 dpi (TM-T20II, T20III, T82): 576 dots, font A 12x24, font B 9x17.

Source: Technical Reference Guide of the TM-T20III; the speed is that of the older TM-T88III, the slowest documented.
ASCII only: the numbers of ESC t differ between brands, and Indonesian needs no more.
"""
