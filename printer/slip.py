"""What stands on one ticket, as finished words, and the doors that make words safe for a printer.

The kiosk writes a `Slip` in the visitor's language; nothing here chooses or translates a word. Every text of a slip
reaches paper through `printable` or `printable_link`, as bytes, or through `drawable`, as dots. Only they make the
types that the blocks of `printer.blocks` and the pen of `printer.drawing` accept, so that mypy finds a text that went
around the doors.
"""

import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import NewType
from urllib.parse import quote

Printable = NewType("Printable", str)
"""Text of which no character can reach a printer as a command."""

Drawable = NewType("Drawable", str)
"""Text of which every character has a shape, and none steers the direction of others or what is drawn over what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The words of one ticket, in any characters; an empty field is left out of the paper."""

    number: str
    """As the visitor will hear it called: "A001"."""
    hall: str = ""
    address: str = ""
    agency: str = ""
    service: str = ""
    issued: str = ""
    """Date and time, in words; a line break between them is where narrow paper may break them."""
    ahead: str = ""
    """How many wait before this ticket."""
    where: str = ""
    """Where to wait."""
    qr: str = ""
    """The address behind the QR code."""
    qr_caption: str = ""
    """One line of what the QR code does; printed only with it."""
    thanks: str = ""
    fine_print: str = ""
    """The ticket's id, for staff who ask which print this was."""
    copy_mark: str = ""
    """ "SALINAN" on a reprint; empty on the original."""
    logo: bytes = b""
    """The hall's logo, a PNG file."""
    beep: bool = False
    """Whether a printer that can beep tells that the ticket is out."""


def printable(text: str, code_page: str = "ascii") -> Printable:
    """Reduce `text` to single-byte characters of `code_page` (a Python codec) that a printer takes for text.

    Line breaks and every other white space become one blank each; control, format and bidi characters, surrogates
    and unassigned code points vanish; typographic signs and what the code page lacks are written in ASCII (“é” is e,
    “…” is ...), else "?". Idempotent.
    """
    return Printable("".join(_reduced(char, code_page) for char in _plain(text)))


def code_page_for(text: str, code_pages: Iterable[str]) -> str | None:
    """The codec with which `printable` loses no letter of `text`: ASCII, else the first of `code_pages`, if any.

    None also for text that a printer would set wrong although it knows the letters: written from right to left, or
    with marks that belong over and under others.
    """
    plain = _plain(text)
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT or _is_mark(char) for char in plain):
        return None
    return next((page for page in ("ascii", *code_pages) if all(_fits(char, page) for char in plain)), None)


def drawable(text: str, letters: Container[str]) -> Drawable:
    """Reduce `text` to characters of a font, which has `letters`.

    As `printable`, but the joiners that Arabic and the scripts of India and Java need stay (U+200C, U+200D), where the
    font has them. Idempotent.
    """
    return Drawable("".join(char if char in letters else _reduced(char, "ascii") for char in _plain(text, _JOINERS)))


def printable_link(url: str) -> Printable:
    """Reduce `url` to visible ASCII: what `printable` drops is dropped, blanks and other characters are %-encoded.

    The data of a QR code (GS ( k, function 180) is counted, so that it cannot end early, but printers also obey
    real-time commands (DLE EOT, DLE DC4) which they find inside counted data.
    """
    kept = "".join(char for char in url if not _is_command_like(char))
    return Printable(quote(kept, safe=_VISIBLE_ASCII, errors="replace"))


_VISIBLE_ASCII = "".join(map(chr, range(0x21, 0x7F)))

_JOINERS = "\u200c\u200d"
_RIGHT_TO_LEFT = ("R", "AL", "AN")

_SIGNS = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛‹›′ʻʼ", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("•·∙", "*"),
    "…": "...",
    "→": "->",
    "←": "<-",
    "×": "x",
    "÷": "/",
    "⁄": "/",
}
"""Typographic signs: a ticket loses nothing when it has them as a typewriter would."""

_LETTERS = {
    "€": "EUR",
    "©": "(c)",
    "®": "(R)",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ł": "l",
    "Ł": "L",
    "ı": "i",
}
"""What Unicode does not take apart into a letter of ASCII and a mark."""


def _plain(text: str, kept: str = "") -> str:
    """`text` composed, with blanks for white space, ASCII for signs, and nothing that has no shape but `kept`."""
    return "".join(_plain_char(char, kept) for char in unicodedata.normalize("NFC", text))


def _plain_char(char: str, kept: str) -> str:
    if _is_blank(char):
        return " "
    if _is_command_like(char):
        return char if char in kept else ""
    return _SIGNS.get(char, char)


def _reduced(char: str, code_page: str) -> str:
    if _is_command_like(char):
        return ""
    if _fits(char, code_page):
        return char
    if char in _LETTERS:
        return _LETTERS[char]
    if _is_mark(char):
        return ""
    parts = unicodedata.normalize("NFKD", char)
    if parts == char:
        return "?"
    return "".join(_reduced(plain, code_page) for part in parts for plain in _plain_char(part, kept=""))


def _is_blank(char: str) -> bool:
    return char in "\t\n\v\f\r\x85" or unicodedata.category(char).startswith("Z")


def _is_command_like(char: str) -> bool:
    """Categories Cc (C0, DEL, C1), Cf (bidi and format), Cs (surrogates), Co and Cn: nothing that has a shape."""
    return unicodedata.category(char).startswith("C")


def _is_mark(char: str) -> bool:
    """Stands over, under or around the letter before it."""
    return unicodedata.category(char).startswith("M")


def _fits(char: str, code_page: str) -> bool:
    """Whether the code page has `char` as one byte that is no control code."""
    try:
        encoded = char.encode(code_page)
    except UnicodeEncodeError:
        return False
    return len(encoded) == 1 and encoded[0] >= 0x20 and encoded[0] != 0x7F
