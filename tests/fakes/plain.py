"""The queue as a beginner would write it: lists that are searched from the front, told the same and judging by itself.

It shares no code with `hall.decide` and `hall.day`, so that what both agree on is not one mistake made twice.
"""

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

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
    Start,
    StartKiosk,
    TakeTicket,
    Tick,
)
from hall.events import (
    CounterClosed,
    CounterOpened,
    DayClosed,
    DayOpened,
    DayReopened,
    Event,
    HallLoaded,
    KioskStarted,
    LogPurged,
    PaperReported,
    PrintAsked,
    Record,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketCancelled,
    TicketIssued,
    TicketMissed,
    TicketRecalled,
)
from hall.model import CounterId, KioskId, SeriesId, ServiceCode, TicketId
from tests.fakes.halls import CROSSED

Used = tuple[tuple[SeriesId, int], ...]


@dataclass
class Visitor:
    """A ticket as the list of visitors has it."""

    ticket: TicketId
    series: SeriesId
    count: int
    service: ServiceCode
    state: str = "waiting"
    counter: CounterId | None = None

    @property
    def going_on(self) -> bool:
        return self.state in {"waiting", "called", "serving"}


@dataclass
class Sheet:
    """A piece of paper that a kiosk was to print."""

    job: int
    ticket: TicketId
    kiosk: KioskId
    process: str
    """Which one of the kiosk it is left to."""
    copy: bool
    taken_there: bool = False
    """Whether the kiosk gave the number itself, and was not asked for the paper."""
    outcome: str = "pending"
    why: str = ""

    def said(self, outcome: str, why: str) -> tuple[Any, ...]:
        return ("paper", self.job, self.ticket, self.kiosk, self.copy, outcome, why)


@dataclass
class Plain:
    """The queue as a beginner would write it: lists that are searched from the front."""

    business_date: date | None = None
    open: bool = False
    epoch: int = 0
    digest: str = ""
    open_counters: list[CounterId] = field(default_factory=list)
    used: dict[SeriesId, int] = field(default_factory=dict)
    visitors: list[Visitor] = field(default_factory=list)
    """Of this date, in the order of arrival."""
    everyone: list[tuple[TicketId, ServiceCode]] = field(default_factory=list)
    """Of all dates, in the order of arrival."""
    sheets: list[Sheet] = field(default_factory=list)
    """Of all dates, in the order of asking."""
    processes: dict[KioskId, list[str]] = field(default_factory=dict)

    def copy(self) -> "Plain":
        return replace(
            self,
            open_counters=list(self.open_counters),
            used=dict(self.used),
            visitors=[replace(visitor) for visitor in self.visitors],
            everyone=list(self.everyone),
            sheets=[replace(sheet) for sheet in self.sheets],
            processes={kiosk: list(processes) for kiosk, processes in self.processes.items()},
        )

    def find(self, ticket: TicketId) -> Visitor | None:
        return next((visitor for visitor in self.visitors if visitor.ticket == ticket), None)

    def sheets_of(self, ticket: TicketId) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.ticket == ticket]

    def pending(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.outcome == "pending"]

    def process(self, kiosk: KioskId) -> str:
        """The one that is there now, as far as anybody said."""
        return self.processes.get(kiosk, [""])[-1]

    def paper(self, ticket: TicketId) -> tuple[str, str, int]:
        """What is known of a visitor's paper, why, and how many copies there may be."""
        sheets = self.sheets_of(ticket)
        copies = [sheet for sheet in sheets if sheet.copy and sheet.outcome in {"unconfirmed", "printed"}]
        for outcome in ("printed", "unconfirmed", "pending", "failed"):
            for sheet in reversed(sheets):
                if sheet.outcome == outcome:
                    return (outcome, sheet.why, len(copies))
        return ("failed", "no_printer", 0)

    def at(self, counter: CounterId) -> Visitor | None:
        there = [visitor for visitor in self.visitors if visitor.state in {"called", "serving"}]
        return next((visitor for visitor in there if visitor.counter == counter), None)

    def line(self, counter: CounterId) -> list[Visitor]:
        served = CROSSED.counters[counter].services
        return [visitor for visitor in self.visitors if visitor.state == "waiting" and visitor.service in served]

    def heads(self, counter: CounterId) -> list[tuple[ServiceCode, TicketId, int]]:
        """Service, first in line and how many wait for it, in the order of arrival of the firsts."""
        line = self.line(counter)
        waiting = Tally(visitor.service for visitor in line)
        firsts = {visitor.service: visitor.ticket for visitor in reversed(line)}
        return [(v.service, v.ticket, waiting[v.service]) for v in line if firsts[v.service] == v.ticket]

    def judge(self, command: Command, today: date, digest: str) -> list[tuple[Any, ...]] | None:
        """What must come of a command, in the words of `plain`; None for a refusal. Changes nothing."""
        match command:
            case TakeTicket(service):
                return self._judge_take(service, command.paper)
            case StartKiosk(kiosk, boot):
                return self._judge_start(kiosk, boot)
            case PrintCopy(ticket, kiosk, kiosks):
                return self._judge_copy(ticket, kiosk, kiosks)
            case OpenCounter(counter):
                return [] if counter in self.open_counters else [("opened", counter)]
            case CloseCounter(counter):
                if self.at(counter):
                    return None
                return [("closed", counter)] if counter in self.open_counters else []
            case CallNext(counter, holding):
                return self._judge_call(counter, holding)
            case Recall(counter, ticket):
                return self._judge_act(counter, ticket, "called", "recalled")
            case Start(counter, ticket):
                return self._judge_act(counter, ticket, "called", "started")
            case Miss(counter, ticket):
                return self._judge_act(counter, ticket, "called", "missed")
            case Finish(counter, ticket):
                return self._judge_act(counter, ticket, "serving", "finished")
            case Cancel(ticket, counter):
                visitor = self.find(ticket)
                if visitor is None or visitor.state not in {"waiting", "called"}:
                    return None
                here = visitor.state == "waiting" or visitor.counter == counter
                return [("cancelled", ticket)] if here else None
            case ReportPrint(kiosk, ticket, outcome, reason, job):
                for sheet in self.sheets_of(ticket):
                    if sheet.kiosk == kiosk and (sheet.job == job or (job == 0 and not sheet.copy)):
                        old = sheet.outcome == "printed" or (sheet.outcome, sheet.why) == (outcome, reason)
                        return [] if old or outcome == "pending" else [sheet.said(outcome, reason)]
                return None
            case OpenDay():
                return self._judge_date(command.date, command.confirmed, command.used, command.epoch)
            case Tick(used):
                return [] if today == self.business_date else self._judge_date(today, False, used, self.epoch)
            case CloseDay():
                return [("day closed",)] if self.open else []
            case LoadHall():
                return [] if digest == self.digest else [("hall", digest)]

    def _judge_take(self, service: ServiceCode, paper: Itself | Elsewhere | None) -> list[tuple[Any, ...]] | None:
        series = CROSSED.series[CROSSED.services[service].series]
        if not self.open or self.used.get(series.id, series.first - 1) >= series.last:
            return None
        match paper:
            case Itself(kiosk, boot):
                started = self._judge_start(kiosk, boot)
                return None if started is None else [*started, ("issued", service, kiosk)]
            case Elsewhere(kiosk, kiosks):
                return [("issued", service, None), ("asked", kiosk, False)] if kiosks.get(kiosk) else None
            case None:
                return [("issued", service, None)]

    def _judge_start(self, kiosk: KioskId, boot: str) -> list[tuple[Any, ...]] | None:
        known = self.processes.get(kiosk, [])
        if boot in known[:-1]:
            return None
        if boot == "" or boot in known:
            return []
        left = [sheet for sheet in self.pending() if sheet.kiosk == kiosk]
        return [("another process", kiosk, boot), *(sheet.said("unconfirmed", "kiosk_restarted") for sheet in left)]

    def _judge_copy(
        self, ticket: TicketId, kiosk: KioskId | None, kiosks: Mapping[KioskId, bool]
    ) -> list[tuple[Any, ...]] | None:
        visitor, sheets = self.find(ticket), self.sheets_of(ticket)
        if visitor is None or not visitor.going_on:
            return None
        if kiosk is None and sheets:
            kiosk = sheets[-1].kiosk
        pending = [sheet for sheet in sheets if sheet.outcome == "pending"]
        if kiosk is None or not kiosks.get(kiosk) or any(sheet.kiosk == kiosk for sheet in pending):
            return None
        return [*(sheet.said("unconfirmed", "asked_elsewhere") for sheet in pending), ("asked", kiosk, bool(sheets))]

    def _judge_call(self, counter: CounterId, holding: TicketId | None) -> list[tuple[Any, ...]] | None:
        held, line = self.at(counter), self.line(counter)
        believed = (held.ticket if held else None) == holding
        awaited = held is not None and held.state == "called"
        if counter not in self.open_counters or not believed or awaited or not line:
            return None
        finished = [("finished", held.ticket, counter)] if held else []
        return [*finished, ("called", line[0].ticket, counter)]

    def _judge_act(self, counter: CounterId, ticket: TicketId, state: str, done: str) -> list[tuple[Any, ...]] | None:
        held = self.at(counter)
        may = counter in self.open_counters and held is not None and held.ticket == ticket and held.state == state
        return [(done, ticket, counter)] if may else None

    def _judge_date(self, wanted: date, confirmed: bool, used: Used, epoch: int) -> list[tuple[Any, ...]] | None:
        going_on = [visitor for visitor in self.visitors if visitor.going_on]
        if wanted == self.business_date:
            news = epoch > self.epoch or any(number > self.used.get(series, -1) for series, number in used)
            if not news:
                return [("day reopened",)] if confirmed and not self.open else []
        elif self.business_date is not None and not confirmed:
            if not 0 <= (wanted - self.business_date).days <= 31:
                return None
            going_on = [visitor for visitor in going_on if visitor.state != "waiting"]
        tickets = sorted(visitor.ticket for visitor in going_on)
        left = [sheet for sheet in self.pending() if sheet.ticket not in tickets]
        kept = [sheet for sheet in self.pending() if sheet.ticket in tickets and sheet.taken_there]
        unsure = [sheet.said("unconfirmed", "hub_restored") for sheet in kept if epoch > self.epoch]
        return [("day", wanted, tickets), *(sheet.said("unconfirmed", "date_over") for sheet in left), *unsure]

    def happen(self, fact: tuple[Any, ...], record: Record) -> None:
        """Take in what has come of a command; only numbers, and what a date starts from, are read from the record."""
        event = record.event
        match fact:
            case ("issued", service, kiosk):
                assert isinstance(event, TicketIssued)
                if kiosk is not None:
                    self.sheets.append(
                        Sheet(record.seq, event.ticket, kiosk, self.process(kiosk), copy=False, taken_there=True)
                    )
                self.visitors.append(Visitor(event.ticket, event.series, event.count, service))
                self.everyone.append((event.ticket, service))
                self.used[event.series] = event.count
            case ("opened", counter):
                self.open_counters.append(counter)
            case ("closed", counter):
                self.open_counters.remove(counter)
            case ("called", ticket, counter):
                self._set(ticket, "called", counter)
            case ("recalled", _, _):
                pass
            case ("started", ticket, counter):
                self._set(ticket, "serving", counter)
            case (("finished" | "missed") as state, ticket, counter):
                self._set(ticket, state, counter)
            case ("cancelled", ticket):
                self._set(ticket, "cancelled", None)
            case ("another process", kiosk, boot):
                self.processes.setdefault(kiosk, []).append(boot)
            case ("asked", kiosk, copy):
                assert isinstance(event, PrintAsked)
                self.sheets.append(Sheet(record.seq, event.ticket, kiosk, self.process(kiosk), copy))
            case ("paper", job, *_, outcome, reason):
                (sheet,) = [sheet for sheet in self.sheets if sheet.job == job]
                sheet.outcome, sheet.why = outcome, reason
            case ("day", wanted, going_on):
                assert isinstance(event, DayOpened)
                self.visitors = [visitor for visitor in self.visitors if visitor.ticket in going_on]
                self.business_date, self.open, self.used = wanted, True, dict(event.used)
                self.epoch, self.digest = event.epoch, event.digest
            case ("day closed",):
                self.open = False
            case ("day reopened",):
                self.open = True
            case ("hall", digest):
                self.digest = digest
            case _:
                raise AssertionError(fact)

    def _set(self, ticket: TicketId, state: str, counter: CounterId | None) -> None:
        visitor = self.find(ticket)
        assert visitor is not None
        visitor.state, visitor.counter = state, counter


def plain(event: Event) -> tuple[Any, ...]:
    """An event in the words of the list."""
    match event:
        case TicketIssued():
            return ("issued", event.service, event.kiosk)
        case KioskStarted(kiosk, boot):
            return ("another process", kiosk, boot)
        case PrintAsked():
            return ("asked", event.kiosk, event.copy)
        case CounterOpened(counter):
            return ("opened", counter)
        case CounterClosed(counter):
            return ("closed", counter)
        case TicketCalled():
            return ("called", event.ticket, event.counter)
        case TicketRecalled():
            return ("recalled", event.ticket, event.counter)
        case ServiceStarted(ticket, counter):
            return ("started", ticket, counter)
        case ServiceFinished(ticket, counter):
            return ("finished", ticket, counter)
        case TicketMissed(ticket, counter):
            return ("missed", ticket, counter)
        case TicketCancelled(ticket):
            return ("cancelled", ticket)
        case PaperReported():
            return ("paper", event.job, event.ticket, event.kiosk, event.copy, event.outcome, event.why)
        case DayOpened():
            return ("day", event.date, sorted(ticket.id for ticket in event.carried))
        case LogPurged():
            return ("purged", event.through)
        case DayClosed():
            return ("day closed",)
        case DayReopened():
            return ("day reopened",)
        case HallLoaded(digest):
            return ("hall", digest)
