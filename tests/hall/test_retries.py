"""A request that is asked again: accepted once, answered alike, and judged anew after a no."""

import copy

import pytest

from hall.commands import CallNext, Cancel, CloseDay, Finish, OpenDay, Start
from hall.decide import decide
from hall.events import CounterOpened, ServiceFinished, ServiceStarted, TicketCalled, TicketIssued
from hall.refusals import Code, Refused
from tests.fakes.halls import A001, A002, ONE, ONE_AGENCY, TOMORROW
from tests.fakes.script import OPEN, Again, ask, played, script, some, take


def test_a_retried_accepted_request_has_the_effect_of_one() -> None:
    """The same request id gets the first answer and nothing new, however late."""
    assert (
        script(ONE_AGENCY)
        >> ask("tap", take("t1"))
        << some(TicketIssued, number="A001")
        >> take("t2")
        << some(TicketIssued, number="A002")
        >> ask("tap", take("t1"))
        << Again(some(TicketIssued, number="A001"))
        >> take("t3")
        << some(TicketIssued, number="A003")
    )


def test_a_retry_gets_all_the_events_of_its_first_answer() -> None:
    """A call that finished another ticket is answered with both facts."""
    transcript = played(ONE_AGENCY, take("t1"), take("t2"), OPEN, CallNext(ONE, None), Start(ONE, A001))
    assert (
        transcript
        >> ask("next", CallNext(ONE, A001))
        << ServiceFinished(A001, ONE)
        << some(TicketCalled, ticket=A002)
        >> ask("next", CallNext(ONE, A001))
        << Again(ServiceFinished(A001, ONE), some(TicketCalled, ticket=A002))
    )


def test_the_answer_stands_even_when_the_command_would_be_refused_now() -> None:
    """The retry asks what became of the request, not whether it may be done now."""
    transcript = played(ONE_AGENCY, take("t1"), OPEN, CallNext(ONE, None))
    assert (
        transcript
        >> ask("start", Start(ONE, A001))
        << ServiceStarted(A001, ONE)
        >> Finish(ONE, A001)
        << ServiceFinished
        >> ask("start", Start(ONE, A001))
        << Again(ServiceStarted(A001, ONE))
    )


def test_a_refused_request_is_judged_anew() -> None:
    """A no is not remembered: the same request may be accepted a moment later, once."""
    assert (
        script(ONE_AGENCY)
        >> OPEN
        << CounterOpened
        >> ask("next", CallNext(ONE, None))
        << Refused(Code.NOBODY_WAITING)
        >> take("t1")
        << TicketIssued
        >> ask("next", CallNext(ONE, None))
        << some(TicketCalled, ticket=A001)
        >> ask("next", CallNext(ONE, None))
        << Again(some(TicketCalled, ticket=A001))
    )


def test_deciding_changes_nothing() -> None:
    """Neither an accepted request nor a refused one touches the day before its events are applied."""
    day = played(ONE_AGENCY, take("t1"), OPEN).day
    before = copy.deepcopy(day)
    for command in (take("t2"), CallNext(ONE, None), Cancel(A001), CloseDay(), OpenDay(TOMORROW, confirmed=True)):
        assert decide(day, ONE_AGENCY, ask("new", command), 0) != ()
    with pytest.raises(Refused):
        decide(day, ONE_AGENCY, ask("no", Cancel(A002)), 0)
    assert day == before
