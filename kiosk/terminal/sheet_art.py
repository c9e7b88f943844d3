"""Draws a sheet: its lines centred in the room there is, the number as large as fits and never clipped.

Pure: sheet and size in, rows of cells out. Where rows are scarce, the number grows smaller, but never below
`LEAST_FIGURE_ROWS`, then a QR code is left out, then empty rows are.
"""

from rich.segment import Segment

from kiosk.terminal import palette
from kiosk.terminal.art import Row, balanced, centred, ink
from kiosk.terminal.figures import figures, natural_columns
from kiosk.terminal.qr_art import qr_lines
from kiosk.terminal.sheets import Badge, Code, Figure, Item, Line, Sheet, Space

LEAST_FIGURE_ROWS = 7
MOST_FIGURE_ROWS = 10
NARROWEST = 0.62
"""Figures are drawn less high before they are squeezed to less than this part of their natural width."""
ROOMY_ROWS = 24
"""From this height on, a badge is drawn larger."""

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
    figure_rows = _figure_rows(sheet, width, height - _taken(sheet, width, height))
    if _taken(sheet, width, height, spaces=False) + figure_rows > height:
        sheet = tuple(item for item in sheet if not isinstance(item, Code))
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
