"""Every pair of colours that carries words can be read."""

import re
from pathlib import Path
from typing import Any

import pytest

from config.looks import contrast
from kiosk.cells import palette

ROOM = Path(palette.__file__).parents[1]


@pytest.mark.parametrize(("words", "fill"), palette.WORD_PAIRS)
def test_words_can_be_read(words: str, fill: str) -> None:
    """4.5:1 at least (WCAG 2.2, 1.4.3)."""
    assert contrast(words, fill) >= 4.5


def test_stylesheets_use_only_pairs_that_are_checked() -> None:
    """A rule that sets both colour and background names a pair of the list; no stylesheet has a colour of its own."""
    pairs = set(palette.WORD_PAIRS)
    named = palette.variables()
    for sheet in ROOM.rglob("*.tcss"):
        for rule in re.findall(r"\{([^}]*)\}", sheet.read_text(encoding="utf-8")):
            assert "#" not in rule
            colours = dict(re.findall(r"^\s+(color|background): \$([\w-]+);", rule, re.MULTILINE))
            if len(colours) == 2:
                assert (named[colours["color"]], named[colours["background"]]) in pairs, rule


def test_letters_on_every_agency_can_be_read(catalogue: dict[str, Any]) -> None:
    """Whatever hue a hall chooses, the letter on it has white or ink, whichever is clearer."""
    for agency in catalogue["agencies"]:
        assert contrast(palette.text_on(agency["colour"]), agency["colour"]) >= 4.5
    assert palette.text_on("#ffff00") == palette.INK
