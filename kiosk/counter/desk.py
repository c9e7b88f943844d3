"""What stands where on the console, from the view as the hub sends it: texts and rows as values, no widget, no colour.

Pure. The acts, their keys and whether they are possible come with the view; the words come from the catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from config.catalogues import Words, languages_available, load_words
from hall.acts import Act
from hall.model import Activity, Paper
from hall.views import CounterChoice, CounterView, TicketLine
from kiosk import wire
from kiosk.cells.catalogue import Hall, said
from kiosk.client import Link
from printer.status import Trouble

ON_A_TICKET: Mapping[str, type[wire.Act]] = {
    "recall": wire.Recall,
    "start": wire.Start,
    "finish": wire.Finish,
    "miss": wire.Miss,
    "cancel": wire.Cancel,
    "print_copy": wire.PrintCopy,
}
"""Acts that send along the ticket they are about."""
KNOWN = {"call_next", "open_counter", "close_counter", *ON_A_TICKET}
"""An act that a newer hub offers is left out: this console could not ask for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is true now, as far as this console knows."""

    words: Words
    hall: Hall = field(default_factory=lambda: Hall(languages=(), short={}, timezone="UTC"))
    view: CounterView | None = None
    link: Link = Link.CONNECTING
    notices: tuple[str, ...] = ()
    asked: str = ""
    """The key of the act that waits for its answer."""
    message: str = ""
    """What there is to say about the last act."""
    now_ms: int | None = None
    """The hub's time, once it is known."""


@dataclass(frozen=True, slots=True)
class ActRow:
    """A line that is a key and what it does; `why_not` says why it does nothing now."""

    key: str
    label: str
    why_not: str
    primary: bool
    asked: bool


def message_of(act: Act, counter: str, request: str) -> wire.Act:
    """The message an act stands for: what it is about goes along, so that a late press cannot hit the next ticket."""
    if act.verb == "open_counter":
        return wire.OpenCounter(request=request, counter=counter)
    if act.verb == "close_counter":
        return wire.CloseCounter(request=request)
    if act.verb == "call_next":
        return wire.CallNext(request=request, holding=act.ticket)
    fields: dict[str, Any] = {"request": request, "ticket": act.ticket}
    return ON_A_TICKET[act.verb](**fields)


def acts(desk: Desk) -> list[ActRow]:
    """The acts of the view, in its order; none before somebody sits down."""
    offered = desk.view.acts if desk.view is not None else ()
    return [_act_row(act, desk) for act in offered if act.verb in KNOWN]


def _act_row(act: Act, desk: Desk) -> ActRow:
    label = desk.words.text(f"counter.{act.label}", number=act.number, counter=counter_name(desk))
    key = act.key.upper() if len(act.key) == 1 else act.key
    return ActRow(key, label, "" if act.enabled else _why_not(act, desk.words), act.primary, desk.asked == act.key)


def _why_not(act: Act, words: Words) -> str:
    """A sentence of its own where the refusal's names what an act does not know."""
    own = f"counter.not_now_{act.why_not}"
    if own in words.texts:
        return words.text(own)
    return refusal(words, act.why_not, {"number": act.number, "state": ""})


def refusal(words: Words, code: str, data: Mapping[str, str]) -> str:
    """Why not, in words; a code that this console does not know is never shown."""
    key = f"refusal.{code}"
    return words.text(key, **data) if key in words.texts else words.text("counter.not_possible")


def counter_name(desk: Desk, counter: str = "") -> str:
    """A counter by its name in the hall; the one somebody sits at by default."""
    code = counter or (desk.view.counter if desk.view is not None else None) or ""
    known = desk.hall.counter(code)
    return said(known.name, desk.words.language) if known else code


def place(desk: Desk) -> str:
    """Where this console is: its counter and the hall, or the hall alone."""
    return " · ".join(part for part in (counter_name(desk), said(desk.hall.short, desk.words.language)) if part)


def standing(desk: Desk) -> tuple[str, str]:
    """How the counter stands, as a name (`down`, `choosing`, `closed`, `free`, `called`, `serving`) and in words."""
    words, view = desk.words, desk.view
    if desk.link is not Link.UP or view is None:
        key = {Link.TURNED_AWAY: "link_refused", Link.DOWN: "link_lost"}.get(desk.link, "link_connecting")
        return "down", words.text(f"counter.{key}")
    if view.counter is None:
        return "choosing", words.text("counter.choose_counter")
    if not view.open:
        return "closed", words.text("refusal.counter_closed")
    name = "free" if view.current is None else view.current.state.value
    return name, words.text(f"counter.{name}")


def number(desk: Desk) -> str:
    """The number at the counter; empty when nobody is."""
    return desk.view.current.number if desk.view is not None and desk.view.current is not None else ""


def waiting_count(desk: Desk) -> str:
    """How many wait for this counter, in words."""
    return desk.words.counted("counter.waiting", 0 if desk.view is None else desk.view.waiting_count)


def facts(desk: Desk) -> list[str]:
    """What staff should know of the ticket at the counter: its service; then wait, language, calls, paper, agency."""
    line = desk.view.current if desk.view is not None else None
    if line is None:
        return []
    until_ms = line.called_at_ms or desk.now_ms or line.issued_at_ms
    small = [
        desk.words.text("counter.waited", wait=_wait(until_ms - line.issued_at_ms, desk.words)),
        _language(line.language),
    ]
    if line.calls > 1:
        small.append(desk.words.text("counter.calls", count=line.calls))
    if note := paper_note(line, desk.words):
        small.append(note)
    agency = desk.hall.agency(line.agency)
    return [_service(desk, line), " · ".join(small), said(agency.short, desk.words.language) if agency else ""]


def paper_note(line: TicketLine, words: Words) -> str:
    """A word or two where a ticket's holder has no paper, not yet, or perhaps not."""
    if line.printing:
        return words.text("counter.paper_printing")
    if line.paper is Paper.UNCONFIRMED and line.paper_why != Trouble.CANNOT_SAY:
        return words.text("counter.paper_unsure")
    return words.text("counter.no_paper") if line.paper is Paper.FAILED else ""


def waiting(desk: Desk) -> list[tuple[str, str, str]]:
    """Number, service and wait of who comes next, in the order in which this counter would call them."""
    if desk.view is None:
        return []
    return [
        (line.number, _service(desk, line), _wait((desk.now_ms or line.issued_at_ms) - line.issued_at_ms, desk.words))
        for line in desk.view.waiting
    ]


def activity(desk: Desk) -> list[tuple[str, str]]:
    """What other counters just did, and when."""
    return [] if desk.view is None else [(_doing(desk, one), _time(desk, one.at_ms)) for one in desk.view.activity]


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A counter somebody may sit down at, and how it stands."""

    counter: str
    text: str
    free: bool


def choices(desk: Desk) -> list[ChoiceRow]:
    """What there is to choose from; nothing while somebody sits at a counter."""
    offered = desk.view.choices if desk.view is not None else ()
    return [ChoiceRow(one.counter, _choice(desk, one), not one.open) for one in offered]


def _choice(desk: Desk, one: CounterChoice) -> str:
    state = desk.words.text("counter.counter_taken" if one.open else "counter.counter_free")
    return " · ".join(filter(None, (counter_name(desk, one.counter), state, one.number)))


def notice(desk: Desk) -> str:
    """What staff must know of the hub; a code without words is left out."""
    keys = [f"counter.notice_{code}" for code in desk.notices]
    return " ".join(desk.words.text(key) for key in keys if key in desk.words.texts)


def foot(desk: Desk) -> str:
    """What there is to say about the last act, else how the link is."""
    link = {Link.UP: "link_connected", Link.DOWN: "link_lost", Link.TURNED_AWAY: "link_refused"}
    return desk.message or desk.words.text(f"counter.{link.get(desk.link, 'link_connecting')}")


def clock(desk: Desk) -> str:
    """The hub's time, such as "08.41 WIB"; empty as long as it is not known."""
    return "" if desk.now_ms is None else _time(desk, desk.now_ms, desk.hall.time_zone_label)


def _doing(desk: Desk, one: Activity) -> str:
    key = f"counter.activity_{one.kind}"
    return desk.words.text(key, number=one.number, counter=counter_name(desk, one.counter))


def _service(desk: Desk, line: TicketLine) -> str:
    known = desk.hall.service(line.service)
    return said(known.name, desk.words.language) if known else line.service


def _language(code: str) -> str:
    return load_words(code).text("language.name") if code in languages_available() else code


def _wait(ms: int, words: Words) -> str:
    minutes = ms // 60_000
    return words.text("counter.wait", minutes=minutes) if minutes >= 1 else words.text("counter.wait_short")


def _time(desk: Desk, at_ms: int, label: str = "") -> str:
    at = datetime.fromtimestamp(at_ms / 1000, ZoneInfo(desk.hall.timezone))
    return desk.words.time_words(at.hour, at.minute, label)
