"""Which number a ticket gets: the next of its series, never one that was given before on that date."""

from dataclasses import replace

import pytest

from hall.commands import Command, OpenDay, TakeTicket
from hall.decide import decide
from hall.events import DayOpened, TicketIssued
from hall.model import AgencyCode, Series, SeriesId, ServiceCode
from hall.refusals import Code, Refused
from tests.fakes.halls import A001, A01, A02, B01, ONE_AGENCY, RUNS_OUT, T01, TODAY, TOMORROW, A, at_ms, hall
from tests.fakes.script import ask, played, script, some, take


def test_a_ticket_carries_all_that_replay_and_paper_need() -> None:
    """The first ticket of a date is number one of its series, named by date and number, with nobody ahead."""
    assert (
        script(ONE_AGENCY)
        >> TakeTicket(A01, "en", "t1")
        << TicketIssued(A001, "A001", A, 1, A01, AgencyCode("A"), "en", "t1", ahead=0, kiosk=None)
    )


def test_services_of_one_series_share_its_count() -> None:
    """Numbers follow each other within the series, whichever service they are for."""
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << some(TicketIssued, number="A001", service="A01")
        >> take("t2", A02)
        << some(TicketIssued, number="A002", service="A02")
    )


def test_ahead_counts_who_may_be_called_before() -> None:
    """Those who wait for a service that shares a counter are ahead, others are not."""
    far = hall({"A01": "A", "A02": "A", "B01": "B"}, {"1": ["A01", "A02"], "2": ["B01"]})
    assert (
        script(far)
        >> take("t1")
        << some(TicketIssued, ahead=0)
        >> take("t2", B01)
        << some(TicketIssued, ahead=0)
        >> take("t3", A02)
        << some(TicketIssued, ahead=1)
    )


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        (TakeTicket(ServiceCode("Z"), "id", "t"), Refused(Code.UNKNOWN_SERVICE, service="Z")),
        (TakeTicket(A01, "nl", "t"), Refused(Code.UNKNOWN_LANGUAGE, language="nl")),
    ],
)
def test_a_ticket_for_what_the_hall_does_not_have_is_refused(command: Command, refused: Refused) -> None:
    """Unknown service and language are named back."""
    assert script(ONE_AGENCY) >> command << refused


def test_a_series_that_has_run_out_refuses_and_others_go_on() -> None:
    """After T99 no number is given in that series on that date; the next series is not touched."""
    assert (
        script(RUNS_OUT)
        >> take("t1", T01)
        << some(TicketIssued, number="T97")
        >> take("t2", T01)
        << some(TicketIssued, number="T98")
        >> take("t3", T01)
        << some(TicketIssued, number="T99")
        >> take("t4", T01)
        << Refused(Code.SERIES_EXHAUSTED, letters="T")
        >> take("t5")
        << some(TicketIssued, number="A001")
    )


def test_every_series_starts_anew_on_the_next_date() -> None:
    """Each business date has its own numbers, from the first of the series."""
    assert (
        script(RUNS_OUT)
        >> take("t1", T01)
        << some(TicketIssued, number="T97")
        >> OpenDay(TOMORROW)
        << some(DayOpened, date=TOMORROW)
        >> take("t2", T01)
        << some(TicketIssued, number="T97", ticket="2026-11-25/T97")
    )


def test_numbers_go_on_above_what_the_log_says_was_given() -> None:
    """A date that is opened with counts already given never goes below them."""
    assert (
        script(ONE_AGENCY, opened=None)
        >> OpenDay(TODAY, used=((A, 41),))
        << some(DayOpened, used=((A, 41),))
        >> take("t1")
        << some(TicketIssued, number="A042")
    )


def test_a_series_may_start_at_nought() -> None:
    """A first count of nought is a number like others."""
    from_nought = replace(ONE_AGENCY, series={A: replace(ONE_AGENCY.series[A], first=0)})
    assert (
        script(from_nought)
        >> take("t1")
        << some(TicketIssued, number="A000")
        >> take("t2")
        << some(TicketIssued, number="A001")
    )


def test_a_first_count_raised_during_the_day_is_where_numbers_go_on() -> None:
    """A hall's folder that starts the series higher is followed, and never backwards."""
    higher = replace(ONE_AGENCY, series={A: replace(ONE_AGENCY.series[A], first=500)}, digest="d2")
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << some(TicketIssued, number="A001")
        >> higher
        >> take("t2")
        << some(TicketIssued, number="A500")
        >> ONE_AGENCY
        >> take("t3")
        << some(TicketIssued, number="A501")
    )


def test_a_renamed_series_goes_on_above_the_numbers_its_letters_have_given() -> None:
    """Law 1: a folder that names a series anew during the day gives no number twice, and nothing breaks."""
    day = played(ONE_AGENCY, take("one"), take("two")).day
    anew = SeriesId("renamed")
    renamed = replace(
        ONE_AGENCY, series={anew: Series(anew, "A", 3)}, services={A01: replace(ONE_AGENCY.services[A01], series=anew)}
    )

    (issued,) = decide(day, renamed, ask("after", take("three")), at_ms(renamed, TODAY))

    assert isinstance(issued, TicketIssued)
    assert issued.number == "A003"
