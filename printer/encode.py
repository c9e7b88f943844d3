"""From blocks to the bytes of ESC/POS, and to a picture of the ticket in plain text.

The only importer of python-escpos, used as a generator of bytes and nothing else; `_dummy_class` says what its import
would otherwise do to the process. Decides nothing about the ticket (`printer.layout` does) and reaches no device.
"""

import json
import logging
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, assert_never

from printer.blocks import LOGO, Align, Beep, Block, Cut, Feed, Line, Number, Picture, Qr, StoredLogo
from printer.graphics import raster, stored_logo
from printer.profile import Buzzer, Profile
from printer.profile import Cut as CutKind


def encode(blocks: Sequence[Block], profile: Profile) -> bytes:
    """The bytes that print `blocks`, from ESC @ (initialise) on; the same bytes for the same blocks.

    The first call in a process imports python-escpos, some 60 ms on a desktop: see `warm`.
    """
    # A new one per ticket: python-escpos keeps code page and style in mind across ESC @, where the printer forgets.
    paper = _dummy_class()()
    paper.hw("INIT")
    if profile.motion_units:
        paper._raw(b"\x1dP" + bytes([profile.dpi, profile.dpi]))  # GS P: ESC 3 and ESC J count in dots
    paper.line_spacing(profile.line_dots)  # ESC 3
    style = _AFTER_INIT
    for block in blocks:
        match block:
            case Line(text=text, scale=scale, bold=bold, small=small, align=align, code_page=code_page):
                wanted = _Style(align, "b" if small else "a", bold, scale, style.code_page)
                if code_page != "ascii":  # which is half of every code page
                    wanted = replace(wanted, code_page=profile.code_pages[code_page])
                style = _change(paper, style, wanted)
                paper._raw(text.encode(code_page) + b"\n")
            case Number(text=text, scale=scale):
                style = _change(paper, style, _Style(Align.CENTER, "a", True, (scale, scale), style.code_page))
                paper.set(smooth=True)  # GS b: an Epson rounds the stairs of large characters, others ignore it
                paper._raw(text.encode("ascii") + b"\n")
                paper.set(smooth=False)
            case Qr(data=data, module_dots=module_dots):
                style = _change(paper, style, replace(style, align=Align.CENTER))
                paper.qr(data, ec=_QR_LEVEL_M, size=module_dots, native=True)
            case Picture(bitmap=bitmap, magnified=magnified):
                style = _change(paper, style, replace(style, align=Align.CENTER))
                paper._raw(raster(bitmap, profile.raster_rows, magnified))
            case StoredLogo():
                style = _change(paper, style, replace(style, align=Align.CENTER))
                paper._raw(stored_logo(profile.logo))
            case Feed(dots=dots):
                for part in _parts(dots, 255):
                    paper._raw(b"\x1bJ" + bytes([part]))  # ESC J: feed n dots
            case Beep():
                paper._raw(_BEEPS[profile.buzzer])
            case Cut():
                paper._raw(_CUTS[profile.cut])
            case _:
                assert_never(block)
    return bytes(paper.output)


def warm() -> None:
    """Import python-escpos now, so that the first visitor does not wait for it."""
    _dummy_class()


def readable(blocks: Sequence[Block], profile: Profile) -> str:
    """A picture of the ticket in text, as wide as the paper in characters of font A, for people and for diffs."""
    return "".join(f"{row}\n" for block in blocks for row in _rows(block, profile.columns))


_QR_LEVEL_M = 1

_CUTS = {
    CutKind.FEED_AND_CUT: b"\x1dVB\x00",
    CutKind.CUT: b"\x1dV\x01",
    CutKind.OLD: b"\x1bm",
    CutKind.NONE: b"",
}

_BEEPS = {
    Buzzer.ESC_B: b"\x1bB\x01\x02",  # once, for 0.1 s
    Buzzer.ESC_A: b"\x1b(A\x04\x0007\x01\x05",  # function 48, sound 7: once, for 0.5 s
    Buzzer.NONE: b"",
}


@dataclass(frozen=True, slots=True)
class _Style:
    align: Align
    font: str
    bold: bool
    scale: tuple[int, int]
    code_page: int | None
    """Of ESC t; None is the printer's own."""


_AFTER_INIT = _Style(Align.LEFT, "a", False, (1, 1), None)


def _change(paper: Any, now: _Style, wanted: _Style) -> _Style:
    """Send only what differs: python-escpos would repeat all of it, 30 bytes a line (ESC a, ESC M, ESC E, GS !).

    ESC t goes around paper.text(), which would choose code pages from a table that is wrong for most printers.
    """
    if wanted.align != now.align:
        paper.set(align=wanted.align.value)
    if wanted.font != now.font:
        paper.set(font=wanted.font)
    if wanted.bold != now.bold:
        paper.set(bold=wanted.bold)
    if wanted.scale != now.scale:
        across, down = wanted.scale
        paper.set(custom_size=True, width=across, height=down)
    if wanted.code_page is not None and wanted.code_page != now.code_page:
        paper._raw(b"\x1bt" + bytes([wanted.code_page]))
    return wanted


def _parts(total: int, most: int) -> Iterator[int]:
    for start in range(0, total, most):
        yield min(most, total - start)


def _rows(block: Block, columns: int) -> Iterator[str]:
    match block:
        case Line(text=text, scale=(across, _)):
            yield _placed(_spread(text) if across > 1 else text, columns, block.align.value)
        case Number(text=text):
            yield from ("", _placed(_spread(f"[{text}]"), columns), "")
        case Qr(data=data):
            yield _placed(f"[QR {data}]", columns)
        case Picture(says=says):
            yield _placed(says, columns)
        case StoredLogo():
            yield _placed(LOGO, columns)
        case Feed():
            yield ""
        case Beep():
            return
        case Cut():
            yield "- " * (columns // 2 - 1) + "-"
        case _:
            assert_never(block)


def _spread(text: str) -> str:
    return " ".join(text)


def _placed(text: str, columns: int, align: str = "center") -> str:
    places = {"left": text.ljust, "center": text.center, "right": text.rjust}
    return places[align](columns).rstrip()


_CAPABILITIES: dict[str, object] = {
    "profiles": {"default": {"fonts": {"0": {}, "1": {}}, "codePages": {}, "features": {}}},
    "encodings": {},
}
"""Stands in for the 35 printers that python-escpos parses at import, half of its time: ours are `printer/profiles`."""


_importing = threading.Lock()
"""Two imports at once would restore each other's stand-ins."""


@cache
def _dummy_class() -> Any:
    """`escpos.printer.Dummy`, imported without its side effects.

    python-escpos 3.1 makes a directory for a pickle at every start and never removes it, even when told of another
    place (its default argument is evaluated all the same), and gives the root logger a handler.
    """
    with _importing, tempfile.TemporaryDirectory() as scratch, _quiet_import(scratch):
        from escpos.printer import Dummy
    return Dummy


@contextmanager
def _quiet_import(scratch: str) -> Iterator[None]:
    capabilities = Path(scratch, "capabilities.json")
    capabilities.write_text(json.dumps(_CAPABILITIES))
    settings = {"ESCPOS_CAPABILITIES_PICKLE_DIR": scratch, "ESCPOS_CAPABILITIES_FILE": str(capabilities)}
    before = {name: os.environ.get(name) for name in settings}
    make_directory, this_thread = tempfile.mkdtemp, threading.get_ident()
    placeholder = logging.NullHandler()

    def make_no_directory(*args: Any, **options: Any) -> str:
        return scratch if threading.get_ident() == this_thread else str(make_directory(*args, **options))

    os.environ.update(settings)
    logging.root.addHandler(placeholder)
    tempfile.mkdtemp = make_no_directory  # type: ignore[assignment] # narrower on purpose, for this import only
    try:
        yield
    finally:
        tempfile.mkdtemp = make_directory
        logging.root.removeHandler(placeholder)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
