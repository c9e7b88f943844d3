"""From a PNG file to dots: whatever is in the file."""

import logging

import pytest
from PIL import Image, ImageDraw

from printer.errors import BadLogo
from printer.logo import MOST_MM, logo_bitmap, usable_logo
from printer.profile import Profile, load_profile
from tests.fakes.pictures import png, png_of
from tests.fakes.slips import LOGO

EPSON80 = load_profile("epson80")
GENERIC58 = load_profile("generic58")


def test_a_pixel_is_a_dot() -> None:
    """A drawing that fits is printed as it was drawn, without its margins."""
    bitmap = logo_bitmap(png_of(30, 20, [(5, 5), (6, 5), (13, 7)]), EPSON80)
    assert (bitmap.width, bitmap.rows) == (9, 3)
    assert bitmap.data == b"\xc0\x00\x00\x00\x00\x80"


def test_transparent_is_white() -> None:
    """What lies behind a logo is paper, also where the file hides black in it."""
    picture = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((4, 4, 7, 5), fill=(0, 0, 0, 255))
    assert logo_bitmap(png(picture), EPSON80).data == b"\xf0\xf0"


@pytest.mark.parametrize("profile", [EPSON80, GENERIC58], ids=lambda profile: profile.name)
@pytest.mark.parametrize("size", [(1200, 100), (300, 900), (2000, 2000)])
def test_a_large_logo_is_made_smaller(profile: Profile, size: tuple[int, int]) -> None:
    """As wide as the paper or as tall as the limit, in its own proportions."""
    bitmap = logo_bitmap(png(Image.new("1", size, 0)), profile)
    tallest = round(MOST_MM * profile.dots_per_mm)
    assert bitmap.width == profile.dots or bitmap.rows == tallest
    assert bitmap.width <= profile.dots
    assert bitmap.rows <= tallest
    assert bitmap.width / bitmap.rows == pytest.approx(size[0] / size[1], rel=0.05)


def test_a_photograph_is_dithered_and_line_art_is_not() -> None:
    """Grey becomes as many dots as it is dark; edges of a drawing stay edges."""
    grey = logo_bitmap(png(Image.new("L", (64, 64), 160)), EPSON80)
    share = sum(byte.bit_count() for byte in grey.data) / 64**2
    assert share == pytest.approx(1 - 160 / 255, abs=0.02)
    edge = Image.new("L", (64, 64), 0)
    edge.paste(100, (32, 0, 34, 64))
    assert set(logo_bitmap(png(edge), EPSON80).data) == {0xFF}


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"", "no PNG picture"),
        (b"\x89PNG\r\n\x1a\n", "no PNG picture"),
        (LOGO[:-40], "no PNG picture"),
        (png(Image.new("1", (10, 10), 1)), "blank"),
        (png(Image.new("1", (4000, 1001), 0)), "4000 x 1001 pixels"),
    ],
    ids=["empty", "cut", "torn", "blank", "huge"],
)
def test_what_is_no_logo(file: bytes, said: str, caplog: pytest.LogCaptureFixture) -> None:
    """It is refused by name; a ticket goes without it, and the log says so once and not with every ticket."""
    with pytest.raises(BadLogo, match=said):
        logo_bitmap(file, EPSON80)
    with caplog.at_level(logging.WARNING):
        assert usable_logo(file, EPSON80) is None
        assert usable_logo(file, EPSON80) is None
    assert len(caplog.records) == 1
    assert said in caplog.text


def test_a_picture_of_another_kind_is_refused() -> None:
    """Only PNG is read: every other reader of pictures is one more way in."""
    jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
    with pytest.raises(BadLogo):
        logo_bitmap(jpeg, EPSON80)
