"""Small PNG files, and bitmaps as a reader sees them."""

import io
from collections.abc import Iterable

from PIL import Image

from printer.bitmap import Bitmap


def png_of(width: int, rows: int, black: Iterable[tuple[int, int]]) -> bytes:
    """A white picture at least so large, with black dots at some (x, y)."""
    dots = list(black)
    size = max(width, 1 + max(x for x, _ in dots)), max(rows, 1 + max(y for _, y in dots))
    picture = Image.new("1", size, 1)
    for place in dots:
        picture.putpixel(place, 0)
    return png(picture)


def png(picture: Image.Image) -> bytes:
    """The bytes of a PNG file."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def picture_of(bitmap: Bitmap, magnified: int = 1, margin: int = 0) -> Image.Image:
    """Black on white, as it stands on paper."""
    ink = Image.frombytes("1", (bitmap.width, bitmap.rows), bitmap.data, "raw", "1;I")
    ink = ink.resize((bitmap.width * magnified, bitmap.rows * magnified), Image.Resampling.NEAREST)
    paper = Image.new("1", (ink.width + 2 * margin, ink.height + 2 * margin), 1)
    paper.paste(ink, (margin, margin))
    return paper
