"""A hall's logo: from the bytes of a PNG file to the dots of the paper.

Nothing here is trusted: the file came over the network. Pillow is imported with the first logo.
"""

import logging
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from printer.bitmap import Bitmap
from printer.errors import BadLogo
from printer.profile import Profile

if TYPE_CHECKING:
    from PIL import Image

log = logging.getLogger(__name__)

MOST_MM = 25.0
"""Height; a taller logo is made smaller."""
_MOST_PIXELS = 4_000_000
"""Of the file: more would take seconds and memory to read."""
_GREY = slice(64, 192)
_MOST_GREY = 0.1
"""Share of grey in the picture up to which it is line art, with hard edges, and not a photograph, to be dithered."""


def logo_bitmap(png: bytes, profile: Profile) -> Bitmap:
    """The picture, a pixel a dot, made smaller where it is wider than the paper or taller than `MOST_MM`.

    Transparent is white, margins are cut off. Raises `BadLogo`.
    """
    return _drawn(png, profile.dots, _tallest(profile))


def usable_logo(png: bytes, profile: Profile) -> Bitmap | None:
    """The same, or None, said once in the log: a ticket without a logo is still a ticket."""
    return _usable(png, profile.dots, _tallest(profile))


def _tallest(profile: Profile) -> int:
    return round(MOST_MM * profile.dots_per_mm)


@lru_cache(maxsize=4)
def _usable(png: bytes, widest: int, tallest: int) -> Bitmap | None:
    try:
        return _drawn(png, widest, tallest)
    except BadLogo as exc:
        log.warning("tickets are printed without a logo: %s", exc)
        return None


def _drawn(png: bytes, widest: int, tallest: int) -> Bitmap:
    from PIL import Image, ImageOps

    seen = _read(png)
    picture = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("L")
    box = ImageOps.invert(picture).getbbox()
    if box is None:
        raise BadLogo("the logo is blank")
    cut = picture.crop(box)
    scale = min(1.0, widest / cut.width, tallest / cut.height)
    return _dots(cut.resize((max(1, round(cut.width * scale)), max(1, round(cut.height * scale)))))


def _read(png: bytes) -> "Image.Image":
    from PIL import Image

    try:
        with Image.open(BytesIO(png), formats=["PNG"]) as file:
            return _bounded(file).convert("RGBA")
    except (OSError, ValueError, SyntaxError) as exc:  # what Pillow raises for a broken PNG
        raise BadLogo(f"the logo is no PNG picture that can be read: {exc}") from exc


def _bounded(file: "Image.Image") -> "Image.Image":
    if file.width * file.height > _MOST_PIXELS:
        raise ValueError(f"{file.width} x {file.height} pixels, more than {_MOST_PIXELS}")
    return file


def _dots(picture: "Image.Image") -> Bitmap:
    grey = sum(picture.histogram()[_GREY])
    if grey <= _MOST_GREY * picture.width * picture.height:
        black = picture.point(lambda level: 255 * (level < 128), mode="1")
    else:
        black = picture.point(lambda level: 255 - level).convert("1")  # Floyd and Steinberg
    return Bitmap(picture.width, picture.height, black.tobytes())
