"""Order, sizes and length of a ticket, on the paper of every family."""

from dataclasses import replace
from itertools import pairwise
from typing import assert_never

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from printer.blocks import Beep, Block, Cut, Feed, Line, Number, Picture, Qr, StoredLogo
from printer.layout import lay_out, length_mm
from printer.profile import Buzzer, Logo, Profile, load_profile, profile_names
from printer.profile import Cut as CutKind
from printer.slip import Slip, printable
from tests.fakes.slips import BANYUWANGI, BARE, COPY, LAYOUTS, LONGEST, TEXTS, WITH_LOGO, with_text

EPSON80 = load_profile("epson80")
FAMILIES = [load_profile(name) for name in profile_names()]

slips = st.builds(Slip, **dict.fromkeys(TEXTS, st.text(max_size=300)))


def texts(blocks: tuple[Block, ...]) -> list[str]:
    said: list[str] = []
    for block in blocks:
        match block:
            case Line(text=text) | Number(text=text) | Qr(data=text) | Picture(says=text):
                said.append(text)
            case Feed() | Cut() | Beep() | StoredLogo():
                pass
            case _:
                assert_never(block)
    return said


def blade_feed(profile: Profile) -> Feed:
    return Feed(round(profile.blade_mm * profile.dpi / 25.4))


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


def test_a_date_is_torn_only_where_it_may_be() -> None:
    """Date and time share a line where there is room, and have one each where there is not."""
    slip = Slip(number="", issued=BANYUWANGI.issued)
    assert texts(lay_out(slip, EPSON80)) == ["Selasa, 24 November 2026 08.41 WIB"]
    assert texts(lay_out(slip, load_profile("generic58"))) == ["Selasa, 24 November 2026", "08.41 WIB"]


def test_the_logo_stands_above_all_else() -> None:
    """The hall is known by its logo before its name is read."""
    assert texts(lay_out(WITH_LOGO, EPSON80)) == ["[logo]", *texts(lay_out(BANYUWANGI, EPSON80))]


def test_an_empty_field_leaves_no_paper() -> None:
    """A slip of a number alone is a number and a cut, without a feed for what is not there."""
    assert lay_out(BARE, EPSON80) == (Number(printable("B027"), 8), Cut())


@pytest.mark.parametrize("empty", TEXTS)
def test_each_field_can_be_left_out(empty: str) -> None:
    """Without a field the ticket is the same ticket without that field's text; a caption goes with its QR code."""
    left = texts(lay_out(with_text(COPY, empty, ""), EPSON80))
    whole = texts(lay_out(COPY, EPSON80))
    lost = [text for text in whole if text not in left]
    assert left == [text for text in whole if text not in lost]
    gone = getattr(COPY, empty) if empty != "qr" else f"{COPY.qr} {COPY.qr_caption}"
    assert " ".join(lost) == gone.replace("\n", " ")


@given(st.text("ABCDEFGH0123456789", min_size=1, max_size=32), st.sampled_from(FAMILIES))
def test_the_number_is_as_large_as_the_paper_allows(number: str, profile: Profile) -> None:
    """All characters have one size, all fit across the paper, and one step more would not fit or not exist."""
    (block, *_) = lay_out(Slip(number=number), profile)
    assert isinstance(block, Number)
    assert block.text == number
    assert block.scale * len(number) <= profile.columns
    assert block.scale == profile.largest_scale or (block.scale + 1) * len(number) > profile.columns


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


@given(slips, st.sampled_from(FAMILIES))
def test_no_slip_unrolls_the_paper(slip: Slip, profile: Profile) -> None:
    """Everything fits across the paper, and the longest ticket ends before 40 cm."""
    blocks = lay_out(slip, profile)
    for block in blocks:
        match block:
            case Line(text=text, scale=(across, _), small=small):
                assert len(text) * across <= (profile.small_columns if small else profile.columns)
            case Qr(modules=modules, module_dots=module_dots):
                assert (modules + 8) * module_dots <= profile.dots
            case Picture(bitmap=bitmap, magnified=magnified):
                assert bitmap.width * magnified <= profile.dots
            case _:
                pass
    assert length_mm(blocks, profile) < 400


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


@pytest.mark.parametrize("profile", FAMILIES, ids=lambda profile: profile.name)
@pytest.mark.parametrize("length", [34, 213])
def test_the_qr_code_has_a_quiet_zone(profile: Profile, length: int) -> None:
    """Four blank modules on every side, of the printer's code and of the one drawn here, and modules to be read."""
    blocks = lay_out(replace(BANYUWANGI, qr="x" * length), profile)
    ((at, edge, module),) = [
        (at, block.modules * block.module_dots, block.module_dots)
        if isinstance(block, Qr)
        else (
            at,
            block.bitmap.width * block.magnified,
            block.bitmap.width * block.magnified // (29 if length < 43 else 57),
        )
        for at, block in enumerate(blocks)
        if isinstance(block, Qr) or (isinstance(block, Picture) and block.says.startswith("[QR"))
    ]
    above, below = blocks[at - 1], blocks[at + 1]
    assert isinstance(above, Feed)
    assert isinstance(below, Feed)
    assert min(above.dots, below.dots, (profile.dots - edge) // 2) >= 4 * module
    assert module / profile.dots_per_mm >= 0.45


def test_a_printer_without_qr_codes_gets_the_dots() -> None:
    """Where the profile says that the printer draws none, it is drawn here, with its caption."""
    said = texts(lay_out(BANYUWANGI, load_profile("generic58")))
    assert f"[QR {BANYUWANGI.qr}]" in said
    assert BANYUWANGI.qr_caption in said


@pytest.mark.parametrize("cut", CutKind)
def test_the_end_of_the_paper(cut: CutKind) -> None:
    """Paper is fed to the blade or the edge unless the cut itself does it, and cut where there is something to cut."""
    end = lay_out(BARE, structs.replace(EPSON80, cut=cut))[1:]
    assert (
        end
        == {
            CutKind.FEED_AND_CUT: (Cut(),),
            CutKind.CUT: (blade_feed(EPSON80), Cut()),
            CutKind.OLD: (blade_feed(EPSON80), Cut()),
            CutKind.NONE: (blade_feed(EPSON80),),
        }[cut]
    )


@pytest.mark.parametrize("cut", CutKind)
def test_every_end_takes_the_same_paper(cut: CutKind) -> None:
    """From the print line to the blade the paper is used up, whoever feeds it."""
    profile = structs.replace(EPSON80, cut=cut)
    assert length_mm(lay_out(BARE, profile), profile) == pytest.approx(192 / 203 * 25.4 + profile.blade_mm, abs=0.1)


def test_a_beep_comes_only_where_it_is_asked_and_can_be() -> None:
    """After the cut, for a visitor who looks away; never from a printer without a buzzer."""
    beeping = replace(BARE, beep=True)
    assert lay_out(beeping, EPSON80)[-2:] == (Cut(), Beep())
    assert Beep() not in lay_out(BARE, EPSON80)
    assert Beep() not in lay_out(beeping, structs.replace(EPSON80, buzzer=Buzzer.NONE))


def test_a_stored_logo_takes_the_place_of_its_dots() -> None:
    """As tall as the one that would be drawn; a printer that keeps none gets the dots whatever the box says."""
    (drawn, *rest) = lay_out(WITH_LOGO, EPSON80)
    assert isinstance(drawn, Picture)
    assert lay_out(WITH_LOGO, EPSON80, logo_stored=True) == (StoredLogo(drawn.bitmap.rows), *rest)
    keeps_none = structs.replace(EPSON80, logo=Logo.NONE)
    assert lay_out(WITH_LOGO, keeps_none, logo_stored=True) == lay_out(WITH_LOGO, keeps_none)


def test_a_logo_that_is_none_leaves_a_ticket() -> None:
    """What cannot be read is left out, and the visitor has a number."""
    assert lay_out(replace(BANYUWANGI, logo=b"GIF89a"), EPSON80) == lay_out(BANYUWANGI, EPSON80)


def test_feeds_do_not_follow_each_other() -> None:
    """One command feeds all the blank paper between two lines."""
    for slip in LAYOUTS.values():
        for profile in FAMILIES:
            blocks = lay_out(slip, profile)
            assert not any(isinstance(a, Feed) and isinstance(b, Feed) for a, b in pairwise(blocks))
            assert Feed(0) not in blocks


def test_the_length_of_a_usual_ticket() -> None:
    """A ticket with an agency of one line, without address and id, prints on about 75 mm; with all that, under 90."""
    usual = replace(BANYUWANGI, agency="Polresta Banyuwangi", address="", fine_print="")
    printed = {slip: length_mm(lay_out(slip, EPSON80), EPSON80) - EPSON80.blade_mm for slip in (usual, BANYUWANGI)}
    assert 70 < printed[usual] < 82
    assert printed[BANYUWANGI] < 92
