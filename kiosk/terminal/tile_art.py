"""Draws a tile's face: the letters on the hue at the left, the name and its truth at the right, in the room there is.

Pure: face and size in, rows of cells out. A name is wrapped and never cut short; where room is scarce, the line of what
an agency does gives way first.
"""

from kiosk.cells import palette
from kiosk.cells.figures import figures
from kiosk.terminal.art import Row, ink, padded, wrap
from kiosk.terminal.faces import Face

BADGE = 8
"""Columns of the field behind the letters."""
EDGE = 1
"""Columns of the hue on a tile without letters."""


def draw_tile(face: Face, width: int, height: int, *, down: bool) -> list[Row]:
    """`height` rows of exactly `width` cells."""
    fill, colours = _colours(face, down=down)
    badge = _badge(face, height)
    room = width - len(badge[0].text) - 1
    rows: list[Row] = []
    for y, (role, words) in enumerate(_lines(face, room - 1, height)):
        style = ink(colours[role], fill, bold=role != "about")
        icon = face.icon if y == 0 else ""
        right = [padded(words, room - 3, style), padded(icon, 3, style)] if icon else [padded(words, room, style)]
        rows.append([badge[y], padded("", 1, style), *right])
    return rows


def _colours(face: Face, *, down: bool) -> tuple[str, dict[str, str]]:
    """The fill, and the colour of each role of words on it."""
    if face.closed:
        return palette.SHUT, dict.fromkeys(("name", "about", "truth"), palette.QUIET)
    if down:
        return palette.NAVY_DOWN, dict.fromkeys(("name", "about", "truth"), palette.PAPER)
    return palette.PAPER, {"name": palette.INK, "about": palette.QUIET, "truth": palette.NAVY}


def _badge(face: Face, height: int) -> Row:
    """One run a row: the hue, with the letters in the middle."""
    hue = palette.SHUT_BADGE if face.closed else face.hue
    style = ink(palette.text_on(hue), hue, bold=True)
    if not face.letters:
        return [padded("", EDGE, style) for _ in range(height)]
    letters = figures(face.letters, height, BADGE - 2, margin=max(1, height - 3))
    left = " " * ((BADGE - len(letters[0])) // 2)
    return [padded(left + line, BADGE, style) for line in letters]


def _lines(face: Face, width: int, height: int) -> list[tuple[str, str]]:
    """Role and words of each of `height` rows: the name on top, the truth at the foot, the rest between."""
    lines = [("name", line) for line in wrap(face.name, width - (3 if face.icon else 0))]
    about = wrap(face.about, width) if face.about else []
    if len(lines) + len(about) < height:
        lines += [("about", line) for line in about]
    if len(lines) >= height:
        return lines[:height]  # a long name is worth more than the count, which the next screen tells
    return [*lines, *[("about", "")] * (height - 1 - len(lines)), ("truth", face.truth)]
