"""The one connection to the database file: how it is opened, what is asked of the disk, and what a failure means.

The settings are those that kept every acknowledged ticket in power-cut tests: one owner (EXCLUSIVE before WAL, so no
second connection can exist), WAL, and a sync at every commit.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection as Raw
from sqlite3 import Error as SqliteError
from sqlite3 import IntegrityError as SqliteIntegrityError
from urllib.parse import quote

from peewee import DatabaseError, IntegrityError, SqliteDatabase

from hall.day import Corrupt
from kiosk.store.errors import NewerFile, NotOurs, OtherHall, StorageFault, StoreError
from kiosk.store.tables import TABLES, About, known, migrate

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


class Connection:
    """The file at `path`, once opened. The tables of `tables` are bound to the one opened last."""

    def __init__(self, path: Path, *, hall: str, synchronous: str) -> None:
        self._path = path
        self._hall = hall
        self._pragmas = [(name, synchronous if name == "synchronous" else value) for name, value in PRAGMAS]
        self._database: SqliteDatabase = SqliteDatabase(None)
        self._frozen: Raw | None = None
        """The connection under which the file stands still."""

    @property
    def raw(self) -> Raw:
        """What is beneath peewee, for statements that are run many times."""
        raw: Raw = self._database.connection()
        return raw

    def open(self) -> None:
        """Open the file, alone, bring its schema up to date, and see that it takes a write; raises `StoreError`."""
        self._database = SqliteDatabase(str(self._path), pragmas=self._pragmas, timeout=1)
        self._database.bind(TABLES)
        try:
            with faults(self._path):
                self._database.connect()
                self._database.execute_sql("BEGIN EXCLUSIVE")  # now: a second owner must fail here, not at a write
                self._database.execute_sql("COMMIT")
                migrate(self._database)
                self._sign()
        except StoreError:
            self.close()
            raise

    def open_to_read(self) -> None:
        """Open the file without changing a byte of it or of its WAL, whatever its schema; raises `StoreError`.

        The caller owns the folder: nobody else may write meanwhile.
        """
        wal = self._beside("-wal")
        # With records in the WAL SQLite makes an index of it beside the file; without any, not even that.
        mode = "mode=ro" if wal.exists() and wal.stat().st_size else "mode=ro&immutable=1"
        self._database = SqliteDatabase(f"file:{quote(str(self._path))}?{mode}", uri=True, timeout=1)
        self._database.bind(TABLES)
        try:
            with faults(self._path):
                self._database.connect()
                known(self._database)
        except StoreError:
            self.close()
            raise

    def freeze(self) -> None:
        """Let nothing change the file itself until `thaw`: commits stay in its WAL. Raises `StorageFault`."""
        with faults(self._path):
            self.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self.raw.execute("PRAGMA wal_autocheckpoint = 0")
        self._frozen = self.raw

    def thaw(self) -> bool:
        """Let the file change again; whether it has stood still since `freeze`: it has not if it was opened anew."""
        stood_still = self._frozen is not None and not self._database.is_closed() and self._frozen is self.raw
        if stood_still:
            with faults(self._path):
                self.raw.execute(f"PRAGMA wal_autocheckpoint = {dict(PRAGMAS)['wal_autocheckpoint']}")
        self._frozen = None
        return stood_still

    def compact(self) -> None:
        """Write the file anew without what was deleted, and leave no trace of it beside the file either."""
        with faults(self._path):
            self.raw.execute("VACUUM")
            self.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close the connection beneath peewee, which refuses to while it believes in an open transaction."""
        if not self._database.is_closed():
            with suppress(SqliteError):
                self.raw.close()
            self._beside("-shm").unlink(missing_ok=True)  # a reader's; the owner has none

    def _beside(self, ending: str) -> Path:
        return self._path.with_name(self._path.name + ending)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, durable on leaving; raises `StorageFault` or `NotOurs`."""
        with faults(self._path), self._database.atomic("IMMEDIATE"):
            yield

    def _sign(self) -> None:
        """Make sure that this is the hall's file, and that the disk takes a write, before anybody relies on it."""
        with self._database.atomic("IMMEDIATE"):
            if self._hall:
                About.insert(key="hall", value=self._hall).on_conflict_ignore().execute()
                written = About.get_by_id("hall").value
                if written != self._hall:
                    raise OtherHall(f"{self._path.parent} holds the queue of {written}, not of {self._hall}")
            About.insert(key="opened", value="0").on_conflict_ignore().execute()
            About.update(value=About.value.cast("INTEGER") + 1).where(About.key == "opened").execute()


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn whatever the database raises into a `StoreError` with the true cause: peewee's rollback can hide it."""
    try:
        yield
    except (IntegrityError, SqliteIntegrityError) as exc:
        # A request that is in the log already will be found there; anything else says that log and rows disagree.
        kind = StorageFault if "log.request" in str(exc) else NotOurs
        raise kind(f"{path}: {_cause(exc)}") from exc
    except (DatabaseError, SqliteError, OSError, OverflowError) as exc:
        damaged = any(words in str(exc) for words in ("not a database", "malformed", "decode to UTF-8"))
        raise (NotOurs if damaged else StorageFault)(f"{path}: {_cause(exc)}") from exc
    except NewerFile as exc:
        raise NewerFile(f"{path}: {exc}") from exc
    except Corrupt as exc:
        raise NotOurs(f"{path}: {exc}") from exc


def _cause(exc: BaseException) -> str:
    while isinstance(exc.__context__, DatabaseError | SqliteError | OSError):
        exc = exc.__context__
    return str(exc) or type(exc).__name__
