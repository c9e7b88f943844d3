"""Draws a sheet: its lines centred in the room there is, the number as large as fits and never clipped.

Pure: sheet and size in, rows of cells out. Where rows are scarce, the number grows smaller, but never below
`LEAST_FIGURE_ROWS`, then a QR code goes beside the words and the least of them are left out, or the code itself where
there is no room at all; then empty rows are.
"""

from rich.segment import Segment

from kiosk.cells import palette
from kiosk.cells.figures import figures, natural_columns
from kiosk.terminal.art import Row, balanced, centred, ink, padded
from kiosk.terminal.qr_art import qr_lines
from kiosk.terminal.sheets import Badge, Code, Figure, Item, Line, Sheet, Space

LEAST_FIGURE_ROWS = 7
MOST_FIGURE_ROWS = 10
NARROWEST = 0.62
"""Figures are drawn less high before they are squeezed to less than this part of their natural width."""
ROOMY_ROWS = 24
"""From this height on, a badge is drawn larger."""
MARGIN = 2
"""Empty columns at both sides of words and number."""
CODE_LEFT, CODE_RIGHT, CODE_ABOVE = 2, 3, 1
"""Empty cells around a code that stands beside words: what a phone needs of its quiet zone."""
NARROWEST_WORDS = 24
"""Words beside a code get this many columns at least."""

_ROLES = {
    "plain": (palette.QUIET, palette.PAPER, False),
    "strong": (palette.INK, palette.PAPER, True),
    "title": (palette.NAVY, palette.PAPER, True),
    "band": (palette.NAVY, palette.SKY, True),
    "note": (palette.ON_YELLOW, palette.YELLOW, True),
}
"""Colour of the words, fill, bold."""
_ON_FILL = {"band", "note"}
"""Roles whose fill is a band across the sheet, with an empty row above and below the words."""


def draw_sheet(sheet: Sheet, width: int, height: int) -> list[Row]:
    """`height` rows of exactly `width` cells."""
    code = next((item for item in sheet if isinstance(item, Code)), None)
    if code is None or _fits(sheet, width, height):
        return _stacked(sheet, width, height)
    words = tuple(item for item in sheet if item is not code)
    return _beside(words, code, width, height) or _stacked(words, width, height)


def _fits(sheet: Sheet, width: int, height: int) -> bool:
    has_figure = any(isinstance(item, Figure) for item in sheet)
    return _taken(sheet, width, height, spaces=False) + LEAST_FIGURE_ROWS * has_figure <= height


def _beside(words: Sheet, code: Code, width: int, height: int) -> list[Row] | None:
    """The words at the left and the code at the right; None where one of them has no room."""
    symbol = qr_lines(code.address)
    left = width - len(symbol[0]) - CODE_LEFT - CODE_RIGHT
    if left < NARROWEST_WORDS or len(symbol) + CODE_ABOVE > height:
        return None
    rows = _column((*words, Line(code.caption)), left, height)
    if rows is None:
        return None
    above = max(CODE_ABOVE, (height - len(symbol)) // 2)
    lines = ([""] * above + list(symbol) + [""] * height)[:height]
    dark, room = ink(palette.INK, palette.PAPER), len(symbol[0]) + CODE_LEFT + CODE_RIGHT
    return [[*row, padded(" " * CODE_LEFT + line, room, dark)] for row, line in zip(rows, lines, strict=True)]


def _column(words: Sheet, width: int, height: int) -> list[Row] | None:
    """The words in a narrow column; of those that are plain, the last are left out until the others have room."""
    while not _fits(words, width, height):
        plain = [index for index, item in enumerate(words) if isinstance(item, Line) and item.role == "plain"]
        if not plain:
            return None
        words = words[: plain[-1]] + words[plain[-1] + 1 :]
    return _stacked(words, width, height)


def _stacked(sheet: Sheet, width: int, height: int) -> list[Row]:
    figure_rows = _figure_rows(sheet, width, height - _taken(sheet, width, height))
    spare = height - _taken(sheet, width, height, spaces=False) - figure_rows
    rows: list[Row] = []
    for item in sheet:
        if isinstance(item, Space):
            spare -= 1
            if spare < 0:
                continue
        rows += _rows(item, width, height, figure_rows)
    return _in_the_middle(rows, width, height)


def _taken(sheet: Sheet, width: int, height: int, *, spaces: bool = True) -> int:
    """Rows of everything but the number."""
    return sum(len(_rows(item, width, height, 0)) for item in sheet if spaces or not isinstance(item, Space))


def _figure_rows(sheet: Sheet, width: int, room: int) -> int:
    """How high the number is drawn: what is left of the height, but not so high that it grows too narrow."""
    number = next((item.text for item in sheet if isinstance(item, Figure)), "")
    shapely = int((width - 4) / (natural_columns(number, 1) * NARROWEST)) if number else 0
    return max(LEAST_FIGURE_ROWS, min(MOST_FIGURE_ROWS, room, shapely)) if number else 0


def _in_the_middle(rows: list[Row], width: int, height: int) -> list[Row]:
    blank = [centred("", width, ink(palette.INK, palette.PAPER))]
    above = max(0, (height - len(rows)) // 2)
    return ([blank] * above + rows + [blank] * height)[:height]


def _rows(item: Item, width: int, height: int, figure_rows: int) -> list[Row]:
    paper = ink(palette.NAVY, palette.PAPER)
    match item:
        case Space():
            return [[centred("", width, paper)]]
        case Figure(text):
            return (
                [[centred(line, width, paper)] for line in figures(text, figure_rows, width - 4)] if figure_rows else []
            )
        case Badge(letters, hue):
            return _badge_rows(letters, hue, width, 5 if height >= ROOMY_ROWS else 3)
        case Code(address, caption):
            dark = ink(palette.INK, palette.PAPER)
            return [*[[centred(line, width, dark)] for line in qr_lines(address)], *_line_rows(caption, "plain", width)]
        case Line(text, role):
            return _line_rows(text, role, width)


def _line_rows(text: str, role: str, width: int) -> list[Row]:
    colour, fill, bold = _ROLES[role]
    style = ink(colour, fill, bold=bold)
    rows: list[Row] = [[centred(line, width, style)] for line in balanced(text, width - 4)]
    if role in _ON_FILL:
        edge = ink(fill, palette.PAPER)
        rows = [[Segment("▄" * width, edge)], *rows, [Segment("▀" * width, edge)]]
    return rows


def _badge_rows(letters: str, hue: str, width: int, high: int) -> list[Row]:
    style, edge = ink(palette.text_on(hue), hue, bold=True), ink(palette.INK, palette.PAPER)
    columns = high * 4
    left = (width - columns) // 2
    right = width - left - columns
    lines = ("", *figures(letters, high, columns - 2), "")
    return [[Segment(" " * left, edge), centred(line, columns, style), Segment(" " * right, edge)] for line in lines]
