"""What stands on one ticket, as finished words, and the one door that makes words safe for a printer.

The kiosk writes a `Slip` in the visitor's language; nothing here chooses or translates a word. Every text of a slip
reaches paper through `printable` (or `printable_link`), and only they make a `Printable`: the type that the blocks of
`printer.layout` accept, so that mypy finds a text that went around the door.
"""

import unicodedata
from dataclasses import dataclass
from typing import NewType
from urllib.parse import quote

Printable = NewType("Printable", str)
"""Text of which no character can reach a printer as a command."""


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
    """Date and time, in words: "Selasa, 24 November 2026 08.41 WIB"."""
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


def printable(text: str, code_page: str = "ascii") -> Printable:
    """Reduce `text` to single-byte characters of `code_page` (a Python codec) that a printer takes for text.

    Line breaks and every other white space become one blank each; control, format and bidi characters, surrogates
    and unassigned code points vanish; what the code page lacks is written in ASCII (“é” is e, “…” is ...), else "?".
    Idempotent.
    """
    return Printable("".join(_reduced(char, code_page) for char in unicodedata.normalize("NFC", text)))


def printable_link(url: str) -> Printable:
    """Reduce `url` to visible ASCII: what `printable` drops is dropped, blanks and other characters are %-encoded.

    The data of a QR code (GS ( k, function 180) is counted, so that it cannot end early, but printers also obey
    real-time commands (DLE EOT, DLE DC4) which they find inside counted data.
    """
    kept = "".join(char for char in url if not _is_command_like(char))
    return Printable(quote(kept, safe=_VISIBLE_ASCII, errors="replace"))


_VISIBLE_ASCII = "".join(map(chr, range(0x21, 0x7F)))

_ASCII_FOR = {
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


def _reduced(char: str, code_page: str) -> str:
    if _is_blank(char):
        return " "
    if _is_command_like(char):
        return ""
    if _fits(char, code_page):
        return char
    if char in _ASCII_FOR:
        return _ASCII_FOR[char]
    if unicodedata.category(char) in ("Mn", "Me"):  # a mark over or under the letter before it
        return ""
    parts = unicodedata.normalize("NFKD", char)
    return "?" if parts == char else "".join(_reduced(part, code_page) for part in parts)


def _is_blank(char: str) -> bool:
    return char in "\t\n\v\f\r\x85" or unicodedata.category(char).startswith("Z")


def _is_command_like(char: str) -> bool:
    """Categories Cc (C0, DEL, C1), Cf (bidi and format), Cs (surrogates), Co and Cn: nothing that has a shape."""
    return unicodedata.category(char).startswith("C")


def _fits(char: str, code_page: str) -> bool:
    """Whether the code page has `char` as one byte that is no control code."""
    try:
        encoded = char.encode(code_page)
    except UnicodeEncodeError:
        return False
    return len(encoded) == 1 and encoded[0] >= 0x20 and encoded[0] != 0x7F
