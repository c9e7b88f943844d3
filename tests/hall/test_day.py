"""The fold: the same day from the same records, and what no log may say."""

import copy
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import timedelta
from types import FrameType
from typing import Any

import pytest

from hall.commands import (
    CallNext,
    Cancel,
    CloseCounter,
    CloseDay,
    Finish,
    Miss,
    OpenCounter,
    OpenDay,
    Recall,
    Request,
    Start,
    Tick,
)
from hall.day import ACTIVITY_KEPT, CALLS_KEPT, Corrupt, Day
from hall.decide import decide
from hall.events import (
    CallReason,
    CounterOpened,
    DayOpened,
    Event,
    PaperReported,
    Record,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
    TicketRecalled,
)
from hall.model import (
    AgencyCode,
    Call,
    CounterId,
    Paper,
    RequestId,
    Series,
    SeriesId,
    ServiceCode,
    TicketId,
    TicketState,
    ZoneId,
)
from hall.views import calls_since, counter_view
from tests.fakes.halls import A001, A002, A01, A02, KIOSK, ONE, ONE_AGENCY, THREE_AGENCIES, TODAY, TWO, hall
from tests.fakes.script import AT_KIOSK, At, Script, played, report, take

MAIN = ZoneId("main")
WIDE = hall({"A01": "A"}, {"1": ["A01"], "2": ["A01"]}, series={"A": Series(SeriesId("A"), "A", 5)})


def issued(count: int) -> TicketIssued:
    number = f"A{count:03}"
    return TicketIssued(
        TicketId(f"{TODAY}/{number}"), number, SeriesId("A"), count, A01, AgencyCode("A"), "id", f"t{count}", 0, KIOSK
    )


def printed(count: int) -> PaperReported:
    return PaperReported(issued(count).ticket, Paper.PRINTED, "", kiosk=KIOSK)


def called(count: int, counter: CounterId = ONE) -> TicketCalled:
    number = f"A{count:03}"
    return TicketCalled(TicketId(f"{TODAY}/{number}"), number, counter, MAIN, CallReason("", ()))


def folded(*events: Event, day: Day | None = None) -> Day:
    """A day with these facts in it, each its own request."""
    day = day or Day()
    for event in events:
        seq = day.seq + 1
        day.apply(Record(seq, seq * 1000, RequestId(f"r{seq}"), "test", event))
    return day


OPENED = DayOpened(TODAY, 1, "d1", (), (), (ONE, TWO))


def test_the_same_records_give_the_same_day() -> None:
    """A fold of the log, from its first record or from its last DayOpened, equals the day in memory."""
    busy = _busy()
    assert _fold(busy.records) == busy.day
    last = max(index for index, record in enumerate(busy.records) if isinstance(record.event, DayOpened))
    assert last > 0
    assert _fold(busy.records[last:]) == busy.day


def test_folding_twice_does_not_share_tickets() -> None:
    """What goes on is copied out of the event: a day that moves on changes neither the log nor another fold."""
    busy = _busy()
    records = copy.deepcopy(busy.records)
    one, other = _fold(busy.records), _fold(busy.records)
    for ticket in one.tickets.values():
        ticket.calls += 1
    assert other == busy.day
    assert busy.records == records


def test_equal_days_are_equal_in_every_field() -> None:
    """Comparing two days compares all they hold, the order of those who wait included."""
    assert {field.name for field in fields(Day) if not field.compare} == set()
    one, other = folded(OPENED, issued(1), issued(2)), folded(OPENED, issued(1), issued(2))
    assert one == other
    other.waiting[A01].move_to_end(A001)
    assert one != other


@pytest.mark.parametrize(
    "impossible",
    [
        [issued(1), issued(1)],
        [issued(2), issued(1)],
        [issued(1), called(1), called(1)],
        [issued(1), called(1), called(1, TWO)],
        [issued(1), issued(2), called(1), called(2)],
        [called(1)],
        [issued(1), ServiceStarted(A001, ONE)],
        [issued(1), called(1), ServiceStarted(A001, ONE), ServiceFinished(A001, TWO)],
        [issued(1), called(1), ServiceFinished(A001, ONE)],
        [issued(1), TicketRecalled(A001, "A001", ONE, MAIN, 2)],
    ],
)
def test_a_log_that_cannot_have_happened_is_corrupt(impossible: list[Event]) -> None:
    """The fold stops at a number given twice, two tickets at a counter, a ticket at two, or a move out of the table."""
    with pytest.raises(Corrupt):
        folded(OPENED, *impossible)


@pytest.mark.parametrize("seq", [0, 1, 3, 99])
def test_a_gap_or_a_repetition_in_the_log_is_corrupt(seq: int) -> None:
    """Records follow each other by one, and a day that refuses one is what it was."""
    day = folded(OPENED)
    before = copy.deepcopy(day)
    with pytest.raises(Corrupt):
        day.apply(Record(seq, 0, RequestId("r"), "test", CounterOpened(ONE)))
    assert day == before


def test_a_fold_may_start_anywhere_in_the_log() -> None:
    """An empty day takes the first record it is given, whatever its sequence number."""
    day = Day()
    day.apply(Record(700, 0, RequestId("r"), "test", OPENED))
    assert (day.seq, day.calls_from, day.business_date) == (700, 700, TODAY)


def test_times_of_a_ticket_are_those_of_its_records() -> None:
    """Issue, first call, call in force, start and end are kept, and a recall never changes the first call."""
    day = folded(
        OPENED,
        issued(1),
        called(1),
        TicketRecalled(A001, "A001", ONE, MAIN, 2),
        ServiceStarted(A001, ONE),
        ServiceFinished(A001, ONE),
    )
    ticket = day.tickets[A001]
    assert (ticket.issued_seq, ticket.issued_at_ms) == (2, 2000)
    assert (ticket.first_called_at_ms, ticket.called_at_ms) == (3000, 4000)
    assert (ticket.started_at_ms, ticket.ended_at_ms, ticket.calls) == (5000, 6000, 2)
    assert (ticket.state, ticket.counter) == (TicketState.FINISHED, ONE)


def test_ended_tickets_stay_known_for_the_date() -> None:
    """A finished, missed or cancelled ticket can still be looked up by id and by token, and waits nowhere."""
    day = played(
        ONE_AGENCY, take("t1"), take("t2"), OpenCounter(ONE), CallNext(ONE, None), Miss(ONE, A001), Cancel(A002)
    ).day
    assert [day.tickets[ticket].state for ticket in (A001, A002)] == [TicketState.MISSED, TicketState.CANCELLED]
    assert day.by_token == {"t1": A001, "t2": A002}
    assert day.waiting_count(frozenset({A01})) == 0
    assert day.ticket_at(ONE) is None


def test_heads_are_the_first_of_each_service_longest_wait_first() -> None:
    """One head for each service with somebody waiting, by arrival; services without are left out."""
    day = played(THREE_AGENCIES, take("t1", A02), take("t2"), take("t3", A02), take("t4")).day
    every = frozenset(THREE_AGENCIES.services)
    assert [(head.service, head.number) for head in day.heads(every)] == [("A02", "A001"), ("A01", "A002")]
    assert day.heads(frozenset({ServiceCode("C01")})) == []
    assert (day.waiting_count(every), day.waiting_count(frozenset({A02}))) == (4, 2)


def test_the_answer_to_a_request_is_all_its_records_in_order() -> None:
    """A request is remembered with every record it led to; one that led to none is not."""
    transcript = played(ONE_AGENCY, take("t1"), take("t2"), OpenCounter(ONE), CallNext(ONE, None), Start(ONE, A001))
    transcript.ask(Request(RequestId("next"), "counter:1", CallNext(ONE, A001)))
    transcript.ask(Request(RequestId("again"), "counter:1", OpenCounter(ONE)))
    answer = transcript.day.answer(RequestId("next"))
    assert answer == transcript.records[-2:]
    assert [type(record.event) for record in answer or ()] == [ServiceFinished, TicketCalled]
    assert transcript.day.answer(RequestId("again")) is None


def test_a_new_date_starts_with_nothing_but_what_the_event_carries() -> None:
    """Numbers, tickets, calls and answers of the date before are gone; open counters and their visitors go on."""
    transcript = played(ONE_AGENCY, take("t1"), take("t2"), OpenCounter(ONE), CallNext(ONE, None))
    transcript.ask(OpenDay(TODAY + timedelta(days=1)))
    day = transcript.day
    assert (list(day.tickets), day.by_token, day.at_counter) == ([A001], {"t1": A001}, {ONE: A001})
    assert (day.open_counters, day.used, sum(map(len, day.waiting.values()))) == ({ONE}, {}, 0)
    assert (list(day.calls), list(day.activity), len(day.requests)) == ([], [], 1)
    assert day.calls_from == day.seq


def test_a_board_that_was_away_is_told_what_it_missed_or_that_it_is_too_much() -> None:
    """Calls are complete from `calls_from` on, to the very call; before that the day says that it does not know."""
    day = folded(OPENED, issued(1), called(1))
    recall_seqs = []
    for calls in range(2, CALLS_KEPT + 3):
        folded(TicketRecalled(A001, "A001", ONE, MAIN, calls), day=day)
        recall_seqs.append(day.seq)
    assert len(day.calls) == CALLS_KEPT
    assert day.calls_from == recall_seqs[-CALLS_KEPT] - 1
    complete = calls_since(day, None, day.calls_from)
    assert complete is not None
    assert [call.seq for call in complete] == recall_seqs[-CALLS_KEPT:]
    assert calls_since(day, None, day.calls_from - 1) is None
    assert calls_since(day, None, day.seq) == ()
    assert calls_since(day, None, day.seq + 1) is None


def test_the_last_call_is_looked_up_by_zone() -> None:
    """A zone without calls stands where the day's calls begin."""
    day = folded(OPENED, issued(1))
    assert day.last_call_seq(None) == day.last_call_seq(MAIN) == day.calls_from == 1
    folded(called(1), CounterOpened(ONE), day=day)
    assert day.calls[-1] == Call(3, 3000, "A001", ONE, MAIN, recall=False)
    assert (day.last_call_seq(None), day.last_call_seq(MAIN), day.last_call_seq(ZoneId("upstairs"))) == (3, 3, 1)


def test_what_is_kept_for_screens_does_not_grow() -> None:
    """After thousands of tickets only the last calls and doings are kept, and queues hold only who waits."""
    day = _long_day(3_000)
    assert (len(day.calls), len(day.activity)) == (CALLS_KEPT, ACTIVITY_KEPT)
    assert sum(map(len, day.waiting.values())) == 3
    assert len(day.at_counter) == 1
    assert (day.used, len(day.open_counters)) == ({SeriesId("A"): 3_003}, 2)


class LookedUp(dict[Any, Any]):
    """A dict that counts what is asked of it, and may not be walked."""

    lookups = 0

    def __getitem__(self, key: Any) -> Any:
        LookedUp.lookups += 1
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        LookedUp.lookups += 1
        return super().get(key, default)

    def __iter__(self) -> Iterator[Any]:
        raise AssertionError("walked over everything ever issued")

    keys = values = items = __iter__  # type: ignore[assignment]  # none of them may be used


@pytest.mark.parametrize(
    "ask",
    [
        lambda day: decide(day, WIDE, _request(CallNext(ONE, day.at_counter[ONE])), 0),
        lambda day: decide(day, WIDE, _request(take("new")), 0),
        lambda day: decide(day, WIDE, _request(Finish(ONE, day.at_counter[ONE])), 0),
        lambda day: decide(day, WIDE, _request(Cancel(TicketId(f"{TODAY}/A{day.used[SeriesId('A')]:04}"))), 0),
        lambda day: decide(day, WIDE, _request(report(day.at_counter[ONE], Paper.PRINTED)), 0),
        lambda day: decide(day, WIDE, _request(CloseCounter(TWO)), 0),
        lambda day: decide(day, WIDE, _request(CloseDay()), 0),
        lambda day: decide(day, WIDE, _request(Tick()), WIDE.end_of_ms(TODAY)),
        lambda day: counter_view(day, WIDE, ONE),
    ],
    ids=["call_next", "take", "finish", "cancel", "report", "close_counter", "close_day", "tick", "counter_view"],
)
def test_the_cost_of_a_request_does_not_depend_on_how_many_tickets_were_issued(ask: Callable[[Day], Any]) -> None:
    """Deciding on a day of 20,000 issued and called tickets takes the very operations of a day of 1,000."""
    few, many = _operations(_day_of(1_000), ask), _operations(_day_of(20_000), ask)
    assert few == many


def test_the_cost_of_applying_a_call_does_not_depend_on_how_many_tickets_were_issued() -> None:
    """The same for the fold: finishing one and calling the next are a handful of look-ups on any day."""

    def call_next(day: Day) -> None:
        request = _request(CallNext(ONE, day.at_counter[ONE]))
        for event in decide(day, WIDE, request, 0):
            day.apply(Record(day.seq + 1, 0, request.id, request.actor, event))

    few, many = _operations(_long_day(1_000), call_next), _operations(_long_day(20_000), call_next)
    assert few == many


_LONG: dict[int, Day] = {}


def _day_of(count: int) -> Day:
    """A long day for whoever only looks at it."""
    if count not in _LONG:
        _LONG[count] = _long_day(count)
    return _LONG[count]


def _long_day(count: int) -> Day:
    """`count` tickets issued, called and finished one after the other; three wait and the last is being served."""
    day = folded(OPENED, *(fact for number in (1, 2, 3) for fact in (issued(number), printed(number))))
    for number in range(1, count + 1):
        ticket = called(number).ticket
        folded(issued(number + 3), printed(number + 3), called(number), ServiceStarted(ticket, ONE), day=day)
        if number < count:
            folded(ServiceFinished(ticket, ONE), day=day)
    return day


def _request(command: Any) -> Request:
    return Request(RequestId("asked"), "test", command)


def _operations(day: Day, ask: Callable[[Day], Any]) -> tuple[int, int]:
    """Lines run (each turn of a loop is one), and look-ups in what grows with tickets, while `ask` has the day."""
    for name in ("tickets", "by_token", "requests"):
        if not isinstance(getattr(day, name), LookedUp):
            setattr(day, name, LookedUp(getattr(day, name)))
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    LookedUp.lookups = 0
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        ask(day)
    finally:
        sys.settrace(before)
    return count, LookedUp.lookups


def _fold(records: list[Record]) -> Day:
    day = Day()
    for record in records:
        day.apply(record)
    return day


def _busy() -> Script:
    """A date that passes at midnight and is corrected afterwards, with tickets in every state."""
    transcript = played(
        ONE_AGENCY,
        *(take(f"t{count}", (A01, A02)[count % 2]) for count in range(8)),
        OpenCounter(ONE),
        OpenCounter(TWO),
        CallNext(ONE, None),
        CallNext(TWO, None),
        Start(TWO, A002),
        At(ONE_AGENCY.end_of_ms(TODAY)),
        Tick(),
        take("u1", paper=AT_KIOSK),
        take("u2", A02, AT_KIOSK),
        take("u3"),
        Recall(ONE, A001),
        CallNext(TWO, A002),
        Miss(ONE, A001),
        report(TicketId("2026-11-25/A004"), Paper.FAILED, "paper_out"),
        OpenDay(TODAY, confirmed=True, used=((SeriesId("A"), 8),)),
        take("v1"),
        CallNext(ONE, None),
        Cancel(TicketId("2026-11-24/A009")),
    )
    assert {ticket.state for ticket in transcript.day.tickets.values()} >= {TicketState.CALLED, TicketState.WAITING}
    return transcript
