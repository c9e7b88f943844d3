"""The test page: everything that may look wrong on a printer, on one piece of paper, for whoever installs it.

Made of the same blocks as a ticket and by the same layout, so that what is right here is right on tickets. Pure; its
words are English like those of the command that prints it.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from printer.blocks import LOGO, Align, Block, Feed, Line, Number, Picture, StoredLogo
from printer.layout import ending, qr_code
from printer.logo import MOST_MM, logo_bitmap
from printer.profile import Logo, Profile
from printer.slip import printable
from printer.typesetting import typeset

QR_ADDRESS = "https://example.org/t/7KQ2M9XB4T"
"""As long as that of a ticket."""
SAMPLES = ("áàâäãå ç éèêë íìîï ñ óòôöõø ß úùûü €", "ꦩꦠꦸꦂꦤꦸꦮꦸꦤ꧀ ꦧꦚꦸꦮꦔꦶ")
"""Letters with accents, and the Javanese for "thank you, Banyuwangi"."""


def lay_out_test_page(
    profile: Profile, *, logo: bytes = b"", logo_stored: bool = False, beep: bool = False
) -> tuple[Block, ...]:
    """The blocks of the page. `logo` is a PNG, sent with the page; `logo_stored` prints the printer's own as well.

    Raises `BadLogo`.
    """
    return tuple(_blocks(profile, logo, logo_stored, beep))


def _blocks(profile: Profile, logo: bytes, logo_stored: bool, beep: bool) -> Iterator[Block]:
    yield from typeset(f"Antrean: {profile.name}", profile, bold=True, scales=((2, 2), (1, 2)))
    yield from typeset(profile.description, profile, small=True)
    yield from _headed("Widths: each ruler fills one line", profile, _rulers(profile))
    for codec, number in profile.code_pages.items():
        yield from _headed(f"Code page {codec} (ESC t {number})", profile, _letters(codec, profile))
    yield from _headed("Accents and Javanese, by letters or dots", profile, _samples(profile))
    yield from _headed("The number of a ticket", profile, _number(profile))
    if profile.native_qr:
        yield from _headed("QR code, drawn by the printer", profile, qr_code(QR_ADDRESS, profile))
    yield from _headed("QR code, sent as a picture", profile, qr_code(QR_ADDRESS, replace(profile, native_qr=False)))
    if logo:
        yield from _headed("Logo, sent as a picture", profile, iter([Picture(logo_bitmap(logo, profile), LOGO)]))
    if logo_stored and profile.logo is not Logo.NONE:
        yield from _headed(
            "Logo, kept by the printer", profile, iter([StoredLogo(round(MOST_MM * profile.dots_per_mm))])
        )
    yield from ending(profile, beep=beep)


def _headed(title: str, profile: Profile, blocks: Iterator[Block]) -> Iterator[Block]:
    yield Feed(round(_GAP_MM * profile.dots_per_mm))
    yield from typeset(title, profile, bold=True)
    yield from blocks


def _rulers(profile: Profile) -> Iterator[Line]:
    yield Line(printable(_ruler(profile.columns)), align=Align.LEFT)
    yield Line(printable(_ruler(profile.small_columns)), small=True, align=Align.LEFT)
    yield Line(printable(_ruler(profile.columns // 2)), scale=(2, 1), align=Align.LEFT)


def _ruler(columns: int) -> str:
    """....:....1....:....2..|, whose last character stands at the edge of the paper."""
    tens = "".join(f"....:....{ten % 10}" for ten in range(1, columns // 10 + 2))
    return tens[: columns - 1] + "|"


def _letters(codec: str, profile: Profile) -> Iterator[Line]:
    """All that tickets use of a code page beyond ASCII."""
    upper_half = bytes(range(0x80, 0x100)).decode(codec, "ignore")
    letters = "".join(char for char in upper_half if printable(char, codec) == char)
    for start in range(0, len(letters), profile.columns):
        yield Line(printable(letters[start : start + profile.columns], codec), align=Align.LEFT, code_page=codec)


def _samples(profile: Profile) -> Iterator[Block]:
    for sample in SAMPLES:
        yield from typeset(sample, profile)


def _number(profile: Profile) -> Iterator[Block]:
    number = printable("A001")
    yield Number(number, min(profile.largest_scale, profile.columns // len(number)))


_GAP_MM = 2.0
