"""Copies of the database on another disk: taken of a file that stands still, tried, named, and kept by a schedule.

The hub runs this module as a process of its own (`python -m kiosk.store.backup`), so that nobody who waits for a number
feels it; `antrean backup` calls it where no hub runs. A folder takes copies only if a person has prepared it: the empty
place where a stick should be mounted is no place for them.
"""

import json
import os
import re
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from kiosk.store import purge
from kiosk.store.codec import LogRow
from kiosk.store.errors import NotOurs, StoreError
from kiosk.store.mark import Mark
from kiosk.store.tables import MIGRATIONS
from kiosk.store.verify import START, Flaw, verify

PREPARED = "antrean-backups.txt"
"""The file that makes a folder one for copies, and tells whoever finds it what they are."""
HALF = "antrean.half"
"""A copy that is being made. One folder is for the copies of one hub."""
_ABOUT = """\
Cadangan antrean. Jangan dihapus. Memulihkan: antrean restore BERKAS (docs/operations.md).
Backups of the queue. Do not delete. To go back to one: antrean restore FILE (docs/operations.md).
"""
STEP_BYTES = 2**20
"""Written and synced at a time: a disk that is handed more at once lets the hub's own syncs wait behind it."""
LATEST_KEPT, DATES_KEPT, MONTHS_KEPT = 24, 7, 12
"""The latest copies; the last of each of the latest dates; the last of each of the latest months. Each copy holds all
that the older ones hold: those are kept against damage, and no more of them than a small stick has room for."""

_NAME = re.compile(r"antrean-(\d{4}-\d\d)-(\d\d)-(\d{4})-(\d+)\.db")


class BackupFailed(StoreError):
    """There is no copy; the text says why, for whoever stands at the machine."""


def prepare(folder: Path) -> None:
    """Make `folder` one for copies; raises `BackupFailed`. A person asks for it, who sees that the stick is there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / PREPARED).write_text(_ABOUT, encoding="utf-8")
    except OSError as exc:
        raise BackupFailed(f"{folder}: {exc.strerror}") from exc


def name_of(last: Mark, local: datetime) -> str:
    """The file name of a copy that ends with the record `last`, made at `local` time."""
    return f"antrean-{local:%Y-%m-%d-%H%M}-{last.seq}.db"


def make(database: Path, folder: Path, local: datetime) -> Path:
    """A copy of `database`, which nobody has open, with its name; raises as `copy` does."""
    return publish(folder, name_of(copy(database, folder), local))


def copy(database: Path, folder: Path, *, head: str = "") -> Mark:
    """A copy of `database` in `folder`, tried and durable, but without its name; its last record.

    Nobody may write to the file meanwhile; a WAL beside it is taken in. With `head` the copy must end with that record.
    Raises `BackupFailed`, and `NotOurs` when what was copied is not what was written.
    """
    if not (folder / PREPARED).exists():
        raise BackupFailed(f"{folder} is not there, or not prepared: `antrean backup {folder}` does that")
    half = folder / HALF
    try:
        bring(database, half, with_wal=not head)
        last = check(half, head=head)
    except (OSError, sqlite3.Error) as exc:
        discard(folder)
        raise BackupFailed(f"{folder}: {exc}") from exc
    except StoreError:
        discard(folder)
        raise
    return last


def bring(database: Path, target: Path, *, with_wal: bool) -> None:
    """The bytes of `database`, durable and in one file, the records of a WAL beside it in their place.

    Raises `OSError` and `sqlite3.Error`.
    """
    wal = database.with_name(f"{database.name}-wal")
    _copy_bytes(database, target)
    if with_wal and wal.exists():
        _copy_bytes(wal, target.with_name(f"{target.name}-wal"))
    with closing(sqlite3.connect(target)) as raw:
        raw.execute("PRAGMA journal_mode = delete")
    sync(target)


def check(path: Path, *, head: str = "") -> Mark:
    """The last record of a copy that is whole: SQLite's own check, and the whole chain. Raises `NotOurs`.

    The file must stand alone, without a WAL; nothing is changed. With `head` it must end with that record.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as raw:
            (verdict,) = raw.execute("PRAGMA quick_check(1)").fetchone()
            (version,) = raw.execute("PRAGMA user_version").fetchone()
            if verdict != "ok" or not 0 < version <= len(MIGRATIONS):
                raise NotOurs(f"{path} is no queue that this program can read: {verdict}, schema {version}")
            rows = raw.execute(f"SELECT {', '.join(LogRow._fields)} FROM log ORDER BY seq")
            last = START
            for found in verify(map(LogRow._make, rows), anchor=_anchor(raw)):
                if isinstance(found, Flaw):
                    raise NotOurs(f"{path}: record {found.seq} is {found.what}")
                last = Mark(found.seq, found.hash)
    except sqlite3.Error as exc:
        raise NotOurs(f"{path}: {exc}") from exc
    if head and last.hash != head:
        raise NotOurs(f"{path} does not end where it should")
    return last


def _anchor(raw: sqlite3.Connection) -> Mark:
    """Where a log begins that was purged; `Store.anchor` says the same of an open one."""
    named = raw.execute("SELECT value FROM about WHERE key = ?", [purge.KEY]).fetchone()
    row = named and raw.execute("SELECT body FROM log WHERE seq = ? AND kind = 'log_purged'", named).fetchone()
    if not row:
        return START
    purged = json.loads(row[0])
    return Mark(int(purged["through"]), str(purged["head"]))


def publish(folder: Path, name: str) -> Path:
    """Give a copy that `copy` has made its name, for good, and let go of those the schedule does not keep."""
    try:
        final = (folder / HALF).replace(folder / name)
        sync(folder)
        there = [path.name for path in folder.iterdir()]
        for old in {known for known in there if _NAME.fullmatch(known)} - kept(there):
            (folder / old).unlink()
    except OSError as exc:
        raise BackupFailed(f"{folder}: {exc.strerror}") from exc
    return final


def latest_s(folder: Path) -> float:
    """When the latest copy in `folder` was made, in seconds since 1970; 0 where none can be seen."""
    try:
        return max((path.stat().st_mtime for path in folder.iterdir() if _NAME.fullmatch(path.name)), default=0)
    except OSError:
        return 0


def discard(folder: Path) -> None:
    """Remove what an attempt has left, as far as it can be removed."""
    for ending in ("", "-wal", "-journal"):
        try:
            (folder / f"{HALF}{ending}").unlink(missing_ok=True)
        except OSError:
            return


def kept(names: Iterable[str]) -> set[str]:
    """Those of `names` that the schedule keeps; names of other files are not among them."""
    copies = sorted((found for name in names if (found := _NAME.fullmatch(name))), key=_order)
    by_date = {(copy[1], copy[2]): copy[0] for copy in copies}
    by_month = {copy[1]: copy[0] for copy in copies}
    latest = [copy[0] for copy in copies[-LATEST_KEPT:]]
    return {*latest, *list(by_date.values())[-DATES_KEPT:], *list(by_month.values())[-MONTHS_KEPT:]}


def _order(copy: "re.Match[str]") -> tuple[str, str, str, int]:
    month, day, time, seq = copy.groups()
    return month, day, time, int(seq)


def _copy_bytes(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        while step := reading.read(STEP_BYTES):
            writing.write(step)
            writing.flush()
            os.fdatasync(writing.fileno())


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable; raises `OSError`."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def main(database: str, folder: str, head: str) -> int:
    """The process that the hub starts: 0, or 1 and a sentence on standard error."""
    with suppress(OSError):  # where a service may not step back, it is as fast as the hub
        os.nice(10)
    try:
        copy(Path(database), Path(folder), head=head)
    except StoreError as exc:
        sys.stderr.write(str(exc))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
