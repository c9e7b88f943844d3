"""Going back to a backup: the copy is tried, the file that was there is set aside, and nothing is thrown away.

The file that takes its place has another epoch, so that boards do not take it for the continuation of what they saw,
and waits for the kiosks to tell what they have shown (`testimony`). `antrean restore` calls it; no hub may run.
"""

import json
import sqlite3
from collections.abc import Collection
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kiosk.store import mark, testimony
from kiosk.store.backup import bring, check, sync
from kiosk.store.connection import FILE_NAME
from kiosk.store.errors import OtherHall, StorageFault
from kiosk.store.lock import Lock
from kiosk.store.mark import Mark
from kiosk.store.testimony import Shown

NEW = f"{FILE_NAME}.new"
DATES_ASKED = 5
"""So many of the latest dates of the file that is set aside are asked for their numbers."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in force now."""

    last: Mark
    """The last record of the copy."""
    at_ms: int
    """When that was written."""
    awaited: tuple[str, ...]
    """The kiosks without which no number is given."""
    set_aside: Path | None
    """The file that was there."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a file says, as far as it can be read."""

    hall: str = ""
    epoch: int = 0
    at_ms: int = 0
    kiosks: frozenset[str] = frozenset()
    shown: Shown = field(default_factory=dict)


def restore(
    data: Path, copy: Path, *, now_s: int, without: Collection[str] = (), above: Shown | None = None
) -> Restored:
    """Put `copy` in the place of the file in `data`, whatever state that is in.

    `without` are kiosks that will not tell any more; `above` are numbers that somebody holds in their hands. Raises
    `HeldElsewhere` while a hub runs, `NotOurs` for a copy that is not whole, `OtherHall`, and `StorageFault`; then what
    was there is there still, or set aside by its name.
    """
    lock = Lock(data)
    lock.take("antrean restore")
    try:
        new = data / NEW
        bring(copy, new, with_wal=True)
        last = check(new)
        there, then = _facts(data / FILE_NAME), _facts(new)
        if there.hall and then.hall and there.hall != then.hall:
            new.unlink()
            raise OtherHall(f"{copy} holds the queue of {then.hall}, not of {there.hall}")
        awaited = (there.kiosks | then.kiosks) - set(without)
        told = testimony.restored(max(now_s, there.epoch + 1, then.epoch + 1), awaited, there.shown)
        told = told.heard("", above or {})
        with closing(sqlite3.connect(new)) as raw, raw:
            row = (testimony.KEY, testimony.encode(told))
            raw.execute("INSERT OR REPLACE INTO about (key, value) VALUES (?, ?)", row)
        sync(new)
        set_aside = _set_aside(data, now_s)
        new.replace(data / FILE_NAME)
        (data / mark.FILE_NAME).unlink(missing_ok=True)  # last: until then no hub starts on half of this
        sync(data)
    except (OSError, sqlite3.Error) as exc:
        raise StorageFault(f"{data}: {exc}") from exc
    finally:
        lock.release()
    return Restored(last, then.at_ms, told.awaited, set_aside)


def _set_aside(data: Path, now_s: int) -> Path | None:
    """The file under another name, with what belongs to it."""
    aside = data / f"set-aside-{now_s}.db"
    for ending in ("-wal", ""):  # the file last: it alone says that there is something to restore over
        with suppress(FileNotFoundError):
            (data / f"{FILE_NAME}{ending}").rename(data / f"{aside.name}{ending}")
    return aside if aside.exists() else None


def _facts(path: Path) -> _Facts:
    """Everything of use in a file, damaged or not; what cannot be read is left out."""
    facts: dict[str, Any] = {}
    with suppress(sqlite3.Error), closing(_reading(path)) as raw:
        for name, ask in (
            ("hall", _hall),
            ("kiosks", _kiosks),
            ("epoch", _epoch),
            ("at_ms", _at_ms),
            ("shown", _shown),
        ):
            with suppress(sqlite3.Error, ValueError, KeyError, TypeError):
                facts[name] = ask(raw)
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    return _Facts(**facts)


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)


def _hall(raw: sqlite3.Connection) -> str:
    row = raw.execute("SELECT value FROM about WHERE key = 'hall'").fetchone()
    return str(row[0]) if row else ""


def _kiosks(raw: sqlite3.Connection) -> frozenset[str]:
    return frozenset(name for (name,) in raw.execute("SELECT name FROM device WHERE role = 'kiosk'"))


def _epoch(raw: sqlite3.Connection) -> int:
    row = raw.execute("SELECT body FROM log WHERE kind = 'day_opened' ORDER BY seq DESC LIMIT 1").fetchone()
    return int(json.loads(row[0])["epoch"]) if row else 0


def _at_ms(raw: sqlite3.Connection) -> int:
    return int(raw.execute("SELECT coalesce(max(at_ms), 0) FROM log").fetchone()[0])


def _shown(raw: sqlite3.Connection) -> Shown:
    """The highest numbers of the latest dates, as tickets have them."""
    latest = "SELECT DISTINCT business_date FROM ticket ORDER BY business_date DESC LIMIT ?"
    rows = raw.execute(
        "SELECT business_date, number, max(count) FROM ticket "
        f"WHERE business_date IN ({latest}) GROUP BY business_date, series",
        (DATES_ASKED,),
    )
    shown: dict[str, dict[str, int]] = {}
    for on, number, count in rows:
        if (parts := testimony.parts_of(number)) is not None and parts[1] == count:
            shown.setdefault(on, {})[parts[0]] = count
    return shown
