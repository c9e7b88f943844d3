"""The laws are worth something only if a broken queue breaks them: here are broken queues, and each must be found."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import hall.calling
import hall.day
import hall.decide
from hall import printing
from hall.calling import choose
from hall.commands import CallNext, Request, TakeTicket
from hall.day import Day
from hall.events import CallReason, Event, PrintAsked, Record, TicketCalled, TicketIssued
from hall.lifecycle import TABLE, Move
from hall.model import Counter, Hall, Paper, Print, Ticket, TicketId, TicketState
from hall.refusals import Refused
from tests.hall.test_laws import QueueLaws

Patch = pytest.MonkeyPatch

SEARCH = settings(
    max_examples=600,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""Enough to find each in seconds; what is found is not made smaller."""


def with_number(events: tuple[Event, ...], day: Day, in_hall: Hall, count: int) -> tuple[Event, ...]:
    """The same, and the ticket that is issued in them has this count."""
    (series,) = (event.series for event in events if isinstance(event, TicketIssued))
    number = in_hall.series[series].number(count)
    ticket = TicketId(f"{day.business_date}/{number}")

    def changed(event: Event) -> Event:
        match event:
            case TicketIssued():
                return replace(event, count=count, number=number, ticket=ticket)
            case PrintAsked():
                return replace(event, ticket=ticket)
            case _:
                return event

    return tuple(changed(event) for event in events)


def unchecked_issue(patch: Patch) -> None:
    """The fold believes any number, as it would if it did not look: the law has to find it by itself."""
    real = Day._issue

    def issue(self: Day, record: Record, event: TicketIssued) -> None:
        self.used.pop(event.series, None)
        self.tickets.pop(event.ticket, None)
        real(self, record, event)

    patch.setattr(Day, "_issue", issue)


def count_is_kept_outside_the_log(patch: Patch) -> None:
    """The count lives in the process and starts anew when the process does."""
    real = hall.decide._take
    process: list[Any] = [None, {}]

    def take(day: Day, in_hall: Hall, command: TakeTicket) -> tuple[Event, ...]:
        events = real(day, in_hall, command)
        (issue,) = (event for event in events if isinstance(event, TicketIssued))
        if process[0] is not day:
            process[:] = [day, {}]
        count = process[1].get(issue.series, in_hall.series[issue.series].first - 1) + 1
        process[1][issue.series] = count
        return with_number(events, day, in_hall, count)

    patch.setattr(hall.decide, "_take", take)
    unchecked_issue(patch)


def count_is_taken_from_the_clock(patch: Patch) -> None:
    """The next number is one more than the tickets of the past, and the past is what the clock says."""
    real = hall.decide._decide

    def decided(day: Day, in_hall: Hall, command: Any, now_ms: int) -> tuple[Event, ...]:
        events = real(day, in_hall, command, now_ms)
        if not isinstance(command, TakeTicket):
            return events
        (issue,) = (event for event in events if isinstance(event, TicketIssued))
        past = [t.count for t in day.tickets.values() if t.series == issue.series and t.issued_at_ms <= now_ms]
        count = max(past, default=in_hall.series[issue.series].first - 1) + 1
        return with_number(events, day, in_hall, count)

    patch.setattr(hall.decide, "_decide", decided)
    unchecked_issue(patch)


def a_date_that_passes_starts_at_one(patch: Patch) -> None:
    """Midnight does not ask what was given on the new date before."""
    real = hall.decide._tick

    def tick(day: Day, in_hall: Hall, command: Any, now_ms: int) -> tuple[Event, ...]:
        return real(day, in_hall, replace(command, used=()), now_ms)

    patch.setattr(hall.decide, "_tick", tick)


def a_restore_trusts_the_backup(patch: Patch) -> None:
    """Opening the date that is open never starts it anew."""
    patch.setattr(hall.decide, "_goes_beyond", lambda _day, _command: False)


def a_correction_forgets_who_goes_on(patch: Patch) -> None:
    """A person who corrects the date begins a new one: who waits is gone."""
    patch.setattr(
        hall.decide,
        "_corrected",
        lambda day, in_hall, command: hall.decide._opened(day, in_hall, command.date, command.epoch, command.used),
    )


def a_new_date_cancels_everybody(patch: Patch) -> None:
    """Nobody is carried into the next date, not even from a counter."""
    real = hall.decide._opened

    def opened(*args: Any) -> Event:
        return replace(real(*args), carried=())

    patch.setattr(hall.decide, "_opened", opened)


def a_cancelled_ticket_takes_another_along(patch: Patch) -> None:
    """Cancelling the first in line empties the line."""
    real = Day._cancel

    def cancel(self: Day, record: Record, event: Any) -> None:
        real(self, record, event)
        queue = self.waiting.get(self.tickets[event.ticket].service)
        if queue:
            queue.popitem()

    patch.setattr(Day, "_cancel", cancel)


def a_second_press_means_the_next_visitor(patch: Patch) -> None:
    """The counter calls whatever the caller believes to be there, and misses who was called."""
    real = hall.decide._call_next

    def call_next(day: Day, in_hall: Hall, command: CallNext) -> tuple[Event, ...]:
        return real(day, in_hall, replace(command, holding=day.at_counter.get(command.counter)))

    patch.setattr(hall.decide, "_call_next", call_next)


def a_called_ticket_stays_in_line(patch: Patch) -> None:
    """Two counters can call the same ticket, one after the other."""
    real = Day._call

    def call(self: Day, record: Record, event: TicketCalled) -> None:
        real(self, record, event)
        service = self.tickets[event.ticket].service
        self.waiting[service][event.ticket] = None
        self.waiting[service].move_to_end(event.ticket, last=False)

    patch.setitem(TABLE, (TicketState.CALLED, Move.CALL), TicketState.CALLED)
    patch.setattr(Day, "_call", call)


def a_counter_may_call_two(patch: Patch) -> None:
    """The one who was being served is forgotten and not finished."""
    real = hall.decide._call_next
    fold = Day._call

    def call_next(day: Day, in_hall: Hall, command: CallNext) -> tuple[Event, ...]:
        return real(day, in_hall, command)[-1:]

    def call(self: Day, record: Record, event: TicketCalled) -> None:
        self.at_counter.pop(event.counter, None)
        fold(self, record, event)

    patch.setattr(hall.decide, "_call_next", call_next)
    patch.setattr(Day, "_call", call)


def an_answer_is_forgotten(patch: Patch) -> None:
    """Nothing is known of a request once it is done."""
    patch.setattr(Day, "answer", lambda _self, _request: None)


def an_answer_is_cut_short(patch: Patch) -> None:
    """Only the last record of a request is remembered."""
    real = Day.apply

    def apply(self: Day, record: Record) -> None:
        real(self, record)
        self.requests[record.request] = [record]

    patch.setattr(Day, "apply", apply)


def a_refusal_is_remembered(patch: Patch) -> None:
    """Who was refused once is refused for ever."""
    real = hall.decide.decide
    refused: dict[str, Refused] = {}

    def decide(day: Day, in_hall: Hall, request: Request, now_ms: int) -> tuple[Event, ...]:
        if request.id in refused:
            raise refused[request.id]
        try:
            return real(day, in_hall, request, now_ms)
        except Refused as no:
            refused[request.id] = no
            raise

    patch.setattr("tests.hall.test_laws.decide", decide)


def paper_is_noted_without_a_fact(patch: Patch) -> None:
    """The day is changed while deciding, and the log knows nothing of it."""
    real = printing.report

    def report(day: Day, command: Any) -> tuple[Event, ...]:
        events = real(day, command)
        if (ticket := day.tickets.get(command.ticket)) is not None:
            ticket.prints = tuple(replace(one, why="seen") for one in ticket.prints)
        return events

    patch.setattr(printing, "report", report)


def a_carried_ticket_is_shared_with_its_event(patch: Patch) -> None:
    """The log changes afterwards, because the day keeps the very ticket that the event carries."""
    patch.setattr(hall.day, "replace", lambda ticket: ticket)


def a_fold_sorts_by_time(patch: Patch) -> None:
    """Tickets that go on are put in line by the clock and not by the log."""
    real = Day._open

    def opened(self: Day, record: Record, event: Any) -> None:
        real(self, record, replace(event, carried=tuple(sorted(event.carried, key=lambda t: (t.issued_at_ms, t.id)))))

    patch.setattr(Day, "_open", opened)


def heads_are_sorted_by_time(patch: Patch) -> None:
    """Who came first is what the clock said when they came."""
    _sort_heads(patch, lambda ticket: ticket.issued_at_ms)


def heads_are_sorted_by_service(patch: Patch) -> None:
    """Who comes first is whose service comes first in the alphabet."""
    _sort_heads(patch, lambda ticket: ticket.service)


def heads_are_sorted_by_number(patch: Patch) -> None:
    """Who comes first has the lowest count, whatever its series."""
    _sort_heads(patch, lambda ticket: ticket.count)


def _sort_heads(patch: Patch, key: Callable[[Ticket], Any]) -> None:
    real = Day.heads
    patch.setattr(Day, "heads", lambda self, services: sorted(real(self, services), key=key))


def the_reason_leaves_out_a_head(patch: Patch) -> None:
    """A call says whom it took and not whom it passed over."""

    def choose_in_silence(day: Day, counter: Counter) -> tuple[Ticket, CallReason] | None:
        chosen = choose(day, counter)
        return chosen and (chosen[0], replace(chosen[1], heads=chosen[1].heads[:1]))

    patch.setattr(hall.decide, "choose", choose_in_silence)


def a_tick_takes_the_hall_back(patch: Patch) -> None:
    """Whatever date the clock says is the date."""
    patch.setattr(hall.decide, "_passes", lambda _current, _wanted: None)


def a_crashed_kiosk_is_still_printing(patch: Patch) -> None:
    """Another process starts, and what the one before was printing stays pending for ever."""
    real = printing.start
    patch.setattr(printing, "start", lambda *asked: real(*asked)[:1])


def a_dead_process_still_takes_tickets(patch: Patch) -> None:
    """What a kiosk asked before it crashed is done when another process has taken its place."""
    patch.setattr(Day, "is_superseded", lambda *_asked: False)


def a_copy_unprints_the_original(patch: Patch) -> None:
    """The last print of a ticket says what is known of its paper."""
    patch.setattr(Ticket, "_best", property(lambda self: self.prints[-1] if self.prints else None))


def a_print_reported_twice_counts_twice(patch: Patch) -> None:
    """Every report of a print is noted beside the ones before."""
    real = Day._print

    def note(self: Day, known: Print) -> None:
        ticket = self.tickets.get(known.ticket)
        if ticket is not None and known.outcome is not Paper.PENDING:
            before = [one for one in ticket.prints if one.outcome is not Paper.PENDING]
            ticket.prints = tuple(one for one in ticket.prints if one not in before)
            real(self, known)
            ticket.prints = (*before, *ticket.prints)
        else:
            real(self, known)

    patch.setattr(Day, "_print", note)


def a_print_is_pending_for_ever_after_midnight(patch: Patch) -> None:
    """A new date forgets what was on its way to paper."""
    patch.setattr(printing, "left_behind", lambda _day, _going_on: ())


def late_news_is_lost(patch: Patch) -> None:
    """Only prints of this date can be reported."""
    real = printing.report
    patch.setattr(printing, "report", lambda day, command: real(day, replace(command, known=())))


def news_prints_what_was_not_asked(patch: Patch) -> None:
    """Any kiosk's word counts for any print."""
    patch.setattr(Print, "may_be_of", lambda _self, _kiosk: True)


@pytest.mark.parametrize(
    ("broken", "law"),
    [
        (count_is_kept_outside_the_log, "law [12]"),
        (count_is_taken_from_the_clock, "law [12]"),
        (a_date_that_passes_starts_at_one, "law 1|a second time"),
        (a_restore_trusts_the_backup, "law [12]"),
        (a_correction_forgets_who_goes_on, "law 2"),
        (a_new_date_cancels_everybody, "law 2"),
        (a_cancelled_ticket_takes_another_along, "law [27]"),
        (a_second_press_means_the_next_visitor, "law 3"),
        (a_called_ticket_stays_in_line, "law [23]"),
        (a_counter_may_call_two, "law 3"),
        (an_answer_is_forgotten, "law 4"),
        (an_answer_is_cut_short, "law 4"),
        (a_refusal_is_remembered, "law [1234]|the table"),
        (paper_is_noted_without_a_fact, "law 5|paper"),
        (a_carried_ticket_is_shared_with_its_event, "law [56]|cannot"),
        (a_fold_sorts_by_time, "law 7"),
        (heads_are_sorted_by_time, "law [367]"),
        (heads_are_sorted_by_service, "law [367]"),
        (heads_are_sorted_by_number, "law [367]"),
        (the_reason_leaves_out_a_head, "law 6"),
        (a_tick_takes_the_hall_back, "law 2"),
        (a_crashed_kiosk_is_still_printing, "paper"),
        (a_dead_process_still_takes_tickets, "law 1|paper"),
        (a_copy_unprints_the_original, "paper"),
        (a_print_reported_twice_counts_twice, "paper"),
        (a_print_is_pending_for_ever_after_midnight, "law 2|paper"),
        (late_news_is_lost, "paper"),
        (news_prints_what_was_not_asked, "law 1|paper"),
    ],
)
def test_a_broken_queue_is_found(broken: Callable[[Patch], None], law: str, monkeypatch: Patch) -> None:
    """Each deliberate fault breaks the law that it should, within the search of one test."""
    broken(monkeypatch)
    with pytest.raises(Exception, match=law):
        run_state_machine_as_test(QueueLaws, settings=SEARCH)


def test_a_sound_queue_is_not_accused() -> None:
    """The same search over the queue as it is finds nothing."""
    run_state_machine_as_test(QueueLaws, settings=settings(SEARCH, max_examples=60))
