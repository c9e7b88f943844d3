"""The pages as bytes: every path the hub serves, and the words each page gets."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from config.catalogues import load_words
from display.pages import SECTIONS, assets, words_script
from tests.fakes.display_hall import LANGUAGES, NAME

PAGES = ("board", "counter", "ticket", "paper")


def script(page: str, languages: tuple[str, ...] = LANGUAGES) -> str:
    texts = {language: load_words(language).texts for language in languages}
    return words_script(page, version="7", texts=texts, hall=NAME, time_zone_label="WIB", utc_offset_min=420).decode(
        "ascii"
    )


def value(source: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = json.loads(source.removeprefix("var ANTREAN = ").removesuffix(";\n"))
    return loaded


@pytest.mark.parametrize("page", PAGES)
def test_everything_a_page_loads_is_an_asset_or_its_words(page: str) -> None:
    """No page asks for a file that the hub does not have."""
    loaded = [
        asset.body.decode()
        for path, asset in assets().items()
        if path.startswith((f"/{page}/", "/shared/")) and "woff" not in asset.content_type
    ]
    wanted = set(re.findall(r"""(?:src|href|from |url\()\s*=?\s*\(?["'](/[^"']+)""", "\n".join(loaded)))
    assert wanted - assets().keys() <= {f"/{name}/words.js" for name in PAGES}
    assert f"/{page}/words.js" in wanted


def test_no_asset_has_the_path_of_the_words() -> None:
    """The hub makes `words.js` itself; a file of that name would never be seen."""
    assert [path for path in assets() if path.endswith("/words.js")] == []


@pytest.mark.parametrize("page", PAGES)
def test_markup_obeys_the_strict_policy(page: str) -> None:
    """No inline script, no inline style, nothing from elsewhere: the browser would refuse it."""
    markup = assets()[f"/{page}/"].body.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|https?:|javascript:", markup)
    assert re.findall(r"<script[^>]*>([^<]*)</script>", markup) == [""] * markup.count("<script")


@pytest.mark.parametrize("path", [path for path in assets() if path.endswith(".js")])
def test_no_script_turns_text_into_markup(path: str) -> None:
    """What comes from the hub is shown as text, whatever it contains."""
    source = assets()[path].body.decode()
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", source)


@pytest.mark.parametrize("page", PAGES)
def test_words_are_plain_ascii_and_only_of_the_page(page: str) -> None:
    """A page gets the sections it needs, in the hall's languages, first language first."""
    words = value(script(page))
    assert words["languages"] == ["id", "en"]
    for language in LANGUAGES:
        assert {key.partition(".")[0] for key in words["words"][language]} == set(SECTIONS[page])
    assert words["version"] == "7"
    assert words["utc_offset_min"] == 420


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["id", "en", "de"])
def test_every_key_a_page_uses_is_in_the_catalogue(page: str, language: str) -> None:
    """A missing text would show as nothing, so it must not be missing."""
    sources = "\n".join(
        asset.body.decode() for path, asset in assets().items() if path.startswith(f"/{page}/") and path.endswith(".js")
    )
    used = set(re.findall(r'"((?:board|counter|ticket|paper|refusal|printer_staff|language|time)\.[a-z_]+)"', sources))
    if page == "ticket":
        used |= {f"ticket.{key}" for key in re.findall(r'(?:state|go|note): "([a-z_]+)"', sources)}
    texts = load_words(language).texts
    assert sorted(key for key in used if key not in texts and f"{key}_one" not in texts) == []
    assert used
