"""Text and QR codes as dots: shaped, ordered, bounded, and readable."""

import subprocess
import sys

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFont

from printer.bitmap import Bitmap
from printer.drawing import FONT, draw_line, draw_qr, letters, text_width
from printer.slip import Drawable, drawable, printable_link
from tests.fakes.pictures import picture_of

SIZE = 24
TOP = 0.85
"""Of the size: the least room above the baseline."""


def ink(text: str, *, bold: bool = False, most_dots: int = 576) -> Bitmap:
    return draw_line(drawable(text, letters()), SIZE, bold=bold, most_dots=most_dots).ink


def test_the_font_has_what_its_list_says() -> None:
    """No letter of the list is drawn as the box that stands for a missing one."""
    font = ImageFont.truetype(str(FONT), SIZE)
    missing = font.getmask("\U000f0000").getbbox(), bytes(font.getmask("\U000f0000"))
    boxes = [char for char in letters() if (font.getmask(char).getbbox(), bytes(font.getmask(char))) == missing]
    assert boxes == []
    assert {"A", "é", "ß", "ж", "ꦥ", "꧀", "ر", "\u200d"} <= letters()
    assert "队" not in letters()


def test_javanese_is_shaped() -> None:
    """ka hangs under sa instead of following it, and pepet stands over both: narrower and taller than the letters."""
    apart, stacked = ink("ꦱꦏ"), ink("ꦱ꧀ꦏꦼ")
    assert stacked.width < 0.75 * apart.width
    assert stacked.rows > 1.5 * apart.rows


def test_arabic_is_joined_and_runs_from_right_to_left() -> None:
    """Letters take their joined forms, and the first one stands at the right."""
    joined, apart = ink("بتث"), ink("ب\u200cت\u200cث")
    assert joined.width < apart.width
    word = picture_of(ink("با"))
    alif = picture_of(ink("ا"))
    tallest_column = max(range(word.width), key=lambda x: sum(word.getpixel((x, y)) == 0 for y in range(word.height)))
    assert tallest_column < word.width / 2
    assert alif.width < word.width


def test_a_number_in_arabic_keeps_its_order() -> None:
    """A001 reads from left to right in the middle of a line that does not."""
    line = picture_of(ink("رقم A001"))
    number = picture_of(ink("A001"))
    assert any(
        ImageChops.difference(
            line.crop((x, line.height - y - number.height, x + number.width, line.height - y)), number
        ).getbbox()
        is None
        for x in range(line.width - number.width + 1)
        for y in range(line.height - number.height + 1)
    )


def test_bold_is_struck_twice() -> None:
    """Every dot of the plain line, and each again one dot to the right."""
    plain, bold = picture_of(ink("é")), picture_of(ink("é", bold=True))
    assert bold.width == plain.width + 1
    for x in range(bold.width):
        for y in range(bold.height):
            struck = [plain.getpixel((at, y)) == 0 for at in (x, x - 1) if 0 <= at < plain.width]
            assert (bold.getpixel((x, y)) == 0) == any(struck)


@given(st.text(st.sampled_from("ꦥꦸꦱ꧀ꦏꦼر\u0303\u0323e \u200d"), max_size=80), st.sampled_from([20, 24, 48]))
def test_no_text_is_taller_or_wider_than_its_line(text: str, size: int) -> None:
    """Marks on marks do not climb, and the paper's edge is the edge."""
    line = draw_line(drawable(text, letters()), size, bold=True, most_dots=384)
    assert line.ink.width <= 384
    assert line.above + line.ink.rows + line.below <= 2.6 * size


def test_a_tower_of_accents_ends() -> None:
    """Thirty circumflexes on one letter are as tall as a few."""
    assert ink("e" + 30 * "\u0302").rows == ink("e" + 15 * "\u0302").rows


def test_lines_of_one_size_stand_on_one_grid() -> None:
    """Letters with and without tails take the same paper, so that lines are even."""
    heights = {
        line.above + line.ink.rows + line.below
        for line in (draw_line(Drawable(text), SIZE, bold=False, most_dots=576) for text in ("é", "ég", "É"))
    }
    assert max(heights) - min(heights) <= 3


def test_text_without_ink_has_no_rows() -> None:
    """Blanks and joiners are nothing to send: GS v 0 of no rows would be an error."""
    assert draw_line(Drawable("\u200d"), SIZE, bold=True, most_dots=576).ink.rows == 0
    assert draw_line(Drawable(""), SIZE, bold=True, most_dots=576).ink.rows == 0


def test_width_is_measured_as_it_is_shaped() -> None:
    """A pasangan takes no room beside its letter."""
    assert text_width(Drawable("ꦱ꧀ꦏ"), SIZE) < text_width(Drawable("ꦱꦏ"), SIZE)


@pytest.mark.parametrize("length", [14, 34, 84, 213])
@pytest.mark.parametrize("module_dots", [1, 2, 3])
def test_a_drawn_qr_code_is_read(length: int, module_dots: int) -> None:
    """Every size of symbol, in whole dots a module, doubled by the printer, with the quiet zone of the paper."""
    link = printable_link("http://h/" + "x" * (length - 9))
    bitmap = draw_qr(link, module_dots)
    assert bitmap.width == bitmap.rows
    assert (bitmap.width // module_dots - 17) % 4 == 0
    paper = picture_of(bitmap, magnified=2, margin=8 * module_dots)
    assert [code.text for code in zxingcpp.read_barcodes(paper)] == [link]


def test_pillow_is_imported_with_the_first_drawn_line() -> None:
    """A ticket in ASCII with a code that the printer draws never asks for it: the layout comes without."""
    code = (
        "import sys\n"
        "from printer.layout import lay_out\n"
        "from printer.profile import load_profile\n"
        "from tests.fakes.slips import BANYUWANGI\n"
        "lay_out(BANYUWANGI, load_profile('epson80'))\n"
        "assert not {'PIL', 'segno'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_the_picture_of_a_line_is_black_on_white() -> None:
    """1 is a dot that is burnt: a line is mostly paper."""
    burnt = Image.frombytes("1", (ink("é").width, ink("é").rows), ink("é").data).histogram()[255]
    assert 0 < burnt < ink("é").width * ink("é").rows / 2
