"""The hall's logo as it lies in the folder: whether `logo.png` is a sound PNG file of bounded size.

Only the frame of the file is judged here, so that the hub loads no picture library; what the dots are is the printer's.
"""

import struct
import zlib
from collections.abc import Iterator

from config.errors import Mistake
from config.files import LOGO
from config.schema import Printing

MOST_BYTES = 32 * 1024
"""Every kiosk gets the logo with each welcome."""
MOST_PIXELS = 1_000_000
"""Four times what an 80 mm ticket of 25 mm could show at 300 dpi: more is a photograph by mistake."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def logo_mistakes(printing: Printing, logo: bytes | None) -> Iterator[Mistake]:
    """What is wrong with the file when the ticket shall have a logo; `None` stands for no file."""
    if not printing.logo:
        return
    if logo is None:
        yield Mistake("printing.toml", "logo", "true", f"there is no {LOGO} in the folder; add it, or write false")
    elif fault := _fault(logo):
        yield Mistake(LOGO, "", "", fault)


def _fault(logo: bytes) -> str:
    if len(logo) > MOST_BYTES:
        return f"has {len(logo)} bytes; at most {MOST_BYTES} are allowed"
    chunks = _chunks(logo)
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13 or chunks[-1][0] != b"IEND":
        return "is no PNG picture, or a damaged one"
    width, height = struct.unpack(">II", chunks[0][1][:8])
    if not 0 < width * height <= MOST_PIXELS:
        return f"has {width} x {height} pixels; at most {MOST_PIXELS} in all are allowed"
    return ""


def _chunks(logo: bytes) -> list[tuple[bytes, bytes]]:
    """Type and data of each chunk (PNG specification, 5.3) up to the first that is cut short or has another CRC."""
    found: list[tuple[bytes, bytes]] = []
    rest = logo.removeprefix(_SIGNATURE)
    while len(rest) < len(logo) and len(rest) >= 12:
        (length,) = struct.unpack(">I", rest[:4])
        chunk, crc, rest = rest[4 : 8 + length], rest[8 + length : 12 + length], rest[12 + length :]
        if crc != zlib.crc32(chunk).to_bytes(4, "big"):
            break
        found.append((chunk[:4], chunk[4:]))
    return found
