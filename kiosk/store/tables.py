"""The tables of the database and the ladder of migrations that makes them, from schema version 1 on.

The log is the truth; `ticket`, `print` and `counter` are its fold, for SQL; `device` is a plain table.
"""

from collections.abc import Callable

from peewee import (
    BigIntegerField,
    BooleanField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

from kiosk.store.errors import NewerFile


class Log(Model):
    """The append-only log, one row an event."""

    seq = IntegerField(primary_key=True)
    at_ms = BigIntegerField()
    request = TextField()
    part = IntegerField()
    actor = TextField()
    kind = TextField()
    version = IntegerField()
    body = TextField()
    hash = TextField()

    class Meta:
        table_name = "log"
        strict_tables = True
        indexes = ((("request", "part"), True),)


class TicketRow(Model):
    """A ticket as the log left it."""

    id = TextField(primary_key=True)
    business_date = TextField()
    number = TextField()
    series = TextField()
    count = IntegerField()
    service = TextField()
    agency = TextField()
    language = TextField()
    token = TextField(unique=True)
    issued_seq = IntegerField(unique=True)
    issued_at_ms = BigIntegerField()
    state = TextField()
    counter = TextField(null=True)
    calls = IntegerField()
    first_called_at_ms = BigIntegerField(null=True)
    called_at_ms = BigIntegerField(null=True)
    started_at_ms = BigIntegerField(null=True)
    ended_at_ms = BigIntegerField(null=True)

    class Meta:
        table_name = "ticket"
        strict_tables = True
        indexes = ((("business_date", "series", "count"), True), (("business_date", "number"), True))


class PrintRow(Model):
    """What is known about a print."""

    job = IntegerField(primary_key=True)
    ticket = TextField(index=True)
    kiosk = TextField()
    copy = BooleanField()
    outcome = TextField()
    why = TextField()

    class Meta:
        table_name = "print"
        strict_tables = True


class CounterRow(Model):
    """A counter that has ever been opened, and who is there."""

    counter = TextField(primary_key=True)
    open = IntegerField()
    ticket = TextField(null=True)

    class Meta:
        table_name = "counter"
        strict_tables = True


class Device(Model):
    """A machine that may connect, by the hash of its token."""

    token_hash = TextField(primary_key=True)
    role = TextField()
    name = TextField()
    created_at_ms = BigIntegerField()

    class Meta:
        table_name = "device"
        strict_tables = True


class About(Model):
    """What the file is: `hall`, whose queue it holds; `opened`, how often it has been opened for writing."""

    key = TextField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "about"
        strict_tables = True


TABLES = (About, Log, TicketRow, PrintRow, CounterRow, Device)


def _first_schema(database: SqliteDatabase) -> None:
    database.create_tables((About, Log, TicketRow, CounterRow, Device), safe=False)
    database.execute_sql(
        "CREATE TABLE paper (ticket TEXT NOT NULL PRIMARY KEY, outcome TEXT NOT NULL, why TEXT NOT NULL) STRICT"
    )
    database.execute_sql("CREATE INDEX log_day_opened ON log (seq) WHERE kind = 'day_opened'")


def _a_row_for_every_print(database: SqliteDatabase) -> None:
    """What was known of a ticket's paper is its first print; at which kiosk, nobody wrote down."""
    database.create_tables((PrintRow,), safe=False)
    database.execute_sql(
        "INSERT INTO print (job, ticket, kiosk, copy, outcome, why) "
        "SELECT issued_seq, id, '', 0, coalesce(outcome, 'pending'), coalesce(why, '') "
        "FROM ticket LEFT JOIN paper ON paper.ticket = ticket.id"
    )
    database.execute_sql("DROP TABLE paper")


MIGRATIONS: tuple[Callable[[SqliteDatabase], None], ...] = (_first_schema, _a_row_for_every_print)
"""Step n brings a file from schema version n to n + 1; a step is never changed once released."""


def known(database: SqliteDatabase) -> int:
    """The schema version of the open file; raises `NewerFile` for one from the future."""
    version = int(database.execute_sql("PRAGMA user_version").fetchone()[0])
    if version > len(MIGRATIONS):
        raise NewerFile(f"the file has schema {version}; this program knows schema {len(MIGRATIONS)} and earlier")
    return version


def migrate(database: SqliteDatabase) -> None:
    """Bring the open file to the latest schema, one step a transaction; raises `NewerFile` for one from the future."""
    version = known(database)
    for number, step in enumerate(MIGRATIONS[version:], start=version + 1):
        with database.atomic("IMMEDIATE"):
            step(database)
            database.execute_sql(f"PRAGMA user_version = {number}")
