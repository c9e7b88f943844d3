"""Every ticket on every paper, from real bytes, as a printer draws them that nobody of this project wrote.

The sheets in docs/pictures are made here; a change to a layout is looked at before it is kept.
"""

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printer.blocks import Block, Line, Number, Picture, Qr
from printer.encode import encode
from printer.layout import lay_out
from printer.profile import Profile, load_profile, profile_names
from printer.slip import Slip
from tests.fakes.emupos import EmuPos, emupos_printer
from tests.fakes.slips import LAYOUTS

pytestmark = pytest.mark.emupos

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MARGIN = 32
"""Dots of paper around the print, and of desk around the paper."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One ticket that came out of a printer."""

    picture: Image.Image
    lines: list[str]
    """Pictures are "[image WIDTHxHEIGHT]"."""
    lines_wanted: list[str]


Papers = Mapping[str, Paper]
"""By the name of the layout."""


@pytest.fixture(scope="module", params=profile_names())
def family(request: pytest.FixtureRequest) -> Iterator[tuple[str, Papers]]:
    """A family of printers, and every ticket as it comes out of one."""
    profile = load_profile(request.param)
    with emupos_printer(profile.name) as printer:
        yield profile.name, {name: printed(printer, profile, slip) for name, slip in LAYOUTS.items()}
        assert printer.unknown_commands() == []


def printed(printer: EmuPos, profile: Profile, slip: Slip) -> Paper:
    """Print `slip`; blank paper at its end is not drawn."""
    blocks = lay_out(slip, profile)
    printer.print_bytes(encode(blocks, profile))
    ink = Image.open(io.BytesIO(printer.latest_png())).convert("1")
    picture = Image.new("1", (ink.width + 2 * MARGIN, ink.height + 2 * MARGIN), 1)
    picture.paste(ink, (MARGIN, MARGIN))
    return Paper(picture, printer.latest_text().splitlines(), list(wanted(blocks, profile.raster_rows)))


def wanted(blocks: Sequence[Block], most_rows: int) -> Iterator[str]:
    """The lines that the layout asks for, pictures in their slices."""
    for block in blocks:
        match block:
            case Line(text=text) | Number(text=text):
                yield text.rstrip()
            case Qr(data=data):
                yield f"[qr {data}]"
            case Picture(bitmap=bitmap, magnified=magnified):
                for first in range(0, bitmap.rows, most_rows):
                    rows = min(most_rows, bitmap.rows - first)
                    yield f"[image {bitmap.width_bytes * 8 * magnified}x{rows * magnified}]"
            case _:
                pass


def sheet(papers: list[Image.Image]) -> Image.Image:
    """The papers beside each other on a grey desk."""
    width = sum(paper.width + MARGIN for paper in papers) + MARGIN
    desk = Image.new("L", (width, max(paper.height for paper in papers) + 2 * MARGIN), 200)
    left = MARGIN
    for paper in papers:
        desk.paste(paper, (left, MARGIN))
        left += paper.width + MARGIN
    return desk.quantize(3)


def test_golden_pictures(family: tuple[str, Papers]) -> None:
    """The papers of a family are those that were looked at and kept."""
    name, papers = family
    picture, kept = sheet([paper.picture for paper in papers.values()]), PICTURES / f"paper-{name}.png"
    if os.environ.get("ANTREAN_GOLDEN") == "write":
        picture.save(kept, optimize=True)
    same = picture.convert("L").tobytes() == Image.open(kept).convert("L").tobytes()
    assert same, f"{kept.name} differs; ANTREAN_GOLDEN=write keeps the new one"


def test_every_line_is_the_layouts_own(family: tuple[str, Papers]) -> None:
    """No line is too wide and broken by the printer, and no letter and no dot is lost on the way."""
    for name, paper in family[1].items():
        assert paper.lines == paper.lines_wanted, name


def test_every_code_is_read_from_the_paper(family: tuple[str, Papers]) -> None:
    """A reader that nobody of this project wrote finds the link of the slip, and nothing else."""
    for name, paper in family[1].items():
        link = LAYOUTS[name].qr
        assert [code.text for code in zxingcpp.read_barcodes(paper.picture)] == [link] * bool(link), name
