"""The words of the paper, finished here."""

from typing import Any

import pytest

from config.catalogues import load_words
from config.copy import hall_folder
from kiosk.cells.catalogue import read_hall
from kiosk.terminal.slip_words import longest_slip, slip_for
from kiosk.terminal.visit import Issued
from printer.cost import cost
from printer.layout import lay_out
from printer.profile import load_profile
from printer.slip import Slip

AT_MS = 1_795_484_460_000


def ticket(language: str = "id") -> Issued:
    return Issued(
        ticket="2026-11-24/A001",
        number="A001",
        service="A01",
        agency="A",
        language=language,
        token="abc",
        ahead=3,
        at_ms=AT_MS,
    )


def test_a_slip_in_indonesian(catalogue: dict[str, Any]) -> None:
    """Every line a visitor reads, in the hall's zone and the visitor's language."""
    assert slip_for(ticket(), read_hall(catalogue), load_words("id")) == Slip(
        number="A001",
        hall="Mal Pelayanan Publik Kabupaten Banyuwangi",
        address="Jl. Sritanjung No. 1, Kepatihan, Banyuwangi 68412",
        agency="Dinas Kependudukan dan Pencatatan Sipil (Disdukcapil)",
        service="Perekaman KTP-el baru",
        issued="Selasa, 24 November 2026\n08.41 WIB",
        ahead="3 orang di depan Anda",
        where="Silakan menunggu di ruang tunggu dekat layar panggilan",
        qr="http://10.0.0.5:8080/t/abc",
        qr_caption=load_words("id").text("slip.qr_caption"),
        thanks=load_words("id").text("slip.thanks"),
        fine_print="2026-11-24/A001",
        logo=(hall_folder("banyuwangi") / "logo.png").read_bytes(),
    )


def test_a_slip_speaks_the_visitors_language(catalogue: dict[str, Any]) -> None:
    """English words, English names."""
    slip = slip_for(ticket(language="en"), read_hall(catalogue), load_words("en"))
    assert slip.agency == "Population and Civil Registration Office"
    assert slip.ahead == "3 people ahead of you"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("hall", "hall"),
        ("address", "address"),
        ("agency", "agency"),
        ("service", "service"),
        ("date", "issued"),
        ("ahead", "ahead"),
        ("where_to_wait", "where"),
        ("qr", "qr"),
        ("qr", "qr_caption"),
        ("qr_caption", "qr_caption"),
        ("thanks", "thanks"),
        ("ticket_id", "fine_print"),
    ],
)
def test_the_hall_chooses_the_lines(catalogue: dict[str, Any], line: str, field: str) -> None:
    """A line that is switched off is empty; the number always stands."""
    hall = read_hall(catalogue | {"printing": {line: False}})
    slip = slip_for(ticket(), hall, load_words("id"))
    assert getattr(slip, field) == ""
    assert slip.number == "A001"


def test_logo_and_beep_are_asked_for(catalogue: dict[str, Any]) -> None:
    """What costs a visitor's time or a room's peace comes only where the hall says so."""
    quiet = slip_for(ticket(), read_hall(catalogue | {"logo": "", "printing": {}}), load_words("id"))
    assert (quiet.logo, quiet.beep) == (b"", False)
    loud = slip_for(ticket(), read_hall(catalogue | {"logo": "iVBO", "printing": {"beep": True}}), load_words("id"))
    assert (loud.logo, loud.beep) == (b"\x89PN", True)


def test_the_longest_slip_is_as_long_as_any(catalogue: dict[str, Any]) -> None:
    """No ticket of the hall costs noticeably more on the line than the one that is asked about."""
    hall, words, profile = read_hall(catalogue), load_words("id"), load_profile("generic80")
    most = cost(lay_out(longest_slip(hall, words), profile), profile, 960).data_bytes
    for service in hall.services:
        one = Issued(service.code, "A001", service.code, service.agency, "id", "abc", 3, AT_MS)
        assert cost(lay_out(slip_for(one, hall, words), profile), profile, 960).data_bytes <= 1.02 * most


def test_a_hall_without_services_has_a_longest_slip(catalogue: dict[str, Any]) -> None:
    """A hall that is being written is no reason to fail."""
    empty = read_hall(catalogue | {"services": [], "agencies": []})
    assert longest_slip(empty, load_words("id")).number == "AB9999"


def test_a_sensitive_service_is_never_printed(catalogue: dict[str, Any]) -> None:
    """What somebody is here for is nobody's business."""
    services = [service | {"sensitive": True} for service in catalogue["services"]]
    slip = slip_for(ticket(), read_hall(catalogue | {"services": services}), load_words("id"))
    assert slip.service == ""
    assert slip.agency


def test_no_address_no_code(catalogue: dict[str, Any]) -> None:
    """Where phones cannot reach the hub, the slip promises nothing."""
    slip = slip_for(ticket(), read_hall(catalogue | {"base_url": ""}), load_words("id"))
    assert (slip.qr, slip.qr_caption) == ("", "")
