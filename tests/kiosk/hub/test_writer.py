"""The single writer against a store that fails in every way: nobody is told what is not durable, and it goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from hall.commands import CallNext, Itself, LoadHall, OpenCounter, OpenDay, Request, TakeTicket
from hall.day import Day
from hall.events import DayOpened, HallLoaded, PaperReported, Record, TicketIssued
from hall.model import CounterId, JobId, Paper, RequestId, SeriesId, ServiceCode, TicketId
from hall.refusals import Code, Refused
from kiosk.hub.clock import Clock
from kiosk.hub.inbox import Fault, NewRules
from kiosk.hub.writer import Writer
from kiosk.store.errors import NotOurs, StorageFault
from kiosk.store.store import Store
from kiosk.store.testimony import Testimony
from kiosk.tasks import spawn
from tests.fakes.halls import KIOSK, ONE_AGENCY, TODAY, at_ms
from tests.fakes.script import report


@dataclass
class Wall:
    """Two clocks that a test moves."""

    at_ms: int = at_ms(ONE_AGENCY, TODAY)
    passed_s: float = 0.0

    def clock(self) -> Clock:
        return Clock(lambda: self.at_ms * 1_000_000, lambda: self.passed_s)

    def pass_(self, time: timedelta) -> None:
        """Time goes by, on both clocks."""
        self.passed_s += time.total_seconds()
        self.jump(time)

    def jump(self, time: timedelta) -> None:
        """Somebody sets the clock."""
        self.at_ms += int(time.total_seconds() * 1000)


@dataclass
class Failing:
    """A real store whose commits can be held, can fail, and can fail after they have landed."""

    store: Store
    gate: Event = field(default_factory=Event)
    fail_before: int = 0
    fail_after: int = 0
    fail_reopen: int = 0
    commits: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    def replay(self) -> Day:
        return self.store.replay()

    def reopen(self) -> None:
        if self.fail_reopen:
            self.fail_reopen -= 1
            raise StorageFault("the card is gone")
        self.store.reopen()

    def commit(self, records: Sequence[Record], day: Day) -> None:
        self.gate.wait()
        if self.fail_before and records:
            self.fail_before -= 1
            raise StorageFault("no space left")
        self.store.commit(records, day)
        if records:
            self.commits.append(len(records))
        if self.fail_after and records:
            self.fail_after -= 1
            raise StorageFault("the sync failed")

    def answers(self, requests: Iterable[RequestId]) -> dict[RequestId, list[Record]]:
        return self.store.answers(requests)

    def highest(self, business_date: date) -> Any:
        return self.store.highest(business_date)

    def waiting_on(self, business_date: date) -> Any:
        return self.store.waiting_on(business_date)

    def testimony(self) -> Testimony:
        return self.store.testimony()

    def prints_of(self, ticket: TicketId) -> Any:
        return self.store.prints_of(ticket)

    def earlier_answers(self) -> dict[RequestId, list[Record]]:
        return self.store.earlier_answers()


@dataclass
class Bench:
    """A writer that runs, and what it told the audience."""

    writer: Writer
    store: Failing
    wall: Wall
    published: list[Record]
    warned: list[list[str]]

    async def take(self, request: str, token: str = "") -> list[Record]:
        return await self.writer.submit(
            Request(RequestId(request), "kiosk-1", TakeTicket(ServiceCode("A01"), "id", token or request))
        )


@asynccontextmanager
async def working(folder: Path, wall: Wall | None = None) -> AsyncIterator[Bench]:
    store, wall = Failing(Store(folder)), wall or Wall()
    published: list[Record] = []
    warned: list[list[str]] = []
    writer = Writer(
        ONE_AGENCY,
        store,
        wall.clock(),
        changed=lambda _day, records: published.extend(records),
        warned=lambda: warned.append(writer.notices()),
    )
    await writer.stored(store.store.open)
    await writer.start()
    task = spawn(writer.run(), name="writer")
    try:
        yield Bench(writer, store, wall, published, warned)
    finally:
        store.gate.set()
        task.cancel()
        await asyncio.wait({task})
        await writer.stored(store.store.close)
        writer.close()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with working(tmp_path) as made:
        yield made


def issued(records: Sequence[Record]) -> list[TicketIssued]:
    """The facts of `records`, all of them numbers given."""
    facts = [record.event for record in records if isinstance(record.event, TicketIssued)]
    assert len(facts) == len(records)
    return facts


async def until(holds: Callable[[], Any]) -> None:
    """Let the loop turn until something holds."""
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0)


async def test_nobody_is_told_anything_before_the_commit_returns(bench: Bench) -> None:
    """An answer, a refusal, a picture and a push all wait for the batch they came in."""
    seen: list[int] = []
    bench.store.gate.clear()
    taking = spawn(bench.take("one"), name="take")
    looking = spawn(bench.writer.look(lambda day: len(day.tickets), seen.append), name="look")
    bad = Request(RequestId("bad"), "x", TakeTicket(ServiceCode("none"), "id", "t"))
    refusing = spawn(_refusal(bench.writer, bad), name="refuse")
    await until(lambda: bench.writer.day.tickets)

    assert not taking.done()
    assert not looking.done()
    assert not refusing.done()
    assert [record.event for record in bench.published if record.request == "one"] == []

    bench.store.gate.set()
    records = await taking
    assert (await refusing) is Code.UNKNOWN_SERVICE
    await looking
    assert seen == [1]
    assert records[0] in bench.published


async def test_a_trouble_that_forbids_numbers_forbids_nothing_else(bench: Bench) -> None:
    """No new number, a number that was given again and again, and staff call on; then numbers go on."""
    first = await bench.take("one")
    bench.writer.note("disk_full", True)
    bench.writer.note("disk_full", True)
    bench.writer.note("disk_low", False)
    assert bench.warned == [["disk_full"]]

    refused = Request(RequestId("two"), "kiosk-1", TakeTicket(ServiceCode("A01"), "id", "two"))
    assert await _refusal(bench.writer, refused) is Code.DISK_FULL
    assert await bench.take("one") == first
    await bench.writer.submit(Request(RequestId("open"), "x", OpenCounter(CounterId("1"))))
    await bench.writer.submit(Request(RequestId("call"), "x", CallNext(CounterId("1"), None)))

    bench.writer.note("disk_full", False)
    assert issued(await bench.writer.submit(refused))[0].number == "A002"
    assert bench.warned == [["disk_full"], []]


async def _refusal(writer: Writer, request: Request) -> Code:
    try:
        await writer.submit(request)
    except Refused as refused:
        return refused.code
    raise AssertionError("accepted")


async def test_what_arrives_during_a_commit_is_one_batch(bench: Bench) -> None:
    """Group commit: fifty requests that wait for a slow disk share the next commit."""
    bench.store.commits.clear()
    bench.store.gate.clear()
    first = spawn(bench.take("first"), name="first")
    await until(lambda: bench.writer.day.tickets)
    rest = [spawn(bench.take(f"r{number}"), name="rest") for number in range(50)]
    await until(lambda: len(bench.writer._inbox) == 50)
    bench.store.gate.set()
    await asyncio.gather(first, *rest)

    assert bench.store.commits == [1, 50]


async def test_a_commit_that_failed_is_a_fault_and_the_retry_takes_one_ticket(bench: Bench) -> None:
    """Nothing landed: the repeated request is judged anew and gets the number."""
    bench.store.fail_before = 1
    with pytest.raises(Fault, match="no space left"):
        await bench.take("one")

    records = await bench.take("one")

    assert [fact.number for fact in issued(records)] == ["A001"]
    assert len(bench.writer.day.tickets) == 1


async def test_a_commit_that_failed_and_landed_is_a_fault_and_the_retry_finds_it(bench: Bench) -> None:
    """A failed sync that still turns up: the repeated request is answered from the log, no second number is given."""
    bench.store.fail_after = 1
    with pytest.raises(Fault):
        await bench.take("one")

    records = await bench.take("one")

    assert [fact.number for fact in issued(records)] == ["A001"]
    assert await bench.writer.stored(bench.store.replay) == bench.writer.day
    assert len(bench.writer.day.tickets) == 1


async def test_while_the_file_cannot_be_opened_everybody_hears_fault_and_staff_hear_why(bench: Bench) -> None:
    """The outage is announced, every request is answered at once with a fault, and the end of it is announced too."""
    bench.store.fail_before, bench.store.fail_reopen = 1, 2
    with pytest.raises(Fault):
        await bench.take("one")
    with pytest.raises(Fault, match="the card is gone"):
        await bench.take("two")
    assert bench.writer.failing

    await until(lambda: not bench.writer.failing)

    assert bench.warned == [["storage_failing"], []]
    assert len(await bench.take("two")) == 1


async def test_a_fault_while_a_date_is_looked_up_is_a_fault_like_any_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening a date reads the log first; that can fail too, and the hub goes on."""
    failing = [StorageFault("a bad sector")]

    def highest(_date: date) -> Any:
        if failing:
            raise failing.pop()
        return Failing.highest(bench.store, _date)

    monkeypatch.setattr(bench.store, "highest", highest)
    with pytest.raises(Fault, match="a bad sector"):
        await bench.writer.submit(the_date_is(TODAY + timedelta(days=1)))

    await bench.writer.submit(the_date_is(TODAY + timedelta(days=1)))
    assert bench.writer.day.business_date == TODAY + timedelta(days=1)


async def test_a_confirmation_that_is_not_durable_confirms_nothing(bench: Bench) -> None:
    """Law 7: the clock is believed again when the person's word is in the log, not before."""
    bench.wall.jump(timedelta(days=1))
    await bench.take("one")
    bench.store.fail_before = 1
    with pytest.raises(Fault):
        await bench.writer.submit(the_date_is(TODAY + timedelta(days=1)))

    await bench.take("two")
    assert bench.writer.day.business_date == TODAY
    assert bench.writer.notices() == ["clock_stepped"]


def _broken(seen: str) -> None:
    raise ValueError(seen)


async def test_a_look_that_crashes_is_told_to_whoever_looked(bench: Bench) -> None:
    """One broken view ends neither the writer nor the batch it came in."""
    with pytest.raises(ZeroDivisionError):
        await bench.writer.look(lambda _day: 1 // 0)
    with pytest.raises(ValueError, match="not a number"):
        await bench.writer.look(lambda _day: "not a number", _broken)

    assert len(await bench.take("one")) == 1


async def test_a_file_that_contradicts_its_log_ends_the_hub(tmp_path: Path) -> None:
    """Asking again cannot help there: nothing is given out on a file that is not to be trusted."""
    writer = Writer(ONE_AGENCY, Failing(Store(tmp_path)), Wall().clock())
    await writer.stored(writer._store.store.open)  # type: ignore[attr-defined] # it is Failing
    await writer.start()
    task = spawn(writer.run(), name="writer")
    ask = [
        writer.submit(Request(RequestId(f"r{n}"), "k", TakeTicket(ServiceCode("A01"), "id", "the same token")))
        for n in range(2)
    ]
    asking = [spawn(one, name="take") for one in ask]

    with pytest.raises(NotOurs, match=r"ticket\.token"):
        await task
    await writer.stored(writer._store.store.close)  # type: ignore[attr-defined] # it is Failing
    writer.close()
    for one in asking:
        one.cancel()


async def test_a_clock_from_before_there_were_halls_opens_no_date(tmp_path: Path) -> None:
    """A dead battery on a new box: nothing is given out until a person has said which date it is."""
    wall = Wall(at_ms=0)
    async with working(tmp_path, wall) as bench:
        assert bench.writer.notices() == ["clock_stepped"]
        assert await _refusal(
            bench.writer, Request(RequestId("t"), "k", TakeTicket(ServiceCode("A01"), "id", "t"))
        ) is (Code.NO_DAY)

        await bench.writer.submit(the_date_is(TODAY))
        assert (await bench.take("one"))[0].event.number == "A001"  # type: ignore[union-attr]


async def test_what_a_kiosk_says_days_later_is_kept(bench: Bench) -> None:
    """Its journal is read on another morning: only the file knows that print, and nothing of it is lost or unsaid."""
    (taken,) = await bench.writer.submit(
        Request(RequestId("one"), "kiosk-1", TakeTicket(ServiceCode("A01"), "id", "one", Itself(KIOSK)))
    )
    for _ in range(2):
        bench.wall.pass_(timedelta(days=1))
        await bench.take(f"on {bench.wall.at_ms}")
    ticket = issued([taken])[0].ticket
    assert bench.writer.day.print_of(ticket, JobId(taken.seq)) is None

    told = [
        bench.writer.submit(Request(RequestId(outcome), "kiosk-1", report(ticket, outcome)))
        for outcome in (Paper.PRINTED, Paper.FAILED)
    ]
    printed, unprinted = await asyncio.gather(*told)

    assert [record.event for record in printed] == [PaperReported(ticket, Paper.PRINTED, "", JobId(taken.seq), KIOSK)]
    assert unprinted == []
    assert [one.outcome for one in await bench.writer.stored(bench.store.store.prints_of, ticket)] == [Paper.PRINTED]
    assert await bench.writer.stored(bench.store.replay) == bench.writer.day


async def test_a_request_of_the_day_before_keeps_its_answer(bench: Bench) -> None:
    """Law 4 across midnight: the retry of a ticket taken just before gets that ticket."""
    first = await bench.take("late")
    bench.wall.pass_(timedelta(days=1))
    await bench.take("early")

    assert bench.writer.day.business_date == TODAY + timedelta(days=1)
    assert await bench.take("late") == first


async def test_midnight_restarts_the_count_and_no_tick_is_lost_while_nobody_asks(bench: Bench) -> None:
    """Law 7: the date passes by itself, at the hall's own midnight."""
    await bench.take("one")
    bench.wall.pass_(timedelta(hours=16))  # 08.00 to 24.00
    await until(lambda: bench.writer.day.business_date == TODAY + timedelta(days=1))

    records = await bench.take("two")

    assert issued(records)[0].ticket == f"{TODAY + timedelta(days=1)}/A001"


@pytest.mark.parametrize("step", [timedelta(days=1), timedelta(days=400), timedelta(days=-2)])
async def test_a_clock_that_steps_holds_the_date_until_a_person_confirms_it(bench: Bench, step: timedelta) -> None:
    """Law 7: a jump while running moves neither the date nor the count; numbers go on, and staff are told."""
    await bench.take("one")
    bench.wall.jump(step)
    records = await bench.take("two")

    assert bench.writer.day.business_date == TODAY
    assert issued(records)[0].number == "A002"
    await until(lambda: bench.warned == [["clock_stepped"]])

    opened = await bench.writer.submit(Request(RequestId("p"), "admin", OpenDay(TODAY + step, confirmed=True)))
    assert isinstance(opened[0].event, DayOpened)
    assert opened[0].event.date == TODAY + step
    await until(lambda: bench.warned[-1] == [])


async def test_a_small_correction_of_the_clock_holds_nothing(bench: Bench) -> None:
    """Time synchronisation moves the clock by seconds every day."""
    bench.wall.jump(timedelta(seconds=-20))
    await bench.take("one")

    assert bench.warned == []


@pytest.mark.parametrize(("days", "passes"), [(0, True), (3, True), (31, True), (32, False), (-1, False)])
async def test_at_the_start_a_date_up_to_a_month_ahead_passes_by_itself(
    tmp_path: Path, days: int, passes: bool
) -> None:
    """A weekend or a fortnight off passes; a dead clock battery or a wrong year waits for a person."""
    async with working(tmp_path) as before:
        await before.take("one")

    wall = Wall()
    wall.jump(timedelta(days=days))
    async with working(tmp_path, wall) as after:
        assert after.writer.day.business_date == (TODAY + timedelta(days=days) if passes else TODAY)
        records = await after.take("two")
        assert issued(records)[0].number == ("A001" if passes and days else "A002")
        assert after.writer.notices() == ([] if passes else ["clock_stepped"])


def the_date_is(day: date, *, fresh: bool = False) -> Request:
    return Request(RequestId(f"it is {day}"), "admin", OpenDay(day, confirmed=True, fresh=fresh))


async def test_who_waited_when_a_wrong_date_passed_waits_again_once_it_is_corrected(tmp_path: Path) -> None:
    """Law 2: a hub that starts with its clock ten days ahead loses nobody, and gives no number of theirs again."""
    async with working(tmp_path) as before:
        await before.take("one")
        await before.take("two")

    wall = Wall()
    wall.jump(timedelta(days=10))
    async with working(tmp_path, wall) as wrong:
        await wrong.take("under a wrong date")
        await wrong.writer.submit(the_date_is(TODAY))
        day = wrong.writer.day

        assert [ticket.number for ticket in day.heads(frozenset({ServiceCode("A01")}))] == ["A001"]
        assert list(day.waiting[ServiceCode("A01")]) == [
            f"{TODAY}/A001",
            f"{TODAY}/A002",
            f"{TODAY + timedelta(days=10)}/A001",
        ]
        assert issued(await wrong.take("next"))[0].number == "A003"
        assert wrong.writer.notices() == ["clock_stepped"]  # the clock still says another date than the person
        assert await wrong.writer.stored(wrong.store.replay) == day


async def test_after_a_long_closure_who_waited_has_gone_home_when_a_person_says_so(tmp_path: Path) -> None:
    """A fresh day: the same command with one word more, and the count starts anew."""
    async with working(tmp_path) as before:
        await before.take("one")

    later = TODAY + timedelta(days=40)
    wall = Wall()
    wall.jump(timedelta(days=40))
    async with working(tmp_path, wall) as after:
        await after.writer.submit(the_date_is(later, fresh=True))

        assert not any(after.writer.day.waiting.values())
        assert issued(await after.take("two"))[0].ticket == f"{later}/A001"


async def test_a_retry_is_answered_after_a_correction_of_the_date_and_a_crash(tmp_path: Path) -> None:
    """Law 4 across openings of a date: the log answers what memory has lost."""
    async with working(tmp_path) as before:
        first = await before.take("one")
        await before.writer.submit(the_date_is(TODAY - timedelta(days=1)))
        assert await before.take("one") == first

    async with working(tmp_path) as after:
        assert await after.take("one") == first
        assert len(await after.writer.stored(after.store.store.tickets)) == 1


async def test_numbers_that_a_date_has_passed_over_stay_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Law 1: a count raised when a date opened is remembered when that date is left and opened again."""
    async with working(tmp_path) as bench:
        opened = Request(RequestId("raise"), "admin", OpenDay(TODAY, used=((SeriesId("A"), 40),)))
        with monkeypatch.context() as patch:
            patch.setattr(bench.store.store, "highest", lambda _date: ((SeriesId("A"), 40),))
            await bench.writer.submit(opened)
        await bench.writer.submit(the_date_is(TODAY + timedelta(days=2), fresh=True))
        await bench.writer.submit(the_date_is(TODAY, fresh=True))

        assert issued(await bench.take("next"))[0].number == "A041"


async def test_who_is_at_a_counter_stays_there_over_midnight_and_a_restart(tmp_path: Path) -> None:
    """Law 2: the fold of the new date starts with who is being served."""
    async with working(tmp_path) as before:
        await before.take("one")
        await before.writer.submit(Request(RequestId("o"), "c", OpenCounter(CounterId("1"))))
        await before.writer.submit(Request(RequestId("c"), "c", CallNext(CounterId("1"), None)))
        before.wall.pass_(timedelta(days=1))
        await before.take("two")
        kept = before.writer.day

    wall = Wall()
    wall.jump(timedelta(days=1))
    async with working(tmp_path, wall) as after:
        assert after.writer.day == kept
        held = after.writer.day.ticket_at(CounterId("1"))
        assert held is not None
        assert held.id == f"{TODAY}/A001"


async def test_closing_answers_whoever_still_waits(tmp_path: Path) -> None:
    """A request that came too late is a fault, never silence."""
    async with working(tmp_path) as bench:
        pass
    late = spawn(bench.take("late"), name="late")
    await asyncio.sleep(0)
    bench.writer.close()

    with pytest.raises(Fault):
        await late


@pytest.mark.parametrize("landed", [True, False])
async def test_rules_are_those_of_the_day_in_the_file(bench: Bench, landed: bool) -> None:
    """When their commit fails, new rules are in force if they are in the log all the same, and only then."""
    entered: list[str] = []
    other = replace(ONE_AGENCY, digest="d2")
    rules = NewRules(other, lambda: entered.append("told"))
    bench.store.fail_after, bench.store.fail_before = (1, 0) if landed else (0, 1)

    with pytest.raises(Fault):
        await bench.writer.load(Request(RequestId("load"), "admin", LoadHall()), rules)
    await bench.take("one")

    assert bench.writer.hall is (other if landed else ONE_AGENCY)
    assert entered == (["told"] if landed else [])
    records = await bench.writer.load(Request(RequestId("load"), "admin", LoadHall()), rules)
    assert [record.event for record in records] == [HallLoaded("d2")]
    assert bench.writer.hall is other
