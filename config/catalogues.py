"""The words of Antrean itself, one TOML file a language in `words/`: what is the same in every hall.

A translator edits one file and needs no program. Keys are `section.name`; a text may hold `{placeholders}` that the
caller fills. Names of agencies, services and counters are the hall's and never here.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from config.errors import WordsError, nearest, quoted, visible
from config.looks import invisible_characters

WORDS = Path(__file__).parent / "words"
"""The folder of the catalogues."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


@dataclass(frozen=True, slots=True)
class Words:
    """All texts of one language."""

    language: str
    texts: Mapping[str, str]
    """Every text by `section.name`."""

    def text(self, key: str, **data: object) -> str:
        """The text with its placeholders filled; `data` it does not use is fine.

        Raises `WordsError` for a key that is not in the catalogue and for a placeholder without data.
        """
        template = self._template(key)
        missing = placeholders(template) - data.keys()
        if missing:
            raise WordsError(f"{self.language}.toml: {key}: no data for {', '.join(sorted(missing))}")
        return _PLACEHOLDER.sub(lambda found: str(data[found[1]]), template)

    def counted(self, key: str, count: int, **data: object) -> str:
        """The text for a count: `<key>_none` for 0 and `<key>_one` for 1 where the catalogue has them, else `key`."""
        ending = {0: "_none", 1: "_one"}.get(count, "")
        chosen = key + ending if key + ending in self.texts else key
        return self.text(chosen, count=count, **data)

    def date_words(self, day: date) -> str:
        """A date in full, such as "Selasa, 24 November 2026"."""
        weekday = self.text(f"time.{_WEEKDAYS[day.weekday()]}")
        month = self.text(f"time.{_MONTHS[day.month - 1]}")
        return self.text("time.date", weekday=weekday, day=day.day, month=month, year=day.year)

    def time_words(self, hour: int, minute: int, label: str = "") -> str:
        """A time of day with the hall's label behind it, such as "08.41 WIB"."""
        return self.text("time.time", hour=f"{hour:02d}", minute=f"{minute:02d}", label=label).strip()

    def _template(self, key: str) -> str:
        try:
            return self.texts[key]
        except KeyError:
            raise WordsError(
                f"{self.language}.toml: there is no text {quoted(key)}{nearest(key, self.texts)}"
            ) from None


def languages_available() -> tuple[str, ...]:
    """Codes of the languages that have a catalogue, in alphabetical order."""
    return tuple(sorted(path.stem for path in WORDS.glob("*.toml")))


@cache
def load_words(language: str) -> Words:
    """The catalogue of one language; read once a process.

    Raises `WordsError` where there is none, and where its file holds anything but texts in sections.
    """
    if language not in languages_available():
        available = ", ".join(languages_available())
        raise WordsError(f"there are no words for the language {quoted(language)}; available: {available}")
    return Words(language, parse_words(language, (WORDS / f"{language}.toml").read_text(encoding="utf-8")))


def parse_words(language: str, source: str) -> Mapping[str, str]:
    """The texts of a catalogue's source by `section.name`. Raises `WordsError` at the first thing that is wrong."""
    file = f"{language}.toml"
    try:
        sections = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise WordsError(f"{file}: not TOML: {error}") from error
    texts: dict[str, str] = {}
    for section, entries in sections.items():
        if not isinstance(entries, dict):
            raise WordsError(f"{file}: {visible(section)}: stands outside a [section]")
        for name, text in entries.items():
            key = f"{section}.{visible(name)}"
            if not isinstance(text, str) or invisible_characters(text) or not text.strip():
                raise WordsError(f"{file}: {key}: must be a text in quotes on one line")
            if {"{", "}"} & set(_PLACEHOLDER.sub("", text)):
                raise WordsError(f"{file}: {key}: a placeholder is written {{name}} in small letters")
            texts[key] = text
    return texts


def placeholders(text: str) -> set[str]:
    """The names in braces in a text."""
    return set(_PLACEHOLDER.findall(text))
