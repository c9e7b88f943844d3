"""Every message between the hub and its clients: shapes, encoding, decoding. Documented in `docs/protocol.md`.

One JSON object a websocket text frame; the key `t` says which message it is. Unknown keys are ignored, so that an older
client can listen to a newer hub; unknown messages and wrong types are a `Malformed` with the place in it. This module
opens no socket and knows no role: `hub` decides who may say what.
"""

from datetime import date
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from kiosk.names import snake_case

PROTOCOL = 1
"""Raised when a client of the version before could no longer understand."""

Role = Literal["kiosk", "counter", "board", "ticket", "admin"]

Place = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
"""A sequence number or an epoch: what a browser's number can hold."""
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f-\x9f]*\Z")]
"""A code or an id that a client names: no control characters, one of which parts the columns of a record's hash."""
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z_]{0,40}\Z")]
Name = Annotated[str, msgspec.Meta(pattern=r"^[\w][\w .:-]{0,39}\Z")]
"""What the log calls a device: letters, digits and a few signs, nothing invisible."""
NameOrNone = Annotated[str, msgspec.Meta(pattern=r"^([\w][\w .:-]{0,39})?\Z")]
"""The same; empty for none."""
Boot = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{0,64}\Z")]
"""One process of a kiosk."""
Left = Annotated[int, msgspec.Meta(ge=-1, le=10**9)]
"""How much is left of something; -1 when nobody knows."""

Shown = Annotated[
    dict[
        Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d\Z")],
        Annotated[
            dict[Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{0,8}\Z")], Annotated[int, msgspec.Meta(ge=0, le=9999)]],
            msgspec.Meta(max_length=200),
        ],
    ],
    msgspec.Meta(max_length=8),
]
"""Counts by date and letters of the series."""

_Kind = TypeVar("_Kind")


class Malformed(Exception):
    """A frame that is not a message; the text names the place (`$.service`) and what was expected there."""


class Message(msgspec.Struct, frozen=True, tag_field="t", tag=snake_case, omit_defaults=True):
    """Base of all messages; the tag is the class name in snake case."""


class Act(Message, frozen=True, kw_only=True):
    """Base of the messages that ask for a change."""

    request: Id
    """Chosen by the client, 1 to 64 characters; repeated unchanged when the same thing is asked again."""


# ---- from a client


class Hello(Message, frozen=True, kw_only=True):
    """The first message: who is calling, and where it left off."""

    protocol: int
    role: Role
    token: str
    epoch: Place = 0
    """With `seq`: the last push this client has shown; 0 when it has shown nothing."""
    seq: Place = 0
    zone: str = ""
    """A board's zone; empty means the whole hall."""
    boot: Boot = ""
    """A kiosk's: made anew each time its process starts, the same over all its connections."""
    shown: Shown | None = None
    """A kiosk's: the highest numbers it has shown; none where it cannot know."""


class Ping(Message, frozen=True, kw_only=True):
    """Are you there, and what time is it? Pages send it after five seconds of silence."""


class TakeTicket(Act, frozen=True, kw_only=True):
    """A kiosk prints the ticket that it takes; staff name the kiosk that shall, or nobody prints it."""

    service: Id
    language: Id
    print_at: NameOrNone = ""
    """For staff: the kiosk that prints it; empty for no paper."""


class ReportPrint(Act, frozen=True, kw_only=True):
    """What became of a print; a kiosk repeats it until it is answered, whatever day it is by then."""

    ticket: Id
    outcome: Literal["printed", "unconfirmed", "failed"]
    why: Code = ""
    job: Place = 0
    """The job of the `print_ticket` that asked for it; 0 for the paper of a ticket that this kiosk took itself."""


class PrintCopy(Act, frozen=True, kw_only=True):
    """Print a ticket once more, marked as a copy."""

    ticket: Id
    print_at: NameOrNone = ""
    """The kiosk that prints it; empty for the one that printed it last."""


class NewRoll(Act, frozen=True, kw_only=True):
    """Somebody has put a new roll of paper into the printer of `kiosk`; that kiosk hears `roll_changed`."""

    kiosk: Name


class ReportPrinter(Message, frozen=True, kw_only=True):
    """How a kiosk's printer is now; the latest wins, and it may be said as often as one likes."""

    trouble: Code = ""
    """Why it would not print now, a code of the printer's vocabulary; empty while it would."""
    paper_near_end: bool = False
    roll_left_mm: Left = -1
    tickets_left: Left = -1
    held: bool = False
    """A ticket that failed may still come out when the trouble is over."""


class OpenCounter(Act, frozen=True, kw_only=True):
    """Sit down at a counter; what this connection asks from now on is asked there."""

    counter: Id


class CloseCounter(Act, frozen=True, kw_only=True):
    """Leave the counter this connection sits at."""


class CallNext(Act, frozen=True, kw_only=True):
    holding: Id | None = None


class Recall(Act, frozen=True, kw_only=True):
    ticket: Id


class Start(Act, frozen=True, kw_only=True):
    ticket: Id


class Finish(Act, frozen=True, kw_only=True):
    ticket: Id


class Miss(Act, frozen=True, kw_only=True):
    ticket: Id


class Cancel(Act, frozen=True, kw_only=True):
    ticket: Id


class OpenDay(Act, frozen=True, kw_only=True):
    """A person at the box says which date it is (`YYYY-MM-DD`), or opens the same date again."""

    on: date
    fresh: bool = False
    """A new day: who waited under another date has gone home. Otherwise the date was wrong, and all wait on."""


class CloseDay(Act, frozen=True, kw_only=True):
    """No more tickets today."""


class ReloadHall(Act, frozen=True, kw_only=True):
    """Bring the hall's folder into force as it is on the hub's disk now."""


class AddDevice(Act, frozen=True, kw_only=True):
    """Make a token for a new device; the answer is `device_added`."""

    role: Literal["kiosk", "counter", "board"]
    name: Name


class MakeBackup(Act, frozen=True, kw_only=True):
    """Make a copy of the hub's file now; the answer is `backup_made`, or `refused` with `backup_failed`."""

    folder: Annotated[str, msgspec.Meta(max_length=1024, pattern=r"^[^\x00-\x1f\x7f-\x9f]*\Z")] = ""
    """On the hub's machine, a whole path; empty for the hub's own folders."""


class DoWithout(Act, frozen=True, kw_only=True):
    """After a restore: this kiosk will not tell any more what it has shown; numbers are given without it."""

    kiosk: Name


class ReadLog(Message, frozen=True, kw_only=True):
    """Ask for records of the log from `after` on, `limit` at most; the answer is `log`."""

    after: Place = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=2000)] = 500


class AskReadiness(Message, frozen=True, kw_only=True):
    """Ask how the hall stands before it opens; the answer is `readiness`."""


# ---- from the hub


class Welcome(Message, frozen=True, kw_only=True):
    """The answer to `hello`: what this client needs to know of the hall, and the hub's time."""

    protocol: int
    version: str
    """Of what pages are made of; a page that was loaded from another one loads itself again."""
    device: str
    epoch: int
    now_ms: int
    hall: dict[str, Any]
    """Names and languages, as far as the role needs them; its `digest` changes with the hall's folder."""


class HallChanged(Message, frozen=True, kw_only=True):
    """Another folder is in force: what this client knows of the hall, anew. Its place and its picture stay."""

    version: str
    """As in `welcome`."""
    hall: dict[str, Any]
    """As in `welcome`."""


class State(Message, frozen=True, kw_only=True):
    """The whole of what this client shows, anew after every change; a later one replaces an earlier one."""

    seq: int
    view: msgspec.Raw
    """The view of the role, an object of `hall.views`; `view_of` reads it."""


class Called(Message, frozen=True, kw_only=True):
    """A call for a board. `prev` is the one before it: a board that has not shown that says hello again."""

    seq: int
    prev: int
    call: dict[str, Any]


class Done(Message, frozen=True, kw_only=True):
    """The act is durable; `events` are its facts, the same ones whenever the request is repeated."""

    request: str
    seq: int
    """Sequence number of the last of the events; 0 when nothing had to change."""
    events: list[dict[str, Any]]


class DeviceAdded(Message, frozen=True, kw_only=True):
    request: str
    token: str
    """Shown this once; the hub keeps only its hash."""


class BackupMade(Message, frozen=True, kw_only=True):
    request: str
    files: list[str]
    """The copies, tried and durable; on the hub's machine."""


class Log(Message, frozen=True, kw_only=True):
    records: list[dict[str, Any]]
    head: str
    """Hash of the last record of the whole log."""
    anchor_seq: Place = 0
    """The last record that was forgotten for its age, if any was."""
    anchor_hash: str = ""


class Refused(Message, frozen=True, kw_only=True):
    """A legal no: nothing has changed."""

    request: str
    code: str
    data: dict[str, str] = {}


class Fault(Message, frozen=True, kw_only=True):
    """The outcome is not known; ask again with the same request id."""

    request: str


class Problem(Message, frozen=True, kw_only=True):
    """The connection is used wrongly: what and where. Some problems end it."""

    code: str
    detail: str = ""


class Notice(Message, frozen=True, kw_only=True):
    """Something about the hub that staff must know: all codes in force now; empty when all is well again.

    `clock_stepped`: the date is held until a person confirms it. `storage_failing`: nothing can be made durable.
    `disk_low`: room on the disk runs out. `disk_full`: no more numbers are given, whoever has one is served.
    `backup_failing`: there is no fresh copy of the file. `restored`: the queue comes from a backup, and no numbers are
    given until each kiosk has said what it has shown.
    """

    codes: list[str]


class PrintTicket(Message, frozen=True, kw_only=True):
    """To a kiosk: print this ticket, and report it with this job. A kiosk that knows the job already drops it."""

    job: int
    """The place in the log of what asked for it: never used twice."""
    copy: bool
    """Mark it as a copy."""
    issued: dict[str, Any]
    """The ticket's facts, as `ticket_issued` has them; `ahead` is counted anew."""


class RollChanged(Message, frozen=True, kw_only=True):
    """To a kiosk: there is a new roll in its printer. One whose `request` it knows already changes nothing."""

    request: str


class Printer(msgspec.Struct, frozen=True, kw_only=True):
    """A kiosk's printer, as staff see it."""

    kiosk: str
    connected: bool
    """Whether the kiosk is; what is said of the printer is its last word."""
    connected_since_ms: int
    """Since when it is, or is not; since the hub started at the earliest."""
    since_ms: int
    """When the trouble, the near end or the held ticket last changed; 0 when nothing has been heard of the printer."""
    trouble: str
    paper_near_end: bool
    roll_left_mm: int
    tickets_left: int
    held: bool


class Printers(Message, frozen=True, kw_only=True):
    """To staff: the printers of all kiosks, also of those that are away, in the order of their names."""

    printers: list[Printer]


class Readiness(Message, frozen=True, kw_only=True):
    """How the hall stands; whether that is enough to open, and in which words, is the reader's to say."""

    business_date: date | None
    """None where no date has been opened, or while the file does not work."""
    open: bool
    """Numbers are given on that date."""
    open_counters: int
    counters: int
    """All that the hall has."""
    boards: int
    """Those that are connected."""
    consoles: int
    """Those of staff that are connected."""
    printers: list[Printer]
    """As in `printers`."""
    notices: list[str]
    """As in `notice`."""
    free_bytes: int
    """Room on the disk of the hub's file; -1 when nobody knows."""
    backup_folders: int
    """How many the hub makes copies in by itself."""
    backup_age_s: int
    """Of the latest copy in any of them; -1 when there is none."""


class Pong(Message, frozen=True, kw_only=True):
    now_ms: int
    seq: int
    """The last push for this client: one that has not arrived is missing."""


ClientAct = (
    TakeTicket
    | ReportPrint
    | PrintCopy
    | NewRoll
    | OpenCounter
    | CloseCounter
    | CallNext
    | Recall
    | Start
    | Finish
    | Miss
    | Cancel
    | OpenDay
    | CloseDay
    | ReloadHall
    | AddDevice
    | MakeBackup
    | DoWithout
)
Question = ReadLog | AskReadiness
"""What is asked without wanting a change; each has an answer of its own kind."""
FromClient = Hello | Ping | Question | ReportPrinter | ClientAct
FromHub = (
    Welcome
    | HallChanged
    | State
    | Called
    | Done
    | DeviceAdded
    | BackupMade
    | Log
    | Refused
    | Fault
    | Problem
    | Notice
    | PrintTicket
    | RollChanged
    | Printers
    | Readiness
    | Pong
)


def view_of(state: State) -> dict[str, Any]:
    """The picture in a `state`, as plain data."""
    view: dict[str, Any] = msgspec.json.decode(state.view)
    return view


_client_decoder = msgspec.json.Decoder(FromClient)
_hub_decoder = msgspec.json.Decoder(FromHub)
_encoder = msgspec.json.Encoder()


def encode(message: Message) -> bytes:
    """One UTF-8 JSON object, to be sent as a text frame."""
    return _encoder.encode(message)


def decode_from_client(frame: str | bytes) -> FromClient:
    """What a client says; raises `Malformed` for anything else, however deep or broken."""
    message: FromClient = _decode(_client_decoder, frame)
    return message


def decode_from_hub(frame: str | bytes) -> FromHub:
    """What the hub says; raises `Malformed` for anything else."""
    message: FromHub = _decode(_hub_decoder, frame)
    return message


def _decode(decoder: "msgspec.json.Decoder[_Kind]", frame: str | bytes) -> _Kind:
    if isinstance(frame, bytes):
        raise Malformed("binary frame: messages are text")
    try:
        return decoder.decode(frame)
    except (msgspec.MsgspecError, RecursionError) as exc:
        raise Malformed(str(exc)) from exc
