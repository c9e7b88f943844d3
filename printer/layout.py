"""From a slip and a profile to what stands on paper, block by block from the top: pure, no byte of ESC/POS.

Knows the order of a ticket, how words wrap, how large the number may be and how long the paper gets. The eye should
find the number first, then where to go; everything is centred, because a torn or folded ticket still reads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from printer.profile import Profile
from printer.slip import Printable, Slip, printable, printable_link


class Align(StrEnum):
    """Where a line stands between the edges of the paper (ESC a)."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, already short enough for its size."""

    text: Printable
    scale: tuple[int, int] = (1, 1)
    """Magnification across and down (GS !)."""
    bold: bool = False
    small: bool = False
    """Font B."""
    align: Align = Align.CENTER


@dataclass(frozen=True, slots=True)
class Number:
    """The number of the ticket, every character magnified by `scale` both ways."""

    text: Printable
    scale: int


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, model 2, error correction M, drawn by the printer."""

    data: Printable
    modules: int
    """Edge of the symbol, without the quiet zone that the feeds around it leave."""
    module_dots: int


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank paper."""

    dots: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a ticket: feed to the blade and cut, leaving one point standing."""


Block = Line | Number | Qr | Feed | Cut

MOST_LINES = 3
"""A field ends after so many lines, in "...": no text may unroll the paper."""

_SERVICE_SCALES = ((2, 2), (1, 2), (1, 1))
_QR_MODULE_DOTS = 5
_QR_CAPACITIES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
"""Bytes that versions 1 to 10 hold at error correction M (ISO/IEC 18004, table 7)."""


def lay_out(slip: Slip, profile: Profile) -> tuple[Block, ...]:
    """The blocks of `slip` from top to bottom, without those whose text is empty.

    A link of more than 213 characters, or too wide for the paper, is left out with its caption: a ticket without a QR
    code is still a ticket.
    """
    return tuple(_blocks(slip, profile))


def length_mm(blocks: Sequence[Block], profile: Profile) -> float:
    """Estimate the printed length, without the blank between blade and print head (about 15 mm on an Epson TM)."""
    return sum(_height_dots(block, profile) for block in blocks) / profile.dots_per_mm


def wrap(text: str, columns: int) -> list[str]:
    """Break `text` at blanks into the fewest lines of at most `columns`, as even in length as they can be.

    A word longer than a line is cut, as nothing else is possible.
    """
    words = [piece for word in text.split() for piece in _pieces(word, columns)]
    fewest = len(_filled(words, columns))
    width = next((width for width in range(1, columns) if _fit(words, width, fewest)), columns)
    return _filled(words, width)


def _blocks(slip: Slip, profile: Profile) -> Iterator[Block]:
    yield from _text(slip.copy_mark, profile, bold=True, scales=_SERVICE_SCALES)
    yield from _text(slip.hall, profile, bold=True)
    yield from _text(slip.address, profile, small=True)
    yield from _spaced(8, _text(slip.agency, profile))
    yield from _spaced(6, _text(slip.service, profile, scales=_SERVICE_SCALES))
    yield from _number(slip.number, profile)
    yield from _text(slip.issued, profile)
    yield from _text(slip.ahead, profile, bold=True)
    yield from _text(slip.where, profile)
    yield from _qr(slip, profile)
    yield from _spaced(8, _text(slip.thanks, profile))
    yield from _text(slip.fine_print, profile, small=True)
    yield Cut() if profile.has_cutter else Feed(4 * profile.line_dots)


def _text(
    text: str,
    profile: Profile,
    *,
    bold: bool = False,
    small: bool = False,
    scales: Sequence[tuple[int, int]] = ((1, 1),),
) -> Iterator[Line]:
    """Lines of `text` at the first of `scales` that needs at most two of them, else at the last."""
    words = printable(text)
    columns = profile.small_columns if small else profile.columns
    for scale in scales:
        lines = wrap(words, columns // scale[0])
        if len(lines) <= 2:
            break
    for line in _ended(lines, columns // scale[0]):
        yield Line(Printable(line), scale, bold, small)


def _ended(lines: list[str], columns: int) -> list[str]:
    if len(lines) <= MOST_LINES:
        return lines
    last = lines[MOST_LINES - 1][: columns - 3] + "..."
    return [*lines[: MOST_LINES - 1], last]


def _spaced(dots: int, lines: Iterator[Line]) -> Iterator[Block]:
    for index, line in enumerate(lines):
        if index == 0:
            yield Feed(dots)
        yield line


def _number(text: str, profile: Profile) -> Iterator[Block]:
    number = Printable("".join(printable(text).split()))
    if not number:
        return
    scale = min(profile.largest_scale, profile.columns // len(number))
    if scale:
        yield Number(number, scale)
    else:
        yield from _text(number, profile, bold=True)


def _qr(slip: Slip, profile: Profile) -> Iterator[Block]:
    link = printable_link(slip.qr)
    version = next((v for v, capacity in enumerate(_QR_CAPACITIES, 1) if len(link) <= capacity), None)
    if not link or version is None or not profile.native_qr:
        return
    modules = 17 + 4 * version
    if modules * _QR_MODULE_DOTS > profile.dots:
        return
    yield Feed(12)
    yield Qr(link, modules, _QR_MODULE_DOTS)
    yield Feed(12)
    yield from _text(slip.qr_caption, profile)


def _height_dots(block: Block, profile: Profile) -> int:
    match block:
        case Line(scale=(_, down)):
            return max(profile.line_dots, profile.character_dots * down)
        case Number(scale=scale):
            return max(profile.line_dots, profile.character_dots * scale)
        case Qr(modules=modules, module_dots=module_dots):
            return modules * module_dots
        case Feed(dots=dots):
            return dots
        case Cut():
            return 0
        case _:
            assert_never(block)


def _pieces(word: str, columns: int) -> list[str]:
    return [word[start : start + columns] for start in range(0, len(word), columns)]


def _filled(words: Sequence[str], columns: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= columns:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def _fit(words: Sequence[str], columns: int, lines: int) -> bool:
    return all(len(word) <= columns for word in words) and len(_filled(words, columns)) <= lines
