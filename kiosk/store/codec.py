"""Events as text and back: how a record is written in the log, and the hash that chains it to the one before.

An event's kind is its class name in snake case; its body is JSON with the fields in the order of the class. A reader
that meets a kind or a version it does not know stops: skipping a fact would give another queue.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple, get_args

import msgspec

from hall.events import EVENT_VERSION, Event, Record
from hall.model import RequestId
from kiosk.names import snake_case
from kiosk.store.errors import NewerFile, NotOurs

GENESIS = "0" * 64
"""What the first record's hash is chained to."""


KINDS: Mapping[str, type] = {snake_case(event_type.__name__): event_type for event_type in get_args(Event)}
"""Every kind of event by its name in the log and on the wire."""
_names = {event_type: name for name, event_type in KINDS.items()}
_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(event_type) for name, event_type in KINDS.items()
}
_encoder = msgspec.json.Encoder()


class LogRow(NamedTuple):
    """A record as it stands in the log; the order of the fields is the order of the columns."""

    seq: int
    at_ms: int
    request: str
    part: int
    """Place among the records of the same request, from 0."""
    actor: str
    kind: str
    version: int
    body: str
    hash: str


def kind_of(event: Event) -> str:
    """The event's name in the log and on the wire, such as `ticket_issued`."""
    return _names[type(event)]


def encode(record: Record, part: int, before: str) -> LogRow:
    """The row of `record`; `before` is the hash of the row before it."""
    body = _encoder.encode(record.event).decode()
    row = LogRow(
        record.seq, record.at_ms, record.request, part, record.actor, kind_of(record.event), EVENT_VERSION, body, ""
    )
    return row._replace(hash=chain(row, before))


def decode(row: LogRow) -> Record:
    """The record in `row`; raises `NewerFile` for an event of a later version and `NotOurs` for a broken one."""
    if row.version > EVENT_VERSION or row.kind not in _decoders:
        raise NewerFile(f"record {row.seq} is a {row.kind} of version {row.version}, which this program does not know")
    try:
        event: Event = _decoders[row.kind].decode(_carries_prints(row.body) if _is_first_opening(row) else row.body)
    except msgspec.MsgspecError as exc:
        raise NotOurs(f"record {row.seq} cannot be read: {exc}") from exc
    return Record(row.seq, row.at_ms, RequestId(row.request), row.actor, event)


def _is_first_opening(row: LogRow) -> bool:
    return row.version == 1 and row.kind == "day_opened"


def _carries_prints(body: str) -> str:
    """The opening of a date as it is written since version 2: what was known of a ticket's paper is its first print."""
    opened = msgspec.json.decode(body)
    for ticket in opened["carried"]:
        known = {"outcome": ticket.pop("paper"), "why": ticket.pop("paper_why")}
        ticket["prints"] = [{"job": ticket["issued_seq"], "ticket": ticket["id"], "kiosk": "", "copy": False, **known}]
    return _encoder.encode(opened).decode()


def chain(row: LogRow, before: str) -> str:
    """The row's hash: SHA-256 over the stored text of all its columns and the hash before it."""
    text = "\x1f".join((before, *(str(value) for value in row[:-1])))
    return sha256(text.encode()).hexdigest()


def as_wire(record: Record) -> dict[str, Any]:
    """The record as clients see it: the event's fields with its kind, place and time."""
    fields: dict[str, Any] = msgspec.to_builtins(record.event)
    return {"kind": kind_of(record.event), "seq": record.seq, "at_ms": record.at_ms, **fields}
