"""A QR code as lines of half blocks: two rows of modules a line, dark on light, without the quiet zone.

Pure. The paper around it is the quiet zone, so whoever draws it leaves four columns and two rows free. segno is
imported with the first code, which is off the number's way.
"""

from functools import lru_cache
from itertools import zip_longest

_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
"""The character for each pair of upper and lower module."""


@lru_cache(maxsize=8)
def qr_lines(text: str) -> tuple[str, ...]:
    """The smallest code for `text` at the lowest correction level: a screen is not torn or soiled."""
    import segno

    modules = [[bool(module) for module in row] for row in segno.make_qr(text, error="l", boost_error=False).matrix]
    light = [False] * len(modules)
    pairs = zip_longest(modules[::2], modules[1::2], fillvalue=light)
    return tuple("".join(_HALVES[pair] for pair in zip(upper, lower, strict=True)) for upper, lower in pairs)
