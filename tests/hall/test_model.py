"""The hall itself: what makes one impossible, how numbers look, who competes, and when its dates change."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from hall.commands import TakeTicket
from hall.model import CounterId, Hall, Problem, Series, SeriesId, Service, ServiceCode, TicketState, ZoneId
from tests.fakes.halls import BERLIN, ONE_AGENCY, RUNS_OUT, SUMMER_TIME, THREE_AGENCIES, TODAY, at_ms, hall
from tests.fakes.script import played

A01 = ServiceCode("A01")
HOUR_MS = 3_600_000


def _with_series(*series: Series) -> Hall:
    return replace(ONE_AGENCY, series={each.id: each for each in (*ONE_AGENCY.series.values(), *series)})


def _found(impossible: Hall) -> list[tuple[str, str, str, str, Mapping[str, str]]]:
    return [(each.kind, each.id, each.key, each.code, each.data) for each in impossible.problems()]


@pytest.mark.parametrize("possible", [ONE_AGENCY, THREE_AGENCIES, SUMMER_TIME, RUNS_OUT])
def test_a_hall_without_problems_names_none(possible: Hall) -> None:
    """The ready halls can all open."""
    assert list(possible.problems()) == []


@pytest.mark.parametrize(
    ("series", "key", "code", "data"),
    [
        (Series(SeriesId("x"), "b", 3), "letters", "letters_not_capitals", {"value": "b"}),
        (Series(SeriesId("x"), "", 3), "letters", "letters_not_capitals", {"value": ""}),
        (Series(SeriesId("x"), "B1", 3), "letters", "letters_not_capitals", {"value": "B1"}),
        (Series(SeriesId("x"), "É", 3), "letters", "letters_not_capitals", {"value": "É"}),
        (Series(SeriesId("x"), "QIB", 3), "letters", "letters_confusing", {"value": "I, Q"}),
        (Series(SeriesId("x"), "A", 3), "letters", "letters_taken", {"value": "A", "other": "A"}),
        (Series(SeriesId("x"), "B", 1), "digits", "digits_out_of_range", {"value": "1"}),
        (Series(SeriesId("x"), "B", 5), "digits", "digits_out_of_range", {"value": "5"}),
        (Series(SeriesId("x"), "B", 2, first=100), "first", "first_out_of_range", {"value": "100", "last": "99"}),
        (Series(SeriesId("x"), "B", 2, first=-1), "first", "first_out_of_range", {"value": "-1", "last": "99"}),
    ],
)
def test_each_impossible_series_is_named_with_its_key(
    series: Series, key: str, code: str, data: Mapping[str, str]
) -> None:
    """A series that cannot be is one problem that says which key and carries what the words need."""
    assert _found(_with_series(series)) == [("series", "x", key, code, data)]


def test_a_service_without_its_series_is_named() -> None:
    """A service must number its tickets in a series of the hall."""
    services = {A01: replace(ONE_AGENCY.services[A01], series=SeriesId("Z")), **_others(A01)}
    assert _found(replace(ONE_AGENCY, services=services)) == [
        ("service", "A01", "series", "unknown_series", {"value": "Z"})
    ]


@pytest.mark.parametrize(
    ("zone", "services", "expected"),
    [
        ("roof", {"A01"}, [("zone", "unknown_zone", {"value": "roof"})]),
        ("main", set(), [("serves", "counter_serves_nothing", {})]),
        (
            "main",
            {"A01", "Z2", "Z1"},
            [("serves", "unknown_service", {"value": "Z1"}), ("serves", "unknown_service", {"value": "Z2"})],
        ),
        (
            "roof",
            {"Z1"},
            [("zone", "unknown_zone", {"value": "roof"}), ("serves", "unknown_service", {"value": "Z1"})],
        ),
    ],
)
def test_each_impossible_counter_is_named_with_its_key(
    zone: str, services: Iterable[str], expected: list[tuple[str, str, Mapping[str, str]]]
) -> None:
    """Zone and services of a counter must be the hall's own; all its problems come at once."""
    counter = replace(
        ONE_AGENCY.counters[CounterId("2")], zone=ZoneId(zone), services=frozenset(map(ServiceCode, services))
    )
    counters = {CounterId("1"): ONE_AGENCY.counters[CounterId("1")], counter.id: counter}
    found = _found(replace(ONE_AGENCY, counters=counters))
    assert found == [("counter", "2", key, code, data) for key, code, data in expected]


def test_problems_of_all_parts_come_in_the_order_of_the_parts() -> None:
    """Series first, then services, then counters, so that the folder's author reads them in the folder's order."""
    impossible = replace(
        _with_series(Series(SeriesId("x"), "b", 9)),
        services={A01: replace(ONE_AGENCY.services[A01], series=SeriesId("Z")), **_others(A01)},
        zones=(),
    )
    kinds = [problem.kind for problem in impossible.problems()]
    assert kinds == ["series", "series", "service", "counter", "counter"]


def test_a_problem_without_data_is_complete() -> None:
    """Data is optional: some codes say it all."""
    assert Problem("counter", "1", "serves", "counter_serves_nothing").data == {}


@pytest.mark.parametrize(("digits", "last", "shown"), [(2, 99, "K07"), (3, 999, "K007"), (4, 9999, "K0007")])
def test_a_number_is_letters_and_a_count_of_fixed_width(digits: int, last: int, shown: str) -> None:
    """The width fixes the highest count and how every number looks."""
    series = Series(SeriesId("k"), "K", digits)
    assert (series.last, series.number(7)) == (last, shown)


def test_services_compete_when_a_counter_serves_both() -> None:
    """Who may be called before a ticket are those who wait for a service that shares a counter with its own."""
    apart = hall({"A01": "A", "A02": "A", "B01": "B"}, {"1": ["A01", "A02"], "2": ["B01"]})
    assert apart.competing == {"A01": {"A01", "A02"}, "A02": {"A01", "A02"}, "B01": {"B01"}}
    assert THREE_AGENCIES.competing[ServiceCode("C01")] == {"A01", "A02", "B01", "C01"}


def test_a_service_that_no_counter_serves_competes_with_itself() -> None:
    """Nothing is looked up in vain for a service without a counter."""
    lonely = hall({"A01": "A", "A02": "A"}, {"1": ["A01"]})
    assert lonely.competing[ServiceCode("A02")] == {"A02"}


def test_a_counter_of_an_unknown_service_does_not_break_the_hall() -> None:
    """The hall can still be built, so that `problems` can say what is wrong with it."""
    broken = hall({"A01": "A"}, {"1": ["A01", "Z9"]})
    assert [problem.code for problem in broken.problems()] == ["unknown_service"]


def test_the_date_changes_at_midnight_of_the_hall_and_not_of_utc() -> None:
    """In Jakarta the business date changes at 17:00 UTC, to the millisecond."""
    midnight = ONE_AGENCY.end_of_ms(TODAY)
    assert midnight == at_ms(replace(ONE_AGENCY, timezone=ZoneInfo("UTC")), TODAY, 17)
    assert ONE_AGENCY.business_date(midnight - 1) == TODAY
    assert ONE_AGENCY.business_date(midnight) == TODAY + timedelta(days=1)


def test_one_instant_is_two_dates_in_two_halls() -> None:
    """The hall's own zone decides, whatever zone the machine is in."""
    evening_utc = at_ms(replace(ONE_AGENCY, timezone=ZoneInfo("UTC")), TODAY, 20)
    assert ONE_AGENCY.business_date(evening_utc) == TODAY + timedelta(days=1)
    assert SUMMER_TIME.business_date(evening_utc) == TODAY


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 28), 23), (date(2026, 10, 25), 25), (date(2026, 11, 24), 24)]
)
def test_a_day_of_23_or_25_hours_ends_when_it_ends(day: date, hours: int) -> None:
    """The start of one day is the end of the day before, through both changes of summer time."""
    assert SUMMER_TIME.end_of_ms(day) - SUMMER_TIME.start_of_ms(day) == hours * HOUR_MS
    assert SUMMER_TIME.end_of_ms(day) == SUMMER_TIME.start_of_ms(day + timedelta(days=1))
    assert SUMMER_TIME.business_date(SUMMER_TIME.end_of_ms(day) - 1) == day


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Africa/Cairo", date(2026, 4, 24)),
        ("America/Havana", date(2026, 3, 8)),
        ("America/Havana", date(2026, 11, 1)),
        ("Asia/Beirut", date(2026, 3, 29)),
        ("America/Santiago", date(2026, 9, 6)),
    ],
)
def test_a_day_whose_midnight_is_skipped_or_doubled_still_starts_once(zone: str, day: date) -> None:
    """Where clocks change at midnight the first instant of the date is the change itself."""
    there = replace(ONE_AGENCY, timezone=ZoneInfo(zone))
    start = there.start_of_ms(day)
    assert there.business_date(start) == day
    assert there.business_date(start - 1) == day - timedelta(days=1)


def test_the_year_ends_like_any_day() -> None:
    """New year's eve in Berlin is over when the new year's first day begins."""
    eve = date(2026, 12, 31)
    assert SUMMER_TIME.business_date(SUMMER_TIME.end_of_ms(eve)) == date(2027, 1, 1)
    assert SUMMER_TIME.timezone is BERLIN


def test_only_called_and_serving_tickets_are_at_a_counter() -> None:
    """The property follows the state and nothing else."""
    day = played(ONE_AGENCY, TakeTicket(A01, "id", "t1")).day
    (ticket,) = day.tickets.values()
    there = {state for state in TicketState if replace(ticket, state=state).at_counter}
    assert there == {TicketState.CALLED, TicketState.SERVING}


def _others(*left_out: ServiceCode) -> dict[ServiceCode, Service]:
    return {code: service for code, service in ONE_AGENCY.services.items() if code not in left_out}
