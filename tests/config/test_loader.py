"""Loading a whole folder: what the halls that come with Antrean give, and what clients are told of them."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.copy import hall_folder, halls_available
from config.errors import HallFolderError
from config.loader import HallFolder, load_hall
from hall.model import CounterId, SeriesId, ServiceCode
from tests.config.conftest import Edit


@pytest.fixture(scope="module")
def buergerbuero() -> HallFolder:
    return load_hall(hall_folder("buergerbuero"))


@pytest.mark.parametrize("name", halls_available())
def test_every_hall_that_comes_with_antrean_loads(name: str) -> None:
    """A shipped hall has no mistakes, carries its folder's name, and the queue finds no problem in it."""
    folder = load_hall(hall_folder(name))
    assert folder.identity.id == name
    assert list(folder.hall.problems()) == []


def test_the_hall_of_the_queue_is_built_from_the_files(buergerbuero: HallFolder) -> None:
    """Series, services, counters, zones, languages and time zone arrive in the queue's own words."""
    hall = buergerbuero.hall
    assert hall.timezone == ZoneInfo("Europe/Berlin")
    assert hall.languages == ("de", "en")
    assert hall.zones == ("wartehalle",)
    assert hall.series[SeriesId("standesamt")].number(7) == "S07"
    assert hall.services[ServiceCode("wohnung")].series == "buerger"


def test_a_service_without_a_series_uses_its_agency_s(buergerbuero: HallFolder) -> None:
    """The series with the agency's code is the default."""
    assert buergerbuero.hall.services[ServiceCode("kirchenaustritt")].series == "standesamt"


def test_a_counter_serves_agencies_and_single_services(buergerbuero: HallFolder) -> None:
    """An agency's code stands for all its services, a service's code for itself."""
    served = buergerbuero.hall.counters[CounterId("3")].services
    assert served == {"geburtsurkunde", "eheschliessung", "kirchenaustritt", "abholung"}


@pytest.mark.parametrize("name", halls_available())
def test_the_catalogue_is_plain_json(name: str) -> None:
    """What clients are told survives JSON unchanged and has exactly the agreed keys."""
    catalogue = load_hall(hall_folder(name)).catalogue()
    assert json.loads(json.dumps(catalogue)) == catalogue
    assert list(catalogue) == [
        "id",
        "name",
        "short",
        "address",
        "timezone",
        "time_zone_label",
        "languages",
        "where_to_wait",
        "ticker",
        "digest",
        "agencies",
        "services",
        "counters",
        "zones",
        "printing",
        "logo",
        "calling",
    ]
    assert set(catalogue["agencies"][0]) == {"code", "name", "short", "about", "icon", "colour", "letters"}
    assert set(catalogue["services"][0]) == {"code", "agency", "name", "words", "sensitive"}
    assert set(catalogue["counters"][0]) == {"id", "name", "zone", "services"}
    assert set(catalogue["zones"][0]) == {"id", "name"}


def test_an_agency_knows_what_its_numbers_begin_with(buergerbuero: HallFolder) -> None:
    """A series may have a name and letters of its own; screens find the agency of a number by its letters."""
    letters = {agency["code"]: agency["letters"] for agency in buergerbuero.catalogue()["agencies"]}
    assert sorted({letter for own in letters.values() for letter in own}) == ["B", "K", "S"]
    assert all(letters.values())


def test_minutes_never_reach_a_client(banyuwangi: HallFolder) -> None:
    """The folder knows usual minutes, the catalogue does not: nobody can promise them."""
    assert any(service.usual_minutes for service in banyuwangi.services)
    assert "minutes" not in json.dumps(banyuwangi.catalogue())


def test_the_catalogue_lists_a_counter_s_services_in_the_hall_s_order(buergerbuero: HallFolder) -> None:
    """Order is that of services.toml, the same at every start."""
    counters = {counter["id"]: counter["services"] for counter in buergerbuero.catalogue()["counters"]}
    assert counters["3"] == ["abholung", "geburtsurkunde", "eheschliessung", "kirchenaustritt"]


def test_a_language_can_be_switched_off(folder: Path, edit: Edit) -> None:
    """Texts of a known language that the hall does not list are kept in the files and left out of the catalogue."""
    edit("hall.toml", '["de", "en"]', '["de"]')
    catalogue = load_hall(folder).catalogue()
    assert catalogue["languages"] == ["de"]
    assert catalogue["services"][0]["name"] == {"de": "Wohnsitz an- oder ummelden"}
    assert list(catalogue["services"][0]["words"]) == ["de"]


def test_texts_come_in_the_order_of_the_hall_s_languages(folder: Path, edit: Edit) -> None:
    """The hall's first language is the first of every text, whatever the order in the file."""
    edit("hall.toml", '["de", "en"]', '["en", "de"]')
    assert list(load_hall(folder).catalogue()["agencies"][0]["short"]) == ["en", "de"]


def test_the_digest_tells_every_edit(folder: Path, edit: Edit) -> None:
    """The same files give the same digest, and one changed character gives another."""
    before = load_hall(folder).hall.digest
    assert load_hall(folder).hall.digest == before
    assert len(before) == 12
    edit("calling.toml", "speak_within_s = 30", "speak_within_s = 31")
    assert load_hall(folder).hall.digest != before


def test_all_mistakes_of_all_files_come_at_once(folder: Path, edit: Edit) -> None:
    """One bad line in each file gives one mistake for each file, in one error that says how many."""
    edit("hall.toml", "Europe/Berlin", "Europe/Berln")
    edit("agencies.toml", 'icon = "🚗"', 'icon = "car"')
    edit("services.toml", "sensitive = true", "sensitve = true")
    edit("counters.toml", '"abholung"]', '"abholng"]')
    edit("zones.toml", 'name.en = "Waiting hall"\n', "")
    edit("series.toml", 'letters = "K"', 'letters = "Q"')
    edit("printing.toml", "qr = true", 'qr = "on"')
    edit("calling.toml", "speak_within_s = 30", "speak_within_s = 0")
    with pytest.raises(HallFolderError) as caught:
        load_hall(folder)
    assert sorted(mistake.file for mistake in caught.value.mistakes) == [
        "agencies.toml",
        "calling.toml",
        "counters.toml",
        "hall.toml",
        "printing.toml",
        "series.toml",
        "services.toml",
        "zones.toml",
    ]
    rendered = caught.value.render().splitlines()
    assert rendered[0] == "8 mistakes in the hall's folder:"
    assert '  services.toml: service fuehrungszeugnis: sensitve: unknown key; did you mean "sensitive"?' in rendered


def test_a_mistake_carries_file_key_and_value(folder: Path, edit: Edit) -> None:
    """A program can point at the place without reading the sentence."""
    edit("calling.toml", "recent_calls_shown = 4", "recent_calls_shown = 40")
    with pytest.raises(HallFolderError) as caught:
        load_hall(folder)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.key, mistake.value) == ("calling.toml", "recent_calls_shown", "40")


def test_a_folder_that_is_not_there_is_one_mistake(tmp_path: Path) -> None:
    """A mistyped path is not reported as eight missing files."""
    with pytest.raises(HallFolderError) as caught:
        load_hall(tmp_path / "nowhere")
    assert [mistake.message for mistake in caught.value.mistakes] == ["there is no such folder"]
