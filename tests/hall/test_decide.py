import copy
from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import ANY

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
    OpenCounter,
    OpenDay,
    Recall,
    ReportPrint,
    Request,
    Start,
    TakeTicket,
    Tick,
)
from hall.day import Day
from hall.decide import decide, next_deadline_ms
from hall.events import (
    CallReason,
    CounterClosed,
    CounterOpened,
    DayClosed,
    DayOpened,
    DayReopened,
    HallLoaded,
    Head,
    PaperReported,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketCancelled,
    TicketIssued,
    TicketMissed,
    TicketRecalled,
)
from hall.model import (
    AgencyCode,
    CounterId,
    Hall,
    Paper,
    RequestId,
    Series,
    SeriesId,
    ServiceCode,
    TicketId,
    TicketState,
    ZoneId,
)
from hall.refusals import Code, Refused
from tests.fakes.halls import BERLIN, JAKARTA, ONE_AGENCY, RUNS_OUT, SUMMER_TIME, THREE_AGENCIES, TODAY, at_ms, hall
from tests.fakes.script import Again, At, Nothing, played, script, some

ONE, TWO, NOWHERE = CounterId("1"), CounterId("2"), CounterId("9")
A01, A02, B01, T01 = (ServiceCode(code) for code in ("A01", "A02", "B01", "T01"))
A, T = SeriesId("A"), SeriesId("T")
A001, A002, A003 = (TicketId(f"2026-11-24/A00{count}") for count in (1, 2, 3))
TOMORROW = TODAY + timedelta(days=1)
OPEN, OPEN_TWO = OpenCounter(ONE), OpenCounter(TWO)


def take(token: str, service: ServiceCode = A01) -> TakeTicket:
    return TakeTicket(service, "id", token)


def ask(request: str, command: Command) -> Request:
    return Request(RequestId(request), "test", command)


class TestNumbers:
    def test_a_ticket_carries_all_that_replay_and_paper_need(self) -> None:
        """The first ticket of a date is number one of its series, named by date and number, with nobody ahead."""
        assert (
            script(ONE_AGENCY)
            >> TakeTicket(A01, "en", "t1")
            << TicketIssued(A001, "A001", A, 1, A01, AgencyCode("A"), "en", "t1", ahead=0)
        )

    def test_services_of_one_series_share_its_count(self) -> None:
        """Numbers follow each other within the series, whichever service they are for."""
        assert (
            script(ONE_AGENCY)
            >> take("t1")
            << some(TicketIssued, number="A001", service="A01")
            >> take("t2", A02)
            << some(TicketIssued, number="A002", service="A02")
        )

    def test_ahead_counts_who_may_be_called_before(self) -> None:
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
    def test_a_ticket_for_what_the_hall_does_not_have_is_refused(self, command: Command, refused: Refused) -> None:
        """Unknown service and language are named back."""
        assert script(ONE_AGENCY) >> command << refused

    def test_a_series_that_has_run_out_refuses_and_others_go_on(self) -> None:
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

    def test_every_series_starts_anew_on_the_next_date(self) -> None:
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

    def test_numbers_go_on_above_what_the_log_says_was_given(self) -> None:
        """A date that is opened with counts already given never goes below them."""
        assert (
            script(ONE_AGENCY, opened=None)
            >> OpenDay(TODAY, used=((A, 41),))
            << some(DayOpened, used=((A, 41),))
            >> take("t1")
            << some(TicketIssued, number="A042")
        )

    def test_a_series_may_start_at_nought(self) -> None:
        """A first count of nought is a number like others."""
        from_nought = replace(ONE_AGENCY, series={A: replace(ONE_AGENCY.series[A], first=0)})
        assert (
            script(from_nought)
            >> take("t1")
            << some(TicketIssued, number="A000")
            >> take("t2")
            << some(TicketIssued, number="A001")
        )

    def test_a_first_count_raised_during_the_day_is_where_numbers_go_on(self) -> None:
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


class TestCounters:
    def test_a_ticket_is_called_served_and_finished(self) -> None:
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

    def test_calling_finishes_who_was_being_served(self) -> None:
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

    def test_a_second_press_of_call_next_calls_nobody_else(self) -> None:
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

    def test_a_second_press_while_serving_calls_nobody_else(self) -> None:
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

    def test_a_press_that_still_believes_in_a_finished_ticket_is_refused(self) -> None:
        """A console that missed the finish calls nobody by accident; the number at the counter is empty."""
        done = played(ONE_AGENCY, take("t1"), take("t2"), OPEN, CallNext(ONE, None), Miss(ONE, A001))
        assert done >> CallNext(ONE, A001) << Refused(Code.MOVED_ON, number="")

    def test_nobody_is_called_while_the_called_one_is_awaited(self) -> None:
        """A called visitor must be here or missed before the next call."""
        waiting = played(ONE_AGENCY, take("t1"), take("t2"), OPEN, CallNext(ONE, None))
        assert waiting >> CallNext(ONE, A001) << Refused(Code.NOT_STARTED, number="A001")

    def test_calling_with_nobody_waiting_leaves_the_served_visitor_served(self) -> None:
        """The other counter took the last one: nothing changes here, nobody is finished by surprise."""
        transcript = played(ONE_AGENCY, take("t1"), OPEN, CallNext(ONE, None), Start(ONE, A001))
        assert transcript >> CallNext(ONE, A001) << Refused(Code.NOBODY_WAITING)
        assert transcript.day.tickets[A001].state is TicketState.SERVING

    def test_two_counters_racing_get_two_tickets(self) -> None:
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

    def test_two_counters_racing_for_the_last_ticket(self) -> None:
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
    def test_a_counter_cannot_act_on_the_ticket_of_another(self, act: type[Recall | Start | Finish | Miss]) -> None:
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
    def test_a_closed_or_unknown_counter_cannot_act(self, act: type[Recall | Start | Finish | Miss]) -> None:
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
    def test_an_unknown_counter_cannot_open_or_close(self, act: type[OpenCounter | CloseCounter]) -> None:
        """A place that the hall does not have is named back."""
        assert script(ONE_AGENCY) >> act(NOWHERE) << Refused(Code.UNKNOWN_COUNTER, counter="9")

    def test_opening_and_closing_twice_changes_nothing(self) -> None:
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

    def test_a_counter_cannot_close_while_somebody_is_there(self) -> None:
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

    def test_a_missed_visitor_frees_the_counter(self) -> None:
        """After a miss the next one can be called."""
        transcript = played(ONE_AGENCY, take("t1"), take("t2"), OPEN, CallNext(ONE, None))
        assert (
            transcript
            >> Miss(ONE, A001)
            << TicketMissed(A001, ONE)
            >> CallNext(ONE, None)
            << some(TicketCalled, ticket=A002)
        )


class TestCancel:
    def test_a_waiting_ticket_can_be_cancelled_from_anywhere(self) -> None:
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

    def test_a_called_ticket_is_cancelled_only_where_it_was_called(self) -> None:
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

    def test_a_ticket_being_served_cannot_be_cancelled(self) -> None:
        """Service has begun; it can only be finished."""
        transcript = played(ONE_AGENCY, take("t1"), OPEN, CallNext(ONE, None), Start(ONE, A001))
        assert transcript >> Cancel(A001, ONE) << Refused(Code.WRONG_STATE, number="A001", state="serving")

    def test_an_unknown_ticket_cannot_be_cancelled(self) -> None:
        """The id is named back."""
        assert script(ONE_AGENCY) >> Cancel(A001) << Refused(Code.UNKNOWN_TICKET, ticket=A001)


class TestPaper:
    @pytest.mark.parametrize("outcome", [Paper.UNCONFIRMED, Paper.FAILED, Paper.PRINTED])
    def test_paper_is_news_about_the_ticket_and_never_its_state(self, outcome: Paper) -> None:
        """Whatever became of the paper, the ticket waits on."""
        transcript = played(ONE_AGENCY, take("t1"))
        assert transcript >> ReportPrint(A001, outcome, "x") << PaperReported(A001, outcome, "x")
        ticket = transcript.day.tickets[A001]
        assert (ticket.state, ticket.paper, ticket.paper_why) == (TicketState.WAITING, outcome, "x")

    def test_later_news_replaces_earlier_news(self) -> None:
        """A failed paper may be printed after all, and the same news twice is no news."""
        assert (
            script(ONE_AGENCY)
            >> take("t1")
            << TicketIssued
            >> ReportPrint(A001, Paper.FAILED, "paper_out")
            << PaperReported(A001, Paper.FAILED, "paper_out")
            >> ReportPrint(A001, Paper.FAILED, "paper_out")
            << Nothing
            >> ReportPrint(A001, Paper.FAILED, "cover_open")
            << PaperReported(A001, Paper.FAILED, "cover_open")
            >> ReportPrint(A001, Paper.PRINTED)
            << PaperReported(A001, Paper.PRINTED, "")
        )

    @pytest.mark.parametrize("outcome", Paper)
    def test_nothing_can_be_unprinted(self, outcome: Paper) -> None:
        """Once paper is known to be in the visitor's hand, later doubts change nothing."""
        transcript = played(ONE_AGENCY, take("t1"), ReportPrint(A001, Paper.PRINTED))
        assert transcript >> ReportPrint(A001, outcome, "late") << Nothing

    def test_paper_of_a_ticket_that_was_already_served_is_still_news(self) -> None:
        """The printer may answer after the visitor has been called."""
        served: list[Command] = [take("t1"), OPEN, CallNext(ONE, None), Start(ONE, A001), Finish(ONE, A001)]
        assert played(ONE_AGENCY, *served) >> ReportPrint(A001, Paper.PRINTED) << PaperReported

    def test_paper_of_an_unknown_ticket_is_refused(self) -> None:
        """The id is named back."""
        assert script(ONE_AGENCY) >> ReportPrint(A001, Paper.PRINTED) << Refused(Code.UNKNOWN_TICKET, ticket=A001)


class TestRetries:
    def test_a_retried_accepted_request_has_the_effect_of_one(self) -> None:
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

    def test_a_retry_gets_all_the_events_of_its_first_answer(self) -> None:
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

    def test_the_answer_stands_even_when_the_command_would_be_refused_now(self) -> None:
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

    def test_a_refused_request_is_judged_anew(self) -> None:
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

    def test_deciding_changes_nothing(self) -> None:
        """Neither an accepted request nor a refused one touches the day before its events are applied."""
        day = played(ONE_AGENCY, take("t1"), OPEN).day
        before = copy.deepcopy(day)
        for command in (take("t2"), CallNext(ONE, None), Cancel(A001), CloseDay(), OpenDay(TOMORROW, confirmed=True)):
            assert decide(day, ONE_AGENCY, ask("new", command), 0) != ()
        with pytest.raises(Refused):
            decide(day, ONE_AGENCY, ask("no", Cancel(A002)), 0)
        assert day == before


class TestDay:
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
            ReportPrint(A001, Paper.PRINTED),
            CloseDay(),
            Tick(),
            LoadHall(),
        ],
    )
    def test_before_the_first_day_everything_else_is_refused(self, command: Command) -> None:
        """Only opening a day works on a new box."""
        assert script(ONE_AGENCY, opened=None) >> command << Refused(Code.NO_DAY)

    @pytest.mark.parametrize("first", [date(2020, 1, 1), TODAY, date(2199, 12, 31)])
    def test_the_first_date_ever_can_be_any(self, first: date) -> None:
        """With no date before it there is nothing to compare with."""
        assert script(ONE_AGENCY, opened=None) >> OpenDay(first) << DayOpened(first, 1, "d1", (), (), ())

    @pytest.mark.parametrize("wrong", [date(1, 1, 1), date(1970, 1, 1), date(2206, 11, 24), date(9999, 12, 31)])
    def test_no_hall_is_open_in_an_impossible_year(self, wrong: date) -> None:
        """A dead clock or a slip of the finger opens no date, not even when a person says so."""
        no = Refused(Code.DATE_IMPOSSIBLE, date=wrong.isoformat())
        assert script(ONE_AGENCY) >> OpenDay(wrong) << no >> OpenDay(wrong, confirmed=True) << no

    def test_opening_the_open_date_changes_nothing(self) -> None:
        """A hub that starts again on the same date goes on with the day it has."""
        assert script(ONE_AGENCY) >> OpenDay(TODAY) << Nothing >> OpenDay(TODAY, confirmed=True) << Nothing

    def test_a_closed_day_gives_no_tickets_and_still_serves_who_has_one(self) -> None:
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

    def test_a_closed_day_opens_again_with_its_numbers(self) -> None:
        """Reopening the same date goes on where the count stood."""
        assert (
            script(ONE_AGENCY)
            >> take("t1")
            << TicketIssued
            >> CloseDay()
            << DayClosed
            >> OpenDay(TODAY)
            << DayReopened(TODAY)
            >> take("t2")
            << some(TicketIssued, number="A002")
        )

    def test_other_rules_in_force_are_a_fact_of_the_log(self) -> None:
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


class TestDates:
    def test_nothing_passes_before_midnight_of_the_hall(self) -> None:
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
    def test_the_deadline_is_the_end_of_the_date_in_the_halls_zone(self, where: Hall, day: date) -> None:
        """A tick at the deadline, and none a millisecond before, begins the next date; 23, 24 or 25 hours long."""
        day_of = played(where, opened=day).day
        deadline = next_deadline_ms(day_of, where)
        assert deadline is not None
        assert deadline == at_ms(where, day + timedelta(days=1), 0)
        assert decide(day_of, where, ask("early", Tick()), deadline - 1) == ()
        assert decide(day_of, where, ask("due", Tick()), deadline) == (
            DayOpened(day + timedelta(days=1), 1, "d1", (), (), ()),
        )

    def test_there_is_no_deadline_before_the_first_day(self) -> None:
        """A box that has never opened waits for nobody."""
        assert next_deadline_ms(Day(), ONE_AGENCY) is None

    @pytest.mark.parametrize("days", [1, 3, 31])
    def test_a_date_up_to_31_days_ahead_passes_by_itself(self, days: int) -> None:
        """Weekends and holidays need nobody, whether the hub was running or is just starting."""
        later = TODAY + timedelta(days=days)
        assert script(ONE_AGENCY) >> OpenDay(later) << some(DayOpened, date=later)
        assert script(ONE_AGENCY) >> At(at_ms(ONE_AGENCY, later)) >> Tick() << some(DayOpened, date=later)

    @pytest.mark.parametrize("days", [-1, -400, 32, 400])
    def test_a_date_back_or_far_ahead_needs_a_person(self, days: int) -> None:
        """The clock alone never takes the hall back, nor further than a month ahead; both dates are named."""
        wanted = TODAY + timedelta(days=days)
        refused = Refused(Code.DATE_NEEDS_PERSON, date="2026-11-24", clock=wanted.isoformat())
        assert script(ONE_AGENCY) >> OpenDay(wanted) << refused
        assert script(ONE_AGENCY) >> At(at_ms(ONE_AGENCY, wanted)) >> Tick() << refused
        assert script(ONE_AGENCY) >> OpenDay(wanted, confirmed=True) << some(DayOpened, date=wanted)

    def test_a_new_date_keeps_who_is_at_a_counter_and_the_counters_that_are_open(self) -> None:
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

    def test_a_person_correcting_the_date_loses_nobody_and_repeats_no_number(self) -> None:
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

    def test_a_corrected_date_starts_above_the_log_and_above_who_goes_on(self) -> None:
        """Of what the log says was given and what those who wait hold, the higher count stands."""
        transcript = played(ONE_AGENCY, take("t1"), take("t2"))
        assert transcript >> OpenDay(TOMORROW, confirmed=True, used=((A, 1),)) << some(DayOpened, used=((A, 2),))
        assert transcript >> OpenDay(TODAY, confirmed=True, used=((A, 7),)) << some(DayOpened, used=((A, 7),))

    def test_a_date_that_was_set_ahead_by_mistake_is_not_numbered_twice_when_it_comes(self) -> None:
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

    def test_a_restored_backup_goes_on_above_what_kiosks_have_shown(self) -> None:
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
    def test_an_epoch_never_goes_back(self, confirmed: bool) -> None:
        """Whoever opens the next date without naming an epoch keeps the one in force."""
        transcript = played(ONE_AGENCY, OpenDay(TODAY, epoch=5))
        assert transcript >> OpenDay(TOMORROW, confirmed=confirmed) << some(DayOpened, epoch=5)

    def test_the_clock_orders_nobody(self) -> None:
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

    def test_dates_are_the_halls_own(self) -> None:
        """One instant is tomorrow in Jakarta and today in Berlin, and each hall acts on its own."""
        instant = at_ms(replace(ONE_AGENCY, timezone=BERLIN), TODAY, 20)
        assert script(ONE_AGENCY) >> At(instant) >> Tick() << some(DayOpened, date=TOMORROW)
        assert script(SUMMER_TIME) >> At(instant) >> Tick() << Nothing
        assert ONE_AGENCY.timezone is JAKARTA


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
        >> OpenCounter(CounterId("4"))
        << CounterOpened
        >> CallNext(ONE, None)
        << some(TicketCalled, number="A001", zone="main")
        >> CallNext(CounterId("4"), None)
        << some(TicketCalled, number="B001", zone="upstairs")
    )


def test_a_renamed_series_goes_on_above_the_numbers_its_letters_have_given() -> None:
    """Law 1: a folder that names a series anew during the day gives no number twice, and nothing breaks."""
    day = played(ONE_AGENCY, take("one"), take("two")).day
    anew = SeriesId("renamed")
    renamed = replace(
        ONE_AGENCY, series={anew: Series(anew, "A", 3)}, services={A01: replace(ONE_AGENCY.services[A01], series=anew)}
    )

    (issued,) = decide(day, renamed, Request(RequestId("after"), "test", take("three")), at_ms(renamed, TODAY))

    assert isinstance(issued, TicketIssued)
    assert issued.number == "A003"


class TestLoadingAHall:
    """Other rules during the day: `hall copy` and an editor are all it takes."""

    FEWER_SERVICES = hall({"A01": "A"}, {"1": ["A01"], "2": ["A01"]}, digest="d2")
    OTHER_COUNTERS = hall({"A01": "A", "A02": "A"}, {"3": ["A01", "A02"]}, digest="d2")

    def loaded(self, anew: Hall, *before: Command) -> tuple[object, ...] | Refused:
        day = played(ONE_AGENCY, *before).day
        try:
            return decide(day, anew, Request(RequestId("load"), "hub", LoadHall()), at_ms(anew, TODAY))
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
        self, anew: Hall, before: list[Command], numbers: str
    ) -> None:
        """Nobody waits for a service that no counter has any more, or is served at a counter that is gone."""
        answer = self.loaded(anew, *before)

        assert isinstance(answer, Refused)
        assert (answer.code, answer.data) == (Code.STRANDS_TICKETS, {"numbers": numbers})

    def test_a_folder_that_strands_nobody_comes_into_force(self) -> None:
        """Who has been served or has left does not count."""
        done: list[Command] = [take("t1", A02), OPEN, CallNext(ONE, None), Miss(ONE, A001), take("t2")]

        assert self.loaded(self.FEWER_SERVICES, *done) == (HallLoaded("d2"),)

    def test_a_new_date_leaves_behind_whoever_was_at_a_counter_that_is_gone(self) -> None:
        """What the new folder does not have is not carried into the new date."""
        day = played(ONE_AGENCY, take("t1"), OPEN, CallNext(ONE, None)).day
        late = at_ms(self.OTHER_COUNTERS, TOMORROW)

        (opened,) = decide(day, self.OTHER_COUNTERS, Request(RequestId("tick"), "hub", Tick()), late)

        assert isinstance(opened, DayOpened)
        assert (opened.carried, opened.open_counters) == ((), ())
