"""Draws a tile's face: the letters on the hue at the left, the name and its truth at the right, in the room there is.

Pure: face and size in, rows of cells out. A name is wrapped and never cut short; where room is scarce, the line of what
an agency does gives way first.
"""

from kiosk.terminal import palette
from kiosk.terminal.art import Row, ink, padded, wrap
from kiosk.terminal.faces import Face
from kiosk.terminal.figures import figures

BADGE = 8
"""Columns of the field behind the letters."""
EDGE = 2
"""Columns of the hue on a tile without letters."""


def draw_tile(face: Face, width: int, height: int, *, down: bool) -> list[Row]:
    """`height` rows of exactly `width` cells."""
    fill, text, quiet = _colours(face, down=down)
    badge = _badge(face, height)
    lines = _lines(face, width - len(badge[0].text) - 2, height)
    rows: list[Row] = []
    top = (height - len(lines)) // 2
    for y in range(height):
        role, words = lines[y - top] if 0 <= y - top < len(lines) else ("blank", "")
        style = ink(quiet if role == "about" else text, fill, bold=role in {"name", "truth"})
        room = width - len(badge[y].text) - 1
        icon = face.icon if face.icon and y == top else ""
        row = [badge[y], padded("", 1, style), padded(words, room - (3 if icon else 0), style)]
        rows.append([*row, padded(icon, 3, style)] if icon else row)
    return rows


def _colours(face: Face, *, down: bool) -> tuple[str, str, str]:
    """Fill, words, quiet words."""
    if face.closed:
        return palette.SHUT, palette.QUIET, palette.QUIET
    if down:
        return palette.NAVY, palette.PAPER, palette.PAPER
    return palette.PAPER, palette.INK, palette.QUIET


def _badge(face: Face, height: int) -> Row:
    """One run a row: the hue, with the letters in the middle."""
    hue = palette.SHUT_BADGE if face.closed else face.hue
    style = ink(palette.text_on(hue), hue, bold=True)
    if not face.letters:
        return [padded("", EDGE, style) for _ in range(height)]
    letters = figures(face.letters, 3, BADGE - 2)
    top = (height - len(letters)) // 2
    left = " " * ((BADGE - len(letters[0])) // 2)
    return [padded(left + letters[y - top] if 0 <= y - top < len(letters) else "", BADGE, style) for y in range(height)]


def _lines(face: Face, width: int, height: int) -> list[tuple[str, str]]:
    """The lines of words with what each is, at most `height`."""
    names = wrap(face.name, width - (3 if face.icon else 0))
    lines = [("name", line) for line in names]
    about = wrap(face.about, width) if face.about else []
    if len(lines) + len(about) < height:
        lines += [("about", line) for line in about]
    lines = lines[: height - 1]
    return [*lines, ("truth", face.truth)]
