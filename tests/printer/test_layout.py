"""Order, wrapping, sizes and length of a ticket."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from printer.layout import MOST_LINES, Block, Cut, Feed, Line, Number, Qr, lay_out, length_mm, wrap
from printer.profile import Cut as CutKind
from printer.profile import load_profile
from printer.slip import Slip, printable
from tests.fakes.slips import BANYUWANGI, BARE, COPY, LONGEST

EPSON80 = load_profile("epson80")

words = st.lists(st.text("abcdefgh", min_size=1, max_size=30), max_size=40)
columns = st.integers(1, 48)
slips = st.builds(Slip, **{field.name: st.text(max_size=300) for field in fields(Slip)})


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [
        block.data if isinstance(block, Qr) else block.text for block in blocks if isinstance(block, Line | Number | Qr)
    ]


def test_the_order_from_top_to_bottom() -> None:
    """Hall, agency, service, number, time, people ahead, where to wait, QR code and its line, thanks, id, cut."""
    blocks = lay_out(COPY, EPSON80)
    assert texts(blocks) == [
        "SALINAN",
        "Mal Pelayanan Publik Kabupaten Banyuwangi",
        "Jl. Sritanjung No. 1",
        "Dinas Kependudukan dan",
        "Pencatatan Sipil (Disdukcapil)",
        "Perekaman KTP-el baru",
        "A001",
        "Selasa, 24 November 2026 08.41 WIB",
        "3 orang di depan Anda",
        "Silakan menunggu di ruang tunggu lantai 1",
        "http://10.20.0.5:8080/t/7KQ2M9XB4T",
        "Pantau antrean di ponsel Anda",
        "Terima kasih",
        "7KQ2M9XB4T",
    ]
    assert blocks[-1] == Cut()


def test_an_empty_field_leaves_no_paper() -> None:
    """A slip of a number alone is a number and a cut, without a feed for what is not there."""
    assert lay_out(BARE, EPSON80) == (Number(printable("B027"), 8), Cut())


@pytest.mark.parametrize("empty", [field.name for field in fields(Slip)])
def test_each_field_can_be_left_out(empty: str) -> None:
    """Without a field the ticket is the same ticket without that field's text; a caption goes with its QR code."""
    left = texts(lay_out(replace(COPY, **{empty: ""}), EPSON80))
    whole = texts(lay_out(COPY, EPSON80))
    lost = [text for text in whole if text not in left]
    assert left == [text for text in whole if text not in lost]
    gone = getattr(COPY, empty) if empty != "qr" else f"{COPY.qr} {COPY.qr_caption}"
    assert " ".join(lost) == gone


@given(words, columns)
def test_wrapping_keeps_every_letter_in_order(words: list[str], columns: int) -> None:
    """Nothing is lost or doubled, and no line is longer than the paper is wide."""
    lines = wrap(" ".join(words), columns)
    assert "".join(lines).replace(" ", "") == "".join(words)
    assert all(0 < len(line) <= columns for line in lines)


@given(words, st.integers(30, 48))
def test_wrapping_never_cuts_a_word_that_fits(words: list[str], columns: int) -> None:
    """Where every word fits a line, the lines hold exactly the words."""
    assert " ".join(wrap(" ".join(words), columns)).split() == words


@given(words, st.integers(30, 48))
def test_wrapping_takes_no_more_lines_than_needed(words: list[str], columns: int) -> None:
    """Even lines cost no paper: there are as many as when each line takes all it can."""
    greedy, room = 0, -1
    for word in words:
        if room < len(word) + 1:
            greedy, room = greedy + 1, columns + 1
        room -= len(word) + 1
    assert len(wrap(" ".join(words), columns)) == greedy


def test_lines_are_even() -> None:
    """A heading of two lines is not one long line and one word."""
    assert wrap("Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", 48) == [
        "Dinas Penanaman Modal dan",
        "Pelayanan Terpadu Satu Pintu",
    ]


@given(st.text("ABCDEFGH0123456789", min_size=1, max_size=48))
def test_the_number_is_as_large_as_the_paper_allows(number: str) -> None:
    """All characters have one size, all fit across the paper, and one step more would not fit or not exist."""
    (block, _) = lay_out(Slip(number=number), EPSON80)
    assert isinstance(block, Number)
    width = 12 * len(number)
    assert block.text == number
    assert block.scale * width <= EPSON80.dots
    assert block.scale == EPSON80.largest_scale or (block.scale + 1) * width > EPSON80.dots


@pytest.mark.parametrize(
    ("service", "scale", "lines"),
    [
        ("Perekaman KTP-el baru", (2, 2), 1),
        ("Surat Keterangan Catatan Kepolisian (SKCK)", (2, 2), 2),
        (LONGEST.service, (1, 2), 2),
        ("layanan " * 14, (1, 1), 3),
    ],
)
def test_a_long_service_gets_smaller_before_it_gets_long(service: str, scale: tuple[int, int], lines: int) -> None:
    """The service stands as large as two lines allow."""
    blocks = [block for block in lay_out(Slip(number="", service=service), EPSON80) if isinstance(block, Line)]
    assert [block.scale for block in blocks] == [scale] * lines


@given(slips)
def test_no_slip_unrolls_the_paper(slip: Slip) -> None:
    """Every line fits the paper, and the longest ticket ends before 30 cm."""
    blocks = lay_out(slip, EPSON80)
    for block in blocks:
        if isinstance(block, Line):
            assert len(block.text) * block.scale[0] <= (EPSON80.small_columns if block.small else EPSON80.columns)
    assert length_mm(blocks, EPSON80) < 300


def test_a_text_without_end_is_ended() -> None:
    """A field stops after three lines, in three dots."""
    lines = [
        block.text for block in lay_out(Slip(number="", where="tunggu " * 100), EPSON80) if isinstance(block, Line)
    ]
    assert len(lines) == MOST_LINES
    assert lines[-1].endswith("...")


@pytest.mark.parametrize(("length", "modules"), [(14, 21), (15, 25), (42, 29), (213, 57)])
def test_the_qr_code_grows_with_its_link(length: int, modules: int) -> None:
    """The symbol has the size of the smallest version that holds the link at error correction M."""
    (code,) = (block for block in lay_out(Slip(number="", qr="x" * length), EPSON80) if isinstance(block, Qr))
    assert code.modules == modules


def test_a_link_too_long_for_the_paper_goes_with_its_caption() -> None:
    """No QR code and no line that speaks of one; the rest of the ticket stays."""
    blocks = lay_out(replace(BANYUWANGI, qr="x" * 214), EPSON80)
    assert "A001" in texts(blocks)
    assert BANYUWANGI.qr_caption not in texts(blocks)


def test_without_a_native_qr_code_there_is_none() -> None:
    """A profile that cannot draw the code gets a ticket without it."""
    blocks = lay_out(BANYUWANGI, structs.replace(EPSON80, native_qr=False))
    assert not any(isinstance(block, Qr) for block in blocks)


def test_without_a_cutter_the_paper_is_fed_to_the_tear_bar() -> None:
    """Where nothing cuts, the last line comes out far enough to tear behind it."""
    assert lay_out(BARE, structs.replace(EPSON80, cut=CutKind.NONE))[-1] == Feed(4 * EPSON80.line_dots)


def test_the_length_of_a_usual_ticket() -> None:
    """A ticket with an agency of one line, without address and id, is about 75 mm; with all that is asked, under 90."""
    usual = replace(BANYUWANGI, agency="Polresta Banyuwangi", address="", fine_print="")
    assert 70 < length_mm(lay_out(usual, EPSON80), EPSON80) < 80
    assert length_mm(lay_out(BANYUWANGI, EPSON80), EPSON80) < 90
