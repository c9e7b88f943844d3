"""The languages this kiosk can speak: those of the hall for which there is a catalogue of words."""

import logging
from collections.abc import Callable, Mapping

from config.catalogues import Words, load_words
from config.errors import WordsError

log = logging.getLogger(__name__)


class Tongues:
    """Catalogues by language; before the hub has told the hall's languages, only the first one."""

    def __init__(self, first: str, load: Callable[[str], Words] = load_words) -> None:
        """Raises `WordsError` when there are no words for `first`."""
        self._load = load
        self._words = {first: load(first)}

    @property
    def languages(self) -> tuple[str, ...]:
        """The hall's own language first."""
        return tuple(self._words)

    @property
    def names(self) -> Mapping[str, tuple[str, str]]:
        """Full and short name of each language, in itself."""
        return {
            code: (words.text("language.name"), words.text("language.short")) for code, words in self._words.items()
        }

    def words(self, language: str) -> Words:
        """The words in `language`, else in the first."""
        return self._words.get(language) or next(iter(self._words.values()))

    def speak(self, languages: tuple[str, ...]) -> None:
        """Speak these from now on; one without words is left out, and said in the log."""
        known: dict[str, Words] = {}
        for language in languages:
            try:
                known[language] = self._load(language)
            except WordsError as error:
                log.warning("the language %s is left out: %s", language, error)
        self._words = known or self._words
