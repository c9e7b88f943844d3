"""From a slip and a profile to what stands on paper, block by block from the top: pure, no byte of ESC/POS.

Knows the order of a ticket, how large number and QR code may be, what ends the paper and how long it gets; how words
become lines is `printer.typesetting`'s. The eye should find the number first, then where to go; everything is centred,
because a torn or folded ticket still reads.
"""

from collections.abc import Iterator, Sequence

from printer.blocks import LOGO, Beep, Block, Cut, Feed, Number, Picture, Qr, StoredLogo, blade_dots, height_dots
from printer.drawing import draw_qr
from printer.logo import usable_logo
from printer.profile import Buzzer, Logo, Profile
from printer.profile import Cut as CutKind
from printer.slip import Printable, Slip, printable, printable_link
from printer.typesetting import typeset

_HEADING_SCALES = ((2, 2), (1, 2), (1, 1))
_GAP_MM = 1.0
_MODULE_MM = 0.65
"""Edge of a module of the QR code, as near as whole dots come: a cheap camera reads it at arm's length."""
_LEAST_MODULE_DOTS = 3
_QUIET_MODULES = 4
"""Blank modules that a reader needs around the symbol (ISO/IEC 18004, 6.3.8)."""
_QR_CAPACITIES = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)
"""Bytes that versions 1 to 10 hold at error correction M (ISO/IEC 18004, table 7)."""


def lay_out(slip: Slip, profile: Profile, *, logo_stored: bool = False) -> tuple[Block, ...]:
    """The blocks of `slip` from top to bottom, without those whose text is empty.

    `logo_stored` says that the printer keeps the slip's logo, so that a printer which can prints its own. A link of
    more than 213 characters, or too wide for the paper, is left out with its caption, and so is a logo that is no
    picture: a ticket without them is still a ticket.
    """
    return tuple(_joined(_blocks(slip, profile, logo_stored)))


def length_mm(blocks: Sequence[Block], profile: Profile) -> float:
    """Estimate the paper that a ticket takes off the roll, from one cut to the next."""
    return sum(height_dots(block, profile) for block in blocks) / profile.dots_per_mm


def ending(profile: Profile, *, beep: bool) -> Iterator[Block]:
    """What ends the paper in the way of the profile, and tells of it."""
    if profile.cut is not CutKind.FEED_AND_CUT:
        yield Feed(blade_dots(profile))
    if profile.has_cutter:
        yield Cut()
    if beep and profile.buzzer is not Buzzer.NONE:
        yield Beep()


def qr_code(address: str, profile: Profile) -> Iterator[Block]:
    """The QR code of `address` and its quiet zone; nothing where it is empty, too long, or too wide for the paper."""
    link = printable_link(address)
    version = next((v for v, capacity in enumerate(_QR_CAPACITIES, 1) if len(link) <= capacity), None)
    if not link or version is None:
        return
    modules = 17 + 4 * version
    magnified = 1 if profile.native_qr else 2  # of a drawn one, the printer doubles each dot: a quarter of the bytes
    module = min(_dots(_MODULE_MM, profile, magnified), profile.dots // magnified // (modules + 2 * _QUIET_MODULES))
    if module * magnified < _LEAST_MODULE_DOTS:
        return
    quiet = Feed(_QUIET_MODULES * module * magnified)
    yield quiet
    if profile.native_qr:
        yield Qr(link, modules, module)
    else:
        yield Picture(draw_qr(link, module), Printable(f"[QR {link}]"), magnified)
    yield quiet


def _blocks(slip: Slip, profile: Profile, logo_stored: bool) -> Iterator[Block]:
    yield from _logo(slip.logo, profile, logo_stored)
    yield from typeset(slip.copy_mark, profile, bold=True, scales=_HEADING_SCALES)
    yield from _spaced(profile, typeset(slip.hall, profile, bold=True))
    yield from typeset(slip.address, profile, small=True)
    yield from _spaced(profile, typeset(slip.agency, profile))
    yield from _spaced(profile, typeset(slip.service, profile, scales=_HEADING_SCALES))
    yield from _number(slip.number, profile)
    yield from _broken_where_told(slip.issued, profile)
    yield from typeset(slip.ahead, profile, bold=True)
    yield from typeset(slip.where, profile)
    yield from _qr(slip, profile)
    yield from _spaced(profile, typeset(slip.thanks, profile))
    yield from typeset(slip.fine_print, profile, small=True)
    yield from ending(profile, beep=slip.beep)


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """The same, with one feed where several follow each other and none on top: the head stands below the cut."""
    feed, printed = 0, False
    for block in blocks:
        if isinstance(block, Feed):
            feed += block.dots
            continue
        if feed and printed:
            yield Feed(feed)
        feed, printed = 0, True
        yield block
    if feed:
        yield Feed(feed)


def _spaced(profile: Profile, blocks: Iterator[Block]) -> Iterator[Block]:
    """The same below a gap, if there are any."""
    for index, block in enumerate(blocks):
        if index == 0:
            yield Feed(_dots(_GAP_MM, profile))
        yield block


def _logo(png: bytes, profile: Profile, stored: bool) -> Iterator[Block]:
    bitmap = usable_logo(png, profile) if png else None
    if bitmap is None:
        return
    yield StoredLogo(bitmap.rows) if stored and profile.logo is not Logo.NONE else Picture(bitmap, LOGO)


def _broken_where_told(text: str, profile: Profile) -> Iterator[Block]:
    """One line, else what stands before and after the line break: a date is not to be torn before its year."""
    whole = tuple(typeset(text, profile))
    if sum(not isinstance(block, Feed) for block in whole) <= 1:
        yield from whole
    else:
        for part in text.split("\n", 1):
            yield from typeset(part, profile)


def _number(text: str, profile: Profile) -> Iterator[Block]:
    number = Printable("".join(printable(text).split()))
    if not number:
        return
    scale = min(profile.largest_scale, profile.columns // len(number))
    if scale:
        yield Number(number, scale)
    else:
        yield from typeset(number, profile, bold=True)


def _qr(slip: Slip, profile: Profile) -> Iterator[Block]:
    code = tuple(qr_code(slip.qr, profile))
    if code:
        yield from code
        yield from typeset(slip.qr_caption, profile)


def _dots(mm: float, profile: Profile, magnified: int = 1) -> int:
    return round(mm * profile.dots_per_mm / magnified)
