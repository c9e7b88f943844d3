"""How a service is found from words and a ticket from what is typed, asked of the page's own modules."""

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.browser.conftest import Open
from tests.browser.counter.console import ADDRESS
from tests.fakes.display_hub import DisplayHub

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SERVICES = [
    {"code": "A01", "texts": ["Dinas Kependudukan (Disdukcapil)", "Perekaman KTP-el baru", "bikin ktp"]},
    {"code": "A02", "texts": ["Dinas Kependudukan (Disdukcapil)", "Pencetakan ulang KTP-el (hilang)", "ktp hilang"]},
    {"code": "B01", "texts": ["Badan Usaha", "Surat izin café", "a02"]},
]
FIND = """async ([services, text, own]) => {
  const { ServiceFinder } = await import("/counter/finding.js");
  return new ServiceFinder(services).find(text, new Set(own));
}"""
TICKETS = """async ([text, known, date]) => {
  const { findTickets } = await import("/counter/finding.js");
  const lines = known.map((number) => ({ ticket: `${date}/${number}`, number }));
  return findTickets(text, lines, date).map((found) => found.ticket);
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def page(hub: DisplayHub, open_page: Open) -> Page:
    return await open_page(hub, ADDRESS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["A01", "A02", "B01"]),
        ("ktp", ["A01", "A02"]),
        ("KTP Hil", ["A02"]),
        ("hilang ktp", ["A02"]),
        ("ktp hilang disdukcapil", ["A02"]),
        ("tp", []),
        ("ktp zzz", []),
        ("cafe", ["B01"]),
        ("CAFÉ ízin", ["B01"]),
        ("ktp-el", ["A01", "A02"]),
        ("b01", ["B01"]),
        ("a02", ["A02", "B01"]),
        ("( )", ["A01", "A02", "B01"]),
    ],
)
async def test_every_word_must_begin_a_word_of_the_service(page: Page, text: str, found: list[str]) -> None:
    """In any order, whatever the case and the diacritics; a whole code comes first."""
    assert await page.evaluate(FIND, [SERVICES, text, []]) == found


async def test_the_counter_s_own_services_come_first(page: Page) -> None:
    """After a whole code, and otherwise in the hall's order."""
    assert await page.evaluate(FIND, [SERVICES, "", ["B01", "A02"]]) == ["A02", "B01", "A01"]
    assert await page.evaluate(FIND, [SERVICES, "a02", ["B01"]]) == ["A02", "B01"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["A012", "A013", "B113"]),
        ("a", ["A012", "A013"]),
        ("A013", ["A013"]),
        ("a 13", ["A013"]),
        ("a-13", ["A013"]),
        ("a.1", ["A001"]),
        ("b7", ["B007"]),
        ("b11", ["B113", "B011"]),
        ("13", []),
        ("a00000", []),
        ("<b>", []),
    ],
)
async def test_a_ticket_is_found_by_what_its_number_begins_with_or_named(
    page: Page, text: str, found: list[str]
) -> None:
    """A number that is not in sight is one of today's, with as many digits as the others have."""
    known = ["A012", "A013", "B113"]
    assert await page.evaluate(TICKETS, [text, known, "2026-11-24"]) == [f"2026-11-24/{number}" for number in found]
