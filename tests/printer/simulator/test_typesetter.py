"""What is on the paper: sizes, styles, pictures, logos and code pages, looked at dot by dot."""

import io
from collections.abc import Iterator, Sequence

import pytest
import segno
import zxingcpp
from PIL import Image

from printer.profile import load_profile
from printer.simulator.commands import CommandParser
from printer.simulator.glyphs import glyph
from printer.simulator.paper import Blade, Paper, Strip
from printer.simulator.typesetter import Typesetter, Unknown

LINK = "https://antrean.example/t/7KQ2M9XB4T"


def printed(data: bytes, profile: str) -> Iterator[Strip]:
    typesetter = Typesetter(load_profile(profile))
    for command in CommandParser().feed(data):
        if command.name == "ESC @":
            typesetter.reset()
            continue
        yield from (motion for motion in typesetter.execute(command) if isinstance(motion, Strip))


def strips(data: bytes, profile: str = "epson80") -> Sequence[Strip]:
    """What `data` prints, without what only feeds."""
    return [strip for strip in printed(data, profile) if strip.text or any(strip.rows)]


def picture(data: bytes, profile: str = "epson80") -> Image.Image:
    """The paper that `data` prints, ink is 1."""
    rows = b"".join(strip.rows for strip in printed(data, profile))
    width = load_profile(profile).dots
    return Image.frombytes("1", (width, len(rows) * 8 // width), rows)


@pytest.mark.parametrize(
    ("profile", "columns", "small"), [("epson80", 48, 64), ("generic58", 32, 42), ("epson80-42", 42, 56)]
)
def test_a_line_holds_as_many_characters_as_the_family_says(profile: str, columns: int, small: int) -> None:
    """One more begins the next line."""
    assert [strip.text for strip in strips(b"x" * (columns + 1) + b"\n", profile)] == ["x" * columns, "x"]
    assert [len(strip.text) for strip in strips(b"\x1bM\x01" + b"x" * (small + 1) + b"\n", profile)] == [small, 1]


def test_characters_grow_by_whole_dots() -> None:
    """GS ! of 3 across and 2 down: each dot of the character is that large."""
    large = picture(b"\x1d!\x21A\n").crop((0, 0, 36, 48))
    assert large.tobytes() == glyph("A", "a").resize((36, 48)).tobytes()


def test_lines_stand_where_they_are_told() -> None:
    """ESC a: the ink begins left, in the middle, or ends right."""
    two_dots = b"\x1b*\x21\x02\x00" + b"\xff" * 6 + b"\n"
    left, centre, right = (picture(b"\x1ba" + bytes([n]) + two_dots).getbbox() for n in range(3))
    assert (left, centre, right) == ((0, 0, 2, 24), (287, 0, 289, 24), (574, 0, 576, 24))


def test_a_line_feeds_what_esc_3_says_and_never_less_than_its_characters() -> None:
    assert [strip.height for strip in strips(b"\x1b3\x28A\n\x1b3\x00A\n\x1b2A\n")] == [40, 24, 30]


@pytest.mark.parametrize(
    ("style", "is_more_ink"), [(b"\x1bE\x01", True), (b"\x1b-\x01", True), (b"\x1dB\x01", True), (b"\x1bM\x01", False)]
)
def test_styles_can_be_seen(style: bytes, is_more_ink: bool) -> None:
    """Bold, underlined and inverted are blacker, font B is smaller."""
    plain, styled = (sum(picture(data + b"Antrean\n").convert("L").histogram()[1:]) for data in (b"", style))
    assert (styled > plain) is is_more_ink
    assert styled != plain


def test_code_pages_by_their_numbers() -> None:
    """ESC t of the family; a number that it does not have is unknown."""
    assert strips(b"\x1bt\x10\x80\x1bt\x00\x82\n")[0].text == "€é"
    with pytest.raises(Unknown):
        strips(b"\x1bt\x63")


def test_a_qr_code_is_the_one_that_was_asked_for() -> None:
    """Its size is that of its modules, and it reads back."""
    data = LINK.encode()
    store = b"\x1d(k" + (len(data) + 3).to_bytes(2, "little") + b"1P0" + data
    drawn = picture(b"\x1ba\x01\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1" + store + b"\x1d(k\x03\x001Q0")
    modules = segno.make(LINK, error="m", micro=False, boost_error=False).symbol_size(border=0)[0]
    left, _, right, _ = drawn.getbbox() or (0, 0, 0, 0)
    assert right - left == modules * 6
    paper = Image.new("L", (drawn.width, drawn.height + 60), 255)
    paper.paste(0, (0, 30), drawn)
    assert [code.text for code in zxingcpp.read_barcodes(paper)] == [LINK]


def test_a_family_without_qr_codes_does_not_draw_them() -> None:
    with pytest.raises(Unknown):
        strips(b"\x1d(k\x03\x001Q0", "generic58")


PATTERN = Image.new("1", (16, 8))
PATTERN.putpixel((0, 0), 1)
PATTERN.putpixel((15, 7), 1)
PATTERN.putpixel((3, 5), 1)
BY_COLUMNS = PATTERN.transpose(Image.Transpose.TRANSPOSE).tobytes()
"""Eight dots a column."""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("GS v 0", b"\x1dv0\x00\x02\x00\x08\x00" + PATTERN.tobytes()),
        ("GS ( L 112", b"\x1d(L\x1a\x000p0\x01\x011\x10\x00\x08\x00" + PATTERN.tobytes() + b"\x1d(L\x02\x0002"),
        (
            "GS ( L 67",
            b"\x1d(L\x1b\x000C0L1\x01\x10\x00\x08\x001" + PATTERN.tobytes() + b"\x1b@\x1d(L\x06\x000EL1\x01\x01",
        ),
        ("FS q", b"\x1cq\x01\x02\x00\x01\x00" + BY_COLUMNS + b"\x1b@\x1cp\x01\x00"),
    ],
)
def test_every_way_to_print_a_picture_gives_the_same_dots(name: str, data: bytes) -> None:
    """Rasters, rasters through memory, and both kinds of logo, which outlive ESC @."""
    assert picture(data).crop((0, 0, 16, 8)).tobytes() == PATTERN.tobytes()


def test_columns_of_eight_dots_are_three_times_as_tall() -> None:
    """ESC * 1, as printers with a head for 24 dots do it."""
    assert (
        picture(b"\x1b*\x01\x10\x00" + BY_COLUMNS + b"\n").crop((0, 0, 16, 24)).tobytes()
        == PATTERN.resize((16, 24)).tobytes()
    )


def test_a_cut_feeds_to_the_blade_where_it_is_told_to() -> None:
    """GS V 66 n; and a family without a cutter knows no cut."""
    typesetter = Typesetter(load_profile("epson80"))
    (command,) = CommandParser().feed(b"\x1dVB\x0a")
    feed, blade = typesetter.execute(command)
    assert isinstance(feed, Strip)
    assert feed.height == round(15 * load_profile("epson80").dots_per_mm) + 10
    assert isinstance(blade, Blade)
    with pytest.raises(Unknown):
        Typesetter(load_profile("generic58")).execute(command)


def test_a_piece_of_paper_as_a_picture() -> None:
    """One pixel a dot, ink black, and the blank between head and blade on top."""
    paper = Paper(16, dots_per_mm=8, blade_mm=1, roll_mm=100)
    paper.advance(b"\xff\xff" * 3)
    paper.advance(bytes(2) * 8)
    drawn = Image.open(io.BytesIO(paper.cut().png()))
    assert drawn.size == (16, 11)
    assert [drawn.getpixel((0, y)) for y in range(11)] == [255] * 8 + [0] * 3
