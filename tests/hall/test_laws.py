"""The laws of the queue under everything that can happen: races, retries, crashes, restores and wrong clocks.

A real day and its log stand beside a queue made of lists, which is told the same and judges by itself. What a visitor,
a kiosk or a counter was told is what was durable: `told` is that much of the log. A crash may take the rest with it.
"""

from collections import Counter as Tally
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hall.commands import (
    CallNext,
    Cancel,
    CloseCounter,
    CloseDay,
    Command,
    Elsewhere,
    Finish,
    Itself,
    LoadHall,
    Miss,
    OpenCounter,
    OpenDay,
    PrintCopy,
    Recall,
    ReportPrint,
    Request,
    Start,
    StartKiosk,
    TakeTicket,
    Tick,
)
from hall.day import Day
from hall.decide import decide
from hall.events import DayOpened, Event, PaperReported, PrintAsked, Record, TicketCalled, TicketIssued
from hall.model import FIRST_JOB, CounterId, JobId, KioskId, Paper, Print, RequestId, SeriesId, ServiceCode, TicketId
from hall.refusals import Refused
from hall.views import counter_view
from hall.why import Standing, why
from tests.fakes.halls import CROSSED, KIOSK, OTHER_KIOSK, TODAY, at_ms
from tests.fakes.plain import Plain, Used, plain

DAY_MS = 86_400_000

counters = st.sampled_from(list(CROSSED.counters))
kiosks = st.sampled_from([KIOSK, OTHER_KIOSK])
picks = st.integers(0, 99)
mostly = st.sampled_from([True, True, True, False])
rarely = st.sampled_from([False, False, False, True])
clock_steps_ms = st.one_of(
    st.integers(-5_000, 5_000), st.integers(-2 * DAY_MS, 2 * DAY_MS), st.integers(-400 * DAY_MS, 400 * DAY_MS)
)


class QueueLaws(RuleBasedStateMachine):
    """Everything that may be asked of a hall, and everything that may go wrong with it."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = CROSSED
        self.day = Day()
        self.log: list[Record] = []
        self.told = 0
        """So many records are durable, and known to whoever asked."""
        self.seen: list[tuple[date, SeriesId, int, str]] = []
        """Numbers that somebody was told, on their date: the kiosks' journals."""
        self.queue = Plain()
        self.queues = {0: self.queue.copy()}
        """The list as it was at each end of a request, by the length of the log."""
        self.requests: list[Request] = []
        self.first_answers: dict[RequestId, list[Record]] = {}
        self.processes = {KIOSK: [""], OTHER_KIOSK: ["k2-1"]}
        """All that there were of each kiosk, the one that runs last."""
        self.now_ms = at_ms(CROSSED, TODAY)
        self._ids = count(1)

    @initialize(services=st.lists(st.sampled_from(list(CROSSED.services)), max_size=6))
    def open_the_hall(self, services: list[ServiceCode]) -> None:
        self.ask(OpenDay(TODAY))
        for counter in CROSSED.counters:
            self.ask(OpenCounter(counter))
        self.take(services=services, kiosk=KIOSK, old_process=False, told=True)

    # What people and devices ask

    @rule(
        services=st.lists(st.sampled_from(list(CROSSED.services)), min_size=1, max_size=5),
        kiosk=kiosks,
        old_process=rarely,
        told=mostly,
    )
    def take(self, services: list[ServiceCode], kiosk: KioskId, old_process: bool, told: bool) -> None:
        """At a kiosk, whose crashed process may have asked just before it crashed."""
        process = self.processes[kiosk][-2:][0 if old_process else -1]
        for service in services:
            self.ask(TakeTicket(service, "id", f"token-{next(self._ids)}", Itself(kiosk, process)), kiosk)
        if told:
            self.commit()

    @rule(service=st.sampled_from(list(CROSSED.services)), kiosk=st.one_of(st.none(), kiosks), there=mostly)
    def take_at_a_desk(self, service: ServiceCode, kiosk: KioskId | None, there: bool) -> None:
        paper = Elsewhere(kiosk, {kiosk: there}) if kiosk else None
        self.ask(TakeTicket(service, "id", f"token-{next(self._ids)}", paper))

    @precondition(lambda self: self.queue.everyone)
    @rule(pick=picks, kiosk=st.one_of(st.none(), kiosks), there=mostly)
    def print_copy(self, pick: int, kiosk: KioskId | None, there: bool) -> None:
        self.ask(PrintCopy(self._some_ticket(pick), kiosk, {KIOSK: there, OTHER_KIOSK: True}))

    @rule(kiosk=kiosks, says_hello=mostly)
    def restart_a_kiosk(self, kiosk: KioskId, says_hello: bool) -> None:
        """It crashes; its next process may be heard by the hub at once or only with its first visitor."""
        self.processes[kiosk].append(f"{kiosk}-{next(self._ids)}")
        if says_hello:
            self.ask(StartKiosk(kiosk, self.processes[kiosk][-1]), kiosk)

    @rule(kiosk=kiosks, pick=st.integers(0, 2))
    def reconnect_a_kiosk(self, kiosk: KioskId, pick: int) -> None:
        """One of its last processes says hello, mostly the one that runs."""
        last = self.processes[kiosk][-3:]
        self.ask(StartKiosk(kiosk, last[-1 - pick % len(last)]), kiosk)

    @rule(counter=counters, steps=st.integers(1, 8), bad_link=st.booleans(), told=mostly)
    def work(self, counter: CounterId, steps: int, bad_link: bool, told: bool) -> None:
        """A counter does what is next, one step after the other; on a bad link it asks everything twice."""
        for _ in range(steps):
            held = self.queue.at(counter)
            if counter not in self.queue.open_counters:
                self.ask(OpenCounter(counter))
            elif held is not None and held.state == "called":
                self.ask(Start(counter, held.ticket))
            else:
                self.ask(CallNext(counter, held.ticket if held else None))
            if bad_link:
                self.retry(pick=0)
        if told:
            self.commit()

    @rule(counter=counters, command=st.sampled_from([OpenCounter, CloseCounter]))
    def sit_down_or_leave(self, counter: CounterId, command: type[OpenCounter | CloseCounter]) -> None:
        self.ask(command(counter))

    @rule(counter=counters, presses=st.integers(1, 3))
    def call_next(self, counter: CounterId, presses: int) -> None:
        """Law 3, of the hand: however often the button is pressed on what the screen shows, one visitor is called."""
        held = self.queue.at(counter)
        holding = held.ticket if held else None
        called = [self.ask(CallNext(counter, holding)) for _ in range(presses)]
        assert sum(answer is not None for answer in called) <= 1, "law 3: two presses called two visitors"

    @precondition(lambda self: self.day.at_counter)
    @rule(pick=picks, act=st.sampled_from([Recall, Start, Finish, Finish, Miss]))
    def serve(self, pick: int, act: type[Recall | Start | Finish | Miss]) -> None:
        busy = sorted(self.day.at_counter)
        counter = busy[pick % len(busy)]
        self.ask(act(counter, self.day.at_counter[counter]))

    @precondition(lambda self: self.queue.everyone)
    @rule(counter=counters, act=st.sampled_from([CallNext, Recall, Start, Finish, Miss]), pick=picks)
    def act_on_an_old_screen(self, counter: CounterId, act: Any, pick: int) -> None:
        self.ask(act(counter, self._some_ticket(pick)))

    @precondition(lambda self: self.queue.everyone)
    @rule(pick=picks, counter=st.one_of(st.none(), counters))
    def cancel(self, pick: int, counter: CounterId | None) -> None:
        self.ask(Cancel(self._some_ticket(pick), counter))

    @precondition(lambda self: self.queue.sheets)
    @rule(
        pick=picks,
        outcome=st.sampled_from(Paper),
        reason=st.sampled_from(["", "paper_out"]),
        names_job=mostly,
        its_own=mostly,
        times=st.integers(1, 2),
    )
    def report_paper(self, pick: int, outcome: Paper, reason: str, names_job: bool, its_own: bool, times: int) -> None:
        """A kiosk says what became of a print of any date, now or when its journal is read; or of another's print."""
        sheet = self.queue.sheets[-1 - pick % len(self.queue.sheets)]
        kiosk = sheet.kiosk if its_own else KIOSK
        job = JobId(sheet.job) if names_job else FIRST_JOB
        for _ in range(times):
            self.ask(ReportPrint(kiosk, sheet.ticket, outcome, reason, job), kiosk)

    @rule(digest=st.sampled_from(["d1", "d2"]), closes=st.booleans(), opens=mostly)
    def change_the_day(self, digest: str, closes: bool, opens: bool) -> None:
        """The folder is read again, the day is closed, or is opened again on its date; or several of these."""
        self.hall = replace(CROSSED, digest=digest)
        self.ask(LoadHall())
        if closes:
            self.ask(CloseDay())
        if opens:
            self._open_day(self._date())

    @rule(pick=picks)
    def retry(self, pick: int) -> None:
        """Law 4: A retried accepted request (same request id) has the effect of one, and gets the first answer. A
        refused one changes nothing and is judged anew."""
        request = self.requests[-1 - pick % len(self.requests)]
        first = self.first_answers.get(request.id)
        if first is None:
            self._submit(request)
        elif first[0].seq >= self._opened_seq():
            again = self._decided(request)
            assert again == (), f"law 4: {request} led to {again} when it was repeated"
            assert self.day.answer(request.id) == first, f"law 4: {request} got another answer"

    # What happens to the hall

    @rule()
    def commit(self) -> None:
        self.seen += self._numbers(self.log[self.told :])
        self.told = len(self.log)

    @rule(tail_is_lost=st.booleans())
    def crash(self, tail_is_lost: bool) -> None:
        """The hub dies; of what nobody was told yet, all is in the file or nothing is."""
        memory = self.day
        if tail_is_lost:
            self._cut(self.told)
        self.day = self._folded()
        if not tail_is_lost:
            assert self.day == memory, "law 5: the log gives another day than the one in memory"
            self.commit()

    @precondition(lambda self: len(self.queues) > 8)
    @rule(pick=picks)
    def restore_a_backup(self, pick: int) -> None:
        """An older log comes back; the kiosks still know what they have shown, and the epoch says that it happened."""
        self.commit()
        epoch = self.queue.epoch + 1
        ends = sorted(length for length in self.queues if 0 < length <= self.told)
        self._cut(ends[-1 - pick % min(len(ends), 8)])
        self.told = len(self.log)
        self.day = self._folded()
        self._open_day(self._date(), epoch=epoch)
        self.commit()

    @rule(ms=clock_steps_ms)
    def step_the_clock(self, ms: int) -> None:
        """Wall time is anything at all from now on, and nobody is told."""
        self.now_ms = max(0, self.now_ms + ms)

    @rule(at_midnight=st.booleans())
    def tick(self, at_midnight: bool) -> None:
        """The hub looks at the clock, whatever it says; or the business date is really over."""
        if at_midnight:
            self.now_ms = self.hall.end_of_ms(self._date())
        self.ask(Tick(), "hub")

    @rule(days=st.sampled_from([1, -1, 2, -2, 40]), confirmed=mostly, hours_later=st.sampled_from([None, 0, 24]))
    def set_the_date(self, days: int, confirmed: bool, hours_later: int | None) -> None:
        """Somebody sets the date; perhaps wrongly, and sets it right when a visitor has come; and the day may end."""
        before = self._date()
        self._open_day(before + timedelta(days=days), confirmed=confirmed)
        if hours_later is not None:
            self.take(services=[ServiceCode("A01")], kiosk=OTHER_KIOSK, old_process=False, told=True)
            self._open_day(before)
        if hours_later:
            self.tick(at_midnight=True)

    # The laws

    @invariant()
    def law_1_no_number_is_given_twice(self) -> None:
        """Law 1: A number is never given twice in a series and a business date, whatever crashes, races, retries or
        restores from backup: a restore starts above the highest number any kiosk has shown and changes the epoch."""
        given = self.seen + self._numbers(self.log[self.told :])
        counts = Tally((day, series, number) for day, series, number, _ in given)
        shown = Tally((day, number) for day, _, _, number in given)
        assert max(counts.values(), default=1) == 1, f"law 1: given twice {counts.most_common(1)}"
        assert max(shown.values(), default=1) == 1, f"law 1: shown twice {shown.most_common(1)}"

    @invariant()
    def law_2_no_ticket_is_lost_or_cancelled_by_itself(self) -> None:
        """Law 2: A ticket whose number anyone has seen is never lost and never cancelled by itself."""
        lines = Tally(ticket for queue in self.day.waiting.values() for ticket in queue)
        for visitor in self.queue.visitors:
            ticket = self.day.tickets.get(visitor.ticket)
            assert ticket is not None, f"law 2: {visitor} is lost"
            assert (ticket.state, ticket.service) == (visitor.state, visitor.service), f"law 2: {visitor} is {ticket}"
            assert lines[ticket.id] == (visitor.state == "waiting"), f"law 2: {visitor} stands in {lines} lines"
            assert self.day.by_token[ticket.token] == ticket.id, f"law 2: {visitor} has no page"
        assert len(self.day.tickets) == len(self.queue.visitors), "a ticket that nobody took"

    @invariant()
    def law_3_one_counter_one_ticket(self) -> None:
        """Law 3: No two counters serve one ticket; a counter serves one ticket at a time unless the hall allows
        more."""
        there = list(self.day.at_counter.values())
        assert len(there) == len(set(there)), f"law 3: one ticket at two counters {self.day.at_counter}"
        called = [ticket.id for ticket in self.day.tickets.values() if ticket.at_counter]
        assert sorted(called) == sorted(there), f"law 3: a counter has two tickets, {called} but {there}"
        for counter in CROSSED.counters:
            held, believed = self.day.ticket_at(counter), self.queue.at(counter)
            assert (held and held.id) == (believed and believed.ticket), f"law 3: {held} at {counter}, not {believed}"
            assert held is None or held.counter == counter, f"law 3: {held} at {counter}"
        assert self.day.open_counters == set(self.queue.open_counters)

    @invariant()
    def law_5_the_log_is_the_state(self) -> None:
        """Law 5: Folding the log gives the state in memory and the rows in the tables."""
        assert self._folded() == self.day, "law 5: the log gives another day than the one in memory"
        assert [record.seq for record in self.log] == list(range(1, len(self.log) + 1)), "law 5: a gap in the log"

    @invariant()
    def paper_is_what_is_known_of_it(self) -> None:
        """Every pending print belongs to the process that its kiosk is now, and to a ticket of this date, which has no
        other; no news makes a visitor's paper worse that came out; and the rows are the fold, of earlier dates too."""
        pending = self.queue.pending()
        for sheet in pending:
            assert sheet.process == self.queue.process(sheet.kiosk), f"paper: {sheet} is left to a process that is gone"
            assert self.queue.find(sheet.ticket), f"paper: {sheet} is pending, and its date is over"
        assert len({sheet.ticket for sheet in pending}) == len(pending), f"paper: two prints at once {pending}"
        assert list(self.day.printing) == [sheet.job for sheet in pending], f"paper: pending {self.day.printing}"
        for visitor in self.queue.visitors:
            ticket = self.day.tickets[visitor.ticket]
            found = (ticket.paper, ticket.paper_why, ticket.copies)
            assert found == self.queue.paper(ticket.id), f"paper: of {visitor} is {found} by {ticket.prints}"
        rows = self._rows()
        in_day = [one for ticket in self.day.tickets.values() for one in ticket.prints]
        for one in (*in_day, *self.day.earlier.values(), *self.day.printing.values()):
            assert rows[one.job] == one, f"paper: {one} is in the rows as {rows[one.job]}"

    def law_6_every_call_says_why(self, queue: Plain, call: TicketCalled) -> None:
        """Law 6: Every call can say why: the log keeps the rule and the heads of the classes at that moment; any pair
        of tickets is answered by replaying to that sequence."""
        heads = [(head.service, head.ticket, head.waiting) for head in call.reason.heads]
        assert heads == queue.heads(call.counter), f"law 6: {call} says {heads}, and {queue.heads(call.counter)} waited"
        assert call.ticket == heads[0][1], f"law 6: {call} is not the first of {heads}"
        order = [ticket for ticket, _ in queue.everyone]
        earlier_calls = {record.event.ticket for record in self.log[:-1] if isinstance(record.event, TicketCalled)}
        for other, service in queue.everyone:
            if other == call.ticket or other in earlier_calls:
                continue
            visitor = queue.find(other)
            if visitor is None or visitor.state != "waiting":
                standing = Standing.GONE
            elif service not in CROSSED.counters[call.counter].services:
                standing = Standing.ELSEWHERE
            elif order.index(other) < order.index(call.ticket):
                standing = Standing.OVERTAKEN
            else:
                standing = Standing.BEHIND
            explanation = why(self.log, other, call.ticket)
            assert explanation is not None, f"law 6: nothing explains {call} before {other}"
            found = (explanation.first, explanation.seq, explanation.standing, explanation.reason)
            assert found == (call.ticket, len(self.log), standing, call.reason), (
                f"law 6: {found}, but it was {standing}"
            )
            assert standing is not Standing.OVERTAKEN, f"law 6: {call} overtook {other}"

    @invariant()
    def law_7_the_clock_never_reorders(self) -> None:
        """Law 7: The clock never reorders the queue or reissues a number."""
        for counter in CROSSED.counters:
            line = [visitor.ticket for visitor in self.queue.line(counter)]
            view = counter_view(self.day, self.hall, counter)
            assert [each.ticket for each in view.waiting] == line[: len(view.waiting)], f"law 7: {counter} sees {view}"
            assert view.waiting_count == len(line), f"law 2: {counter} counts {view.waiting_count}, and {line} wait"
            heads = [head.id for head in self.day.heads(CROSSED.counters[counter].services)]
            assert heads == [ticket for _, ticket, _ in self.queue.heads(counter)], (
                f"law 7: {counter} would call {heads}"
            )
        assert self.day.business_date == self.queue.business_date, "law 7: the date moved by itself"
        assert (self.day.open, self.day.epoch) == (self.queue.open, self.queue.epoch)

    # How it is done

    def ask(self, command: Command, actor: str = "counter") -> list[Record] | None:
        """A new request; its records, or None when it is refused."""
        request = Request(RequestId(f"r{next(self._ids)}"), actor, command)
        self.requests.append(request)
        return self._submit(request)

    def _submit(self, request: Request) -> list[Record] | None:
        request = self._completed(request)
        expected = self.queue.judge(request.command, self._today(), self.hall.digest)
        events = self._decided(request)
        if isinstance(events, Refused):
            assert expected is None, f"{_law(request.command)}: {request} was refused, {events.code} {events.data}"
            return None
        facts = [plain(event) for event in events]
        assert facts == expected, f"{_law(request.command)}: {request} led to {facts} and not to {expected}"
        records = []
        for event, fact in zip(events, facts, strict=True):
            record = Record(len(self.log) + 1, self.now_ms, request.id, request.actor, event)
            self.log.append(record)
            records.append(record)
            self.day.apply(record)
            if isinstance(event, TicketCalled):
                self.law_6_every_call_says_why(self.queue, event)
            self.queue.happen(fact, record)
        self.queues[len(self.log)] = self.queue.copy()
        if records:
            self.first_answers[request.id] = records
        return records

    def _completed(self, request: Request) -> Request:
        """What only the file knows, at a retry too: what was given on a date, and prints of earlier ones."""
        match request.command:
            case OpenDay() as command:
                return replace(request, command=replace(command, used=self._highest(command.date)))
            case Tick():
                return replace(request, command=Tick(self._highest(self._today())))
            case ReportPrint(ticket=ticket) as command if ticket not in self.day.tickets:
                known = tuple(one for one in self._rows().values() if one.ticket == ticket)
                return replace(request, command=replace(command, known=known))
            case _:
                return request

    def _decided(self, request: Request) -> tuple[Event, ...] | Refused:
        try:
            return decide(self.day, self.hall, request, self.now_ms)
        except Refused as refused:
            return refused

    def _open_day(self, wanted: date, *, confirmed: bool = True, epoch: int = 1) -> None:
        self.ask(OpenDay(wanted, confirmed, epoch=epoch), "hub")

    def _cut(self, length: int) -> None:
        """The log was never longer than this."""
        del self.log[length:]
        self.queues = {end: queue for end, queue in self.queues.items() if end <= length}
        self.queue = self.queues[length].copy()
        self.first_answers = {key: value for key, value in self.first_answers.items() if value[0].seq <= length}

    def _folded(self) -> Day:
        """A fresh day from the last `DayOpened` of the log."""
        day = Day()
        for record in self.log[self._opened_seq() - 1 :]:
            day.apply(record)
        return day

    def _opened_seq(self) -> int:
        return max(record.seq for record in self.log if isinstance(record.event, DayOpened))

    def _rows(self) -> dict[JobId, Print]:
        """The table of prints: what the log said last of each, whatever its date."""
        rows: dict[JobId, Print] = {}
        for record in self.log:
            job = JobId(record.seq)
            match record.event:
                case TicketIssued(ticket=ticket, kiosk=kiosk) if kiosk is not None:
                    rows[job] = Print(job, ticket, kiosk, copy=False)
                case PrintAsked(ticket, kiosk, copy):
                    rows[job] = Print(job, ticket, kiosk, copy)
                case PaperReported(ticket, outcome, why, job, kiosk, copy):
                    rows[job] = Print(job, ticket, kiosk, copy, outcome, why)
                case _:
                    pass
        return rows

    def _numbers(self, records: list[Record]) -> list[tuple[date, SeriesId, int, str]]:
        """Every number given in `records`, which end the log, with the date in force."""
        given, day = [], None
        for record in self.log:
            if isinstance(record.event, DayOpened):
                day = record.event.date
            elif isinstance(record.event, TicketIssued) and record.seq > len(self.log) - len(records):
                assert day is not None
                given.append((day, record.event.series, record.event.count, record.event.number))
        return given

    def _highest(self, wanted: date) -> Used:
        """The highest count of each series that the log or a kiosk knows of on a date."""
        highest: dict[SeriesId, int] = {}
        for day, series, number, _ in self.seen + self._numbers(self.log[self.told :]):
            if day == wanted:
                highest[series] = max(highest.get(series, 0), number)
        return tuple(highest.items())

    def _some_ticket(self, pick: int) -> TicketId:
        """One of all tickets there ever were, of this date or not; now and then one that never was."""
        everyone = [ticket for ticket, _ in self.queue.everyone]
        return everyone[-1 - pick % len(everyone)] if pick else TicketId("2026-11-24/Z001")

    def _date(self) -> date:
        assert self.queue.business_date is not None
        return self.queue.business_date

    def _today(self) -> date:
        return datetime.fromtimestamp(self.now_ms / 1000, self.hall.timezone).date()


def _law(command: Command) -> str:
    """The law that is broken when this command leads elsewhere than it should."""
    match command:
        case TakeTicket():
            return "law 1"
        case OpenDay() | Tick() | Cancel():
            return "law 2"
        case StartKiosk() | PrintCopy() | ReportPrint():
            return "paper"
        case CallNext():
            return "law 3"
        case _:
            return "the table"


TestLaws = QueueLaws.TestCase
TestLaws.settings = settings(max_examples=4 * settings().max_examples)
"""More than other properties get: most of what can go wrong takes several things going wrong."""
