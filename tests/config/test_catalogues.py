"""The words: the same in every language, spelt as the dictionary does, short and calm; and how they are filled."""

import re
from datetime import date, timedelta

import pytest

from config.catalogues import Words, languages_available, load_words, parse_words, placeholders
from config.errors import WordsError
from hall.refusals import Code
from printer.status import Trouble

LANGUAGES = languages_available()
VISITOR_SECTIONS = ("kiosk.", "board.", "ticket.", "slip.", "printer.")
FOR_WHOEVER_SETS_IT_UP = {"board.not_known_help"}
"""Shown on a visitor's device before it belongs to the hall."""

THE_SAME_IN_BOTH = {
    "time.april",
    "time.september",
    "time.november",
    "time.date",
}
"""Texts that are rightly equal in Indonesian and English."""

ENGLISH = re.compile(
    r"\b(the|is|are|not|no|and|your|you|please|number|ticket|printer|error|scan|offline|online|screen|call|counter|"
    r"reconnecting|loading|failed|queue|service|staff|cancel|back|home|next)\b",
    re.IGNORECASE,
)
BANNED_INDONESIAN = re.compile(
    r"\b(antri|antrian|nomer|silahkan|ijin|praktek|apotik|jum'at|nopember|pebruari|kwitansi|karna|dimana|disini|"
    r"handphone|tiket|print)\b",
    re.IGNORECASE,
)


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return load_words(request.param)


def test_the_three_languages_are_there() -> None:
    """Indonesian, English, and German for the second hall."""
    assert LANGUAGES == ("de", "en", "id")


def test_every_language_has_the_same_keys(words: Words) -> None:
    """A translation lacks nothing and has nothing of its own."""
    assert words.texts.keys() == load_words("en").texts.keys()


def test_every_language_has_the_same_placeholders(words: Words) -> None:
    """A translation uses what the caller fills in, all of it and nothing else."""
    english = load_words("en").texts
    for key, text in words.texts.items():
        assert placeholders(text) == placeholders(english[key]), key


def test_nobody_is_shouted_at(words: Words) -> None:
    """No exclamation marks, and no text in capitals except the mark of a copy and short names of languages."""
    for key, text in words.texts.items():
        assert "!" not in text, key
        if key not in {"slip.copy_mark", "language.short"}:
            assert text != text.upper() or len(placeholders(text)) > 0, key


def test_visitors_read_no_jargon(words: Words) -> None:
    """What the hall's machines are called inside stays out of sight."""
    jargon = re.compile(
        r"\b(error|fehler|galat|hub|server|token|timeout|websocket|database|code \d|null)\b", re.IGNORECASE
    )
    for key, text in words.texts.items():
        if key.startswith(VISITOR_SECTIONS) and key not in FOR_WHOEVER_SETS_IT_UP:
            assert not jargon.search(text), key


def test_indonesian_is_spelt_as_the_dictionary_does() -> None:
    """antrean, nomor, silakan, izin: never the common misspellings, nor words borrowed without need."""
    for key, text in load_words("id").texts.items():
        assert not BANNED_INDONESIAN.search(text), f"{key}: {text}"


def test_indonesian_has_no_english_in_it() -> None:
    """No English word is left over, not even a short one."""
    for key, text in load_words("id").texts.items():
        plain = re.sub(r"\{[a-z_]+\}", "", text)
        assert not ENGLISH.search(plain), f"{key}: {text}"


def test_nothing_is_left_untranslated() -> None:
    """Indonesian and English texts differ, but for a few that are rightly the same."""
    english, indonesian = load_words("en").texts, load_words("id").texts
    assert {key for key, text in english.items() if text == indonesian[key]} == THE_SAME_IN_BOTH


@pytest.mark.parametrize("code", Code)
def test_every_refusal_has_words(words: Words, code: Code) -> None:
    """Whatever the queue refuses, its reader gets a sentence."""
    assert words.texts[f"refusal.{code.value}"]


@pytest.mark.parametrize("trouble", Trouble)
def test_staff_are_told_what_to_do_for_every_printer_trouble(words: Words, trouble: Trouble) -> None:
    """Each trouble a printer can report has a sentence for staff."""
    assert words.texts[f"printer_staff.{trouble.value}"].endswith(".")


@pytest.mark.parametrize("trouble", set(Trouble) - {Trouble.PAPER_NEAR_END, Trouble.CANNOT_SAY})
def test_visitors_are_told_of_every_trouble_that_takes_their_paper(words: Words, trouble: Trouble) -> None:
    """One whole sentence each, which the screen goes on from; what takes no paper from anybody has none."""
    assert words.texts[f"printer.{trouble.value}"].endswith(".")


@pytest.mark.parametrize(
    ("language", "day", "time"),
    [
        ("id", "Selasa, 24 November 2026", "08.05 WIB"),
        ("en", "Tuesday, 24 November 2026", "08:05 WIB"),
        ("de", "Dienstag, 24. November 2026", "08:05 WIB"),
    ],
)
def test_dates_and_times_are_written_as_the_language_does(language: str, day: str, time: str) -> None:
    """Weekday, day, month and year in full; two figures for hour and minute; the hall's label behind."""
    words = load_words(language)
    assert words.date_words(date(2026, 11, 24)) == day
    assert words.time_words(8, 5, "WIB") == time


def test_a_time_without_a_label_ends_with_the_minute() -> None:
    """No blank is left where a hall has no label."""
    assert load_words("id").time_words(8, 41) == "08.41"
    assert load_words("de").time_words(0, 0, "Uhr") == "00:00 Uhr"


def test_weekdays_and_months_are_in_order(words: Words) -> None:
    """Seven weekdays and twelve months, each its own, beginning with Monday and January."""
    monday = date(2026, 11, 23)
    weekdays = [words.date_words(monday + timedelta(days=offset)).split(",")[0] for offset in range(7)]
    assert len(set(weekdays)) == 7
    assert weekdays[0] == words.text("time.monday")
    months = [words.date_words(date(2026, month, 1)).split()[-2] for month in range(1, 13)]
    assert len(set(months)) == 12
    assert months[0] == words.text("time.january")


def test_placeholders_are_filled_and_spare_data_is_ignored() -> None:
    """Data is put in as text; what looks like a placeholder in the data is not filled again."""
    words = load_words("id")
    assert words.text("counter.call_next", number="A013", spare=1) == "Panggil A013"
    assert words.text("counter.activity_called", counter="{number}", number="A013") == "{number} memanggil A013"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "You are next"), (1, "1 person ahead of you"), (2, "2 people ahead of you")]
)
def test_a_count_chooses_its_text(count: int, text: str) -> None:
    """None, one and many are different sentences where the catalogue has them."""
    assert load_words("en").counted("kiosk.ahead", count) == text


def test_a_count_without_own_texts_uses_the_general_one() -> None:
    """Where a language needs no special text, the general one is used for every count."""
    words = Words("xx", {"kiosk.services": "{count} layanan"})
    assert [words.counted("kiosk.services", count) for count in (0, 1, 2)] == ["0 layanan", "1 layanan", "2 layanan"]


def test_a_missing_key_names_the_nearest() -> None:
    """A misspelt key is a clear error, not a key on a screen."""
    with pytest.raises(WordsError, match=r'id\.toml: there is no text "kiosk\.bak"; did you mean "kiosk\.back"'):
        load_words("id").text("kiosk.bak")


def test_missing_data_names_the_placeholder() -> None:
    """A text is never shown with a hole in it."""
    with pytest.raises(WordsError, match=r"en\.toml: counter\.call_next: no data for number"):
        load_words("en").text("counter.call_next")


@pytest.mark.parametrize("language", ["fr", "../words/en", ""])
def test_a_language_without_a_catalogue_is_refused(language: str) -> None:
    """Only what is in the folder can be loaded, and the error lists it."""
    with pytest.raises(WordsError, match="available: de, en, id"):
        load_words(language)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("[kiosk\n", "xx.toml: not TOML"),
        ('back = "Kembali"\n', "xx.toml: back: stands outside a \\[section\\]"),
        ("[kiosk]\nback = 5\n", "xx.toml: kiosk.back: must be a text in quotes on one line"),
        ('[kiosk]\nback = ""\n', "xx.toml: kiosk.back: must be a text in quotes on one line"),
        ('[kiosk]\nback = "a\\nb"\n', "xx.toml: kiosk.back: must be a text in quotes on one line"),
        ('[kiosk]\nback = "a\\u202eb"\n', "xx.toml: kiosk.back: must be a text in quotes on one line"),
        ('[kiosk]\nback = "{Number}"\n', "xx.toml: kiosk.back: a placeholder is written {name} in small letters"),
        ('[kiosk]\nback = "{number"\n', "xx.toml: kiosk.back: a placeholder is written {name} in small letters"),
        ('[kiosk]\nback = "{a.b}"\n', "xx.toml: kiosk.back: a placeholder is written {name} in small letters"),
    ],
)
def test_a_broken_catalogue_says_where(source: str, message: str) -> None:
    """A translator's slip is found when the file is read, not when a visitor meets it."""
    with pytest.raises(WordsError, match=message.replace("{", r"\{").replace("}", r"\}")):
        parse_words("xx", source)
