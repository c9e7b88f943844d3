"""Other rules during the day: `hall copy` and an editor are all it takes."""

from dataclasses import replace

import pytest

from hall.commands import CallNext, Command, LoadHall, Miss, Tick
from hall.decide import decide
from hall.events import DayOpened, HallLoaded
from hall.model import Hall
from hall.refusals import Code, Refused
from tests.fakes.halls import A001, A02, ONE, ONE_AGENCY, TODAY, TOMORROW, at_ms, hall
from tests.fakes.script import OPEN, Nothing, ask, played, script, take

FEWER_SERVICES = hall({"A01": "A"}, {"1": ["A01"], "2": ["A01"]}, digest="d2")
OTHER_COUNTERS = hall({"A01": "A", "A02": "A"}, {"3": ["A01", "A02"]}, digest="d2")


def test_other_rules_in_force_are_a_fact_of_the_log() -> None:
    """A changed folder is noted once, by its digest."""
    changed = replace(ONE_AGENCY, digest="d2")
    assert (
        script(ONE_AGENCY)
        >> LoadHall()
        << Nothing
        >> changed
        >> LoadHall()
        << HallLoaded("d2")
        >> LoadHall()
        << Nothing
    )


def loaded(anew: Hall, *before: Command) -> tuple[object, ...] | Refused:
    day = played(ONE_AGENCY, *before).day
    try:
        return decide(day, anew, ask("load", LoadHall()), at_ms(anew, TODAY))
    except Refused as refused:
        return refused


@pytest.mark.parametrize(
    ("anew", "before", "numbers"),
    [
        (FEWER_SERVICES, [take("t1"), take("t2", A02)], "A002"),
        (OTHER_COUNTERS, [take("t1"), OPEN, CallNext(ONE, None)], "A001"),
    ],
)
def test_a_folder_that_would_strand_somebody_is_refused_with_their_numbers(
    anew: Hall, before: list[Command], numbers: str
) -> None:
    """Nobody waits for a service that no counter has any more, or is served at a counter that is gone."""
    answer = loaded(anew, *before)

    assert isinstance(answer, Refused)
    assert (answer.code, answer.data) == (Code.STRANDS_TICKETS, {"numbers": numbers})


def test_a_folder_that_strands_nobody_comes_into_force() -> None:
    """Who has been served or has left does not count."""
    done: list[Command] = [take("t1", A02), OPEN, CallNext(ONE, None), Miss(ONE, A001), take("t2")]

    assert loaded(FEWER_SERVICES, *done) == (HallLoaded("d2"),)


def test_a_new_date_leaves_behind_whoever_was_at_a_counter_that_is_gone() -> None:
    """What the new folder does not have is not carried into the new date."""
    day = played(ONE_AGENCY, take("t1"), OPEN, CallNext(ONE, None)).day
    late = at_ms(OTHER_COUNTERS, TOMORROW)

    (opened,) = decide(day, OTHER_COUNTERS, ask("tick", Tick()), late)

    assert isinstance(opened, DayOpened)
    assert (opened.carried, opened.open_counters) == ((), ())
