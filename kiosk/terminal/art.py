"""Cells: styled runs of text, wrapped, padded and centred by their true width. What tiles and panels are drawn with.

Pure; a run is a Rich segment, a row is a list of them. Widths count wide characters (pictograms) as two.
"""

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Row = list[Segment]


@lru_cache(maxsize=256)
def ink(colour: str, fill: str, *, bold: bool = False) -> Style:
    """The style of words in `colour` on `fill`."""
    return Style(color=colour, bgcolor=fill, bold=bold)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken between words; a word that is longer by itself is broken inside."""
    lines = [""]
    for word in text.split():
        candidate = f"{lines[-1]} {word}".strip()
        if cell_len(candidate) <= width:
            lines[-1] = candidate
            continue
        if lines[-1]:
            lines.append("")
        while cell_len(word) > width:
            lines[-1], word = word[:width], word[width:]
            lines.append("")
        lines[-1] = word
    return lines


def balanced(text: str, width: int) -> list[str]:
    """Like `wrap`, with lines as even as the same number of lines allows: for text that stands in the middle."""
    lines = wrap(text, width)
    for narrower in range(width - 1, 0, -1):
        closer = wrap(text, narrower)
        if len(closer) > len(lines) or any(cell_len(line) > narrower for line in closer):
            break
        lines = closer
    return lines


def padded(text: str, width: int, style: Style) -> Segment:
    """`text` with blanks behind it, exactly `width` cells; what does not fit is cut."""
    while cell_len(text) > width:
        text = text[:-1]
    return Segment(text + " " * (width - cell_len(text)), style)


def centred(text: str, width: int, style: Style) -> Segment:
    """`text` in the middle of exactly `width` cells."""
    return padded(" " * max(0, (width - cell_len(text)) // 2) + text, width, style)


def strip(row: Row, width: int) -> Strip:
    """A row as Textual paints it."""
    return Strip(row, sum(cell_len(run.text) for run in row)).adjust_cell_length(width)
