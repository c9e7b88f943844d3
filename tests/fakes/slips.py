"""Slips with the words of a real hall, for every test that needs a ticket."""

from dataclasses import replace
from pathlib import Path
from typing import Any, get_type_hints

from printer.slip import Slip

TEXTS = [name for name, kind in get_type_hints(Slip).items() if kind is str]
"""Fields of a slip that are words."""


def with_text(slip: Slip, field: str, text: str) -> Slip:
    """The same slip with other words in one field."""
    changes: dict[str, Any] = {field: text}
    return replace(slip, **changes)


LOGO = (Path(__file__).parents[2] / "config" / "halls" / "banyuwangi" / "logo.png").read_bytes()

BANYUWANGI = Slip(
    number="A001",
    hall="Mal Pelayanan Publik Kabupaten Banyuwangi",
    address="Jl. Sritanjung No. 1",
    agency="Dinas Kependudukan dan Pencatatan Sipil (Disdukcapil)",
    service="Perekaman KTP-el baru",
    issued="Selasa, 24 November 2026\n08.41 WIB",
    ahead="3 orang di depan Anda",
    where="Silakan menunggu di ruang tunggu lantai 1",
    qr="http://10.20.0.5:8080/t/7KQ2M9XB4T",
    qr_caption="Pantau antrean di ponsel Anda",
    thanks="Terima kasih",
    fine_print="7KQ2M9XB4T",
)

WITH_LOGO = replace(BANYUWANGI, logo=LOGO)

JAVANESE = replace(
    BANYUWANGI,
    agency="ꦥꦸꦱ꧀ꦏꦼꦱ꧀ꦩꦱ꧀ ꦧꦚꦸꦮꦔꦶ",
    service="ꦥꦿꦶꦏ꧀ꦱꦲꦸꦩꦸꦩ꧀",
    ahead="Ana 3 wong ing ngarepé panjenengan",
    thanks="ꦩꦠꦸꦂꦤꦸꦮꦸꦤ꧀",
)

COPY = replace(BANYUWANGI, copy_mark="SALINAN")

BARE = Slip(number="B027")

LONGEST = replace(
    BANYUWANGI,
    number="AB1234",
    agency="Kementerian Agraria dan Tata Ruang/Badan Pertanahan Nasional, Kantor Pertanahan Kabupaten Banyuwangi",
    service="Pengecekan sertipikat, peralihan hak – jual beli, dan surat keterangan pendaftaran tanah",
    where="Silakan menunggu di ruang tunggu “Sritanjung” lantai 1, di sebelah kanan pintu masuk utama",
)

LAYOUTS = {
    "whole": BANYUWANGI,
    "logo": WITH_LOGO,
    "javanese": JAVANESE,
    "copy": COPY,
    "longest": LONGEST,
    "bare": BARE,
}
"""One slip for each way a ticket can look."""
