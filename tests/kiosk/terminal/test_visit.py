"""What each touch means, step by step, without a screen."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from kiosk.cells.catalogue import Hall, read_hall
from kiosk.terminal import visit
from kiosk.terminal.visit import (
    Back,
    ChooseAgency,
    ChooseService,
    Home,
    Issued,
    PaperState,
    Speak,
    Step,
    Take,
    Touch,
    TurnPage,
    Visit,
)

START = Visit(language="id")
AT_SERVICES = replace(START, step=Step.SERVICES, agency="A")
AT_CONFIRM = replace(AT_SERVICES, step=Step.CONFIRM, service="A01", request="r1")
TAKING = replace(AT_CONFIRM, step=Step.TAKING)
TICKET = Issued(
    ticket="2026-11-24/A001", number="A001", service="A01", agency="A", language="id", token="t", ahead=3, at_ms=1
)
AT_TICKET = visit.issued(TAKING, TICKET)
REFUSED = visit.refused(TAKING, "series_exhausted")
EVERY_TOUCH: list[Touch] = [
    ChooseAgency("S"),
    ChooseService("A02"),
    TurnPage(2),
    Speak("en"),
    Take(),
    Back(),
    Home(),
]


@pytest.fixture
def hall(catalogue: dict[str, Any]) -> Hall:
    return read_hall(catalogue)


def test_agency_service_yes(hall: Hall) -> None:
    """The shortest way: three touches; the request id comes with the confirm screen and stays."""
    at_services = visit.after(START, ChooseAgency("A"), hall, "r0")
    at_confirm = visit.after(at_services, ChooseService("A01"), hall, "r1")
    taking = visit.after(at_confirm, Take(), hall, "r2")
    assert (at_services, at_confirm, taking) == (AT_SERVICES, AT_CONFIRM, TAKING)


@pytest.mark.parametrize("touch", EVERY_TOUCH)
def test_nothing_disturbs_a_number_being_taken(hall: Hall, touch: Touch) -> None:
    """While the outcome is not known, only the language may change."""
    after = visit.after(TAKING, touch, hall, "r9")
    assert replace(after, language="id") == TAKING


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (AT_SERVICES, Step.AGENCIES),
        (AT_CONFIRM, Step.SERVICES),
        (REFUSED, Step.SERVICES),
        (START, Step.AGENCIES),
        (AT_TICKET, Step.TICKET),
    ],
)
def test_back_goes_one_step(hall: Hall, before: Visit, expected: Step) -> None:
    """Back leads to the question before; from the number there is no way back, only on."""
    assert visit.after(before, Back(), hall, "r9").step is expected


def test_a_second_confirm_screen_asks_under_a_new_id(hall: Hall) -> None:
    """Who goes back and chooses again asks for another number."""
    again = visit.after(visit.after(AT_CONFIRM, Back(), hall, "r2"), ChooseService("A01"), hall, "r3")
    assert again.request == "r3"


def test_back_keeps_the_page(hall: Hall) -> None:
    """Who looked at page three of the agencies comes back to page three."""
    third = visit.after(START, TurnPage(2), hall, "r0")
    back = visit.after(visit.after(third, ChooseAgency("A"), hall, "r0"), Back(), hall, "r0")
    assert back.agency_page == 2


def test_home_keeps_the_language_until_the_number_is_given(hall: Hall) -> None:
    """The same visitor goes home in their language; after the number the next visitor finds the hall's first."""
    assert visit.after(replace(AT_CONFIRM, language="en"), Home(), hall, "r9") == Visit(language="en")
    assert visit.after(replace(AT_TICKET, language="en"), Home(), hall, "r9") == Visit(language="id")


@pytest.mark.parametrize("before", [START, AT_SERVICES, REFUSED, AT_TICKET])
def test_a_number_is_only_taken_from_the_confirm_screen(hall: Hall, before: Visit) -> None:
    """Take means nothing elsewhere, however the touch got there."""
    assert visit.after(before, Take(), hall, "r9") == before


def test_unknown_codes_lead_nowhere(hall: Hall) -> None:
    """A tile painted from an older hall does no harm."""
    assert visit.after(START, ChooseAgency("nope"), hall, "r9") == START
    assert visit.after(AT_SERVICES, ChooseService("nope"), hall, "r9") == AT_SERVICES
    assert visit.after(START, Speak("xx"), hall, "r9") == START


def test_news_about_another_ticket_changes_nothing() -> None:
    """A slip of the visitor before may still be printing."""
    assert visit.paper(AT_TICKET, "2026-11-24/A000", "failed", "paper_out") == AT_TICKET
    assert visit.paper(AT_TICKET, TICKET.ticket, "failed", "paper_out").paper is PaperState.TROUBLE


@pytest.mark.parametrize(
    ("outcome", "why", "expected"),
    [
        ("printed", "", PaperState.PRINTED),
        ("unconfirmed", "cannot_say", PaperState.SENT),
        ("unconfirmed", "no_confirmation", PaperState.TROUBLE),
        ("failed", "no_printer", PaperState.TROUBLE),
    ],
)
def test_only_a_printer_that_could_have_said_so_is_doubted(outcome: str, why: str, expected: PaperState) -> None:
    """One that never says that it is done raises no alarm."""
    after = visit.paper(AT_TICKET, TICKET.ticket, outcome, why)
    assert (after.paper, after.on_paper) == (expected, expected is not PaperState.TROUBLE)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (START, visit.IDLE_S),
        (REFUSED, visit.IDLE_S),
        (TAKING, float("inf")),
        (AT_TICKET, visit.TICKET_WITHOUT_PAPER_S),
        (replace(AT_TICKET, paper=PaperState.PRINTED), visit.TICKET_S),
        (replace(AT_TICKET, paper=PaperState.SENT), visit.TICKET_SENT_S),
        (replace(AT_TICKET, paper=PaperState.TROUBLE), visit.TICKET_WITHOUT_PAPER_S),
    ],
)
def test_a_screen_stays_as_long_as_it_is_needed(before: Visit, expected: float) -> None:
    """A number without paper stays long enough for a photo, and one that is being taken for ever."""
    assert visit.patience_s(before) == expected


def test_a_hall_that_changed_sends_home_whose_choice_is_gone(hall: Hall) -> None:
    """Somebody who is choosing a service that is gone reads so and chooses anew; a number is never wiped away."""
    smaller = Hall(languages=("en",), short={"en": "x"}, timezone="Asia/Jakarta")
    gone = visit.in_hall(AT_CONFIRM, smaller)
    assert (gone.step, gone.refusal, gone.language) == (Step.REFUSED, visit.SERVICE_GONE, "en")
    assert visit.after(gone, Back(), smaller, "r").step is Step.AGENCIES
    assert visit.in_hall(gone, smaller) == gone
    assert visit.in_hall(AT_TICKET, smaller).ticket == TICKET
    assert visit.in_hall(AT_CONFIRM, hall) == AT_CONFIRM


def test_a_service_that_was_only_looked_at_may_vanish_unnoticed(hall: Hall) -> None:
    """Back at the tiles of an agency, nobody is told of one that was chosen before."""
    looking = visit.after(AT_CONFIRM, Back(), hall, "r")
    without = msgspec.structs.replace(
        hall, services=tuple(service for service in hall.services if service.code != looking.service)
    )
    assert visit.in_hall(looking, without) == looking


def test_the_ticket_is_found_among_the_facts() -> None:
    """Other facts in an answer are passed over, and none is none."""
    fact = {"kind": "ticket_issued", "series": "A", "count": 1, "seq": 9, **msgspec.structs.asdict(TICKET)}
    assert visit.read_issued([{"kind": "something_else"}, fact]) == TICKET
    assert visit.read_issued([]) is None
    assert visit.read_issued([{"kind": "ticket_issued", "number": 7}]) is None
