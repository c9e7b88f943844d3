"""What can be wrong with a hall's folder, with the catalogues of words, and with a copy.

    ConfigError
    ├── HallFolderError   a hall's folder cannot be used; carries every mistake found in it
    ├── WordsError        a catalogue cannot be used, or lacks a key, or a text lacks its data
    └── CopyError         a hall cannot be copied to that place

All of it is read by the operator on a command line, in plain English; visitors never see it.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.looks import is_visible

_SHOWN_CHARACTERS = 60


class ConfigError(Exception):
    """The text files do not say something that can be used."""


class WordsError(ConfigError):
    """A catalogue of words is not usable, or a text was asked for that it cannot give."""


class CopyError(ConfigError):
    """A hall cannot be copied there."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to correct in a hall's folder."""

    file: str
    key: str
    """Where in the file, as its author would look for it: `service A01: name.en`; empty for the whole file."""
    value: str
    """What stands there now, or an empty text where nothing does."""
    message: str
    """What is wrong and what is allowed."""

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.message) if part)


class HallFolderError(ConfigError):
    """A hall's folder cannot be used; `mistakes` has all of them, so that one round of editing is enough."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.render())

    def render(self) -> str:
        """One line a mistake, and a first line that says how many."""
        count = len(self.mistakes)
        heading = "1 mistake in the hall's folder" if count == 1 else f"{count} mistakes in the hall's folder"
        return "\n".join([f"{heading}:", *(f"  {mistake}" for mistake in self.mistakes)])


def quoted(value: object) -> str:
    """`value` as it stands in a file, safe on a terminal: invisible characters are spelt out, long texts are cut."""
    return f'"{visible(value)}"' if isinstance(value, str) else plain(value)


def plain(value: object) -> str:
    """`value` without quotes, safe on a terminal."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        return visible(str(value))
    except ValueError:
        return "a number with thousands of digits"


def visible(text: str) -> str:
    """`text` with every character that cannot be seen written as its code point, cut to a readable length."""
    shown = text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "..."
    return "".join(character if is_visible(character) else f"<U+{ord(character):04X}>" for character in shown)


def nearest(value: str, known: Iterable[str]) -> str:
    """`; did you mean "..."?` for the known word most like `value`, or nothing when none is like it."""
    choices = {choice.casefold(): choice for choice in known}
    found = difflib.get_close_matches(value.casefold(), choices, n=1)
    return f"; did you mean {quoted(choices[found[0]])}?" if found else ""
