"""Reading the hall from a welcome: forgiving about what is new, strict about what is shown."""

from typing import Any

import pytest

from kiosk.cells.catalogue import Unreadable, read_hall, said


def test_all_of_banyuwangi_is_read(catalogue: dict[str, Any]) -> None:
    """Twenty-three agencies, 199 services, each service at an agency that is there."""
    hall = read_hall(catalogue)
    assert (len(hall.agencies), len(hall.services)) == (23, 199)
    assert all(hall.agency(service.agency) for service in hall.services)
    assert [agency.badge for agency in hall.agencies[:2]] == ["A", "S"]


def test_what_a_newer_hub_adds_is_ignored(catalogue: dict[str, Any]) -> None:
    """An older kiosk can listen to a newer hub."""
    assert read_hall(catalogue | {"weather": "sunny"}) == read_hall(catalogue)


@pytest.mark.parametrize(
    "change",
    [{"languages": []}, {"languages": None}, {"timezone": "Mars/Olympus"}, {"timezone": "../etc"}, {"agencies": [{}]}],
)
def test_a_hall_that_cannot_be_shown_is_refused(catalogue: dict[str, Any], change: dict[str, Any]) -> None:
    """Better to go on with the hall before than to fail in the middle of a visit."""
    with pytest.raises(Unreadable):
        read_hall(catalogue | change)


def test_a_missing_translation_falls_back() -> None:
    """Words of another language are better than none."""
    assert said({"id": "Loket", "en": "Counter"}, "en") == "Counter"
    assert said({"id": "Loket"}, "en") == "Loket"
    assert said({}, "en") == ""
