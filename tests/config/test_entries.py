"""Mistakes inside one entry: what its author reads, for every rule of the schema."""

import pytest

from tests.config.conftest import Edit, Said

PASSPORT = 'name.de = "Reisepass beantragen"'
SENSITIVE = "sensitive = true"

MISTAKES = {
    "misspelt key": (
        "services.toml",
        PASSPORT,
        PASSPORT + '\nnme.de = "Pass"',
        'services.toml: service reisepass: nme: unknown key; did you mean "name"?',
    ),
    "unknown key": (
        "zones.toml",
        'id = "wartehalle"',
        'id = "wartehalle"\nfloor = 2',
        "zones.toml: zone wartehalle: floor: unknown key; known keys: id, name",
    ),
    "unknown key of a file without entries": (
        "printing.toml",
        "qr = true",
        "qrcode = true",
        "printing.toml: qrcode: unknown key; known keys: logo, hall, address, agency, service, date, ahead, "
        "where_to_wait, qr, qr_caption, thanks, ticket_id, beep",
    ),
    "a box's setting in the hall": (
        "hall.toml",
        "time_zone_label",
        "listen_on = 8080\ntime_zone_label",
        "hall.toml: listen_on: unknown key; known keys: id, name, short, address, time_zone, time_zone_label, "
        "languages, where_to_wait, ticker",
    ),
    "missing key": (
        "services.toml",
        'agency = "kfz"\n',
        "",
        "services.toml: service kfz-anmeldung: agency: missing. Code of the agency that offers it.",
    ),
    "missing code": (
        "services.toml",
        'code = "reisepass"\n',
        "",
        "services.toml: service number 3: code: missing. A short code, such as A01, unique in the hall.",
    ),
    "code with a space": (
        "zones.toml",
        'id = "wartehalle"',
        'id = "warte halle"',
        'zones.toml: zone warte halle: id: "warte halle" must be 1 to 24 letters A to Z, digits, dots and hyphens, '
        "beginning with a letter or digit",
    ),
    "hall id in capitals": (
        "hall.toml",
        'id = "dorf"',
        'id = "Dorf"',
        'hall.toml: id: "Dorf" must be in small letters',
    ),
    "the same code twice": (
        "services.toml",
        'code = "reisepass"',
        'code = "abholung"',
        'services.toml: service abholung: code: "abholung" is used more than once',
    ),
    "number for a text": (
        "services.toml",
        'agency = "kfz"',
        "agency = 5",
        'services.toml: service kfz-anmeldung: agency: 5 must be a text in quotes, such as "A01"',
    ),
    "number in a list of texts": (
        "services.toml",
        '"pass verloren"',
        "5",
        'services.toml: service reisepass: words.de (item 2): 5 must be a text in quotes, such as "A01"',
    ),
    "text for a list": (
        "counters.toml",
        '["melde", "kfz"]',
        '"melde"',
        'counters.toml: counter 2: serves: "melde" must be a list, such as ["A", "B"]',
    ),
    "text without a language": (
        "zones.toml",
        'name.de = "Wartehalle"\nname.en = "Waiting hall"',
        'name = "Wartehalle"',
        'zones.toml: zone wartehalle: name: "Wartehalle" must have one text for each language, such as name.id = "..."',
    ),
    "text for yes or no": (
        "services.toml",
        SENSITIVE,
        'sensitive = "yes"',
        'services.toml: service fuehrungszeugnis: sensitive: "yes" must be true or false without quotes',
    ),
    "number for yes or no": (
        "printing.toml",
        "qr = true",
        "qr = 1",
        "printing.toml: qr: 1 must be true or false without quotes",
    ),
    "yes or no for a number": (
        "series.toml",
        "digits = 3",
        "digits = true",
        "series.toml: series buerger: digits: true must be a whole number without quotes",
    ),
    "number beyond all sense": (
        "series.toml",
        "first = 1",
        "first = 0x" + "f" * 5000,
        "series.toml: series buerger: first: a number with thousands of digits is too large; at most 9999 is allowed",
    ),
    "fraction of a minute": (
        "services.toml",
        SENSITIVE,
        "usual_minutes = 9.5",
        "services.toml: service fuehrungszeugnis: usual_minutes: 9.5 must be a whole number without quotes",
    ),
    "no minutes": (
        "services.toml",
        SENSITIVE,
        "usual_minutes = 0",
        "services.toml: service fuehrungszeugnis: usual_minutes: 0 is too small; at least 1 is needed",
    ),
    "too many recent calls": (
        "calling.toml",
        "recent_calls_shown = 4",
        "recent_calls_shown = 6",
        "calling.toml: recent_calls_shown: 6 is too large; at most 5 is allowed",
    ),
    "no languages": (
        "hall.toml",
        '["de", "en"]',
        "[]",
        "hall.toml: languages: [] needs at least 1 item",
    ),
    "empty text": (
        "services.toml",
        PASSPORT,
        'name.de = ""',
        'services.toml: service reisepass: name.de: "" is empty; write a text',
    ),
    "text with a space at its end": (
        "services.toml",
        PASSPORT,
        'name.de = "Reisepass "',
        'services.toml: service reisepass: name.de: "Reisepass " begins or ends with a space; remove it',
    ),
    "text on two lines": (
        "hall.toml",
        "Marktplatz 1,",
        r"Marktplatz 1\n",
        'hall.toml: address: "Marktplatz 1<U+000A> Beispielstadt" holds invisible characters (U+000A); '
        "write plain text on one line",
    ),
    "escape sequence": (
        "counters.toml",
        'name.de = "Platz 1"',
        r'name.de = "\u001b[2J"',
        'counters.toml: counter 1: name.de: "<U+001B>[2J" holds invisible characters (U+001B); '
        "write plain text on one line",
    ),
    "escape sequence in a label that may be empty": (
        "hall.toml",
        'time_zone_label = "Uhr"',
        r'time_zone_label = "\u001b[m"',
        'hall.toml: time_zone_label: "<U+001B>[m" holds invisible characters (U+001B); write plain text on one line',
    ),
    "direction override": (
        "services.toml",
        PASSPORT,
        r'name.de = "Reise\u202epass"',
        'services.toml: service reisepass: name.de: "Reise<U+202E>pass" holds invisible characters (U+202E); '
        "write plain text on one line",
    ),
    "direction override among everyday words": (
        "services.toml",
        '"pass verloren"',
        r'"\u2066pass"',
        'services.toml: service reisepass: words.de (item 2): "<U+2066>pass" holds invisible characters (U+2066); '
        "write plain text on one line",
    ),
    "short name too long": (
        "agencies.toml",
        'short.de = "Kfz-Zulassung"',
        'short.de = "Kfz-Zulassungsstelle"',
        'agencies.toml: agency kfz: short.de: "Kfz-Zulassungsstelle" has 20 characters; at most 18 fit',
    ),
    "line about the agency too long": (
        "agencies.toml",
        'about.de = "Geburt, Ehe, Urkunden"',
        'about.de = "Geburten, Ehen, Namen, Urkunden"',
        'agencies.toml: agency standesamt: about.de: "Geburten, Ehen, Namen, Urkunden" has 31 characters; '
        "at most 28 fit",
    ),
    "icon of several code points": (
        "agencies.toml",
        'icon = "🚗"',
        'icon = "✈\ufe0f"',
        'agencies.toml: agency kfz: icon: "✈<U+FE0F>" must be one emoji of a single code point, '
        "without joiners or variation selectors",
    ),
    "light colour": (
        "agencies.toml",
        "#332288",
        "#ffd23f",
        'agencies.toml: agency melde: colour: "#ffd23f" is too light: white text on it has a contrast of 1.4; '
        "at least 4.5 is needed",
    ),
    "colour by name": (
        "agencies.toml",
        "#332288",
        "blue",
        'agencies.toml: agency melde: colour: "blue" must be a colour such as #332288',
    ),
    "no letters": (
        "series.toml",
        'letters = "K"',
        'letters = ""',
        'series.toml: series kfz: letters: "" must be 1 to 3 letters',
    ),
    "other heading": (
        "zones.toml",
        "[[zone]]",
        "[[zones]]",
        'zones.toml: zones: unknown key; did you mean "zone"?',
    ),
    "heading of a single entry": (
        "zones.toml",
        "[[zone]]",
        "[zone]",
        "zones.toml: zone: at least one entry headed [[zone]] is needed",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "line"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_an_entry_names_file_key_value_and_what_is_allowed(
    edit: Edit, said: Said, file: str, old: str, new: str, line: str
) -> None:
    """Each kind of mistake gives this line."""
    edit(file, old, new)
    assert line in said()


@pytest.mark.parametrize(("file", "old", "new", "line"), MISTAKES.values(), ids=MISTAKES)
def test_no_line_speaks_of_the_library_behind_it(
    edit: Edit, said: Said, file: str, old: str, new: str, line: str
) -> None:
    """Neither addresses nor the validator's own jargon reach the operator."""
    edit(file, old, new)
    text = " ".join(said()).casefold()
    for jargon in ("pydantic", "http", "input should", "validation", "mapping", "dict", "tuple", "none", "str_"):
        assert jargon not in text


def test_one_entry_s_mistake_hides_no_other(edit: Edit, said: Said) -> None:
    """Two wrong services and both keys of one of them are all reported, and nothing that follows from them."""
    edit("services.toml", 'agency = "kfz"\n', "")
    edit("services.toml", PASSPORT, "name.de = 5")
    edit("services.toml", 'name.en = "Apply for a passport"', "name.en = 6")
    assert [line.split(": ")[1:3] for line in said()] == [
        ["service reisepass", "name.de"],
        ["service reisepass", "name.en"],
        ["service kfz-anmeldung", "agency"],
    ]


def test_a_long_value_is_shown_in_part(edit: Edit, said: Said) -> None:
    """A text pasted into the wrong place does not flood the terminal."""
    edit("agencies.toml", 'short.de = "Kfz-Zulassung"', f'short.de = "{"x" * 5000}"')
    (line,) = said()
    assert len(line) < 200
    assert "has 5000 characters" in line
