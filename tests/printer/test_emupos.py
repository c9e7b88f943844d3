"""The driver against a printer that nobody of this project wrote: its status, its faults, and its paper."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from msgspec.structs import replace
from PIL import Image

from printer.driver import Driver
from printer.job import Failed, Printed, Unconfirmed
from printer.patience import Patience
from printer.ports import TcpLink
from printer.profile import Confirmation, load_profile
from printer.replies import PAPER_QUERY, REALTIME_QUERIES
from printer.slip import Slip
from printer.status import Status, Trouble
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


def test_the_ticket_on_paper(emulator: EmuPos) -> None:
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


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [("paper-out", Trouble.PAPER_OUT), ("cover-open", Trouble.COVER_OPEN), ("offline", Trouble.OFFLINE)],
)
def test_a_fault_before_the_job(emulator: EmuPos, fault: str, trouble: Trouble) -> None:
    """The fault is named, nothing is sent, and so nothing comes out when it is mended."""
    before = emulator.receipts()
    driver = Driver(emulator.url, EPSON80, patience=GENEROUS)
    with emulator.fault(fault):
        assert driver.status().trouble is trouble
        assert driver.print_slip(BANYUWANGI) == Failed(trouble)
    assert driver.status() == Status()
    assert emulator.receipts() == before


def test_paper_near_its_end_still_prints(emulator: EmuPos) -> None:
    """Near end is a warning, and the ticket is printed."""
    with emulator.fault("paper-near-end"):
        assert Driver(emulator.url, EPSON80, patience=GENEROUS).status().trouble is Trouble.PAPER_NEAR_END
        print_one(emulator, BANYUWANGI)


def test_a_ticket_held_by_the_printer_is_unconfirmed(emulator: EmuPos, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paper that ends between check and ticket: unconfirmed, and the ticket does come out with the new roll."""
    write = TcpLink.write

    def write_after_the_paper_ended(link: TcpLink, data: bytes, timeout_s: float) -> None:
        if data not in (REALTIME_QUERIES, PAPER_QUERY):
            emulator.set_fault("paper-out")
        write(link, data, timeout_s)

    before = len(emulator.events("printer.job.completed"))
    monkeypatch.setattr(TcpLink, "write", write_after_the_paper_ended)
    try:
        outcome = Driver(emulator.url, EPSON80, patience=Patience(status_s=10.0, print_s=0.3)).print_slip(BANYUWANGI)
        assert outcome == Unconfirmed(Trouble.PAPER_OUT, held=True)
    finally:
        emulator.set_fault("paper-out", active=False)
    emulator.wait_for_receipts(before + 1)
    assert BANYUWANGI.number in emulator.latest_text()
