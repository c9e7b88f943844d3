"""Mistakes between entries and files, and what the queue itself refuses: each reported once, where it is corrected."""

from pathlib import Path

import pytest

from config.catalogues import languages_available
from tests.config.conftest import Edit, Said

MISTAKES = {
    "unknown agency": (
        "services.toml",
        'agency = "kfz"',
        'agency = "kfs"',
        ['services.toml: service kfz-anmeldung: agency: "kfs" is no agency; did you mean "kfz"?'],
    ),
    "agency like none": (
        "services.toml",
        'agency = "gewerbe"',
        'agency = "X"',
        [
            'services.toml: service gewerbe-anmeldung: agency: "X" is no agency; '
            "known: gewerbe, kfz, melde, standesamt",
            'agencies.toml: agency gewerbe: no service in services.toml has agency = "gewerbe"; '
            "add one or remove the agency",
        ],
    ),
    "unknown series": (
        "services.toml",
        'series = "buerger"',
        'series = "burger"',
        ['services.toml: service wohnung: series: "burger" is no series; did you mean "buerger"?'],
    ),
    "agency without a series of its own": (
        "services.toml",
        'series = "buerger"\n',
        "",
        ['services.toml: service wohnung: series: "melde" is no series; add it to series.toml'],
    ),
    "service with an agency's code": (
        "services.toml",
        'code = "meldebescheinigung"',
        'code = "melde"',
        [
            'agencies.toml: agency melde: code: "melde" is also the code of a service; '
            "counters could not tell them apart"
        ],
    ),
    "counter that serves nothing": (
        "counters.toml",
        '["standesamt", "abholung"]',
        "[]",
        ["counters.toml: counter 3: serves: is empty; list the codes of agencies or services"],
    ),
    "counter that serves the unknown": (
        "counters.toml",
        '"abholung"]',
        '"abholing"]',
        [
            'counters.toml: counter 3: serves (item 2): "abholing" is neither an agency nor a service; '
            'did you mean "abholung"?'
        ],
    ),
    "counter that serves something twice": (
        "counters.toml",
        '"abholung"]',
        '"standesamt"]',
        ['counters.toml: counter 3: serves (item 2): "standesamt" is listed more than once'],
    ),
    "service that no counter serves": (
        "counters.toml",
        '["melde", "gewerbe"]',
        '["melde"]',
        [
            "services.toml: service gewerbe-anmeldung: no counter serves it; "
            'add "gewerbe-anmeldung" or "gewerbe" to a counter\'s serves'
        ],
    ),
    "two counters of one name": (
        "counters.toml",
        'name.en = "Desk 3"',
        'name.en = "desk 1"',
        ['counters.toml: counter 3: name.en: "desk 1" is also the name of counter 1; use another name'],
    ),
    "unknown zone": (
        "counters.toml",
        'zone = "wartehalle"',
        'zone = "warthalle"',
        ['counters.toml: counter 1: zone: "warthalle" is no zone; did you mean "wartehalle"?'],
    ),
    "letters that are taken": (
        "series.toml",
        'letters = "K"',
        'letters = "B"',
        ['series.toml: series kfz: letters: "B" already belongs to series buerger; use other letters'],
    ),
    "small letters": (
        "series.toml",
        'letters = "K"',
        'letters = "k"',
        ['series.toml: series kfz: letters: "k" must be capital letters A to Z'],
    ),
    "letters that are read as digits": (
        "series.toml",
        'letters = "K"',
        'letters = "OK"',
        ["series.toml: series kfz: letters: may not have O: read as 1 or 0; use other capital letters"],
    ),
    "too many digits": (
        "series.toml",
        "digits = 3",
        "digits = 7",
        ["series.toml: series buerger: digits: 7 is not allowed; use 2, 3 or 4"],
    ),
    "first number that does not fit": (
        "series.toml",
        "first = 1",
        "first = 1000",
        ["series.toml: series buerger: first: 1000 is not allowed; use 0 to 999"],
    ),
    "missing translation": (
        "services.toml",
        'name.en = "Apply for a passport"\n',
        "",
        ["services.toml: service reisepass: name.en: missing; the hall's languages are de, en"],
    ),
    "translation into a misspelt language": (
        "agencies.toml",
        "short.en",
        "short.eng",
        [
            "agencies.toml: agency melde: short.en: missing; the hall's languages are de, en",
            'agencies.toml: agency melde: short.eng: "eng" is not a language here; did you mean "en"?',
        ],
    ),
    "everyday words in no language": (
        "services.toml",
        "words.en",
        "words.xx",
        ['services.toml: service wohnung: words.xx: "xx" is not a language here; languages: de, en, id'],
    ),
    "language without words": (
        "hall.toml",
        '["de", "en"]',
        '["de", "en", "fr"]',
        ['hall.toml: languages (item 3): "fr" has no words; languages with words: ' + ", ".join(languages_available())],
    ),
    "language listed twice": (
        "hall.toml",
        '["de", "en"]',
        '["de", "en", "de"]',
        ['hall.toml: languages (item 3): "de" is listed more than once'],
    ),
    "misspelt time zone": (
        "hall.toml",
        "Europe/Berlin",
        "Europe/Berln",
        ['hall.toml: time_zone: "Europe/Berln" is not a time zone; did you mean "Europe/Berlin"?'],
    ),
    "time zone that is a path": (
        "hall.toml",
        "Europe/Berlin",
        "../../etc/passwd",
        ['hall.toml: time_zone: "../../etc/passwd" is not a time zone; use an IANA name such as Asia/Jakarta'],
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "lines"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_between_entries_gives_these_lines_and_no_more(
    edit: Edit, said: Said, file: str, old: str, new: str, lines: list[str]
) -> None:
    """What only follows from a mistake is not reported beside it."""
    edit(file, old, new)
    assert said() == lines


def test_an_unreadable_file_is_the_only_mistake(folder: Path, said: Said) -> None:
    """References into a file that cannot be read are not called unknown."""
    for file in ("agencies.toml", "services.toml", "zones.toml", "series.toml"):
        whole = (folder / file).read_bytes()
        (folder / file).write_bytes(b"?")
        assert [line.split(":")[0] for line in said()] == [file]
        (folder / file).write_bytes(whole)
    assert said() == []


def test_a_copied_hall_with_a_few_edits_loads(folder: Path, edit: Edit, said: Said) -> None:
    """What a hall head does first: other names, one more service, one more counter, another colour."""
    edit("hall.toml", "Bürgerbüro Beispielstadt", "Bürgeramt Musterdorf")
    edit("agencies.toml", "#332288", "#00325f")
    edit("series.toml", "digits = 3", "digits = 4")
    with (folder / "services.toml").open("a", encoding="utf-8") as file:
        file.write('[[service]]\ncode = "hund"\nagency = "gewerbe"\nseries = "buerger"\n')
        file.write('name.de = "Hund anmelden"\nname.en = "Register a dog"\n')
    with (folder / "counters.toml").open("a", encoding="utf-8") as file:
        file.write('[[counter]]\nid = "4"\nname.de = "Platz 4"\nname.en = "Desk 4"\n')
        file.write('zone = "wartehalle"\nserves = ["hund"]\n')
    assert said() == []
