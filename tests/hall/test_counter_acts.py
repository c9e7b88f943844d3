"""What a counter may do, press by press: calling, serving, missing, opening, closing; and races between two."""

import pytest

from hall.commands import CallNext, CloseCounter, Command, Finish, Miss, OpenCounter, Recall, Start
from hall.events import (
    CallReason,
    CounterClosed,
    CounterOpened,
    Head,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketRecalled,
)
from hall.model import CounterId, TicketState, ZoneId
from hall.refusals import Code, Refused
from tests.fakes.halls import A001, A002, A01, A02, B01, FOUR, ONE, ONE_AGENCY, THREE_AGENCIES, TWO
from tests.fakes.script import OPEN, OPEN_TWO, Nothing, ask, played, script, some, take

NOWHERE = CounterId("9")


def test_a_ticket_is_called_served_and_finished() -> None:
    """The whole way of one visitor, each step with its event."""
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << TicketIssued
        >> OPEN
        << CounterOpened(ONE)
        >> CallNext(ONE, None)
        << TicketCalled(
            A001, "A001", ONE, ZoneId("main"), CallReason("first_come_first_served", (Head(A01, A001, 2, 1),))
        )
        >> Recall(ONE, A001)
        << TicketRecalled(A001, "A001", ONE, ZoneId("main"), 2)
        >> Recall(ONE, A001)
        << some(TicketRecalled, calls=3)
        >> Start(ONE, A001)
        << ServiceStarted(A001, ONE)
        >> Finish(ONE, A001)
        << ServiceFinished(A001, ONE)
        >> CloseCounter(ONE)
        << CounterClosed(ONE)
    )


def test_calling_finishes_who_was_being_served() -> None:
    """One press ends one service and begins the next, as one request."""
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << TicketIssued
        >> take("t2")
        << TicketIssued
        >> OPEN
        << CounterOpened
        >> CallNext(ONE, None)
        << some(TicketCalled, ticket=A001)
        >> Start(ONE, A001)
        << ServiceStarted
        >> CallNext(ONE, A001)
        << ServiceFinished(A001, ONE)
        << some(TicketCalled, ticket=A002)
    )


def test_a_second_press_of_call_next_calls_nobody_else() -> None:
    """Two presses name the same ticket as being at the counter, so the second one has moved on."""
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << TicketIssued
        >> take("t2")
        << TicketIssued
        >> OPEN
        << CounterOpened
        >> CallNext(ONE, None)
        << some(TicketCalled, ticket=A001)
        >> CallNext(ONE, None)
        << Refused(Code.MOVED_ON, number="A001")
    )


def test_a_second_press_while_serving_calls_nobody_else() -> None:
    """The same for a counter that was serving somebody: only one visitor is called."""
    busy: list[Command] = [
        take("t1"),
        take("t2"),
        take("t3"),
        OPEN,
        CallNext(ONE, None),
        Start(ONE, A001),
        CallNext(ONE, A001),
    ]
    transcript = played(ONE_AGENCY, *busy)
    assert transcript >> CallNext(ONE, A001) << Refused(Code.MOVED_ON, number="A002")


def test_a_press_that_still_believes_in_a_finished_ticket_is_refused() -> None:
    """A console that missed the finish calls nobody by accident; the number at the counter is empty."""
    done = played(ONE_AGENCY, take("t1"), take("t2"), OPEN, CallNext(ONE, None), Miss(ONE, A001))
    assert done >> CallNext(ONE, A001) << Refused(Code.MOVED_ON, number="")


def test_nobody_is_called_while_the_called_one_is_awaited() -> None:
    """A called visitor must be here or missed before the next call."""
    waiting = played(ONE_AGENCY, take("t1"), take("t2"), OPEN, CallNext(ONE, None))
    assert waiting >> CallNext(ONE, A001) << Refused(Code.NOT_STARTED, number="A001")


def test_calling_with_nobody_waiting_leaves_the_served_visitor_served() -> None:
    """The other counter took the last one: nothing changes here, nobody is finished by surprise."""
    transcript = played(ONE_AGENCY, take("t1"), OPEN, CallNext(ONE, None), Start(ONE, A001))
    assert transcript >> CallNext(ONE, A001) << Refused(Code.NOBODY_WAITING)
    assert transcript.day.tickets[A001].state is TicketState.SERVING


def test_two_counters_racing_get_two_tickets() -> None:
    """Each counter that calls takes the first of those who still wait."""
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << TicketIssued
        >> take("t2")
        << TicketIssued
        >> OPEN
        << CounterOpened
        >> OPEN_TWO
        << CounterOpened
        >> CallNext(ONE, None)
        << some(TicketCalled, ticket=A001, counter=ONE)
        >> CallNext(TWO, None)
        << some(TicketCalled, ticket=A002, counter=TWO)
    )


def test_two_counters_racing_for_the_last_ticket() -> None:
    """One gets it, the other is told that nobody waits, and may try again."""
    transcript = played(ONE_AGENCY, take("t1"), OPEN, OPEN_TWO)
    assert (
        transcript
        >> CallNext(TWO, None)
        << some(TicketCalled, ticket=A001)
        >> ask("late", CallNext(ONE, None))
        << Refused(Code.NOBODY_WAITING)
        >> take("t2")
        << some(TicketIssued, number="A002")
        >> ask("late", CallNext(ONE, None))
        << some(TicketCalled, ticket=A002)
    )


@pytest.mark.parametrize("act", [Recall, Start, Finish, Miss])
def test_a_counter_cannot_act_on_the_ticket_of_another(act: type[Recall | Start | Finish | Miss]) -> None:
    """The ticket at the counter is named back; at an empty counter the number is empty."""
    transcript = played(ONE_AGENCY, take("t1"), OPEN, OPEN_TWO, CallNext(ONE, None))
    assert (
        transcript
        >> act(TWO, A001)
        << Refused(Code.MOVED_ON, number="")
        >> act(ONE, A002)
        << Refused(Code.MOVED_ON, number="A001")
    )


@pytest.mark.parametrize("act", [Recall, Start, Finish, Miss])
def test_a_closed_or_unknown_counter_cannot_act(act: type[Recall | Start | Finish | Miss]) -> None:
    """Nobody sits there, or there is no such place: two different reasons."""
    assert (
        script(ONE_AGENCY)
        >> act(ONE, A001)
        << Refused(Code.COUNTER_CLOSED, counter="1")
        >> act(NOWHERE, A001)
        << Refused(Code.UNKNOWN_COUNTER, counter="9")
        >> CallNext(ONE, None)
        << Refused(Code.COUNTER_CLOSED, counter="1")
        >> CallNext(NOWHERE, None)
        << Refused(Code.UNKNOWN_COUNTER, counter="9")
    )


@pytest.mark.parametrize("act", [OpenCounter, CloseCounter])
def test_an_unknown_counter_cannot_open_or_close(act: type[OpenCounter | CloseCounter]) -> None:
    """A place that the hall does not have is named back."""
    assert script(ONE_AGENCY) >> act(NOWHERE) << Refused(Code.UNKNOWN_COUNTER, counter="9")


def test_opening_and_closing_twice_changes_nothing() -> None:
    """Whoever sits down at an open counter, or closes a closed one, is not told off."""
    assert (
        script(ONE_AGENCY)
        >> CloseCounter(ONE)
        << Nothing
        >> OPEN
        << CounterOpened(ONE)
        >> OPEN
        << Nothing
        >> CloseCounter(ONE)
        << CounterClosed(ONE)
        >> CloseCounter(ONE)
        << Nothing
    )


def test_a_counter_cannot_close_while_somebody_is_there() -> None:
    """Called or being served, the visitor is dealt with first."""
    transcript = played(ONE_AGENCY, take("t1"), OPEN, CallNext(ONE, None))
    assert (
        transcript
        >> CloseCounter(ONE)
        << Refused(Code.COUNTER_BUSY, number="A001")
        >> Start(ONE, A001)
        << ServiceStarted
        >> CloseCounter(ONE)
        << Refused(Code.COUNTER_BUSY, number="A001")
        >> Finish(ONE, A001)
        << ServiceFinished
        >> CloseCounter(ONE)
        << CounterClosed(ONE)
    )


def test_a_missed_visitor_frees_the_counter() -> None:
    """After a miss the next one can be called."""
    transcript = played(ONE_AGENCY, take("t1"), take("t2"), OPEN, CallNext(ONE, None))
    assert (
        transcript
        >> Miss(ONE, A001)
        << TicketMissed(A001, ONE)
        >> CallNext(ONE, None)
        << some(TicketCalled, ticket=A002)
    )


def test_three_agencies_call_by_arrival_across_their_services() -> None:
    """A counter that serves several agencies calls whoever came first among them."""
    assert (
        script(THREE_AGENCIES)
        >> take("t1", B01)
        << some(TicketIssued, number="B001")
        >> take("t2", A02)
        << some(TicketIssued, number="A001", ahead=1)
        >> take("t3", A01)
        << some(TicketIssued, number="A002", ahead=2)
        >> OPEN
        << CounterOpened
        >> OpenCounter(FOUR)
        << CounterOpened
        >> CallNext(ONE, None)
        << some(TicketCalled, number="A001", zone="main")
        >> CallNext(FOUR, None)
        << some(TicketCalled, number="B001", zone="upstairs")
    )
