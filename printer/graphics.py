"""The commands of ESC/POS for pictures, as bytes: printed at once, stored in the printer, printed from there.

Pictures go out in slices, because a cheap printer's buffer holds no more, and without the real-time commands that
their dots may spell (`printer.realtime`). Called by `printer.encode`, and by whoever stores a logo.
"""

from collections.abc import Iterator
from typing import assert_never

from printer.bitmap import Bitmap
from printer.errors import BadLogo
from printer.logo import logo_bitmap
from printer.profile import Logo, Profile
from printer.realtime import defused, holds_realtime_command

_KEY = b"A1"
"""The two characters under which GS ( L keeps the logo: the printer's own tools list them."""
_WHOLE_BYTES = 8


def raster(bitmap: Bitmap, most_rows: int, magnified: int = 1) -> bytes:
    """GS v 0, as often as slices of `most_rows` rows are needed; `magnified` 2 draws each dot as two by two.

    Each slice begins with GS, so that no command can hide where two of them meet.
    """
    return b"".join(_slices(bitmap, most_rows, mode=3 if magnified == 2 else 0))


def stored_logo(kind: Logo) -> bytes:
    """Print the picture that `encode_logo_for_storing` has stored: FS p 1 0, or GS ( L function 69."""
    match kind:
        case Logo.FS_P:
            return b"\x1cp\x01\x00"
        case Logo.GS_L:
            return b"\x1d(L\x06\x000E" + _KEY + b"\x01\x01"
        case Logo.NONE:
            raise BadLogo("this printer keeps no logo")
        case _:
            assert_never(kind)


def encode_logo_for_storing(png: bytes, profile: Profile) -> bytes:
    """The bytes that store a logo in the printer, in the place of an earlier one: FS q, or GS ( L function 67.

    The printer's memory takes a few thousand writes, so that this is for a person's command and never for a ticket;
    a printer that obeys FS q starts anew. Raises `BadLogo`.
    """
    bitmap = logo_bitmap(png, profile)
    match profile.logo:
        case Logo.FS_P:
            return _fs_q(bitmap)
        case Logo.GS_L:
            return _gs_l_67(bitmap)
        case Logo.NONE:
            raise BadLogo(f"printers of the family {profile.name} keep no logo")
        case _:
            assert_never(profile.logo)


def _slices(bitmap: Bitmap, most_rows: int, mode: int) -> Iterator[bytes]:
    for first in range(0, bitmap.rows, most_rows):
        part = bitmap.slice(first, most_rows)
        header = b"\x1dv0" + bytes([mode]) + _word(part.width_bytes) + _word(part.rows)
        yield header + defused(part.data, before=header)


def _gs_l_67(bitmap: Bitmap) -> bytes:
    body = b"0C0" + _KEY + b"\x01" + _word(bitmap.width) + _word(bitmap.rows) + b"1"
    header = b"\x1d(L" + _word(len(body) + len(bitmap.data)) + body
    if holds_realtime_command(header):  # a length may spell one; a blank row makes it another
        return _gs_l_67(Bitmap(bitmap.width, bitmap.rows + 1, bitmap.data + bytes(bitmap.width_bytes)))
    return header + defused(bitmap.data, before=header)


def _fs_q(bitmap: Bitmap) -> bytes:
    """One picture, number 1, column by column from the left, each from the top in bytes of eight dots."""
    header = b"\x1cq\x01" + _word(bitmap.width_bytes) + _word(-(-bitmap.rows // _WHOLE_BYTES))
    return header + defused(_columns(bitmap), before=header)


def _columns(bitmap: Bitmap) -> bytes:
    rows = [bitmap.data[start : start + bitmap.width_bytes] for start in range(0, len(bitmap.data), bitmap.width_bytes)]
    rows += [bytes(bitmap.width_bytes)] * (-len(rows) % _WHOLE_BYTES)
    return bytes(
        sum((rows[top + down][at] >> bit & 1) << (7 - down) for down in range(_WHOLE_BYTES))
        for at in range(bitmap.width_bytes)
        for bit in range(7, -1, -1)
        for top in range(0, len(rows), _WHOLE_BYTES)
    )


def _word(value: int) -> bytes:
    return value.to_bytes(2, "little")
