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
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
"""A code or an id that a client names."""
Code = Annotated[str, msgspec.Meta(pattern="^[a-z_]{0,40}$")]
Name = Annotated[str, msgspec.Meta(pattern=r"^[\w][\w .:-]{0,39}$")]
"""What the log calls a device: letters, digits and a few signs, nothing invisible."""

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


class Ping(Message, frozen=True, kw_only=True):
    """Are you there, and what time is it? Pages send it after five seconds of silence."""


class TakeTicket(Act, frozen=True, kw_only=True):
    service: Id
    language: Id


class ReportPrint(Act, frozen=True, kw_only=True):
    ticket: Id
    outcome: Literal["printed", "unconfirmed", "failed"]
    why: Code = ""


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


class AddDevice(Act, frozen=True, kw_only=True):
    """Make a token for a new device; the answer is `device_added`."""

    role: Literal["kiosk", "counter", "board"]
    name: Name


class ReadLog(Message, frozen=True, kw_only=True):
    """Ask for records of the log from `after` on, `limit` at most; the answer is `log`."""

    after: Place = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=2000)] = 500


# ---- from the hub


class Welcome(Message, frozen=True, kw_only=True):
    """The answer to `hello`: what this client needs to know of the hall, and the hub's time."""

    protocol: int
    version: str
    """The hub's own version; a page that was loaded from another one loads itself again."""
    device: str
    epoch: int
    now_ms: int
    hall: dict[str, Any]
    """Names and languages, as far as the role needs them; its `digest` changes with the hall's folder."""


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


class Log(Message, frozen=True, kw_only=True):
    records: list[dict[str, Any]]
    head: str
    """Hash of the last record of the whole log."""


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
    """

    codes: list[str]


class Pong(Message, frozen=True, kw_only=True):
    now_ms: int
    seq: int
    """The last push for this client: one that has not arrived is missing."""


ClientAct = (
    TakeTicket
    | ReportPrint
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
    | AddDevice
)
FromClient = Hello | Ping | ReadLog | ClientAct
FromHub = Welcome | State | Called | Done | DeviceAdded | Log | Refused | Fault | Problem | Notice | Pong


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
