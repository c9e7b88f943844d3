"""The one connection to the database: replay at the start, one commit a batch, and nothing told before it returns.

Not safe for threads by design: the hub calls it from its one storage thread. The settings are those that kept every
acknowledged ticket in power-cut tests: one owner (EXCLUSIVE before WAL, so no second connection can exist), WAL, and a
sync at every commit.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from sqlite3 import Error as SqliteError
from sqlite3 import IntegrityError as SqliteIntegrityError
from typing import Any

from peewee import DatabaseError, IntegrityError, SqliteDatabase, fn

from hall.day import Corrupt, Day
from hall.events import DayOpened, Record
from hall.model import Paper, RequestId, SeriesId, Ticket, TicketId, TicketState
from kiosk.store import codec
from kiosk.store.codec import GENESIS, LogRow
from kiosk.store.errors import NotOurs, OtherHall, StorageFault, StoreError
from kiosk.store.lock import Lock
from kiosk.store.tables import TABLES, About, CounterRow, Device, Log, PaperRow, TicketRow, migrate
from kiosk.store.writes import TICKET_COLUMNS, Writes

PRAGMAS = (
    ("locking_mode", "exclusive"),  # first: the other way round SQLite makes a shared-memory file for other readers
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("foreign_keys", 1),
    ("trusted_schema", 0),
    ("cell_size_check", 1),
    ("wal_autocheckpoint", 1000),
)

FILE_NAME = "antrean.db"
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
        self._hall = hall
        self._lock = Lock(folder)
        self._owner = owner
        self._pragmas = [(name, synchronous if name == "synchronous" else value) for name, value in PRAGMAS]
        self._database: SqliteDatabase = SqliteDatabase(None)
        self._head = GENESIS
        self._writes: Writes | None = None

    @property
    def head(self) -> str:
        """Hash of the last record in the log."""
        return self._head

    def open(self) -> None:
        """Own the folder, open the file, bring its schema up to date; raises `StoreError`."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock.take(self._owner)
        try:
            self._connect()
        except StoreError:
            self._lock.release()
            raise

    def reopen(self) -> None:
        """Close the file and open it again, as after a fault; the folder stays owned. Raises `StoreError`."""
        self._disconnect()
        self._connect()

    def close(self) -> None:
        """Give file and folder up."""
        self._disconnect()
        self._lock.release()

    def replay(self) -> Day:
        """The day as the log has it: the fold from its last `DayOpened`; an empty day for an empty log.

        Raises `NotOurs` when what is folded is not what was written: a changed, missing or cut row.
        """
        with _faults(self.path):
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
        """The ticket rows must be this day's fold, and none may be younger than the log."""
        rows: Any = TicketRow.select().where(TicketRow.id.in_(list(day.tickets))).order_by(TicketRow.issued_seq).dicts()
        known = {ticket.id: ticket for ticket in self._with_paper([_ticket(row) for row in rows])}
        for ticket in day.tickets.values():
            if known.get(ticket.id) != ticket:
                raise NotOurs(f"{self.path}: the row of {ticket.id} is not what the log says")
        last = TicketRow.select(fn.MAX(TicketRow.issued_seq)).scalar()
        if (last or 0) > day.seq:
            raise NotOurs(f"{self.path}: the log ends at record {day.seq}, but a ticket was issued in record {last}")

    def records(self, after: int = 0, limit: int = -1) -> Iterator[Record]:
        """Records after sequence number `after`, in order, `limit` at most."""
        return (codec.decode(row) for row in self.rows(after, limit))

    def rows(self, after: int = 0, limit: int = -1) -> Iterator[LogRow]:
        """The same as they stand in the log, with their hashes."""
        with _faults(self.path):
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
        with _faults(self.path), self._database.atomic("IMMEDIATE"):
            self._write_rows(logged, records, day)
        self._head = logged[-1].hash

    def answers(self, requests: Iterable[RequestId]) -> dict[RequestId, list[Record]]:
        """The records of those of `requests` that the log has, whatever their date."""
        found: dict[RequestId, list[Record]] = {}
        with _faults(self.path):
            query: Any = Log.select().where(Log.request.in_(list(requests))).order_by(Log.seq).tuples()
            for row in query:
                record = codec.decode(LogRow._make(row))
                found.setdefault(record.request, []).append(record)
        return found

    def highest(self, business_date: date) -> tuple[tuple[SeriesId, int], ...]:
        """The highest count of each series that the log has for a date: given, or passed over when the date opened."""
        with _faults(self.path):
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
        with _faults(self.path):
            query: Any = (
                TicketRow.select()
                .where(
                    (TicketRow.business_date == business_date.isoformat())
                    & (TicketRow.state == TicketState.WAITING.value)
                )
                .order_by(TicketRow.issued_seq)
                .dicts()
            )
            return tuple(self._with_paper([_ticket(row) for row in query]))

    def earlier_answers(self) -> dict[RequestId, list[Record]]:
        """The records of requests from before the last `DayOpened`, as far back as somebody may still ask again."""
        with _faults(self.path):
            starts: Any = Log.select(Log.seq).where(Log.kind == "day_opened").order_by(Log.seq.desc()).limit(DATES_KEPT)
            places = [row.seq for row in starts]
            found: dict[RequestId, list[Record]] = {}
            if len(places) > 1:
                for record in self.records(places[-1] - 1, places[0] - places[-1]):
                    found.setdefault(record.request, []).append(record)
            return found

    def ticket_by_token(self, token: str) -> Ticket | None:
        """A ticket of any date by the token of its page."""
        with _faults(self.path):
            row: Any = TicketRow.select().where(TicketRow.token == token).dicts().first()
        return None if row is None else _ticket(row)

    def tickets(self) -> list[Ticket]:
        """All ticket rows in the order of issue; paper is joined in."""
        with _faults(self.path):
            rows: list[Any] = list(TicketRow.select().order_by(TicketRow.issued_seq).dicts())
            return self._with_paper([_ticket(row) for row in rows])

    def counters(self) -> dict[str, tuple[bool, TicketId | None]]:
        """Every counter that was ever opened: whether it is open, and the ticket there."""
        with _faults(self.path):
            rows: list[Any] = list(CounterRow.select())
        return {row.counter: (bool(row.open), row.ticket) for row in rows}

    def devices(self) -> list[DeviceInfo]:
        """All devices that may connect."""
        with _faults(self.path):
            return [DeviceInfo(row.token_hash, row.role, row.name) for row in Device.select()]

    def add_device(self, device: DeviceInfo, now_ms: int) -> None:
        """Let a device connect from now on; the same token hash again changes nothing."""
        with _faults(self.path), self._database.atomic("IMMEDIATE"):
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

    def _with_paper(self, tickets: list[Ticket]) -> list[Ticket]:
        papers = {row.ticket: row for row in PaperRow.select().where(PaperRow.ticket.in_([t.id for t in tickets]))}
        for ticket in tickets:
            if paper := papers.get(ticket.id):
                ticket.paper, ticket.paper_why = Paper(paper.outcome), paper.why
        return tickets

    def _connect(self) -> None:
        self._database = SqliteDatabase(str(self.path), pragmas=self._pragmas, timeout=1)
        self._database.bind(TABLES)
        try:
            self._database.connect()
            self._database.execute_sql("BEGIN EXCLUSIVE")  # now, not at the first write: a second owner must fail here
            self._database.execute_sql("COMMIT")
            migrate(self._database)
            self._writes = Writes()
            self._sign()
            last = Log.select(Log.hash).order_by(Log.seq.desc()).limit(1).scalar()
        except (DatabaseError, SqliteError, OSError) as exc:
            self._disconnect()
            unreadable = "not a database" in str(exc) or "malformed" in str(exc)
            raise (NotOurs if unreadable else StorageFault)(f"{self.path}: {_cause(exc)}") from exc
        except StoreError:
            self._disconnect()
            raise
        self._head = last or GENESIS

    def _sign(self) -> None:
        """Make sure that this is the hall's file, and that the disk takes a write, before anybody relies on it."""
        with self._database.atomic("IMMEDIATE"):
            if self._hall:
                About.insert(key="hall", value=self._hall).on_conflict_ignore().execute()
                written = About.get_by_id("hall").value
                if written != self._hall:
                    raise OtherHall(f"{self.path.parent} holds the queue of {written}, not of {self._hall}")
            About.insert(key="opened", value="0").on_conflict_ignore().execute()
            About.update(value=About.value.cast("INTEGER") + 1).where(About.key == "opened").execute()

    def _disconnect(self) -> None:
        """Close the connection beneath peewee, which refuses to while it believes in an open transaction."""
        if not self._database.is_closed():
            with suppress(SqliteError):
                self._database.connection().close()

    def _encode(self, records: Sequence[Record]) -> list[LogRow]:
        logged: list[LogRow] = []
        before, part = self._head, 0
        for index, record in enumerate(records):
            part = part + 1 if index and records[index - 1].request == record.request else 0
            logged.append(codec.encode(record, part, before))
            before = logged[-1].hash
        return logged

    def _write_rows(self, logged: Sequence[LogRow], records: Sequence[Record], day: Day) -> None:
        tickets = {name: None for record in records if (name := getattr(record.event, "ticket", None))}
        changed = [day.tickets[name] for name in tickets if name in day.tickets]
        on_paper = [ticket for ticket in changed if ticket.paper_why or ticket.paper != "pending"]
        names = sorted({name for record in records if (name := getattr(record.event, "counter", None))})
        assert self._writes is not None  # it is open
        self._writes.write(
            self._database.connection(),
            log=logged,
            tickets=map(_ticket_row, changed),
            papers=[(ticket.id, ticket.paper.value, ticket.paper_why) for ticket in on_paper],
            counters=[(name, int(name in day.open_counters), day.at_counter.get(name)) for name in names],
        )


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """Turn whatever the database raises into `StorageFault`, with the true cause: peewee's rollback can hide it."""
    try:
        yield
    except (IntegrityError, SqliteIntegrityError) as exc:
        # A request that is in the log already will be found there; anything else says that log and rows disagree.
        kind = StorageFault if "log.request" in str(exc) else NotOurs
        raise kind(f"{path}: {_cause(exc)}") from exc
    except (DatabaseError, SqliteError, OSError, OverflowError) as exc:
        raise StorageFault(f"{path}: {_cause(exc)}") from exc
    except Corrupt as exc:
        raise NotOurs(f"{path}: {exc}") from exc


def _cause(exc: BaseException) -> str:
    while isinstance(exc.__context__, DatabaseError | SqliteError | OSError):
        exc = exc.__context__
    return str(exc) or type(exc).__name__


_OF_TICKET = tuple(name for name in TICKET_COLUMNS if name != "business_date")


def _ticket_row(ticket: Ticket) -> tuple[Any, ...]:
    """The values of `TICKET_COLUMNS`."""
    row = {name: getattr(ticket, name) for name in _OF_TICKET}
    row |= {"state": ticket.state.value, "business_date": ticket.id.partition("/")[0]}
    return tuple(row[name] for name in TICKET_COLUMNS)


def _ticket(row: dict[str, Any]) -> Ticket:
    fields = {name: row[name] for name in _OF_TICKET}
    return Ticket(**{**fields, "state": TicketState(row["state"])})
