"""The store of one hall: replay at the start, one commit a batch, and nothing told before it returns.

Not safe for threads by design: the hub calls it from its one storage thread, and a process has one store.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from peewee import fn

from hall.day import Day
from hall.events import DayOpened, LogPurged, PaperReported, PrintAsked, Record, TicketIssued
from hall.model import JobId, Paper, Print, RequestId, SeriesId, Ticket, TicketId, TicketState
from kiosk.store import codec, purge, testimony
from kiosk.store.codec import GENESIS, LogRow
from kiosk.store.connection import FILE_NAME, Connection, faults
from kiosk.store.errors import NotOurs, OldFile, StoreError
from kiosk.store.lock import Lock
from kiosk.store.mark import Mark, read_mark, write_mark
from kiosk.store.tables import About, CounterRow, Device, Log, PrintRow, TicketRow
from kiosk.store.testimony import Shown, Testimony
from kiosk.store.verify import START
from kiosk.store.writes import PRINT_COLUMNS, TICKET_COLUMNS, Writes

DATES_KEPT = 3
"""Requests are answered again from this many openings of a date: today's, and what may just have ended."""


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """A device that may connect."""

    token_hash: str
    role: str
    name: str


class Store:
    """The database of one hall, in `folder`. `open` before anything else, `close` at the end."""

    def __init__(self, folder: Path, *, hall: str = "", owner: str = "a hub", synchronous: str = "full") -> None:
        """`hall` is the id of the hall whose queue this must be; empty takes any, to read it."""
        self.path = folder / FILE_NAME
        self._lock = Lock(folder)
        self._owner = owner
        self._connection = Connection(self.path, hall=hall, synchronous=synchronous)
        self._last = START
        """The last record in the log."""
        self._writes: Writes | None = None

    @property
    def head(self) -> str:
        """Hash of the last record in the log."""
        return self._last.hash

    def open(self) -> None:
        """Own the folder, open the file, bring its schema up to date; raises `StoreError`.

        A folder without a file gets one, unless it is known to have had one.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock.take(self._owner)
        try:
            self._last = read_mark(self.path.parent) or self._last
            self.reopen()
        except StoreError:
            self._lock.release()
            raise

    def open_to_read(self) -> None:
        """Own the folder and open the file to read its rows, changing nothing in it; raises `StoreError`."""
        self._lock.take(self._owner)
        try:
            self._connection.open_to_read()
        except StoreError:
            self._lock.release()
            raise

    def reopen(self) -> None:
        """Close the file and open it again, as after a fault; the folder stays owned. Raises `StoreError`."""
        self._connection.close()
        if self._last.seq and not (self.path.exists() and self.path.stat().st_size):
            raise OldFile(f"{self.path} is empty or gone; its log had {self._last.seq} records")
        self._connection.open()
        self._writes = Writes()
        with faults(self.path):
            there = Log.select(Log.hash).where(Log.seq == self._last.seq).scalar()
            if self._last.seq and there != self._last.hash:
                raise OldFile(
                    f"{self.path} is not the log that was here: it had a record {self._last.seq}, now missing"
                )
            last: Any = Log.select(Log.seq, Log.hash).order_by(Log.seq.desc()).limit(1).tuples()
            self._last = Mark(*next(iter(last), START))

    def freeze(self) -> Mark:
        """Let the file itself stand still, to be copied, while commits go on beside it; the last record in it.

        Another process has to copy it: closing a second descriptor of a file drops all the locks that a process has on
        it (fcntl(2)), and SQLite's are what keeps others out. Raises `StorageFault`.
        """
        self._connection.freeze()
        return self._last

    def thaw(self) -> bool:
        """Let it go on; whether it has stood still all the while. Raises `StorageFault`."""
        return self._connection.thaw()

    def remember(self) -> None:
        """Note beside the file how far the log has come; a disk that does not take it says so at the next commit."""
        with suppress(OSError):
            write_mark(self.path.parent, self._last)

    def close(self) -> None:
        """Give file and folder up."""
        self._connection.close()
        self._lock.release()

    def replay(self) -> Day:
        """The day as the log has it: the fold from its last `DayOpened`; an empty day for an empty log.

        Raises `NotOurs` when what is folded is not what was written: a changed, missing or cut row.
        """
        with faults(self.path):
            start = Log.select(fn.MAX(Log.seq)).where(Log.kind == "day_opened").scalar()
            day = Day()
            if start is not None:
                before = Log.select(Log.hash).where(Log.seq == start - 1).scalar() or GENESIS
                for row in self.rows(start - 1):
                    if row.hash != codec.chain(row, before):
                        raise NotOurs(f"{self.path}: record {row.seq} is not as it was written")
                    day.apply(codec.decode(row))
                    before = row.hash
            self._compare_rows(day)
            return day

    def _compare_rows(self, day: Day) -> None:
        """The rows of tickets and prints must be this day's fold, and none may be younger than the log."""
        oldest = min((ticket.issued_seq for ticket in day.tickets.values()), default=day.seq)
        known = {ticket.id: ticket for ticket in self._select(TicketRow.issued_seq >= oldest)}
        for ticket in day.tickets.values():
            if known.get(ticket.id) != ticket:
                raise NotOurs(f"{self.path}: the row of {ticket.id} is not what the log says")
        for late in day.earlier.values():
            if late not in self._prints(PrintRow.job == late.job):
                raise NotOurs(f"{self.path}: the row of print {late.job} is not what the log says")
        last = max((ticket.issued_seq for ticket in known.values()), default=0)
        if last > day.seq:
            raise NotOurs(f"{self.path}: the log ends at record {day.seq}, but a ticket was issued in record {last}")

    def records(self, after: int = 0, limit: int = -1) -> Iterator[Record]:
        """Records after sequence number `after`, in order, `limit` at most."""
        return (codec.decode(row) for row in self.rows(after, limit))

    def rows(self, after: int = 0, limit: int = -1) -> Iterator[LogRow]:
        """The same as they stand in the log, with their hashes."""
        with faults(self.path):
            query: Any = Log.select().where(Log.seq > after).order_by(Log.seq).limit(limit).tuples()
            for row in query.iterator():
                yield LogRow._make(row)

    def commit(self, records: Sequence[Record], day: Day) -> None:
        """Make `records` durable together with the rows of `day` that they changed, in one transaction.

        Returns only when the disk has them. Raises `StorageFault`: then what happened is not known until `reopen` and
        `replay`. Raises `NotOurs` when the file holds something that excludes them.
        """
        if not records:
            return
        logged = self._encode(records)
        with self._connection.transaction():
            self._write_rows(logged, records, day)
        self._last = Mark(logged[-1].seq, logged[-1].hash)

    def answers(self, requests: Iterable[RequestId]) -> dict[RequestId, list[Record]]:
        """The records of those of `requests` that the log has, whatever their date."""
        found: dict[RequestId, list[Record]] = {}
        with faults(self.path):
            query: Any = Log.select().where(Log.request.in_(list(requests))).order_by(Log.seq).tuples()
            for row in query:
                record = codec.decode(LogRow._make(row))
                found.setdefault(record.request, []).append(record)
        return found

    def highest(self, business_date: date) -> tuple[tuple[SeriesId, int], ...]:
        """The highest count of each series that the log has for a date: given, or passed over when the date opened."""
        with faults(self.path):
            query: Any = (
                TicketRow.select(TicketRow.series, fn.MAX(TicketRow.count))
                .where(TicketRow.business_date == business_date.isoformat())
                .group_by(TicketRow.series)
                .tuples()
            )
            used = dict(query)
            for opened in self._days_opened():
                if opened.date == business_date:
                    used |= {series: max(count, used.get(series, count)) for series, count in opened.used}
        return tuple((SeriesId(series), count) for series, count in used.items())

    def waiting_on(self, business_date: date) -> tuple[Ticket, ...]:
        """The tickets of a date that nobody has called or cancelled, in the order of issue."""
        of_date = TicketRow.business_date == business_date.isoformat()
        with faults(self.path):
            return tuple(self._select(of_date & (TicketRow.state == TicketState.WAITING.value)))

    def testimony(self) -> Testimony:
        """What others have seen of numbers that the log may lack."""
        with faults(self.path):
            return testimony.decode(About.select(About.value).where(About.key == testimony.KEY).scalar())

    def hear(self, kiosk: str, shown: Shown) -> Testimony:
        """Take in, durably, what `kiosk` says it has shown; what is known then.

        It is kept only where the log does not know it, or where the kiosk was awaited. Raises `StorageFault`.
        """
        before = self.testimony()
        with faults(self.path):
            known = self._numbers_of(shown)
        told = before.heard(kiosk, Testimony().heard(kiosk, shown).beyond(known))
        if told != before:
            with self._connection.transaction():
                About.replace(key=testimony.KEY, value=testimony.encode(told)).execute()
        return told

    def _numbers_of(self, dates: Iterable[str]) -> Shown:
        """The highest number of each series on these dates, by its letters."""
        query: Any = (
            TicketRow.select(TicketRow.business_date, TicketRow.number, fn.MAX(TicketRow.count))
            .where(TicketRow.business_date.in_(list(dates)))
            .group_by(TicketRow.business_date, TicketRow.series)
            .tuples()
        )
        found: dict[str, dict[str, int]] = {}
        for on, number, _count in query:
            if (parts := testimony.parts_of(number)) is not None:
                found.setdefault(on, {})[parts[0]] = parts[1]
        return found

    def anchor(self) -> Mark:
        """The last record that was forgotten for its age; number 0 when none was."""
        with faults(self.path):
            named = About.select(About.value).where(About.key == purge.KEY).scalar()
            found = None if named is None else next(self.records(int(named) - 1, 1), None)
        return Mark(found.event.through, found.event.head) if found and isinstance(found.event, LogPurged) else START

    def purge(self, before: date, now_ms: int) -> Mark:
        """Forget the dates before `before`, for good: the anchor, or number 0 when there is nothing to forget.

        A record of the log says so. Raises `StorageFault`: then nothing is forgotten.
        """
        day = self.replay()
        with faults(self.path):
            starts: Any = Log.select(Log.seq).where(Log.kind == "day_opened").order_by(Log.seq).tuples()
            openings = [(seq, opened.date) for (seq,), opened in zip(starts, self._days_opened(), strict=True)]
            cut = purge.place_to_cut(openings, before)
            if not cut:
                return START
            anchor = Mark(cut, Log.select(Log.hash).where(Log.seq == cut).scalar())
            self._connection.raw.execute("PRAGMA secure_delete = on")
        event = LogPurged(anchor.seq, anchor.hash)
        record = Record(day.seq + 1, now_ms, RequestId(f"purge-{day.seq + 1}"), "admin", event)
        logged = self._encode([record])
        with self._connection.transaction():
            purge.erase(self._connection.raw, anchor, day)
            self._write_rows(logged, [record], day)
            About.replace(key=purge.KEY, value=str(record.seq)).execute()
        self._last = Mark(logged[-1].seq, logged[-1].hash)
        self._connection.compact()
        return anchor

    def earlier_answers(self) -> dict[RequestId, list[Record]]:
        """The records of requests from before the last `DayOpened`, as far back as somebody may still ask again."""
        with faults(self.path):
            starts: Any = Log.select(Log.seq).where(Log.kind == "day_opened").order_by(Log.seq.desc()).limit(DATES_KEPT)
            places = [row.seq for row in starts]
            found: dict[RequestId, list[Record]] = {}
            if len(places) > 1:
                for record in self.records(places[-1] - 1, places[0] - places[-1]):
                    found.setdefault(record.request, []).append(record)
            return found

    def prints_of(self, ticket: TicketId) -> tuple[Print, ...]:
        """The prints of a ticket of any date, in the order in which they were asked for."""
        with faults(self.path):
            return tuple(self._prints(PrintRow.ticket == ticket))

    def ticket_by_token(self, token: str) -> Ticket | None:
        """A ticket of any date by the token of its page."""
        with faults(self.path):
            return next(iter(self._select(TicketRow.token == token)), None)

    def tickets(self) -> list[Ticket]:
        """All tickets there have ever been, as their rows have them, in the order of issue."""
        with faults(self.path):
            return self._select(TicketRow.issued_seq > 0)

    def counters(self) -> dict[str, tuple[bool, TicketId | None]]:
        """Every counter that was ever opened: whether it is open, and the ticket there."""
        with faults(self.path):
            rows: list[Any] = list(CounterRow.select())
        return {row.counter: (bool(row.open), row.ticket) for row in rows}

    def devices(self) -> list[DeviceInfo]:
        """All devices that may connect."""
        with faults(self.path):
            return [DeviceInfo(row.token_hash, row.role, row.name) for row in Device.select()]

    def add_device(self, device: DeviceInfo, now_ms: int) -> None:
        """Let a device connect from now on; the same token hash again changes nothing."""
        with self._connection.transaction():
            Device.insert(
                token_hash=device.token_hash, role=device.role, name=device.name, created_at_ms=now_ms
            ).on_conflict_ignore().execute()

    def _days_opened(self) -> Iterator[DayOpened]:
        """Every opening of a date in the log; there are few."""
        query: Any = Log.select().where(Log.kind == "day_opened").order_by(Log.seq).tuples()
        for row in query:
            event = codec.decode(LogRow._make(row)).event
            assert isinstance(event, DayOpened)  # its kind says so
            yield event

    def _select(self, condition: Any) -> list[Ticket]:
        """Ticket rows in the order of issue, each with its prints."""
        chosen: Any = TicketRow.select().where(condition).order_by(TicketRow.issued_seq)
        prints: dict[TicketId, list[Print]] = {}
        for one in self._prints(PrintRow.ticket.in_(TicketRow.select(TicketRow.id).where(condition))):
            prints.setdefault(one.ticket, []).append(one)
        return [_ticket(row, tuple(prints.get(row["id"], ()))) for row in chosen.dicts()]

    def _prints(self, condition: Any) -> Iterator[Print]:
        """Print rows in the order in which they were asked for."""
        query: Any = PrintRow.select().where(condition).order_by(PrintRow.job).dicts()
        return (Print(**{**row, "outcome": Paper(row["outcome"])}) for row in query)

    def _encode(self, records: Sequence[Record]) -> list[LogRow]:
        logged: list[LogRow] = []
        before, part = self._last.hash, 0
        for index, record in enumerate(records):
            part = part + 1 if index and records[index - 1].request == record.request else 0
            logged.append(codec.encode(record, part, before))
            before = logged[-1].hash
        return logged

    def _write_rows(self, logged: Sequence[LogRow], records: Sequence[Record], day: Day) -> None:
        tickets = {name: None for record in records if (name := getattr(record.event, "ticket", None))}
        changed = [day.tickets[name] for name in tickets if name in day.tickets]
        prints = {one.job: one for record in records if (one := _print_in(record, day))}
        names = sorted({name for record in records if (name := getattr(record.event, "counter", None))})
        assert self._writes is not None  # it is open
        self._writes.write(
            self._connection.raw,
            log=logged,
            tickets=map(_ticket_row, changed),
            prints=map(_print_row, prints.values()),
            counters=[(name, int(name in day.open_counters), day.at_counter.get(name)) for name in names],
        )


_OF_TICKET = tuple(name for name in TICKET_COLUMNS if name != "business_date")


def _ticket_row(ticket: Ticket) -> tuple[Any, ...]:
    """The values of `TICKET_COLUMNS`."""
    row = {name: getattr(ticket, name) for name in _OF_TICKET}
    row |= {"state": ticket.state.value, "business_date": ticket.id.partition("/")[0]}
    return tuple(row[name] for name in TICKET_COLUMNS)


def _ticket(row: dict[str, Any], prints: tuple[Print, ...]) -> Ticket:
    fields = {name: row[name] for name in _OF_TICKET}
    return Ticket(**{**fields, "state": TicketState(row["state"])}, prints=prints)


def _print_in(record: Record, day: Day) -> Print | None:
    """The print that a record asks for or tells of, as the day knows it now."""
    match record.event:
        case TicketIssued() | PrintAsked():
            return day.print_of(record.event.ticket, JobId(record.seq))
        case PaperReported():
            return day.print_of(record.event.ticket, record.event.job)
        case _:
            return None


def _print_row(known: Print) -> tuple[Any, ...]:
    """The values of `PRINT_COLUMNS`."""
    row = {name: getattr(known, name) for name in PRINT_COLUMNS} | {"outcome": known.outcome.value}
    return tuple(row[name] for name in PRINT_COLUMNS)
