"""From commands to paper: what each command prints, or how it changes what the next ones print. Pure, and timeless.

Gives strips of dots, feeds and cuts in their order; when they come out is the mechanism's business.
"""

from dataclasses import dataclass, replace

from PIL import Image, ImageChops

from printer.profile import Cut, Logo, Profile
from printer.simulator.commands import Command
from printer.simulator.glyphs import glyph
from printer.simulator.graphics import Logos, QrCode, bit_image, raster, scaled
from printer.simulator.paper import Blade, Motion, Strip


class Unknown(Exception):
    """The command is none of this printer's."""


@dataclass(frozen=True, slots=True)
class Style:
    """How characters are printed; the defaults are those after ESC @."""

    align: int = 0
    font: str = "a"
    bold: bool = False
    underline: bool = False
    inverted: bool = False
    scale: tuple[int, int] = (1, 1)
    line_dots: int = 30
    codec: str = "cp437"


class Typesetter:
    """The print mode, the line that is being set, and the logos that the printer keeps."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._row_bytes = (profile.dots + 7) // 8
        self._codecs = {number: codec for codec, number in profile.code_pages.items()}
        self._logos = Logos()
        self.reset()

    def reset(self) -> None:
        """As after ESC @: a line that is begun is forgotten."""
        self._style = Style()
        self._cells: list[Image.Image] = []
        self._text = ""
        self._qr = QrCode()
        self._raster = Raster(0, 0, 0)

    def execute(self, command: Command) -> list[Motion]:
        """What `command` moves, in order; raises `Unknown`."""
        name, parameters = command.name, command.parameters
        if change := _STYLES.get(name):
            self._style = change(self._style, parameters[0])
            return []
        match name:
            case "text":
                return self._set(command.data)
            case "LF":
                return self._line()
            case "ESC d":
                return [*self._line(), *self._feed((parameters[0] - 1) * self._style.line_dots)]
            case "ESC J":
                return [*self._begun_line(), *self._feed(parameters[0])]
            case "ESC 2":
                self._style = replace(self._style, line_dots=Style().line_dots)
            case "ESC t":
                self._choose_code_page(parameters[0])
            case "GS V" | "ESC i" | "ESC m":
                return self._cut(parameters)
            case "GS v 0":
                return self._begin_raster(parameters)
            case "row":
                return self._row(command.data)
            case "ESC *":
                return self._set_picture(bit_image(parameters))
            case "GS ( k" | "GS ( L" | "FS q" | "FS p":
                return self._picture(name, parameters)
            case "GS k":
                return self._show(Image.new("1", (1, _BARCODE_DOTS)), "[barcode]")
            case _:
                if name not in _IGNORED:
                    raise Unknown
        return []

    def _set(self, data: bytes) -> list[Motion]:
        style = self._style
        motions: list[Motion] = []
        for character in data.decode(style.codec, "replace"):
            cell = glyph(character, style.font, bold=style.bold)
            cell = cell.resize((cell.width * style.scale[0], cell.height * style.scale[1]))
            if style.inverted:
                cell = ImageChops.invert(cell)
            if style.underline:
                cell.paste(1, (0, cell.height - 1, cell.width, cell.height))
            motions += self._set_cell(cell)
            self._text += character
        return motions

    def _set_picture(self, picture: Image.Image | None) -> list[Motion]:
        if picture is None:
            return []
        motions = self._set_cell(picture)
        self._text += _said(picture)
        return motions

    def _set_cell(self, cell: Image.Image) -> list[Motion]:
        """Put a character or a picture into the line; what does not fit begins the next."""
        full = sum(each.width for each in self._cells) + cell.width > self._profile.dots
        motions = self._line() if full and self._cells else []
        self._cells.append(cell)
        return motions

    def _begun_line(self) -> list[Motion]:
        return self._line(at_least=0) if self._cells else []

    def _line(self, at_least: int | None = None) -> list[Motion]:
        """Print the line and feed it out: its characters stand on one base line."""
        height = max((cell.height for cell in self._cells), default=0)
        feed = self._style.line_dots if at_least is None else at_least
        picture = Image.new("1", (max(1, sum(cell.width for cell in self._cells)), max(1, height, feed)))
        x = 0
        for cell in self._cells:
            picture.paste(cell, (x, height - cell.height))
            x += cell.width
        text = self._text.strip()
        self._cells, self._text = [], ""
        return [self._placed(picture, text)] if height or feed else []

    def _feed(self, dots: int) -> list[Motion]:
        return [Strip(bytes(self._row_bytes * dots), dots)] if dots > 0 else []

    def _choose_code_page(self, number: int) -> None:
        codec = self._codecs.get(number, "cp437" if number == 0 else "")
        if not codec:
            raise Unknown
        self._style = replace(self._style, codec=codec)

    def _cut(self, parameters: bytes) -> list[Motion]:
        if self._profile.cut is Cut.NONE:
            raise Unknown
        feeds = len(parameters) == 2
        dots = round(self._profile.blade_mm * self._profile.dots_per_mm) + parameters[1] if feeds else 0
        return [*self._begun_line(), *self._feed(dots), Blade()]

    def _begin_raster(self, parameters: bytes) -> list[Motion]:
        width, height = int.from_bytes(parameters[1:3], "little") * 8, int.from_bytes(parameters[3:5], "little")
        self._raster = Raster(parameters[0], width, height)
        return self._begun_line()

    def _row(self, data: bytes) -> list[Motion]:
        begun = self._raster
        self._raster = begun = replace(begun, rows=begun.rows + 1)
        row = scaled(raster(begun.width, 1, data), begun.mode)
        text = f"[image {begun.width}x{begun.height}]" if begun.rows == begun.height else ""
        return [self._placed(row, text)]

    def _picture(self, name: str, parameters: bytes) -> list[Motion]:
        match name, self._profile.logo:
            case "FS q", Logo.FS_P | Logo.GS_L:
                self._logos.define_all(parameters)
                return []
            case "FS p", Logo.FS_P | Logo.GS_L:
                logo = self._logos.kept(parameters[:1])
                return self._show(scaled(logo, parameters[1]), "[logo]") if logo else []
            case "GS ( L", Logo.GS_L if parameters[0] == 48:
                picture = self._logos.obey(parameters[1], parameters[2:])
                return self._show(picture, "[logo]" if parameters[1] == 69 else _said(picture))
            case "GS ( k", _ if parameters[0] == 49 and self._profile.native_qr:
                return self._show(self._qr.obey(parameters[1], parameters[2:]), f"[qr {self._qr.data}]")
        raise Unknown

    def _show(self, picture: Image.Image | None, text: str) -> list[Motion]:
        return [*self._begun_line(), self._placed(picture, text)] if picture else []

    def _placed(self, picture: Image.Image, text: str) -> Strip:
        """Across the whole paper, where ESC a says; what is too wide is cut off on the right."""
        paper = Image.new("1", (self._row_bytes * 8, picture.height))
        room = max(0, self._profile.dots - picture.width)
        paper.paste(picture, (room * self._style.align // 2, 0))
        if self._row_bytes * 8 > self._profile.dots:
            paper.paste(0, (self._profile.dots, 0, paper.width, paper.height))
        return Strip(paper.tobytes(), picture.height, text)


@dataclass(frozen=True, slots=True)
class Raster:
    """The picture whose rows are coming (GS v 0); sizes in dots as they were sent."""

    mode: int
    width: int
    height: int
    rows: int = 0


def _said(picture: Image.Image | None) -> str:
    return f"[image {picture.width}x{picture.height}]" if picture else ""


_BARCODE_DOTS = 162
"""The height of a barcode unless GS h says otherwise; the bars themselves are not drawn."""
_IGNORED = frozenset(
    {"NUL", "CR", "HT", "CAN", "DEL", "ESC R", "ESC SP", "ESC {", "ESC D", "ESC V", "ESC U", "GS b", "GS h", "GS w"}
    | {
        "GS H",
        "GS f",
        "GS L",
        "GS W",
        "GS P",
        "ESC  ",
        "FS .",
        "FS &",
        "FS !",
        "ESC p",
        "ESC c",
        "ESC B",
        "ESC ( A",
        "ESC =",
    }
)
"""Known, and without a trace on this paper: character sets of other countries, margins, buzzers, drawers, smoothing."""
_STYLES = {
    "ESC a": lambda style, n: replace(style, align=min(n % 48, 2)),
    "ESC E": lambda style, n: replace(style, bold=bool(n & 1)),
    "ESC G": lambda style, n: replace(style, bold=bool(n & 1)),
    "ESC M": lambda style, n: replace(style, font="b" if n % 48 == 1 else "a"),
    "ESC -": lambda style, n: replace(style, underline=bool(n % 48)),
    "GS B": lambda style, n: replace(style, inverted=bool(n & 1)),
    "GS !": lambda style, n: replace(style, scale=((n >> 4 & 7) + 1, (n & 7) + 1)),
    "ESC !": lambda style, n: replace(
        style,
        font="b" if n & 0x01 else "a",
        bold=bool(n & 0x08),
        scale=(1 + (n >> 5 & 1), 1 + (n >> 4 & 1)),
        underline=bool(n & 0x80),
    ),
    "ESC 3": lambda style, n: replace(style, line_dots=n),
}
