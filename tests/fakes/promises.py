"""What the hub has promised to those it answered, held against what its file kept: the checker of the crash tests.

`broken_promises` is pure: the answers that clients received, what boards were shown, what kiosks were asked to print,
and a file's log and rows go in, every broken promise comes out. An honest hub breaks none, whenever it is killed.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hall.day import Corrupt, Day
from hall.events import (
    DayOpened,
    PrintAsked,
    Record,
    ServiceFinished,
    TicketCalled,
    TicketCancelled,
    TicketIssued,
    TicketMissed,
    TicketRecalled,
)
from hall.model import CounterId, Ticket, TicketId
from kiosk import wire
from kiosk.store import codec
from kiosk.store.codec import GENESIS, LogRow
from kiosk.store.connection import FILE_NAME
from kiosk.store.store import Store

LEGAL_NOS = {"nobody_waiting", "copy_pending", "kiosk_away"}
"""The only refusals that clients who do everything right can meet."""


class Answered(NamedTuple):
    """An answer as it was received, kept before anything was done with it."""

    client: str
    act: wire.Act
    answer: wire.Done | wire.Refused


@dataclass(slots=True)
class Shown:
    """Everything a board was sent, in order, over all its connections."""

    board: str
    heard: list[wire.Called | wire.State] = field(default_factory=list)


class Asked(NamedTuple):
    """A print that a kiosk was asked for."""

    kiosk: str
    message: wire.PrintTicket


class Kept(NamedTuple):
    """What a file holds."""

    rows: list[LogRow]
    tickets: list[Ticket]
    counters: dict[str, tuple[bool, str | None]]


class Broken(NamedTuple):
    """A promise that was not kept: which sort, and the case."""

    promise: str
    """`kept`, `same_answer`, `once`, `one_counter`, `chain`, `rows`, `board`, `board_late`, `print` or `refusal`.

    `board_late` is none yet while the board's link is down."""
    case: str


def kept_in(data: Path) -> Kept:
    """What the file in `data` holds, read from a copy: the next hub finds what the last one left, untouched."""
    with tempfile.TemporaryDirectory() as scratch:
        for path in data.glob(f"{FILE_NAME}*"):
            shutil.copy(path, scratch)
        store = Store(Path(scratch), owner="a test")
        store.open()
        try:
            return Kept(list(store.rows()), store.tickets(), dict(store.counters()))
        finally:
            store.close()


def broken_promises(
    answered: Sequence[Answered], boards: Iterable[Shown], kept: Kept, prints: Iterable[Asked] = ()
) -> list[Broken]:
    """Every promise of `answered`, `boards` and `prints` that `kept` does not keep; empty for an honest hub."""
    records = [codec.decode(row) for row in kept.rows]
    return [
        *_chain(kept.rows),
        *_answers(answered, records),
        *_refusals(answered, records),
        *_numbers(answered, records),
        *_calls(records),
        *_rows(kept, records),
        *_prints(prints, records),
        *(broken for shown in boards for broken in _board(shown, records)),
    ]


def _chain(rows: Sequence[LogRow]) -> Iterator[Broken]:
    before = GENESIS
    for place, row in enumerate(rows, start=1):
        if row.seq != place:
            yield Broken("chain", f"record {row.seq} stands in place {place}")
        if row.hash != codec.chain(row, before):
            yield Broken("chain", f"record {row.seq} has another hash than its text")
        before = row.hash


def _answers(answered: Sequence[Answered], records: Sequence[Record]) -> Iterator[Broken]:
    """A yes is in the log as it was told, and stays the same whenever it is asked for."""
    logged: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        logged.setdefault(record.request, []).append(msgspec.json.decode(msgspec.json.encode(codec.as_wire(record))))
    first: dict[str, wire.Done] = {}
    for client, act, answer in answered:
        if not isinstance(answer, wire.Done):
            continue
        if answer.events and (found := logged.get(act.request, [])) != answer.events:
            yield Broken("kept", f"{client} was told {answer.events}; the log has {found or 'nothing of it'}")
        if first.setdefault(act.request, answer) != answer:
            yield Broken("same_answer", f"{client} was told {first[act.request]} first and then {answer}")


def _refusals(answered: Sequence[Answered], records: Sequence[Record]) -> Iterator[Broken]:
    """Clients who do everything right are refused nothing but a call when nobody waits; and a no changes nothing."""
    done = {record.request for record in records}
    for client, act, answer in answered:
        if isinstance(answer, wire.Refused):
            if answer.code not in LEGAL_NOS:
                yield Broken("refusal", f"{client} asked {act} and was refused: {answer.code} {answer.data}")
            if act.request in done:
                yield Broken("refusal", f"{client} was refused {act}, and the log has it")


def _numbers(answered: Sequence[Answered], records: Sequence[Record]) -> Iterator[Broken]:
    """A number is given once on a date: in the log, and in what visitors were told."""
    given = [(record.request, record.event.ticket) for record in records if isinstance(record.event, TicketIssued)]
    told = [
        (act.request, event["ticket"])
        for _client, act, answer in answered
        if isinstance(answer, wire.Done)
        for event in answer.events
        if event["kind"] == "ticket_issued"
    ]
    holder: dict[str, str] = {}
    for request, ticket in (*given, *told):
        if holder.setdefault(ticket, request) != request:
            yield Broken("once", f"{ticket} was given to {holder[ticket]} and to {request}")
    if len(given) != len({ticket for _request, ticket in given}):
        yield Broken("once", "the log gives a number twice")


def _calls(records: Sequence[Record]) -> Iterator[Broken]:
    """A ticket is called to one counter, and a counter has one ticket at a time; told apart from the fold."""
    called_to: dict[str, str] = {}
    held: dict[str, str] = {}
    for record in records:
        fact = record.event
        if isinstance(fact, TicketCalled):
            if fact.ticket in called_to:
                yield Broken("one_counter", f"{fact.ticket} is called to {called_to[fact.ticket]} and {fact.counter}")
            if fact.counter in held:
                yield Broken("one_counter", f"counter {fact.counter} has {held[fact.counter]} and {fact.ticket}")
            called_to[fact.ticket], held[fact.counter] = fact.counter, fact.ticket
        elif isinstance(fact, ServiceFinished | TicketMissed | TicketCancelled):
            held.pop(fact.counter or "", None)


def _prints(prints: Iterable[Asked], records: Sequence[Record]) -> Iterator[Broken]:
    """A kiosk is asked for nothing that the log does not have."""
    asked = {record.seq: record.event for record in records if isinstance(record.event, PrintAsked)}
    for kiosk, message in prints:
        wanted = asked.get(message.job)
        told = (message.issued["ticket"], kiosk, message.copy)
        if wanted is None or told != (wanted.ticket, wanted.kiosk, wanted.copy):
            yield Broken("print", f"{kiosk} was asked for {message}; the log has {wanted or 'nothing of it'}")


def _rows(kept: Kept, records: Sequence[Record]) -> Iterator[Broken]:
    """The fold of the log gives the rows of the tables."""
    day = Day()
    tickets: dict[TicketId, Ticket] = {}
    opened: set[CounterId] = set()
    try:
        for record in records:
            day.apply(record)
            tickets |= day.tickets
            opened |= day.open_counters
    except Corrupt as exc:
        yield Broken("rows", f"the log cannot have happened: {exc}")
        return
    in_order = sorted(tickets.values(), key=lambda ticket: ticket.issued_seq)
    for folded, row in zip(in_order, kept.tickets, strict=False):
        if folded != row:
            yield Broken("rows", f"the log says {folded}, the row {row}")
    if len(in_order) != len(kept.tickets):
        yield Broken("rows", f"the log has {len(in_order)} tickets, the table {len(kept.tickets)}")
    counters = {counter: (counter in day.open_counters, day.at_counter.get(counter)) for counter in opened}
    if counters != kept.counters:
        yield Broken("rows", f"the log says of counters {counters}, the table {kept.counters}")


def _board(shown: Shown, records: Sequence[Record]) -> Iterator[Broken]:
    """A board shows every call of the log once and in order, from its first picture to the last thing it was sent."""
    calls = {r.seq: r.event for r in records if isinstance(r.event, TicketCalled | TicketRecalled)}
    dates = [record.seq for record in records if isinstance(record.event, DayOpened)]
    at: int | None = None
    """Where the board stands: the last call it has shown."""
    for message in shown.heard:
        if isinstance(message, wire.State):
            known = {call["seq"] for call in wire.view_of(message)["calls"]}
            if known - calls.keys():
                yield Broken("board", f"{shown.board} shows calls {known - calls.keys()} that the log does not have")
            passed = any(at is not None and at < date <= message.seq for date in dates)
            if at is not None and message.seq != at and not passed:
                yield Broken("board", f"{shown.board} stands at {at} and is sent a picture of {message.seq}")
            at = message.seq
        else:
            if message.prev != at:
                yield Broken("board", f"{shown.board} stands at {at} and is sent {message.seq} after {message.prev}")
            if at is not None and message.seq <= at:
                yield Broken("board", f"{shown.board} stands at {at} and is sent {message.seq} again")
            yield from _call(shown.board, message, calls)
            missed = [seq for seq in calls if at is not None and at < seq < message.seq]
            if missed:
                yield Broken("board", f"{shown.board} never showed the calls {missed}")
            at = message.seq
    if at is not None and (missed := [seq for seq in calls if seq > at]):
        yield Broken("board_late", f"{shown.board} has not shown the calls {missed} yet")


def _call(board: str, message: wire.Called, calls: Mapping[int, TicketCalled | TicketRecalled]) -> Iterator[Broken]:
    event = calls.get(message.seq)
    if event is None:
        yield Broken("board", f"{board} showed {message.call}, which the log does not have")
    elif (message.call["number"], message.call["counter"]) != (event.number, event.counter):
        yield Broken("board", f"{board} showed {message.call}; the log has {event}")
