"""Who may take a ticket out of the queue, and until when."""

from hall.commands import CallNext, Cancel, Start
from hall.events import CounterOpened, TicketCalled, TicketCancelled, TicketIssued
from hall.refusals import Code, Refused
from tests.fakes.halls import A001, A002, A003, ONE, ONE_AGENCY, TWO
from tests.fakes.script import OPEN, OPEN_TWO, played, script, some, take


def test_a_waiting_ticket_can_be_cancelled_from_anywhere() -> None:
    """Its holder asked for it, at a counter or not; it is never called then."""
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << TicketIssued
        >> take("t2")
        << TicketIssued
        >> take("t3")
        << TicketIssued
        >> Cancel(A001)
        << TicketCancelled(A001, None)
        >> Cancel(A002, ONE)
        << TicketCancelled(A002, ONE)
        >> OPEN
        << CounterOpened
        >> CallNext(ONE, None)
        << some(TicketCalled, ticket=A003)
    )


def test_a_called_ticket_is_cancelled_only_where_it_was_called() -> None:
    """Another counter, or a phone, cannot take it away from the counter that waits for it."""
    transcript = played(ONE_AGENCY, take("t1"), OPEN, OPEN_TWO, CallNext(ONE, None))
    assert (
        transcript
        >> Cancel(A001)
        << Refused(Code.MOVED_ON, number="A001")
        >> Cancel(A001, TWO)
        << Refused(Code.MOVED_ON, number="A001")
        >> Cancel(A001, ONE)
        << TicketCancelled(A001, ONE)
        >> CallNext(ONE, None)
        << Refused(Code.NOBODY_WAITING)
    )


def test_a_ticket_being_served_cannot_be_cancelled() -> None:
    """Service has begun; it can only be finished."""
    transcript = played(ONE_AGENCY, take("t1"), OPEN, CallNext(ONE, None), Start(ONE, A001))
    assert transcript >> Cancel(A001, ONE) << Refused(Code.WRONG_STATE, number="A001", state="serving")


def test_an_unknown_ticket_cannot_be_cancelled() -> None:
    """The id is named back."""
    assert script(ONE_AGENCY) >> Cancel(A001) << Refused(Code.UNKNOWN_TICKET, ticket=A001)
