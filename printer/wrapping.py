"""How words become lines: even ones, and as few as can be, whatever the unit of their width. Pure.

Used for characters in columns and for drawn text in dots.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Sequence

_VIRAMA = 9
"""Canonical combining class of the signs that bind the next letter to this one, such as the Javanese pangkon."""

Width = Callable[[str], float]


def wrap(text: str, most: int, width: Width = len) -> list[str]:
    """Break `text` at blanks into the fewest lines of at most `most` wide, as even as they can be.

    A word wider than a line is cut, as nothing else is possible, but never inside what is written as one sign.
    """
    words = [piece for word in text.split() for piece in _pieces(word, most, width)]
    fewest = len(_filled(words, most, width))
    widest = max((width(word) for word in words), default=0)

    def suffices(limit: int) -> bool:
        return widest <= limit and len(_filled(words, limit, width)) <= fewest

    return _filled(words, 1 + bisect_left(range(1, most), True, key=suffices), width)


def clusters(text: str) -> list[str]:
    """`text` in pieces that are written as one sign: a letter, its marks, and the letters that hang on it."""
    found: list[str] = []
    for char in text:
        if found and _joins(found[-1][-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def _joins(before: str, char: str) -> bool:
    """Whether `char` belongs to the sign that ends in `before` (Unicode, UAX 14, rules LB8a, LB9 and LB28a)."""
    if unicodedata.category(char).startswith("M") or char in "\u200c\u200d":
        return True
    return unicodedata.combining(before) == _VIRAMA or before == "\u200d"


def _pieces(word: str, most: int, width: Width) -> list[str]:
    if width(word) <= most:
        return [word]
    pieces: list[str] = []
    for cluster in clusters(word):
        if pieces and width(pieces[-1] + cluster) <= most:
            pieces[-1] += cluster
        else:
            pieces.append(cluster)
    return pieces


def _filled(words: Sequence[str], most: int, width: Width) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}") <= most:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
