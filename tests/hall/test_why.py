"""Why one ticket was called before another, told from the log alone."""

from dataclasses import replace
from datetime import timedelta

from hall.calling import FIRST_COME
from hall.commands import CallNext, Cancel, Command, Finish, OpenCounter, OpenDay, Start, Tick
from hall.events import Head, Record, TicketCalled
from hall.model import TicketId
from hall.why import Explanation, Standing, why
from tests.fakes.halls import A001, A002, A01, A02, B01, C01, FOUR, ONE, ONE_AGENCY, THREE, THREE_AGENCIES, TODAY
from tests.fakes.script import OPEN, At, played, take

A009, B001 = TicketId("2026-11-24/A009"), TicketId("2026-11-24/B001")
CALL = CallNext(ONE, None)


def standing(records: list[Record], one: TicketId, other: TicketId) -> tuple[TicketId, Standing] | None:
    explanation = why(records, one, other)
    assert explanation == why(records, other, one), "the order of asking does not matter"
    return None if explanation is None else (explanation.first, explanation.standing)


def test_the_answer_names_the_call_its_reason_and_where_the_other_stood() -> None:
    """First come, first served: the other waited behind, and the heads of that moment prove it."""
    transcript = played(THREE_AGENCIES, take("t1"), take("t2", A02), OPEN, CALL)
    called = transcript.records[-1]
    assert isinstance(called.event, TicketCalled)
    explanation = why(transcript.records, A002, A001)
    assert explanation == Explanation(
        first=A001,
        second=A002,
        seq=called.seq,
        at_ms=called.at_ms,
        counter=ONE,
        reason=called.event.reason,
        standing=Standing.BEHIND,
        first_issued_seq=2,
        second_issued_seq=3,
    )
    assert explanation.reason.rule == FIRST_COME
    assert explanation.reason.heads == (Head(A01, A001, 2, 1), Head(A02, A002, 3, 1))


def test_the_first_call_of_either_decides_even_when_both_were_called() -> None:
    """Later calls change nothing about who was first."""
    served: list[Command] = [CALL, Start(ONE, A001), CallNext(ONE, A001)]
    transcript = played(ONE_AGENCY, take("t1"), take("t2"), OPEN, *served)
    assert standing(transcript.records, A001, A002) == (A001, Standing.BEHIND)


def test_neither_called_has_no_answer() -> None:
    """While both wait there is nothing to explain; nor about tickets that do not exist."""
    transcript = played(ONE_AGENCY, take("t1"), take("t2"))
    assert standing(transcript.records, A001, A002) is None
    assert standing(transcript.records, A009, TicketId("2026-11-24/Z001")) is None


def test_a_ticket_that_came_after_the_call_had_not_been_issued() -> None:
    """It could not have been called; nor could one that never came."""
    transcript = played(ONE_AGENCY, take("t1"), OPEN, CALL, take("t2"))
    assert standing(transcript.records, A001, A002) == (A001, Standing.NOT_ISSUED)
    assert standing(transcript.records, A001, A009) == (A001, Standing.NOT_ISSUED)


def test_a_ticket_for_services_of_other_counters_waited_elsewhere() -> None:
    """An earlier ticket that this counter does not serve is no injustice."""
    transcript = played(THREE_AGENCIES, take("t1", B01), take("t2"), OPEN, CALL)
    assert standing(transcript.records, A001, B001) == (A001, Standing.ELSEWHERE)


def test_a_cancelled_ticket_had_gone() -> None:
    """It came earlier and was cancelled before the call."""
    transcript = played(ONE_AGENCY, take("t1"), take("t2"), Cancel(A001), OPEN, CALL)
    assert standing(transcript.records, A001, A002) == (A002, Standing.GONE)


def test_a_ticket_cancelled_before_a_correction_of_the_date_had_gone() -> None:
    """The corrected day no longer knows it, and still it was issued."""
    transcript = played(
        ONE_AGENCY,
        take("t1"),
        take("t2"),
        Cancel(A001),
        OpenDay(TODAY + timedelta(days=1), confirmed=True),
        OPEN,
        CALL,
    )
    assert standing(transcript.records, A001, A002) == (A002, Standing.GONE)
    explanation = why(transcript.records, A001, A002)
    assert explanation is not None
    assert explanation.second_issued_seq == 2


def test_an_overtaken_ticket_shows_in_the_answer() -> None:
    """A log in which a later ticket of the same counter was called first says so and does not explain it away."""
    transcript = played(ONE_AGENCY, take("t1"), take("t2"), OPEN, CALL)
    *before, last = transcript.records
    assert isinstance(last.event, TicketCalled)
    unjust = replace(last, event=replace(last.event, ticket=A002, number="A002"))
    assert standing([*before, unjust], A001, A002) == (A002, Standing.OVERTAKEN)


def test_a_correction_of_the_date_does_not_hide_the_answer() -> None:
    """Tickets that went on are compared by the place they have always had."""
    transcript = played(
        ONE_AGENCY, take("t1"), take("t2"), OpenDay(TODAY - timedelta(days=1), confirmed=True), OPEN, CALL
    )
    assert standing(transcript.records, A001, A002) == (A001, Standing.BEHIND)
    assert standing(transcript.records[3:], A001, A002) == (A001, Standing.BEHIND), "from the last DayOpened alone"


def test_records_that_begin_after_the_first_call_have_no_answer() -> None:
    """Who was at a counter when the date changed had been called before: the earlier date has the reason."""
    transcript = played(
        ONE_AGENCY,
        take("t1"),
        OPEN,
        CALL,
        At(ONE_AGENCY.end_of_ms(TODAY)),
        Tick(),
        take("u1"),
        Start(ONE, A001),
        Finish(ONE, A001),
        CALL,
    )
    new = TicketId("2026-11-25/A001")
    assert standing(transcript.records, A001, new) == (A001, Standing.NOT_ISSUED)
    assert standing(transcript.records[4:], A001, new) is None


def test_two_counters_explain_their_own_calls() -> None:
    """The heads in the answer are those of the counter that called."""
    transcript = played(
        THREE_AGENCIES,
        take("t1", C01),
        take("t2", B01),
        OpenCounter(THREE),
        OpenCounter(FOUR),
        CallNext(THREE, None),
        CallNext(FOUR, None),
    )
    explanation = why(transcript.records, TicketId("2026-11-24/C001"), B001)
    assert explanation is not None
    assert (explanation.counter, explanation.standing) == (THREE, Standing.BEHIND)
