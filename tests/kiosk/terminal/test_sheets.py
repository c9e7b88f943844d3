"""What the screens without tiles say, and that all of it is seen at both sizes, with the longest names there are."""

from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from config.catalogues import languages_available, load_words
from kiosk.cells.catalogue import read_hall
from kiosk.cells.figures import QUADRANTS
from kiosk.client import Link
from kiosk.terminal.art import Row
from kiosk.terminal.sheet_art import draw_sheet
from kiosk.terminal.sheets import Badge, Code, Line, Sheet, confirm_sheet, notice_sheet, ticket_sheet, trouble_words
from kiosk.terminal.showing import Scene, Showing, scene
from kiosk.terminal.visit import Issued, PaperState, Step, Visit
from printer.status import Trouble

CONFIRM_ROOM = [(64, 14), (45, 26)]
TICKET_ROOM = [(64, 18), (45, 34)]
TOKEN = "Zk3yq0T9x4uJ"
NO_BLOCKS = str.maketrans(dict.fromkeys(QUADRANTS, " "))


def words_on(rows: list[Row]) -> str:
    return " ".join(" ".join(run.text for run in row).strip() for row in rows)


def assert_all_seen(sheet: Sheet, size: tuple[int, int], *, but: str = "") -> None:
    """Every line stands on the sheet in full, but those of one role, and nothing is wider or higher than the room."""
    width, height = size
    rows = draw_sheet(sheet, width, height)
    assert len(rows) == height
    assert {sum(len(run.text) for run in row) for row in rows} == {width}
    seen = " ".join(words_on(rows).translate(NO_BLOCKS).split())
    for item in sheet:
        if isinstance(item, Line) and item.role != but:
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
        token=TOKEN,
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
    """The longest service with the longest sentence about the paper; but lines of less weight give way to a code."""
    for showing in showings(catalogue)[::7]:
        sheet = ticket_sheet(with_ticket(showing, paper, Trouble.COVER_OPEN))
        gives_way = size[0] > size[1] and any(isinstance(item, Code) for item in sheet)
        assert_all_seen(sheet, size, but="plain" if gives_way else "")


@pytest.mark.parametrize("size", TICKET_ROOM)
@pytest.mark.parametrize("address", ["http://192.168.1.50:8710", "https://antrean.banyuwangikab.go.id"])
def test_a_number_without_paper_has_a_code_that_a_phone_reads(
    catalogue: dict[str, Any], size: tuple[int, int], address: str
) -> None:
    """Under the words upright, beside them lying: as large as the terminal can draw it, with light around it."""
    for showing in showings(catalogue | {"base_url": address})[::41]:
        rows = draw_sheet(ticket_sheet(with_ticket(showing, PaperState.TROUBLE, "paper_out")), *size)
        assert read_by_a_phone(rows) == [f"{address}/t/{TOKEN}"]


def test_a_number_on_paper_needs_no_code(catalogue: dict[str, Any]) -> None:
    """Nor does one that is on its way there, or that the printer could not confirm."""
    for paper in set(PaperState) - {PaperState.TROUBLE}:
        sheet = ticket_sheet(with_ticket(showings(catalogue)[0], paper))
        assert not any(isinstance(item, Code) for item in sheet)


def test_where_there_is_no_room_for_a_code_all_words_are_there(catalogue: dict[str, Any]) -> None:
    """A terminal too narrow for both keeps the words."""
    sheet = ticket_sheet(with_ticket(showings(catalogue)[0], PaperState.TROUBLE, "paper_out"))
    assert_all_seen(tuple(item for item in sheet if not isinstance(item, Code)), (50, 18))
    assert read_by_a_phone(draw_sheet(sheet, 50, 18)) == []


def read_by_a_phone(rows: list[Row]) -> list[str]:
    """What the codes on the sheet say, from its picture: half a cell a module, figures and letters as they come."""
    width = sum(len(run.text) for run in rows[0])
    picture = Image.new("L", (width, 2 * len(rows)), 255)
    for y, row in enumerate(rows):
        for x, char in enumerate("".join(run.text for run in row)):
            upper, lower = {"▀": (0, 255), "▄": (255, 0), " ": (255, 255)}.get(char, (0, 0))
            picture.putpixel((x, 2 * y), upper)
            picture.putpixel((x, 2 * y + 1), lower)
    return [code.text for code in zxingcpp.read_barcodes(picture.resize((picture.width * 8, picture.height * 8)))]


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
