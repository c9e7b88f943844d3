"""The halls that come with Antrean: the 199 services of Banyuwangi to the letter, and the care taken over the rest."""

import hashlib
import re
from collections import Counter as Count
from collections.abc import Sequence

import pytest

from config.copy import hall_folder, halls_available
from config.loader import HallFolder, load_hall
from config.looks import AGENCY_COLOURS
from hall.model import SeriesId, ServiceCode

SERVICES_OF_AGENCY = {
    "A": 22, "B": 26, "C": 7, "D": 12, "E": 8, "F": 13, "G": 7, "H": 6, "J": 6, "K": 20, "L": 3, "M": 5,
    "N": 6, "P": 9, "R": 7, "S": 8, "T": 8, "U": 6, "V": 6, "W": 3, "X": 3, "Y": 5, "Z": 3,
}  # fmt: skip

SERVICES_DIGEST = "eabe6a880ae2baec40b0bfacf86d1d976dd5b769a327014f73f48606a5f74a49"
AGENCIES_DIGEST = "58384250d03e5dc503cd1caf76075144c370a95df91204c9982fd955458f11ec"
"""SHA-256 over the sorted lines `code TAB Indonesian TAB English` of the profile these names were taken from."""

MISSPELT = re.compile(
    r"\b(antrian|nomer|silahkan|ijin|praktek|apotik|akte|legalisir|sertifikat tanah)\b", re.IGNORECASE
)


@pytest.fixture(scope="module", params=halls_available())
def folder(request: pytest.FixtureRequest) -> HallFolder:
    return load_hall(hall_folder(request.param))


def digest(rows: Sequence[tuple[str, str, str]]) -> str:
    return hashlib.sha256("\n".join("\t".join(row) for row in sorted(rows)).encode()).hexdigest()


def test_the_services_are_those_of_the_profile_to_the_letter(banyuwangi: HallFolder) -> None:
    """199 codes with their Indonesian and English names."""
    rows = [(service.code, service.name["id"], service.name["en"]) for service in banyuwangi.services]
    assert len(rows) == 199
    assert digest(rows) == SERVICES_DIGEST


def test_the_agencies_are_those_of_the_profile_to_the_letter(banyuwangi: HallFolder) -> None:
    """23 codes with their full names."""
    rows = [(agency.code, agency.name["id"], agency.name["en"]) for agency in banyuwangi.agencies]
    assert len(rows) == 23
    assert digest(rows) == AGENCIES_DIGEST


def test_each_agency_has_its_services(banyuwangi: HallFolder) -> None:
    """The counts of the profile, and each code begins with its agency's letter."""
    assert Count(service.agency for service in banyuwangi.services) == SERVICES_OF_AGENCY
    assert all(service.code.startswith(service.agency) for service in banyuwangi.services)


def test_each_agency_has_the_series_of_its_letter(banyuwangi: HallFolder) -> None:
    """A001 to A999: the letter is the agency's code."""
    assert {series.id: series.letters for series in banyuwangi.series} == {code: code for code in SERVICES_OF_AGENCY}
    assert {series.digits for series in banyuwangi.series} == {3}
    assert all(
        banyuwangi.hall.services[service.code].series == SeriesId(service.agency) for service in banyuwangi.services
    )


def test_minutes_stand_only_where_a_source_gives_them(banyuwangi: HallFolder) -> None:
    """Nine services, no more: the rest would be guesses."""
    minutes = {service.code: service.usual_minutes for service in banyuwangi.services if service.usual_minutes}
    assert minutes == {"A02": 22, "B01": 30, "B02": 8, "J01": 38, "J02": 15, "P01": 10, "S01": 15, "T01": 15, "Y02": 25}


def test_every_service_is_served_and_busy_agencies_more_than_once(banyuwangi: HallFolder) -> None:
    """30 counters on three floors; where most people come there are two or more."""
    counters = banyuwangi.hall.counters.values()
    assert len(counters) == 30
    assert {counter.zone for counter in counters} == {"lantai-1", "lantai-2", "lantai-3"}
    serving = Count(code for counter in counters for code in counter.services)
    assert set(serving) == {service.code for service in banyuwangi.services}
    assert serving[ServiceCode("A01")] == 3
    assert all(serving[ServiceCode(code)] >= 2 for code in ("S01", "P01", "J01", "B01", "D01"))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("hilang ktp", "A02"),
        ("akte lahir", "A07"),
        ("imb", "B06"),
        ("kartu kuning", "T01"),
        ("ak-1", "T01"),
        ("jamsostek", "V04"),
        ("cairkan jht", "V04"),
        ("bikin paspor", "M01"),
        ("bayar pajak motor", "S01"),
        ("bikin skck", "P01"),
        ("mati lampu", "L03"),
        ("kdrt", "F11"),
        ("lost wallet", "P05"),
        ("tax return", "N04"),
    ],
)
def test_what_people_say_is_there(banyuwangi: HallFolder, said: str, code: str) -> None:
    """Everyday words lead to the service that is meant."""
    found = [service.code for service in banyuwangi.services if any(said in words for words in service.words.values())]
    assert code in found


def test_every_service_has_everyday_words_in_every_language(folder: HallFolder) -> None:
    """At least one, in small letters, none twice, and none that merely repeats the name."""
    for service in folder.services:
        assert set(service.words) == set(folder.identity.languages), service.code
        for language, words in service.words.items():
            assert words, service.code
            assert len(set(words)) == len(words), service.code
            assert all(word == word.lower() for word in words), service.code
            assert service.name[language].lower() not in words, service.code


def test_private_matters_are_marked(banyuwangi: HallFolder) -> None:
    """Police records, mental health, violence, divorce, adoption, claims, cash: nobody else needs to know."""
    sensitive = {service.code for service in banyuwangi.services if service.sensitive}
    assert sensitive >= {"P01", "P02", "F05", "F11", "F12", "A11", "A13", "V04", "V05", "K20", "Z02", "Z03"}
    assert len(sensitive) < 40, "a mark on everything protects nothing"


def test_any_six_tiles_in_a_row_can_be_told_apart(folder: HallFolder) -> None:
    """Colours come from the set that colour-blind people can tell apart; neighbours never share one."""
    colours = [agency.colour for agency in folder.agencies]
    assert set(colours) <= set(AGENCY_COLOURS.values())
    for start in range(len(colours)):
        page = colours[start : start + len(AGENCY_COLOURS)]
        assert len(set(page)) == len(page)


def test_names_and_icons_of_agencies_are_each_their_own(folder: HallFolder) -> None:
    """Two tiles never look or read the same in any language."""
    assert len({agency.icon for agency in folder.agencies}) == len(folder.agencies)
    for language in folder.identity.languages:
        assert len({agency.short[language].casefold() for agency in folder.agencies}) == len(folder.agencies)
        assert len({agency.about[language].casefold() for agency in folder.agencies}) == len(folder.agencies)


def test_no_service_name_stands_twice_within_an_agency(folder: HallFolder) -> None:
    """A visitor who has chosen an agency can tell its services apart by name."""
    for language in folder.identity.languages:
        names = Count((service.agency, service.name[language].casefold()) for service in folder.services)
        assert [name for name, count in names.items() if count > 1] == []


def test_what_visitors_read_is_spelt_as_the_dictionary_does(banyuwangi: HallFolder) -> None:
    """Misspellings belong to the everyday words, where people search with them, and nowhere else."""
    about = banyuwangi.identity
    shown = [about.name["id"], about.where_to_wait["id"], about.ticker["id"]]
    for agency in banyuwangi.agencies:
        shown += [agency.name["id"], agency.short["id"], agency.about["id"]]
    shown += [service.name["id"] for service in banyuwangi.services]
    assert [text for text in shown if MISSPELT.search(text) or "!" in text] == []


def test_nobody_is_promised_a_fee(banyuwangi: HallFolder) -> None:
    """The hall's folder invents no prices: fees are the agencies' own to publish."""
    folder = hall_folder("banyuwangi")
    text = " ".join(path.read_text(encoding="utf-8") for path in folder.glob("*.toml"))
    assert not re.search(r"\bRp\.? ?\d|\bgratis biaya\b", text)
