"""From one text to its lines: in the printer's own letters where it has them, else drawn.

Own letters come first, because a line of them costs as many bytes as it has characters and a drawn one some thousand.
A text is set in one way throughout, at the largest size that leaves it short. Called by `printer.layout`.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from math import sqrt

from printer.blocks import Feed, Line, Picture
from printer.drawing import draw_line, letters, text_width
from printer.profile import Profile
from printer.slip import Drawable, Printable, code_page_for, drawable, printable
from printer.wrapping import Width, clusters, wrap

MOST_LINES = 3
"""A text ends after so many lines, in "...": none may unroll the paper."""

PLAIN = ((1, 1),)
"""The scales of text that has one size."""

_SHORT_LINES = 2
"""A text that may be set smaller is, when it needs more lines than this."""
_LONGEST = 400
"""Characters of which more than `MOST_LINES` are made at any size: the rest is not worth shaping."""
_SMALL_EM = 0.85
"""Of a font A character, for drawn small print: Javanese is not legible in less."""


def typeset(
    text: str,
    profile: Profile,
    *,
    bold: bool = False,
    small: bool = False,
    scales: Sequence[tuple[int, int]] = PLAIN,
) -> Iterator[Line | Picture | Feed]:
    """The lines of `text` at the first of `scales` (across, down) that needs at most two of them, else at the last."""
    text = text[:_LONGEST]
    code_page = code_page_for(text, profile.code_pages)
    if code_page is None:
        text = drawable(text, letters())  # which may have left nothing to draw
        code_page = code_page_for(text, profile.code_pages)
    if code_page is None:
        yield from _drawn(Drawable(text), profile, bold, small, scales)
    else:
        yield from _set(printable(text, code_page), code_page, profile, bold, small, scales)


def _set(
    text: Printable, code_page: str, profile: Profile, bold: bool, small: bool, scales: Sequence[tuple[int, int]]
) -> Iterator[Line]:
    columns = profile.small_columns if small else profile.columns
    chosen, lines = _fitted(text, [(columns // across, len) for across, _ in scales])
    for line in lines:
        yield Line(Printable(line), scales[chosen], bold, small, code_page=code_page)


def _drawn(
    text: Drawable, profile: Profile, bold: bool, small: bool, scales: Sequence[tuple[int, int]]
) -> Iterator[Picture | Feed]:
    em = profile.character_dots * (_SMALL_EM if small else 1)
    sizes = [round(em * sqrt(across * down)) for across, down in scales]
    chosen, lines = _fitted(text, [(profile.dots, partial(_width, size)) for size in sizes])
    for line in map(Drawable, lines):
        drawn = draw_line(line, sizes[chosen], bold=bold, most_dots=profile.dots)
        yield Feed(drawn.above)
        if drawn.ink.rows:
            yield Picture(drawn.ink, line)
        yield Feed(drawn.below)


def _width(size: int, text: str) -> float:
    return text_width(Drawable(text), size)


def _fitted(text: str, options: Sequence[tuple[int, Width]]) -> tuple[int, list[str]]:
    """Which of `options` (widest line, its measure) makes `text` short, or else the last, and the lines it makes."""
    for chosen, (most, width) in enumerate(options):
        lines = wrap(text, most, width)
        if len(lines) <= _SHORT_LINES:
            return chosen, lines
    return chosen, _ended(lines, most, width)


def _ended(lines: list[str], most: int, width: Width) -> list[str]:
    if len(lines) <= MOST_LINES:
        return lines
    pieces = clusters(lines[MOST_LINES - 1])
    while pieces and width("".join(pieces) + "...") > most:
        pieces.pop()
    return [*islice(lines, MOST_LINES - 1), "".join(pieces) + "..."]
