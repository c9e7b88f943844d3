"""Which date it is, what makes the next one begin, and who goes on into it."""

from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import ANY

import pytest

from hall.commands import CallNext, Command, Miss, OpenDay, Start, Tick
from hall.day import Day
from hall.decide import decide, next_deadline_ms
from hall.events import (
    CounterOpened,
    DayOpened,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
    TicketMissed,
)
from hall.model import Hall
from hall.refusals import Code, Refused
from tests.fakes.halls import (
    A001,
    A002,
    A003,
    A02,
    BERLIN,
    JAKARTA,
    ONE,
    ONE_AGENCY,
    SUMMER_TIME,
    TODAY,
    TOMORROW,
    TWO,
    A,
    at_ms,
)
from tests.fakes.script import OPEN, OPEN_TWO, At, Nothing, ask, played, script, some, take


def test_nothing_passes_before_midnight_of_the_hall() -> None:
    """A tick within the business date changes nothing, though it is another date elsewhere."""
    end = ONE_AGENCY.end_of_ms(TODAY)
    assert (
        script(ONE_AGENCY)
        >> At(end - 1)
        >> Tick()
        << Nothing
        >> At(end)
        >> Tick()
        << DayOpened(TOMORROW, 1, "d1", (), (), ())
    )


@pytest.mark.parametrize(
    ("where", "day"),
    [
        (ONE_AGENCY, TODAY),
        (ONE_AGENCY, date(2026, 12, 31)),
        (SUMMER_TIME, date(2026, 10, 25)),
        (SUMMER_TIME, date(2027, 3, 28)),
        (SUMMER_TIME, date(2026, 12, 31)),
    ],
)
def test_the_deadline_is_the_end_of_the_date_in_the_halls_zone(where: Hall, day: date) -> None:
    """A tick at the deadline, and none a millisecond before, begins the next date; 23, 24 or 25 hours long."""
    day_of = played(where, opened=day).day
    deadline = next_deadline_ms(day_of, where)
    assert deadline is not None
    assert deadline == at_ms(where, day + timedelta(days=1), 0)
    assert decide(day_of, where, ask("early", Tick()), deadline - 1) == ()
    assert decide(day_of, where, ask("due", Tick()), deadline) == (
        DayOpened(day + timedelta(days=1), 1, "d1", (), (), ()),
    )


def test_there_is_no_deadline_before_the_first_day() -> None:
    """A box that has never opened waits for nobody."""
    assert next_deadline_ms(Day(), ONE_AGENCY) is None


@pytest.mark.parametrize("days", [1, 3, 31])
def test_a_date_up_to_31_days_ahead_passes_by_itself(days: int) -> None:
    """Weekends and holidays need nobody, whether the hub was running or is just starting."""
    later = TODAY + timedelta(days=days)
    assert script(ONE_AGENCY) >> OpenDay(later) << some(DayOpened, date=later)
    assert script(ONE_AGENCY) >> At(at_ms(ONE_AGENCY, later)) >> Tick() << some(DayOpened, date=later)


@pytest.mark.parametrize("days", [-1, -400, 32, 400])
def test_a_date_back_or_far_ahead_needs_a_person(days: int) -> None:
    """The clock alone never takes the hall back, nor further than a month ahead; both dates are named."""
    wanted = TODAY + timedelta(days=days)
    refused = Refused(Code.DATE_NEEDS_PERSON, date="2026-11-24", clock=wanted.isoformat())
    assert script(ONE_AGENCY) >> OpenDay(wanted) << refused
    assert script(ONE_AGENCY) >> At(at_ms(ONE_AGENCY, wanted)) >> Tick() << refused
    assert script(ONE_AGENCY) >> OpenDay(wanted, confirmed=True) << some(DayOpened, date=wanted)


def test_a_new_date_keeps_who_is_at_a_counter_and_the_counters_that_are_open() -> None:
    """Service at midnight goes on, and its numbers are not given meanwhile; who still waited has gone home."""
    late: list[Command] = [
        take("t1"),
        take("t2"),
        take("t3"),
        OPEN,
        OPEN_TWO,
        CallNext(ONE, None),
        CallNext(TWO, None),
    ]
    transcript = played(ONE_AGENCY, *late, Start(TWO, A002))
    assert (
        transcript
        >> At(ONE_AGENCY.end_of_ms(TODAY))
        >> Tick()
        << some(DayOpened, date=TOMORROW, used=(), carried=(ANY, ANY), open_counters=(ONE, TWO))
        >> take("t4")
        << some(TicketIssued, ticket="2026-11-25/A003", ahead=0)
        >> Start(ONE, A001)
        << ServiceStarted(A001, ONE)
        >> CallNext(TWO, A002)
        << ServiceFinished(A002, TWO)
        << some(TicketCalled, ticket="2026-11-25/A003")
    )


def test_a_person_correcting_the_date_loses_nobody_and_repeats_no_number() -> None:
    """Everyone who waits or is at a counter goes on in the same order, and counts go on above theirs."""
    busy: list[Command] = [take("t1"), take("t2"), take("t3", A02), OPEN, CallNext(ONE, None)]
    transcript = played(ONE_AGENCY, *busy)
    yesterday = TODAY - timedelta(days=1)
    assert (
        transcript
        >> OpenDay(yesterday, confirmed=True)
        << some(DayOpened, date=yesterday, used=((A, 3),), carried=(ANY, ANY, ANY), open_counters=(ONE,))
        >> take("t4")
        << some(TicketIssued, ticket="2026-11-23/A004", ahead=2)
        >> Start(ONE, A001)
        << ServiceStarted
        >> CallNext(ONE, A001)
        << ServiceFinished
        << some(TicketCalled, ticket=A002)
        >> Miss(ONE, A002)
        << TicketMissed
        >> CallNext(ONE, None)
        << some(TicketCalled, ticket=A003)
    )


def test_a_corrected_date_starts_above_the_log_and_above_who_goes_on() -> None:
    """Of what the log says was given and what those who wait hold, the higher count stands."""
    transcript = played(ONE_AGENCY, take("t1"), take("t2"))
    assert transcript >> OpenDay(TOMORROW, confirmed=True, used=((A, 1),)) << some(DayOpened, used=((A, 2),))
    assert transcript >> OpenDay(TODAY, confirmed=True, used=((A, 7),)) << some(DayOpened, used=((A, 7),))


def test_a_date_that_was_set_ahead_by_mistake_is_not_numbered_twice_when_it_comes() -> None:
    """Midnight takes what the log says was given on the new date already, and goes on above it."""
    assert (
        script(ONE_AGENCY)
        >> OpenDay(TOMORROW, confirmed=True)
        << DayOpened
        >> take("t1")
        << some(TicketIssued, ticket="2026-11-25/A001")
        >> OpenDay(TODAY, confirmed=True)
        << DayOpened
        >> At(ONE_AGENCY.end_of_ms(TODAY))
        >> Tick(used=((A, 1),))
        << some(DayOpened, date=TOMORROW, used=((A, 1),))
        >> take("t2")
        << some(TicketIssued, ticket="2026-11-25/A002")
    )


def test_a_restored_backup_goes_on_above_what_kiosks_have_shown() -> None:
    """On the same date a higher count or a new epoch starts the fold anew, and everyone who waits goes on."""
    transcript = played(ONE_AGENCY, take("t1"), take("t2", A02), OPEN, CallNext(ONE, None))
    assert (
        transcript
        >> OpenDay(TODAY, used=((A, 30),), epoch=2)
        << some(DayOpened, date=TODAY, epoch=2, used=((A, 30),), carried=(ANY, ANY), open_counters=(ONE,))
        >> take("t3")
        << some(TicketIssued, number="A031")
        >> OpenDay(TODAY, used=((A, 30),), epoch=2)
        << Nothing
        >> OpenDay(TODAY, used=((A, 5),), epoch=3)
        << some(DayOpened, epoch=3, used=((A, 31),))
    )


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_epoch_never_goes_back(confirmed: bool) -> None:
    """Whoever opens the next date without naming an epoch keeps the one in force."""
    transcript = played(ONE_AGENCY, OpenDay(TODAY, epoch=5))
    assert transcript >> OpenDay(TOMORROW, confirmed=confirmed) << some(DayOpened, epoch=5)


def test_the_clock_orders_nobody() -> None:
    """A ticket taken while the clock was years behind is still called after one taken before it."""
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << some(TicketIssued, number="A001")
        >> At(0)
        >> take("t2")
        << some(TicketIssued, number="A002")
        >> OPEN
        << CounterOpened
        >> CallNext(ONE, None)
        << some(TicketCalled, ticket=A001)
    )


def test_dates_are_the_halls_own() -> None:
    """One instant is tomorrow in Jakarta and today in Berlin, and each hall acts on its own."""
    instant = at_ms(replace(ONE_AGENCY, timezone=BERLIN), TODAY, 20)
    assert script(ONE_AGENCY) >> At(instant) >> Tick() << some(DayOpened, date=TOMORROW)
    assert script(SUMMER_TIME) >> At(instant) >> Tick() << Nothing
    assert ONE_AGENCY.timezone is JAKARTA
