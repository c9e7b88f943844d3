"""The test page on every family: all of it comes out, on the simulated printer and on one that others wrote."""

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.cli.exits import Exit
from printer.blocks import Beep, Block, Line, Number, Picture, Qr, StoredLogo
from printer.driver import Driver
from printer.encode import encode
from printer.errors import BadLogo
from printer.job import Printed, Unconfirmed
from printer.patience import Patience
from printer.profile import Confirmation, Logo, load_profile, profile_names
from printer.simulator.server import SimulatedPrinter
from printer.status import Trouble
from printer.testpage import QR_ADDRESS, lay_out_test_page
from tests.fakes.commands import antrean
from tests.fakes.emupos import emupos_printer
from tests.fakes.printers import COVER_OPEN, Behaviour, fake_printer, url_that_refuses
from tests.fakes.simulator import simulated_printer
from tests.fakes.slips import LOGO

PATIENCE = Patience(status_s=10.0, print_s=10.0)
LOGO_FILE = Path(__file__).parents[2] / "config" / "halls" / "banyuwangi" / "logo.png"


def lines(page: tuple[Block, ...]) -> list[str]:
    """What the printer sets in its own letters."""
    return [block.text for block in page if isinstance(block, Line | Number)]


def codes(png: bytes) -> list[str]:
    """The QR codes on a piece of paper, on a desk that is wider."""
    paper = Image.open(io.BytesIO(png)).convert("1")
    desk = Image.new("1", (paper.width + 64, paper.height + 64), 1)
    desk.paste(paper, (32, 32))
    return [code.text for code in zxingcpp.read_barcodes(desk)]


def paper_of(printer: SimulatedPrinter) -> str:
    printer.wait_until(lambda machine: len(machine.tickets) == 1)
    (page,) = printer.tickets
    assert page.complete
    assert codes(page.png())
    assert set(codes(page.png())) == {QR_ADDRESS}
    return page.text


@pytest.mark.parametrize("family", profile_names())
def test_a_simulated_printer_of_each_family(family: str) -> None:
    """Every line is on one whole page, every code is read from it, and no command is unknown."""
    profile = load_profile(family)
    page = lay_out_test_page(profile)
    with simulated_printer(family, pace=20) as printer:
        outcome = Driver(printer.url, profile, patience=Patience(status_s=10.0, print_s=1.0)).print_blocks(page)
        assert printer.look(lambda machine: machine.unknown) == []
        printed = paper_of(printer)
    silent = profile.confirmation is Confirmation.NONE
    assert outcome == (Unconfirmed(Trouble.CANNOT_SAY) if silent else Printed())
    assert [line for line in printed.split("\n") if not line.startswith("[")] == [line.rstrip() for line in lines(page)]


@pytest.mark.emupos
@pytest.mark.parametrize("family", profile_names())
def test_the_emulator_as_each_family(family: str) -> None:
    """A printer that others wrote breaks no ruler into two lines, knows all code pages, and draws readable codes."""
    profile = load_profile(family)
    page = lay_out_test_page(profile)
    with emupos_printer(family) as printer:
        printer.print_bytes(encode(page, profile))
        assert printer.unknown_commands() == []
        printed = printer.latest_text().splitlines()
        assert codes(printer.latest_png()) == [QR_ADDRESS] * (2 if profile.native_qr else 1)
    assert [line for line in printed if not line.startswith("[")] == [line.rstrip() for line in lines(page)]


@pytest.mark.parametrize("family", profile_names())
def test_what_is_on_it(family: str) -> None:
    """Rulers as wide as the paper, each code page, Javanese in dots, and both kinds of QR code where there are two."""
    profile = load_profile(family)
    page = lay_out_test_page(profile, logo=LOGO, logo_stored=True, beep=True)
    rulers = [block for block in page if isinstance(block, Line) and block.text.startswith("....:")]
    assert [len(ruler.text) for ruler in rulers] == [profile.columns, profile.small_columns, profile.columns // 2]
    in_code_pages = {block.code_page for block in page if isinstance(block, Line)} - {"ascii"}
    assert in_code_pages == set(profile.code_pages)
    pictures = [block.says for block in page if isinstance(block, Picture)]
    assert "ꦩꦠꦸꦂꦤꦸꦮꦸꦤ꧀ ꦧꦚꦸꦮꦔꦶ" in pictures
    assert f"[QR {QR_ADDRESS}]" in pictures
    assert "[logo]" in pictures
    assert any(isinstance(block, Qr) for block in page) == profile.native_qr
    assert any(isinstance(block, StoredLogo) for block in page) == (profile.logo is not Logo.NONE)
    assert any(isinstance(block, Beep) for block in page) == (profile.buzzer != "none")


def test_a_picture_that_is_no_logo() -> None:
    """The page says so instead of leaving it out: whoever gave it wants to see it."""
    with pytest.raises(BadLogo):
        lay_out_test_page(load_profile("epson80"), logo=b"GIF89a")


@pytest.mark.parametrize("family", [name for name in profile_names() if load_profile(name).logo is not Logo.NONE])
def test_a_stored_logo_is_on_the_next_page(family: str) -> None:
    """The command stores it, says so, prints nothing; the test page then prints it from the printer's memory."""
    with simulated_printer(family, pace=20) as printer:
        stored = antrean("printer", "store-logo", printer.url, "--profile", family, LOGO_FILE)
        assert stored.returncode == Exit.OK, stored.stderr
        assert printer.look(lambda machine: (machine.tickets, machine.paper.has_print)) == ([], False)
        tested = antrean("printer", "test", printer.url, "--profile", family, "--logo-stored")
        assert tested.returncode == Exit.OK, tested.stderr
        pictures = paper_of(printer).split("Logo, kept by the printer\n")[1]
        assert printer.look(lambda machine: machine.unknown) == []
    assert pictures.startswith("[logo]")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["store-logo", "--profile", "generic58", LOGO_FILE], Exit.WRONG),
        (["store-logo", Path(__file__)], Exit.WRONG),
        (["store-logo", "missing.png"], Exit.WRONG),
        (["store-logo", LOGO_FILE], Exit.UNAVAILABLE),
        (["test"], Exit.UNAVAILABLE),
        (["test", "--logo", Path(__file__)], Exit.WRONG),
    ],
)
def test_what_cannot_be_done(words: list[str | Path], code: Exit) -> None:
    """A family without a memory, a file that is no picture, and a printer that is not there each have a word."""
    act, *rest = words
    ended = antrean("printer", act, url_that_refuses(), *rest)
    assert ended.returncode == code
    assert ended.stdout + ended.stderr


def test_a_printer_that_cannot_print_gets_no_page() -> None:
    """The command says why, and nothing comes out when it is mended."""
    with fake_printer(Behaviour(health=COVER_OPEN)) as printer:
        ended = antrean("printer", "test", printer.url)
    assert ended.returncode == Exit.WRONG
    assert "nothing was sent: cover open" in ended.stdout
    assert printer.ticket == b""
