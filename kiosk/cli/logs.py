"""`antrean log`: read the log, from the running hub or, when none runs, from the file; say why A came before B; and see
whether the log is what was written.
"""

import argparse
import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from hall.day import Corrupt
from hall.events import DayOpened, Record, TicketIssued
from hall.model import TicketId
from hall.why import Explanation, Standing, why
from kiosk import wire
from kiosk.cli.ask import Conversation, converse
from kiosk.cli.exits import Exit, Stop
from kiosk.cli.options import add_data
from kiosk.local import find_local_hub
from kiosk.store import codec
from kiosk.store.codec import LogRow
from kiosk.store.connection import FILE_NAME
from kiosk.store.errors import StoreError
from kiosk.store.mark import Mark
from kiosk.store.store import Store
from kiosk.store.verify import START, End, Flaw, What, verify

PAGE = 1000

_STANDING = {
    Standing.NOT_ISSUED: "{second} had not been issued yet.",
    Standing.BEHIND: "{second} waited for the same counter and had come later (record {later}).",
    Standing.ELSEWHERE: "{second} waited too, but for a service that counter {counter} does not serve.",
    Standing.GONE: "{second} had left the queue before.",
    Standing.OVERTAKEN: "{second} had come earlier (record {later}) and waited for the same counter.",
}


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    about = "read the log, or with --why say why one ticket was called before another"
    log = commands.add_parser("log", help=about, description=about)
    add_data(log)
    log.add_argument("--after", type=_place, default=0, metavar="SEQ", help="only records after this sequence number")
    log.add_argument("--json", action="store_true", help="one JSON object a line, with hashes, as stored")
    log.add_argument(
        "--why", nargs=2, metavar=("NUMBER", "NUMBER"), help="two numbers of the last business date, such as A003 B001"
    )
    log.set_defaults(run=_log)
    about = "see whether the log is what was written, and name every record that is changed, missing, moved or cut off"
    acts = log.add_subparsers(title="commands", metavar="COMMAND")
    verify_log = acts.add_parser("verify", help=about, description=about)
    add_data(verify_log, default=argparse.SUPPRESS)  # `log` has one, too, and its default must not undo that
    verify_log.add_argument(
        "--head",
        type=_hash,
        metavar="HASH",
        help="a hash the log must have, as the day's report printed it",
    )
    verify_log.set_defaults(run=_verify)


def _log(arguments: argparse.Namespace) -> int:
    rows = list(read_rows(arguments.data, arguments.after if arguments.why is None else 0))
    if arguments.why is not None:
        try:
            print(_explain([codec.decode(row) for row in rows], *arguments.why))
        except (StoreError, Corrupt) as exc:
            raise Stop(str(exc)) from exc
        return Exit.OK
    for row in rows:
        print(json.dumps(row._asdict()) if arguments.json else _line(row))
    return Exit.OK


def _verify(arguments: argparse.Namespace) -> int:
    sound = True
    anchor = read_anchor(arguments.data)
    if anchor.seq:
        print(f"verified from anchor {anchor.seq}: the records before were purged")
    for found in verify(read_rows(arguments.data, 0), head=arguments.head or "", anchor=anchor):
        match found:
            case Flaw():
                sound = False
                print(_flaw(found))
            case End():
                print(f"the log ends with record {found.seq}, head {found.hash}")
    if not sound:
        raise Stop(f"the log in {arguments.data} is not what was written")
    return Exit.OK


def read_rows(data: Path, after: int) -> Iterator[LogRow]:
    """The rows of the log after sequence number `after`, read as they are asked for; `Stop` where they cannot be."""
    if find_local_hub(data) is not None:
        return _from_hub(data, after)
    if not (data / FILE_NAME).exists():
        raise Stop(f"{data} has no database", Exit.UNAVAILABLE)
    return _from_file(data, after)


def read_anchor(data: Path) -> Mark:
    """The last record that was forgotten for its age; number 0 when none was. `Stop` where that cannot be read."""
    if find_local_hub(data) is None:
        return _in_file(data, Store.anchor)
    page = _ask(data, wire.ReadLog(limit=1))
    return Mark(page.anchor_seq, page.anchor_hash) if page.anchor_seq else START


def _in_file(data: Path, ask: Callable[[Store], Mark]) -> Mark:
    if not (data / FILE_NAME).exists():
        raise Stop(f"{data} has no database", Exit.UNAVAILABLE)
    store = Store(data, owner="antrean log")
    try:
        store.open_to_read()
        return ask(store)
    except StoreError as exc:
        raise Stop(str(exc), Exit.UNAVAILABLE) from exc
    finally:
        store.close()


def _from_file(data: Path, after: int) -> Iterator[LogRow]:
    store = Store(data, owner="antrean log")
    try:
        store.open_to_read()
        yield from store.rows(after)
    except StoreError as exc:
        raise Stop(str(exc), Exit.UNAVAILABLE) from exc
    finally:
        store.close()


def _from_hub(data: Path, after: int) -> Iterator[LogRow]:
    """Page by page, each in a conversation of its own: a log of years does not fit into a small machine's memory."""
    full = True
    while full:
        page = _page(data, after)
        yield from page
        full = len(page) == PAGE
        after = page[-1].seq if page else after


def _page(data: Path, after: int) -> list[LogRow]:
    return [LogRow(**record) for record in _ask(data, wire.ReadLog(after=after, limit=PAGE)).records]


def _ask(data: Path, question: wire.ReadLog) -> wire.Log:
    answers: list[wire.Log] = []

    async def talk(hub: Conversation) -> int:
        page = await hub.ask(question)
        assert isinstance(page, wire.Log)  # the answer to this question
        answers.append(page)
        return Exit.OK

    converse(data, talk)
    return answers[0]


def _line(row: LogRow) -> str:
    """One record for people: place, UTC time, who, what."""
    at = datetime.fromtimestamp(row.at_ms / 1000, ZoneInfo("UTC")).isoformat(timespec="milliseconds")
    return f"{row.seq:>7}  {at[:-6]}Z  {row.actor:<12}  {row.kind:<17}  {row.body}"


def _explain(records: list[Record], one: str, other: str) -> str:
    start = max((i for i, record in enumerate(records) if isinstance(record.event, DayOpened)), default=0)
    today = records[start:]
    first, second = (_ticket_of(today, number) for number in (one, other))
    explanation = why(today, first, second)
    if explanation is None:
        return f"Neither {one} nor {other} has been called."
    return _sentences(explanation)


def _ticket_of(records: Iterable[Record], number: str) -> TicketId:
    for record in records:
        if isinstance(record.event, TicketIssued) and record.event.number == number.upper():
            return record.event.ticket
    raise Stop(f"{number} was not issued on the last business date")


def _sentences(found: Explanation) -> str:
    first, second = (ticket.partition("/")[2] for ticket in (found.first, found.second))
    heads = ", ".join(f"{head.ticket.partition('/')[2]} (record {head.issued_seq})" for head in found.reason.heads)
    standing = _STANDING[found.standing].format(second=second, later=found.second_issued_seq, counter=found.counter)
    return (
        f"{first} was called first, to counter {found.counter}, record {found.seq}.\n"
        f"Rule: {found.reason.rule}. First in line there, longest wait first: {heads}.\n"
        f"{standing}"
    )


def _flaw(flaw: Flaw) -> str:
    match flaw.what:
        case What.CHANGED:
            return (
                f"record {flaw.seq} does not follow from the record before it: one of the two is not as it was written"
            )
        case What.MISSING if flaw.seq == flaw.other:
            return f"record {flaw.seq} is missing"
        case What.MISSING:
            return f"records {flaw.seq} to {flaw.other} are missing"
        case What.MOVED:
            return f"record {flaw.seq} stands where it does not belong: it was written as record {flaw.other}"
        case What.CUT:
            return "no record has the head that was given: the end of the log was cut off or written anew"
        case _:
            assert_never(flaw.what)


def _place(text: str) -> int:
    """A sequence number as the command line has it."""
    if not text.isdecimal() or int(text) > 2**53:
        raise argparse.ArgumentTypeError(f"{text} is no sequence number")
    return int(text)


def _hash(text: str) -> str:
    """A record's hash as the command line has it."""
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise argparse.ArgumentTypeError(f"{text} is no hash: 64 digits and letters from a to f")
    return text.lower()
