"""What the screens without tiles say, and that all of it is seen at both sizes, with the longest names there are."""

from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from config.catalogues import languages_available, load_words
from kiosk.client import Link
from kiosk.terminal.art import Row
from kiosk.terminal.catalogue import read_hall
from kiosk.terminal.qr_art import qr_lines
from kiosk.terminal.sheet_art import draw_sheet
from kiosk.terminal.sheets import Badge, Code, Line, Sheet, confirm_sheet, notice_sheet, ticket_sheet, trouble_words
from kiosk.terminal.showing import Scene, Showing, scene
from kiosk.terminal.visit import Issued, PaperState, Step, Visit
from printer.status import Trouble

CONFIRM_ROOM = [(64, 14), (45, 26)]
TICKET_ROOM = [(64, 18), (45, 34)]


def words_on(rows: list[Row]) -> str:
    return " ".join(" ".join(run.text for run in row).strip() for row in rows)


def assert_all_seen(sheet: Sheet, size: tuple[int, int]) -> None:
    """Every line stands on the sheet in full, and nothing is wider or higher than the room."""
    width, height = size
    rows = draw_sheet(sheet, width, height)
    assert len(rows) == height
    assert {sum(len(run.text) for run in row) for row in rows} == {width}
    seen = " ".join(words_on(rows).split())
    for item in sheet:
        if isinstance(item, Line):
            assert item.text in seen


def showings(catalogue: dict[str, Any]) -> list[Showing]:
    """A confirm screen of every service in every language of the hall."""
    hall = read_hall(catalogue)
    return [
        Showing(
            visit=Visit(language=language, step=Step.CONFIRM, agency=service.agency, service=service.code),
            words=load_words(language),
            hall=hall,
            link=Link.UP,
        )
        for language in hall.languages
        for service in hall.services
    ]


def with_ticket(showing: Showing, paper: PaperState, why: str = "") -> Showing:
    visit = showing.visit
    ticket = Issued(
        ticket="2026-11-24/W9999",
        number="W9999",
        service=visit.service,
        agency=visit.agency,
        language=visit.language,
        token="Zk3yq0T9x4uJ1cVb",
        ahead=12,
        at_ms=0,
    )
    return replace(showing, visit=replace(visit, step=Step.TICKET, ticket=ticket, paper=paper, paper_why=why))


@pytest.mark.parametrize("size", CONFIRM_ROOM)
def test_every_confirm_screen_is_seen_in_full(catalogue: dict[str, Any], size: tuple[int, int]) -> None:
    """Also with the line about the printer."""
    for showing in showings(catalogue):
        assert_all_seen(confirm_sheet(replace(showing, paper_expected=False)), size)


@pytest.mark.parametrize("size", TICKET_ROOM)
@pytest.mark.parametrize("paper", PaperState)
def test_every_ticket_screen_is_seen_in_full(
    catalogue: dict[str, Any], size: tuple[int, int], paper: PaperState
) -> None:
    """The longest service with the longest sentence about the paper."""
    for showing in showings(catalogue)[::7]:
        assert_all_seen(ticket_sheet(with_ticket(showing, paper, Trouble.COVER_OPEN)), size)


def test_a_number_without_paper_has_a_code_where_there_is_room(catalogue: dict[str, Any]) -> None:
    """Upright there is; lying there is not, and then its caption is left out too. With paper it is not needed."""
    showing = showings(catalogue)[0]
    caption = showing.words.text("kiosk.scan_code")
    failed = ticket_sheet(with_ticket(showing, PaperState.TROUBLE, "paper_out"))
    assert any(isinstance(item, Code) for item in failed)
    assert caption in words_on(draw_sheet(failed, 45, 34))
    assert caption not in words_on(draw_sheet(failed, 64, 18))
    assert not any(isinstance(item, Code) for item in ticket_sheet(with_ticket(showing, PaperState.PRINTED)))


def test_a_phone_reads_the_code() -> None:
    """Drawn as the terminal draws it, half a cell a module, it decodes to the address."""
    lines = qr_lines("http://10.0.0.5:8080/t/Zk3yq0T9x4uJ1cVb")
    picture = Image.new("L", (len(lines[0]) + 8, 2 * len(lines) + 8), 255)
    for y, line in enumerate(lines):
        for x, char in enumerate(line):
            if char in "▀█":
                picture.putpixel((x + 4, 2 * y + 4), 0)
            if char in "▄█":
                picture.putpixel((x + 4, 2 * y + 5), 0)
    read = zxingcpp.read_barcodes(picture.resize((picture.width * 8, picture.height * 8)))
    assert [code.text for code in read] == ["http://10.0.0.5:8080/t/Zk3yq0T9x4uJ1cVb"]


def test_the_confirm_screen_carries_the_agencys_letter(catalogue: dict[str, Any]) -> None:
    """The letter of the number to come, on the hue of the tile."""
    hall = read_hall(catalogue)
    assert confirm_sheet(showings(catalogue)[0])[0] == Badge("A", hall.agencies[0].colour)


@pytest.mark.parametrize(("waiting", "said"), [(0, "Noch wartet niemand"), (1, "1 wartet"), (2, "2 warten")])
def test_the_confirm_screen_counts_as_the_language_does(catalogue: dict[str, Any], waiting: int, said: str) -> None:
    """German, where one person waits in another form of the word than two."""
    showing = replace(showings(catalogue)[0], words=load_words("de"), waiting={"A01": waiting})
    assert Line(said, "strong") in confirm_sheet(showing)


@pytest.mark.parametrize("language", languages_available())
@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_of_the_printer_has_words(trouble: Trouble, language: str) -> None:
    """A visitor reads a sentence that says the number stays valid, whatever the printer complains about."""
    words = load_words(language)
    said = trouble_words(Showing(visit=Visit(language=language), words=words), trouble)
    assert words.text("kiosk.number_valid") in said


@pytest.mark.parametrize(
    ("step", "link", "expected"),
    [
        (Step.AGENCIES, Link.UP, Scene.AGENCIES),
        (Step.SERVICES, Link.UP, Scene.SERVICES),
        (Step.CONFIRM, Link.UP, Scene.CONFIRM),
        (Step.TAKING, Link.UP, Scene.CONFIRM),
        (Step.REFUSED, Link.UP, Scene.NOTICE),
        (Step.AGENCIES, Link.CONNECTING, Scene.NOTICE),
        (Step.TAKING, Link.DOWN, Scene.NOTICE),
        (Step.CONFIRM, Link.TURNED_AWAY, Scene.NOTICE),
        (Step.TICKET, Link.UP, Scene.TICKET),
        (Step.TICKET, Link.DOWN, Scene.TICKET),
    ],
)
def test_which_screen_is_due(catalogue: dict[str, Any], step: Step, link: Link, expected: Scene) -> None:
    """The link decides, except about a number that was given."""
    showing = showings(catalogue)[0]
    assert scene(replace(showing, link=link, visit=replace(showing.visit, step=step))) is expected


def test_a_wait_is_words_not_codes(catalogue: dict[str, Any]) -> None:
    """What to do now, and who helps."""
    words = words_on(draw_sheet(notice_sheet(replace(showings(catalogue)[0], link=Link.DOWN)), 64, 18))
    assert "Mohon tunggu sebentar" in words
    assert "petugas" in words
