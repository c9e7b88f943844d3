"""The demonstration hall as a hub describes it to pages, read from its own folder, and views with a busy morning."""

import tomllib
from typing import Any

from config.copy import hall_folder

View = dict[str, Any]


def _read(name: str) -> View:
    return tomllib.loads((hall_folder("banyuwangi") / f"{name}.toml").read_text(encoding="utf-8"))


def _only(things: list[View], *keys: str) -> list[View]:
    return [{key: thing[key] for key in keys} for thing in things]


_HALL = _read("hall")
LANGUAGES = ("id", "en")
NAME = {"name": _HALL["name"], "short": _HALL["short"]}
HALL: View = {
    "digest": "test",
    "counters": [
        counter | {"services": ["A01", "A02", "A03", "A05", "A07", "A16"]}
        for counter in _only(_read("counters")["counter"], "id", "name", "zone")
    ],
    "zones": _only(_read("zones")["zone"], "id", "name"),
    "agencies": [
        {**agency, "letters": [agency["code"]]}
        for agency in _only(_read("agencies")["agency"], "code", "short", "name", "colour")
    ],
    "services": _only(_read("services")["service"], "code", "agency", "name", "words"),
    "calling": _read("calling"),
    "ticker": _HALL["ticker"],
}


def call(seq: int, number: str, counter: str, at_ms: int) -> View:
    return {"seq": seq, "at_ms": at_ms, "number": number, "counter": counter, "zone": "lantai-1", "recall": False}


def board_view(**changes: Any) -> View:
    """An open hall in which nobody has been called yet."""
    return {"open": True, "calls": [], "waiting": 0, "open_counters": []} | changes


def ticket_line(number: str, service: str, issued_at_ms: int, **changes: Any) -> View:
    line = {
        "ticket": f"2026-11-24/{number}",
        "number": number,
        "service": service,
        "agency": service[0],
        "language": "id",
        "state": "waiting",
        "issued_at_ms": issued_at_ms,
        "called_at_ms": None,
        "started_at_ms": None,
        "calls": 0,
        "paper": "printed",
        "paper_why": "",
        "printing": False,
        "copies": 0,
    }
    return line | changes


def printed(job: int, number: str, outcome: str = "pending", **changes: Any) -> View:
    """A print that staff asked for, as a console is shown it."""
    shown = {
        "job": job,
        "ticket": f"2026-11-24/{number}",
        "number": number,
        "service": "A02",
        "kiosk": "kiosk-1",
        "copy": True,
        "outcome": outcome,
        "why": "",
    }
    return shown | changes


def printer(kiosk: str, since_ms: int, **changes: Any) -> View:
    """A printer that is well, as consoles are shown it."""
    shown = {
        "kiosk": kiosk,
        "connected": True,
        "connected_since_ms": since_ms,
        "since_ms": since_ms,
        "trouble": "",
        "paper_near_end": False,
        "roll_left_mm": 46_500,
        "tickets_left": 620,
        "held": False,
    }
    return shown | changes


def act(verb: str, label: str, key: str, **changes: Any) -> View:
    shown = {
        "verb": verb,
        "label": label,
        "key": key,
        "number": "",
        "ticket": None,
        "enabled": True,
        "why_not": "",
        "primary": False,
    }
    return shown | changes


def counter_view(**changes: Any) -> View:
    """An open counter 3 with nobody there and nobody waiting."""
    view = {
        "counter": "3",
        "open": True,
        "day_open": True,
        "date": "2026-11-24",
        "choices": [],
        "current": None,
        "acts": [],
        "waiting": [],
        "waiting_count": 0,
        "activity": [],
        "prints": [],
    }
    return view | changes


def ticket_view(**changes: Any) -> View:
    """A visitor waiting for an identity card, five people ahead."""
    view = {
        "number": "A044",
        "service": "A02",
        "agency": "A",
        "language": "id",
        "state": "waiting",
        "ahead": 5,
        "counter": None,
        "called_at_ms": None,
        "day_over": False,
    }
    return view | changes
