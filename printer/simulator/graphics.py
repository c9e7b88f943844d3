"""Pictures that a printer is sent, keeps, or draws itself: rasters, columns of dots, logos and QR codes. Pure.

All are of mode "1" with ink as 1. Layouts of the data are those of GS v 0, ESC *, FS q, GS ( L and GS ( k in Epson's
command reference.
"""

import segno
from PIL import Image


def raster(width: int, height: int, data: bytes) -> Image.Image:
    """Rows of dots from the top, the left dot of eight in the highest bit; IndexError when there are not so many."""
    if len(data) < (width + 7) // 8 * height:
        raise IndexError
    return Image.frombytes("1", (width, height), data)


def columns(height: int, data: bytes) -> Image.Image:
    """Columns of dots from the left, each of `height` dots (a multiple of 8), the top dot of eight highest."""
    width = len(data) * 8 // height
    return raster(height, width, data).transpose(Image.Transpose.TRANSPOSE)


def bit_image(parameters: bytes) -> Image.Image | None:
    """The picture of ESC * m nL nH d…, as large as it is printed; None for a mode that there is not."""
    if (mode := _BIT_IMAGES.get(parameters[0])) is None or not parameters[3:]:
        return None
    height, across, down = mode
    picture = columns(height, parameters[3:])
    return picture.resize((picture.width * across, picture.height * down))


_BIT_IMAGES = {0: (8, 2, 3), 1: (8, 1, 3), 32: (24, 2, 1), 33: (24, 1, 1)}
"""Modes of ESC *: dots of a column, and how large a dot is printed across and down."""


def scaled(picture: Image.Image, mode: int) -> Image.Image:
    """As GS v 0 and FS p print it: 1 doubles its width, 2 its height, 3 both; 48 to 51 are the same."""
    return picture.resize((picture.width << (mode & 1), picture.height << (mode >> 1 & 1)))


class QrCode:
    """What GS ( k has set for the next QR code, and its data."""

    def __init__(self) -> None:
        self._module_dots = 3
        self._level = "l"
        self.data = ""

    def obey(self, function: int, arguments: bytes) -> Image.Image | None:
        """One function of GS ( k, cn 49; a picture when it is printed and there is data that fits into a QR code."""
        match function:
            case 67:
                self._module_dots = min(max(1, arguments[0]), 16)
            case 69:
                self._level = "lmqh"[arguments[0] & 3]
            case 80:
                self.data = arguments[1:].decode("utf-8", "replace")
            case 81:
                return self._drawn()
            case _:
                pass
        return None

    def _drawn(self) -> Image.Image | None:
        try:
            code = segno.make(self.data, error=self._level, micro=False, boost_error=False)
        except (ValueError, segno.DataOverflowError):
            return None
        size = len(code.matrix)
        symbol = Image.new("1", (size, size))
        symbol.putdata([bool(module) for row in code.matrix for module in row])
        return symbol.resize((size * self._module_dots, size * self._module_dots))


class Logos:
    """The pictures that outlive a job: those of FS q by number, those of GS ( L by their two letters."""

    def __init__(self) -> None:
        self._kept: dict[bytes, Image.Image] = {}
        self._sent: Image.Image | None = None

    def define_all(self, parameters: bytes) -> None:
        """FS q n [xL xH yL yH d…] n times: replaces all that there were."""
        self._kept.clear()
        start = 1
        for number in range(1, parameters[0] + 1):
            width, height = _pair(parameters, start), _pair(parameters, start + 2)
            end = start + 4 + width * height * 8
            if width and height:
                self._kept[bytes([number])] = columns(height * 8, parameters[start + 4 : end])
            start = end

    def kept(self, key: bytes) -> Image.Image | None:
        """The logo of that number (FS p) or of those letters."""
        return self._kept.get(key)

    def obey(self, function: int, arguments: bytes) -> Image.Image | None:
        """One function of GS ( L, m 48; a picture when it is printed."""
        match function:
            case 67:
                self._kept[arguments[1:3]] = raster(_pair(arguments, 4), _pair(arguments, 6), arguments[9:])
            case 69:
                if picture := self._kept.get(arguments[:2]):
                    return _enlarged(picture, arguments[2], arguments[3])
            case 112:
                picture = raster(_pair(arguments, 4), _pair(arguments, 6), arguments[8:])
                self._sent = _enlarged(picture, arguments[1], arguments[2])
            case 2 | 50:
                picture, self._sent = self._sent, None
                return picture
            case _:
                pass
        return None


def _enlarged(picture: Image.Image, across: int, down: int) -> Image.Image:
    """Once or twice as large, each way; other numbers count as once."""
    return picture.resize((picture.width * (1 + (across == 2)), picture.height * (1 + (down == 2))))


def _pair(data: bytes, start: int) -> int:
    return int.from_bytes(data[start : start + 2], "little")
