"""Law 7 with a real hub under a clock that lies: no number comes again, nobody loses their place."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kiosk import wire
from tests.fakes.commands import antrean
from tests.fakes.faked_clock import FakedClock
from tests.fakes.running_hall import RunningHall, running_hall
from tests.fakes.staff import Supervisor, supervising

JAKARTA, BERLIN = ZoneInfo("Asia/Jakarta"), ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=JAKARTA)
SERVICE = {"banyuwangi": "A01", "buergerbuero": "wohnung"}
STEPPED = ["clock_stepped"]


@pytest.fixture
def clock(tmp_path: Path) -> FakedClock:
    return FakedClock(tmp_path / "clock", TUESDAY)


@contextmanager
def hall_under(clock: FakedClock, tmp_path: Path, hall: str = "banyuwangi") -> Iterator[RunningHall]:
    """A hub under that clock; the power goes at the end, and comes back with the next block, on the same data."""
    with running_hall(tmp_path / "data", under=clock.under, hall=hall) as running:
        yield running


def date_of(issued: dict[str, Any]) -> str:
    """The business date of a number."""
    return str(issued["ticket"].partition("/")[0])


async def given(supervisor: Supervisor, count: int = 1) -> list[tuple[str, str]]:
    """Date and number of the next tickets."""
    issues = [await supervisor.take("A01") for _ in range(count)]
    return [(date_of(issued), issued["number"]) for issued in issues]


# ---- midnight


@pytest.mark.parametrize(
    ("hall", "instant", "passes"),
    [
        ("banyuwangi", datetime(2026, 11, 25, tzinfo=UTC), False),
        ("banyuwangi", datetime(2027, 1, 1, tzinfo=JAKARTA), True),
        ("buergerbuero", datetime(2026, 10, 25, 1, tzinfo=UTC), False),  # 03:00 is 02:00 again
        ("buergerbuero", datetime(2026, 10, 26, tzinfo=BERLIN), True),  # after 25 hours
        ("buergerbuero", datetime(2027, 3, 28, 1, tzinfo=UTC), False),  # 02:00 is 03:00
        ("buergerbuero", datetime(2027, 3, 29, tzinfo=BERLIN), True),  # after 23 hours
    ],
    ids=["midnight-in-utc", "new-year", "summer-ends", "25-hours", "summer-begins", "23-hours"],
)
async def test_numbers_restart_at_midnight_in_the_hall(
    clock: FakedClock, tmp_path: Path, hall: str, instant: datetime, passes: bool
) -> None:
    """Under load, on the way over an instant: one restart at the hall's own midnight, and none at any other."""
    clock.set(instant - timedelta(seconds=30))
    taken = []
    with hall_under(clock, tmp_path, hall) as running:
        async with supervising(running) as supervisor:
            taken.append(await supervisor.take(SERVICE[hall]))
            clock.set(instant - timedelta(seconds=0.3))  # a small correction, as time synchronisation makes them
            while taken[-1]["at_ms"] < instant.timestamp() * 1000:
                taken.append(await supervisor.take(SERVICE[hall]))
            taken.append(await supervisor.take(SERVICE[hall]))
        assert "day set" not in running.log
        assert "stepped" not in running.log
    before = [issued for issued in taken if issued["at_ms"] < instant.timestamp() * 1000]
    after = taken[len(before) :]
    counts = [issued["count"] for issued in taken]
    start = 0 if passes else len(before)
    assert counts == [*range(1, len(before) + 1), *range(start + 1, start + len(after) + 1)]
    assert len({date_of(issued) for issued in taken}) == 1 + passes
    assert len({issued["ticket"] for issued in taken}) == len(taken)


# ---- a clock that jumps while the hub runs


async def test_a_jump_moves_nothing_until_a_person_has_looked(clock: FakedClock, tmp_path: Path) -> None:
    """Numbers go on under the date, in order; staff are warned until the clock is right and a person says the date."""
    steps = [timedelta(hours=2), timedelta(hours=-2), timedelta(days=3), timedelta(days=-3), timedelta(days=400)]
    with hall_under(clock, tmp_path) as running:
        async with supervising(running) as supervisor:
            taken = await given(supervisor)
            for step in steps:
                clock.set(TUESDAY + step)
                taken += await given(supervisor)
                await supervisor.until_warned(lambda codes: codes == STEPPED)
                clock.set(TUESDAY)
                taken += await given(supervisor)
                await supervisor.ask(wire.OpenDay, on=TUESDAY.date())
                await supervisor.until_warned(lambda codes: codes == [])
            assert taken == [("2026-11-24", f"A{count:03}") for count in range(1, 12)]
            assert await called(supervisor, 11) == [number for _date, number in taken]
        assert running.log.count("the clock has stepped") == 2 * len(steps)


async def test_a_date_said_under_a_wrong_clock_is_held(clock: FakedClock, tmp_path: Path) -> None:
    """The person is believed and not the clock: the date is as said, and the warning stays until the clock agrees."""
    with hall_under(clock, tmp_path) as running:
        async with supervising(running) as supervisor:
            clock.set(TUESDAY + timedelta(days=1))
            await supervisor.until_warned(lambda codes: codes == STEPPED)
            await supervisor.ask(wire.OpenDay, on=TUESDAY.date())
            assert await given(supervisor) == [("2026-11-24", "A001")]
            async with supervising(running) as newcomer:
                await newcomer.until_warned(lambda codes: codes == STEPPED)
            await supervisor.ask(wire.OpenDay, on=TUESDAY.date() + timedelta(days=1), fresh=True)
            await supervisor.until_warned(lambda codes: codes == [])
            assert await given(supervisor) == [("2026-11-25", "A001")]


async def called(supervisor: Supervisor, count: int) -> list[str]:
    """The numbers that counter 1 calls, one after the other."""
    await supervisor.ask(wire.OpenCounter, counter="1")
    numbers = []
    for _ in range(count):
        answer = await supervisor.ask(wire.CallNext, holding=None)
        assert isinstance(answer, wire.Done), answer
        call = answer.events[-1]
        numbers.append(call["number"])
        await supervisor.ask(wire.Start, ticket=call["ticket"])
        await supervisor.ask(wire.Finish, ticket=call["ticket"])
    return numbers


async def test_corrections_of_seconds_concern_nobody(clock: FakedClock, tmp_path: Path) -> None:
    """What time synchronisation does, forwards and back, warns nobody and holds no date."""
    with hall_under(clock, tmp_path) as running:
        async with supervising(running) as supervisor:
            taken = []
            for seconds in (5, -5, 40, 0):
                clock.set(TUESDAY + timedelta(seconds=seconds))
                taken += await given(supervisor)
        assert taken == [("2026-11-24", f"A{count:03}") for count in range(1, 5)]
        assert "stepped" not in running.log


# ---- what the clock shows at boot


@pytest.mark.parametrize("dead", [datetime(1970, 1, 1, 0, 1, tzinfo=UTC), datetime(2000, 1, 1, tzinfo=UTC)], ids=str)
async def test_a_dead_battery_opens_no_day_of_its_own(clock: FakedClock, tmp_path: Path, dead: datetime) -> None:
    """A clock of 1970 at boot: the last date goes on, with a warning; once it is right, a person opens the new one."""
    wednesday = TUESDAY + timedelta(days=1)
    with hall_under(clock, tmp_path) as running:
        async with supervising(running) as supervisor:
            taken = await given(supervisor)
    clock.set(dead)
    with hall_under(clock, tmp_path) as running:
        assert "say `antrean day set DATE`" in running.log
        async with supervising(running) as supervisor:
            await supervisor.until_warned(lambda codes: codes == STEPPED)
            taken += await given(supervisor)
            clock.set(wednesday)
            taken += await given(supervisor)
            said = antrean("day", "set", "2026-11-25", "--fresh", "--data", running.data)
            assert said.stdout == "the business date is 2026-11-25\n"
            await supervisor.until_warned(lambda codes: codes == [])
            taken += await given(supervisor)
    assert taken == [*(("2026-11-24", f"A00{count}") for count in (1, 2, 3)), ("2026-11-25", "A001")]


async def test_a_new_box_with_a_dead_battery_waits_for_a_person(clock: FakedClock, tmp_path: Path) -> None:
    """Without any date yet no number is given, and both the visitor and staff are told why."""
    clock.set(datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
    with hall_under(clock, tmp_path) as running:
        async with supervising(running) as supervisor:
            await supervisor.until_warned(lambda codes: codes == STEPPED)
            refused = await supervisor.ask(wire.TakeTicket, service="A01", language="id")
            assert isinstance(refused, wire.Refused)
            assert refused.code == "no_day"
            clock.set(TUESDAY)
            await supervisor.ask(wire.OpenDay, on=TUESDAY.date())
            await supervisor.until_warned(lambda codes: codes == [])
            assert await given(supervisor) == [("2026-11-24", "A001")]


async def test_a_box_that_was_off(clock: FakedClock, tmp_path: Path) -> None:
    """A lunch break goes on, a weekend, a fortnight and the New Year pass; a step back and five weeks do not."""
    friday = datetime(2026, 12, 4, 15, tzinfo=JAKARTA)
    boots = [
        (friday, "2026-12-04", "A001"),
        (friday + timedelta(hours=1), "2026-12-04", "A002"),
        (friday + timedelta(days=3), "2026-12-07", "A001"),
        (friday + timedelta(days=18), "2026-12-22", "A001"),
        (friday + timedelta(days=31), "2027-01-04", "A001"),
        (friday + timedelta(days=30), "2027-01-04", "A002"),
        (friday + timedelta(days=66), "2027-01-04", "A003"),
    ]
    taken = []
    for at, _date, _number in boots:
        clock.set(at)
        with hall_under(clock, tmp_path) as running:
            async with supervising(running) as supervisor:
                taken += await given(supervisor)
    assert taken == [(date, number) for _at, date, number in boots]
    assert running.log.count("say `antrean day set DATE`") == 2


async def test_a_wrong_date_that_passed_is_put_right(clock: FakedClock, tmp_path: Path) -> None:
    """A clock three days ahead at boot opens that date; on the right one nobody is lost, no number comes again."""
    with hall_under(clock, tmp_path) as running:
        async with supervising(running) as supervisor:
            taken = await given(supervisor, 2)
    clock.set(TUESDAY + timedelta(days=3))
    with hall_under(clock, tmp_path) as running:
        async with supervising(running) as supervisor:
            taken += await given(supervisor)
            clock.set(TUESDAY)
            await supervisor.ask(wire.OpenDay, on=TUESDAY.date())
            taken += await given(supervisor)
            everybody = await called(supervisor, 4)
    assert taken == [("2026-11-24", "A001"), ("2026-11-24", "A002"), ("2026-11-27", "A001"), ("2026-11-24", "A003")]
    assert sorted(everybody) == ["A001", "A001", "A002", "A003"]
