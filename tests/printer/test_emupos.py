"""The driver against a printer that nobody of this project wrote: its status and its paper (faults: `test_faults`)."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from msgspec.structs import replace
from PIL import Image

from printer.driver import Driver
from printer.job import Printed
from printer.patience import Patience
from printer.profile import Confirmation, load_profile
from printer.slip import Slip
from printer.status import Status
from tests.fakes.emupos import EmuPos, emupos_printer
from tests.fakes.slips import BANYUWANGI, LONGEST

pytestmark = pytest.mark.emupos

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "ticket-80mm.png"
EPSON80 = replace(load_profile("epson80"), confirmation=Confirmation.PAPER_QUERY)
"""What the emulator is, but for GS ( H, which it does not know."""
GENEROUS = Patience(status_s=10.0, print_s=10.0)


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmuPos]:
    with emupos_printer() as running:
        yield running


def print_one(emulator: EmuPos, slip: Slip) -> Image.Image:
    """Print and look at the paper, padded from 72 mm of print to 80 mm of paper."""
    before = len(emulator.events("printer.job.completed"))
    assert Driver(emulator.url, EPSON80, patience=GENEROUS).print_slip(slip) == Printed()
    emulator.wait_for_receipts(before + 1)
    printed = Image.open(io.BytesIO(emulator.latest_png())).convert("1")
    paper = Image.new("1", (640, printed.height + 64), 1)
    paper.paste(printed, (32, 32))
    return paper


def test_golden_ticket_on_paper(emulator: EmuPos) -> None:
    """Every word and the link come out in order, and the printer understands all that it is told."""
    paper = print_one(emulator, BANYUWANGI)
    assert emulator.unknown_commands() == []
    assert emulator.latest_text().split("\n") == [
        BANYUWANGI.hall,
        BANYUWANGI.address,
        "Dinas Kependudukan dan",
        "Pencatatan Sipil (Disdukcapil)",
        BANYUWANGI.service,
        BANYUWANGI.number,
        BANYUWANGI.issued.replace("\n", " "),
        BANYUWANGI.ahead,
        BANYUWANGI.where,
        f"[qr {BANYUWANGI.qr}]",
        BANYUWANGI.qr_caption,
        BANYUWANGI.thanks,
        BANYUWANGI.fine_print,
        "",
    ]
    assert [code.text for code in zxingcpp.read_barcodes(paper)] == [BANYUWANGI.qr]
    if os.environ.get("ANTREAN_GOLDEN") == "write":
        paper.save(PICTURE, optimize=True)
    assert paper.tobytes() == Image.open(PICTURE).convert("1").tobytes(), "ANTREAN_GOLDEN=write keeps the new picture"


def test_the_longest_ticket_is_not_clipped(emulator: EmuPos) -> None:
    """Six characters of a number fill the paper and no more; no line breaks where the layout did not break it."""
    paper = print_one(emulator, LONGEST)
    assert "AB1234" in emulator.latest_text().split("\n")
    assert all(paper.getpixel((x, y)) for x in (31, 608) for y in range(paper.height))
    assert [code.text for code in zxingcpp.read_barcodes(paper)] == [LONGEST.qr]
    assert emulator.unknown_commands() == []


def test_a_healthy_printer(emulator: EmuPos) -> None:
    """All well is heard as all well."""
    assert Driver(emulator.url, EPSON80, patience=GENEROUS).status() == Status()
