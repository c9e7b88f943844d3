"""`antrean backup`: a copy of the queue's file, made by the hub that runs, or of the file when none does."""

import argparse
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk import wire
from kiosk.cli.ask import Conversation, converse, new_id
from kiosk.cli.exits import Exit, Stop
from kiosk.cli.options import add_data
from kiosk.local import find_local_hub
from kiosk.store import backup
from kiosk.store.connection import FILE_NAME
from kiosk.store.errors import StoreError
from kiosk.store.lock import Lock

ANSWER_S = 900.0
"""A large file on a slow stick takes minutes."""


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    about = "make a copy of the queue's file, tried and whole, and keep it by the schedule"
    make = commands.add_parser("backup", help=about, description=about)
    make.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="where; it is prepared for copies (default: the folders of the running hub)",
    )
    add_data(make)
    make.set_defaults(run=_backup)


def _backup(arguments: argparse.Namespace) -> int:
    folder: Path | None = arguments.folder and arguments.folder.absolute()
    try:
        if folder is not None:
            backup.prepare(folder)
        if find_local_hub(arguments.data) is not None:
            return _by_the_hub(arguments.data, folder)
        if folder is None:
            raise Stop(f"no hub runs on {arguments.data}: say where, `antrean backup DIR`")
        print(_alone(arguments.data, folder))
    except StoreError as exc:
        raise Stop(str(exc), Exit.UNAVAILABLE) from exc
    return Exit.OK


def _by_the_hub(data: Path, folder: Path | None) -> int:
    async def talk(hub: Conversation) -> int:
        act = wire.MakeBackup(request=new_id(), folder="" if folder is None else str(folder))
        made = await hub.ask(act, timeout_s=ANSWER_S)
        assert isinstance(made, wire.BackupMade)  # the answer to this act
        print(*made.files, sep="\n")
        return Exit.OK

    return converse(data, talk)


def _alone(data: Path, folder: Path) -> Path:
    database = data / FILE_NAME
    if not database.exists():
        raise Stop(f"{data} has no database", Exit.UNAVAILABLE)
    lock = Lock(data)
    lock.take("antrean backup")
    try:
        local = datetime.fromtimestamp(time.time_ns() // 10**9).astimezone()
        return backup.make(database, folder, local)
    finally:
        lock.release()
