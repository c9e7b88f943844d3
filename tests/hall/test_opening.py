"""When the hall opens and closes, and what is refused before its first day."""

from datetime import date

import pytest

from hall.commands import (
    CallNext,
    Cancel,
    CloseCounter,
    CloseDay,
    Command,
    Finish,
    LoadHall,
    Miss,
    OpenDay,
    Recall,
    Start,
    Tick,
)
from hall.events import (
    CounterOpened,
    DayClosed,
    DayOpened,
    DayReopened,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
)
from hall.model import Paper
from hall.refusals import Code, Refused
from tests.fakes.halls import A001, ONE, ONE_AGENCY, TODAY
from tests.fakes.script import OPEN, Nothing, report, script, some, take


@pytest.mark.parametrize(
    "command",
    [
        take("t"),
        OPEN,
        CloseCounter(ONE),
        CallNext(ONE, None),
        Recall(ONE, A001),
        Start(ONE, A001),
        Finish(ONE, A001),
        Miss(ONE, A001),
        Cancel(A001),
        report(A001, Paper.PRINTED),
        CloseDay(),
        Tick(),
        LoadHall(),
    ],
)
def test_before_the_first_day_everything_else_is_refused(command: Command) -> None:
    """Only opening a day works on a new box."""
    assert script(ONE_AGENCY, opened=None) >> command << Refused(Code.NO_DAY)


@pytest.mark.parametrize("first", [date(2020, 1, 1), TODAY, date(2199, 12, 31)])
def test_the_first_date_ever_can_be_any(first: date) -> None:
    """With no date before it there is nothing to compare with."""
    assert script(ONE_AGENCY, opened=None) >> OpenDay(first) << DayOpened(first, 1, "d1", (), (), ())


@pytest.mark.parametrize("wrong", [date(1, 1, 1), date(1970, 1, 1), date(2206, 11, 24), date(9999, 12, 31)])
def test_no_hall_is_open_in_an_impossible_year(wrong: date) -> None:
    """A dead clock or a slip of the finger opens no date, not even when a person says so."""
    no = Refused(Code.DATE_IMPOSSIBLE, date=wrong.isoformat())
    assert script(ONE_AGENCY) >> OpenDay(wrong) << no >> OpenDay(wrong, confirmed=True) << no


def test_opening_the_open_date_changes_nothing() -> None:
    """A hub that starts again on the same date goes on with the day it has."""
    assert script(ONE_AGENCY) >> OpenDay(TODAY) << Nothing >> OpenDay(TODAY, confirmed=True) << Nothing


def test_a_closed_day_gives_no_tickets_and_still_serves_who_has_one() -> None:
    """After closing, whoever waits is called as before."""
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << TicketIssued
        >> OPEN
        << CounterOpened
        >> CloseDay()
        << DayClosed(TODAY)
        >> CloseDay()
        << Nothing
        >> take("t2")
        << Refused(Code.HALL_CLOSED)
        >> CallNext(ONE, None)
        << some(TicketCalled, ticket=A001)
        >> Start(ONE, A001)
        << ServiceStarted
        >> Finish(ONE, A001)
        << ServiceFinished
    )


def test_a_closed_day_stays_closed_when_the_hub_starts_again() -> None:
    """Staff have gone home: no number may be given because a machine was restarted."""
    assert (
        script(ONE_AGENCY)
        >> CloseDay()
        << DayClosed
        >> OpenDay(TODAY)
        << Nothing
        >> take("t1")
        << Refused(Code.HALL_CLOSED)
    )


def test_a_closed_day_opens_again_with_its_numbers() -> None:
    """A person who opens the same date again goes on where the count stood."""
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << TicketIssued
        >> CloseDay()
        << DayClosed
        >> OpenDay(TODAY, confirmed=True)
        << DayReopened(TODAY)
        >> take("t2")
        << some(TicketIssued, number="A002")
    )
