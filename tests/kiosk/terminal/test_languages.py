"""One tap changes every word on the screen, and not one of the other language is left."""

import re
from typing import Any

import pytest

from config.catalogues import load_words
from kiosk.cells.figures import QUADRANTS
from tests.kiosk.terminal.conftest import SIZES, Kiosk, Running, flat

OTHER = {"id": "en", "en": "id"}
TAKE = {"id": "Ambil nomor", "en": "Take a number"}
AGENCY = {"id": "Dukcapil", "en": "Civil Registry"}
SERVICE = {"id": "Perekaman KTP-el baru", "en": "Biometric enrolment"}
NUMBER = {"id": "Nomor Anda", "en": "Your number"}


def vocabulary(catalogue: dict[str, Any], language: str) -> set[str]:
    """Every word the kiosk could say in a language: catalogue, hall's names, and both languages' own names."""
    texts = [*load_words(language).texts.values()]
    for code in catalogue["languages"]:
        texts += [load_words(code).text("language.name"), load_words(code).text("language.short")]
    for entry in [*catalogue["agencies"], *catalogue["services"], catalogue]:
        texts += [entry[key][language] for key in ("name", "short", "about", "where_to_wait") if key in entry]
    return set(words_of(" ".join(texts)))


def words_of(text: str) -> list[str]:
    """Words of letters only; figures made of blocks, numbers and signs are no words."""
    return re.findall(r"[^\W\d_]{2,}", text.translate(dict.fromkeys(map(ord, QUADRANTS), " ")))


async def read_on(kiosk: Kiosk, language: str) -> list[str]:
    """Go to a number in `language` and collect every word seen on the way."""
    seen: list[str] = []
    for mark, following in [
        (AGENCY[language], SERVICE[language]),
        (SERVICE[language], TAKE[language]),
        (TAKE[language], NUMBER[language]),
    ]:
        await kiosk.sees(mark)
        seen += words_of(kiosk.text)
        await kiosk.tap(mark)
        await kiosk.sees(following)
    await kiosk.until(lambda: bool(kiosk.printer.slips))
    return seen + words_of(kiosk.text)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["id", "en"])
async def test_every_word_is_of_the_language(
    kiosk: Running, catalogue: dict[str, Any], size: tuple[int, int], language: str
) -> None:
    """Every word on every screen is in that language's catalogue or names; the hall's address and zone are names."""
    allowed = vocabulary(catalogue, language) | {"WIB"}
    async with kiosk(size) as k:
        await speak(k, language)
        stray = [word for word in await read_on(k, language) if word not in allowed]
        assert stray == []
        assert k.hub.acts()[0].language == language
        assert k.printer.slips[0].thanks == load_words(language).text("slip.thanks")


async def speak(kiosk: Kiosk, language: str) -> None:
    name = load_words(language).text("language.name" if kiosk.app.size.width >= 60 else "language.short")
    await kiosk.tap(name)
    await kiosk.sees(AGENCY[language])


@pytest.mark.parametrize("step", range(4))
async def test_one_tap_switches_every_screen(kiosk: Running, step: int) -> None:
    """Wherever the visitor is, the question stays and its words change, back and forth."""
    marks = [AGENCY, SERVICE, TAKE, NUMBER]
    async with kiosk() as k:
        for mark in marks[:step]:
            await k.tap(mark["id"])
        await k.sees(marks[step]["id"])
        await k.tap("English")
        await k.sees(marks[step]["en"])
        assert marks[step]["id"] not in flat(k.text)
        await k.tap("Bahasa Indonesia")
        await k.sees(marks[step]["id"])


async def test_a_hall_of_one_language_has_no_language_keys(kiosk: Running, catalogue: dict[str, Any]) -> None:
    """Nothing to choose, nothing to see."""
    async with kiosk() as k:
        await k.sees("English")
        k.hub.hall = catalogue | {"languages": ["id"]}
        await k.hub.stop()
        await k.hub.start()
        await k.until(lambda: "English" not in k.text and "Dukcapil" in k.text)


async def test_a_language_without_words_is_left_out(kiosk: Running, catalogue: dict[str, Any]) -> None:
    """A hall may list a language that nobody has translated yet; the others work."""
    async with kiosk() as k:
        k.hub.hall = catalogue | {"languages": ["id", "xx", "en"]}
        await k.hub.stop()
        await k.hub.start()
        await k.sees("English", "Dukcapil")
        assert tuple(k.app.showing.language_names) == ("id", "en")
