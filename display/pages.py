"""The pages of the hall as bytes: everything a browser may load, read once into memory.

`assets` are the files of this folder by the path they are served under; `words_script` is the one file a hub makes
itself, because only it knows the hall. Nothing here opens a socket or knows HTTP; the hub serves what it finds here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

_FOLDERS = ("board", "counter", "ticket", "paper", "shared", "fonts")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff": "font/woff",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "board": ("board", "time"),
    "counter": ("counter", "refusal", "printer_staff", "language", "time"),
    "ticket": ("ticket", "language", "time"),
    "paper": ("paper", "printer_staff"),
}
"""Which sections of the catalogues each page needs."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it goes over the wire."""

    body: bytes
    content_type: str


@cache
def assets() -> Mapping[str, Asset]:
    """Every file by its path: `/board/board.js`, and `/board/` for `board/index.html`."""
    found: dict[str, Asset] = {}
    for folder in _FOLDERS:
        for file in sorted((HERE / folder).iterdir()):
            if file.suffix in _TYPES:
                name = "" if file.name == "index.html" else file.name
                found[f"/{folder}/{name}"] = Asset(file.read_bytes(), _TYPES[file.suffix])
    return found


def words_script(
    page: str,
    *,
    version: str,
    texts: Mapping[str, Mapping[str, str]],
    hall: Mapping[str, Mapping[str, str]],
    time_zone_label: str,
    utc_offset_min: int,
) -> bytes:
    """The body of `/<page>/words.js`: the words of one page in the hall's languages, as plain ES5.

    `texts` holds whole catalogues, language by language, the hall's first language first, each text by `section.name`;
    only the sections of the page go out. `hall` has `name` and `short`, each by language.
    """
    sections = SECTIONS[page]
    value = {
        "version": version,
        "languages": list(texts),
        "hall": hall,
        "time_zone_label": time_zone_label,
        "utc_offset_min": utc_offset_min,
        "words": {
            language: {key: text for key, text in catalogue.items() if key.partition(".")[0] in sections}
            for language, catalogue in texts.items()
        },
    }
    return f"var ANTREAN = {json.dumps(value)};\n".encode("ascii")
