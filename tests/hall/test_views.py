"""What each audience sees, and which acts a counter is offered."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hall.acts import Act
from hall.commands import (
    CallNext,
    Cancel,
    CloseCounter,
    CloseDay,
    Command,
    Elsewhere,
    Finish,
    Miss,
    OpenCounter,
    OpenDay,
    PrintCopy,
    Recall,
    Start,
)
from hall.day import ASKED_KEPT
from hall.events import TicketIssued
from hall.model import AgencyCode, CounterId, Hall, Paper, TicketState, ZoneId
from hall.refusals import Refused
from hall.views import (
    ACTIVITY_SHOWN,
    WAITING_SHOWN,
    CounterChoice,
    KioskView,
    PaperView,
    board_view,
    calls_since,
    choices_view,
    counter_view,
    kiosk_view,
    paper_view,
    ticket_view,
)
from tests.fakes.halls import (
    A001,
    A002,
    A01,
    A02,
    B01,
    C01,
    FOUR,
    KIOSK,
    ONE,
    ONE_AGENCY,
    THREE,
    THREE_AGENCIES,
    TODAY,
    TWO,
    hall,
)
from tests.fakes.script import AT_KIOSK, OPEN, OPEN_TWO, Script, played, report, take

MAIN, UPSTAIRS = ZoneId("main"), ZoneId("upstairs")
CALL = CallNext(ONE, None)


STANDINGS: dict[str, list[Command]] = {
    "closed, nobody waits": [],
    "closed, somebody waits": [take("t1")],
    "closed, and open at another": [take("t1"), OPEN_TWO],
    "free, nobody waits": [OPEN],
    "free, somebody waits": [OPEN, take("t1")],
    "called, nobody waits": [OPEN, take("t1"), CALL],
    "called, its paper on its way": [OPEN, take("t1", paper=AT_KIOSK), CALL],
    "called, its paper came out": [OPEN, take("t1", paper=AT_KIOSK), CALL, report(A001, Paper.PRINTED)],
    "called, somebody waits": [OPEN, take("t1"), CALL, take("t2")],
    "serving, nobody waits": [OPEN, take("t1"), CALL, Start(ONE, A001)],
    "serving, somebody waits": [OPEN, take("t1"), CALL, Start(ONE, A001), take("t2")],
    "missed": [OPEN, take("t1"), CALL, Miss(ONE, A001)],
    "the day is closed": [OPEN, take("t1"), CloseDay()],
}


AT_THE_COUNTER: dict[str, type[Recall | Start | Finish | Miss]] = {
    "recall": Recall,
    "start": Start,
    "finish": Finish,
    "miss": Miss,
}


def command_of(act: Act, counter: CounterId) -> Command | None:
    """What a console sends for an act; None when there is nothing it could name."""
    if act.verb == "call_next":
        return CallNext(counter, act.ticket)
    if act.verb == "close_counter":
        return CloseCounter(counter)
    if act.verb == "open_counter":
        return OpenCounter(counter)
    if act.ticket is None:
        return None
    if act.verb == "cancel":
        return Cancel(act.ticket, counter)
    if act.verb == "print_copy":
        return PrintCopy(act.ticket, None, {KIOSK: True})
    return AT_THE_COUNTER[act.verb](counter, act.ticket)


class TestActs:
    @pytest.mark.parametrize("standing", STANDINGS)
    def test_an_act_is_enabled_exactly_when_the_day_would_accept_it(self, standing: str) -> None:
        """What a console offers is accepted, and what it does not is refused for the reason it shows."""
        acts = counter_view(played(ONE_AGENCY, *STANDINGS[standing]).day, ONE_AGENCY, ONE).acts
        for act in acts:
            command = command_of(act, ONE)
            if command is None:
                assert not act.enabled
                assert act.why_not == "wrong_state"
                continue
            transcript = played(ONE_AGENCY, *STANDINGS[standing])
            if act.enabled:
                assert act.why_not == ""
                transcript.ask(command)
            else:
                with pytest.raises(Refused) as refused:
                    transcript.ask(command)
                assert refused.value.code == act.why_not

    @pytest.mark.parametrize("standing", STANDINGS)
    def test_the_buttons_never_change_place(self, standing: str) -> None:
        """Always the same acts in the same order with their own keys, and the first is the primary one on Enter."""
        acts = counter_view(played(ONE_AGENCY, *STANDINGS[standing]).day, ONE_AGENCY, ONE).acts
        assert [act.verb for act in acts[1:]] == ["recall", "miss", "finish", "cancel", "print_copy", "close_counter"]
        assert [act.key for act in acts] == ["Enter", "r", "m", "f", "x", "p", "q"]
        assert [act.primary for act in acts] == [True, *[False] * 6]

    @pytest.mark.parametrize(
        ("standing", "label", "number"),
        [
            ("closed, somebody waits", "open_counter", ""),
            ("free, nobody waits", "call_next_none", ""),
            ("free, somebody waits", "call_next", "A001"),
            ("called, nobody waits", "start", "A001"),
            ("called, somebody waits", "start", "A001"),
            ("serving, nobody waits", "finish", "A001"),
            ("serving, somebody waits", "finish_and_call", "A002"),
            ("missed", "call_next_none", ""),
        ],
    )
    def test_enter_is_the_next_harmless_step(self, standing: str, label: str, number: str) -> None:
        """After a call it starts the service, so that a second press by accident calls nobody else."""
        primary = counter_view(played(ONE_AGENCY, *STANDINGS[standing]).day, ONE_AGENCY, ONE).acts[0]
        assert (primary.label, primary.number) == (label, number)


class TestCounter:
    def test_a_counter_sees_its_own_queue_in_the_order_it_would_call(self) -> None:
        """Only its services, across their queues by arrival, with the count of all of them."""
        transcript = played(THREE_AGENCIES, take("1", B01), take("2", A02), take("3", C01), take("4"), take("5", A02))
        view = counter_view(transcript.day, THREE_AGENCIES, TWO)
        assert [line.number for line in view.waiting] == ["B001", "A001", "A003"]
        assert (view.counter, view.waiting_count, view.open, view.day_open) == (TWO, 3, False, True)
        assert (view.current, view.choices) == (None, ())

    def test_the_list_is_short_and_the_count_is_whole(self) -> None:
        """A long queue is cut for the screen, and counted in full."""
        view = counter_view(played(ONE_AGENCY, *(take(f"t{n}") for n in range(20))).day, ONE_AGENCY, ONE)
        assert len(view.waiting) == WAITING_SHOWN
        assert view.waiting_count == 20
        assert [line.number for line in view.waiting] == [f"A{n:03}" for n in range(1, WAITING_SHOWN + 1)]

    def test_the_ticket_at_the_counter_is_shown_with_its_times(self) -> None:
        """What staff need of the visitor in front of them is in one line."""
        taken = take("t1", paper=AT_KIOSK)
        transcript = played(ONE_AGENCY, taken, OPEN, CALL, Recall(ONE, A001), Start(ONE, A001))
        line = counter_view(transcript.day, ONE_AGENCY, ONE).current
        assert line is not None
        assert (line.ticket, line.number, line.service, line.agency, line.language) == (A001, "A001", A01, "A", "id")
        assert (line.state, line.calls) == (TicketState.SERVING, 2)
        assert (line.paper, line.paper_why, line.printing, line.copies) == ("pending", "", True, 0)
        assert line.issued_at_ms == line.called_at_ms == line.started_at_ms == transcript.now_ms

    def test_a_counter_sees_what_the_others_did_newest_first(self) -> None:
        """Its own doings are left out, and only the last few of the others are shown."""
        doings: list[Command] = [OPEN, OPEN_TWO, take("t1"), CALL, *[Recall(ONE, A001)] * 12, Miss(ONE, A001)]
        transcript = played(ONE_AGENCY, *doings)
        shown = counter_view(transcript.day, ONE_AGENCY, TWO).activity
        assert [(doing.kind, doing.number) for doing in shown] == [
            ("missed", "A001"),
            *[("recalled", "A001")] * (ACTIVITY_SHOWN - 1),
        ]
        assert [doing.kind for doing in counter_view(transcript.day, ONE_AGENCY, ONE).activity] == ["opened"]

    def test_the_first_screen_offers_every_counter_and_says_who_is_there(self) -> None:
        """In the order of the folder, with the number at each."""
        view = choices_view(played(ONE_AGENCY, take("t1"), OPEN, CALL).day, ONE_AGENCY)
        assert view.choices == (CounterChoice(ONE, True, "A001"), CounterChoice(TWO, False, ""))
        assert (view.counter, view.open, view.day_open, view.acts) == (None, False, True, ())
        assert (view.date, view.prints) == (TODAY, ())


class TestKiosk:
    def test_a_kiosk_sees_how_many_wait_for_what(self) -> None:
        """Services with nobody waiting are left out, also when somebody has waited before."""
        transcript = played(ONE_AGENCY, take("t1"), take("t2", A02), take("t3", A02), OPEN, CALL)
        assert kiosk_view(transcript.day) == KioskView(True, {A02: 2})

    def test_a_kiosk_sees_that_the_day_is_closed(self) -> None:
        """And still how many wait."""
        assert kiosk_view(played(ONE_AGENCY, take("t1"), CloseDay()).day) == KioskView(False, {A01: 1})


class TestBoard:
    def test_each_zone_sees_its_own_calls_newest_first(self) -> None:
        """A call belongs to the zone of its counter; without a zone a board shows the whole hall."""
        day = _two_zones().day
        assert [call.number for call in board_view(day, THREE_AGENCIES, MAIN, 9).calls] == ["A001"]
        assert [call.number for call in board_view(day, THREE_AGENCIES, UPSTAIRS, 9).calls] == ["B002", "B001"]
        assert [call.number for call in board_view(day, THREE_AGENCIES, None, 9).calls] == ["B002", "B001", "A001"]

    def test_a_recalled_ticket_is_shown_once_where_its_last_call_puts_it(self) -> None:
        """A recall moves the number to the top and does not list it twice."""
        transcript = _two_zones()
        transcript.ask(Recall(ONE, A001))
        calls = board_view(transcript.day, THREE_AGENCIES, None, 9).calls
        assert [(call.number, call.recall) for call in calls] == [("A001", True), ("B002", False), ("B001", False)]

    @pytest.mark.parametrize("shown", [1, 2])
    def test_a_board_shows_as_many_as_it_has_room_for(self, shown: int) -> None:
        """The oldest calls fall off."""
        calls = board_view(_two_zones().day, THREE_AGENCIES, None, shown).calls
        assert [call.number for call in calls] == ["B002", "B001"][:shown]

    def test_a_board_counts_who_may_be_called_to_its_zone(self) -> None:
        """Each service once, however many counters of the zone serve it; and only the zone's open counters."""
        day = played(THREE_AGENCIES, take("1"), take("2", B01), take("3", C01), OPEN, OpenCounter(FOUR)).day
        main, upstairs = (board_view(day, THREE_AGENCIES, zone, 9) for zone in (MAIN, UPSTAIRS))
        assert (main.waiting, main.open_counters) == (2, (ONE,))
        assert (upstairs.waiting, upstairs.open_counters) == (3, (FOUR,))

    def test_a_zone_without_counters_is_quiet(self) -> None:
        """A board hung where nothing is called shows nothing and does not fail."""
        view = board_view(_two_zones().day, THREE_AGENCIES, ZoneId("roof"), 9)
        assert (view.calls, view.waiting, view.open_counters, view.open) == ((), 0, (), True)

    def test_a_board_that_was_away_gets_the_calls_it_missed_oldest_first(self) -> None:
        """From its own sequence number on, in its own zone, recalls included."""
        transcript = _two_zones()
        first, second, third = (call.seq for call in transcript.day.calls)
        transcript.ask(Recall(ONE, A001))
        missed = calls_since(transcript.day, None, first)
        assert [call.seq for call in missed or ()] == [second, third, transcript.day.seq]
        assert [call.seq for call in calls_since(transcript.day, MAIN, first) or ()] == [transcript.day.seq]

    def test_a_board_from_another_date_or_from_the_future_is_not_guessed_at(self) -> None:
        """A number before the day's first record, or one that has not come yet, gets the whole picture instead."""
        transcript = _two_zones()
        seq = transcript.day.seq
        transcript.ask(OpenDay(TODAY + timedelta(days=1)))
        assert calls_since(transcript.day, None, seq) is None
        assert calls_since(transcript.day, None, transcript.day.seq) == ()
        assert calls_since(transcript.day, None, transcript.day.seq + 1) is None


class TestPaper:
    def test_a_kiosk_that_is_asked_gets_what_is_on_the_paper(self) -> None:
        """The facts of the issue, and how many are ahead now."""
        transcript = played(ONE_AGENCY, take("t1"), take("t2"), OPEN, CALL)
        view = paper_view(transcript.day, ONE_AGENCY, transcript.day.tickets[A002])
        assert view == PaperView(A002, "A002", A01, AgencyCode("A"), "id", "t2", 0, transcript.now_ms)

    def test_staff_see_what_became_of_the_prints_they_asked_for(self) -> None:
        """The latest first, whoever asked; not what kiosks print by themselves; and only the last few."""
        asked: list[Command] = [take("t1", paper=AT_KIOSK), take("t2", paper=Elsewhere(KIOSK, {KIOSK: True}))]
        transcript = played(ONE_AGENCY, *asked)
        first = transcript.day.seq
        transcript.ask(report(A002, Paper.FAILED, "paper_out", first))
        transcript.ask(PrintCopy(A002, KIOSK, {KIOSK: True}))
        shown = counter_view(transcript.day, ONE_AGENCY, ONE).prints
        assert [(one.job, one.number, one.copy, one.outcome, one.why) for one in shown] == [
            (transcript.day.seq, "A002", True, Paper.PENDING, ""),
            (first, "A002", False, Paper.FAILED, "paper_out"),
        ]
        assert {(one.ticket, one.service, one.kiosk) for one in shown} == {(A002, A01, KIOSK)}
        for number in range(ASKED_KEPT):
            transcript.ask(take(f"u{number}", paper=Elsewhere(KIOSK, {KIOSK: True})))
        assert len(counter_view(transcript.day, ONE_AGENCY, ONE).prints) == ASKED_KEPT


class TestTicket:
    def test_a_visitor_sees_how_many_are_ahead(self) -> None:
        """Those who came earlier for services that compete; not those who came later, nor for other counters."""
        apart = hall({"A01": "A", "A02": "A", "B01": "B"}, {"1": ["A01", "A02"], "2": ["B01"]})
        transcript = played(apart, take("1"), take("2", B01), take("3", A02), take("4"), take("5"))
        assert _ahead(transcript, apart) == {"A001": 0, "B001": 0, "A002": 1, "A003": 2, "A004": 3}

    def test_the_page_says_what_the_paper_said(self) -> None:
        """Right after its issue a ticket has as many ahead as its event counted."""
        transcript = played(THREE_AGENCIES)
        for token, service in enumerate((A01, B01, A02, C01, A02, B01)):
            transcript.ask(take(f"t{token}", service))
            event = transcript.records[-1].event
            assert isinstance(event, TicketIssued)
            ticket = transcript.day.tickets[event.ticket]
            view = ticket_view(transcript.day, THREE_AGENCIES, ticket)
            assert view.ahead == event.ahead

    def test_the_line_gets_shorter_by_calls_and_by_cancelling(self) -> None:
        """Whoever leaves the line is ahead of nobody any more."""
        transcript = played(ONE_AGENCY, take("1"), take("2"), take("3"), OPEN, CALL, Cancel(A002))
        assert _ahead(transcript, ONE_AGENCY) == {"A001": 0, "A002": 0, "A003": 0}

    def test_a_called_visitor_sees_where_to_go(self) -> None:
        """The page names the counter and the time of the call."""
        transcript = played(ONE_AGENCY, take("1"), OPEN, CALL)
        view = ticket_view(transcript.day, ONE_AGENCY, transcript.day.tickets[A001])
        assert (view.state, view.counter, view.called_at_ms) == (TicketState.CALLED, ONE, transcript.now_ms)
        assert (view.number, view.service, view.agency, view.language) == ("A001", A01, "A", "id")
        assert view.day_over is False

    def test_a_ticket_whose_service_left_the_hall_still_has_a_page(self) -> None:
        """A folder that changed during the day does not break who already waits."""
        transcript = played(ONE_AGENCY, take("1"), take("2"))
        other = replace(ONE_AGENCY, services={A02: ONE_AGENCY.services[A02]})
        assert ticket_view(transcript.day, other, transcript.day.tickets[A002]).ahead == 1


def _two_zones() -> Script:
    """A001 called in `main`, then B001 and B002 called upstairs."""
    return played(
        THREE_AGENCIES,
        take("1"),
        take("2", B01),
        take("3", B01),
        OPEN,
        OpenCounter(THREE),
        OpenCounter(FOUR),
        CALL,
        CallNext(THREE, None),
        CallNext(FOUR, None),
    )


def _ahead(transcript: Script, where: Hall) -> dict[str, int]:
    return {
        ticket.number: ticket_view(transcript.day, where, ticket).ahead for ticket in transcript.day.tickets.values()
    }
