"""`antrean backup`, `restore` and `purge`: a copy of the queue's file, the way back to one, and forgetting old dates.

A copy is made by the hub that runs, or of the file when none does; the other two want the hub stopped.
"""

import argparse
import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk import wire
from kiosk.cli.ask import Conversation, converse, new_id
from kiosk.cli.exits import Exit, Stop
from kiosk.cli.options import add_data, made
from kiosk.local import find_local_hub
from kiosk.store import backup
from kiosk.store.connection import FILE_NAME
from kiosk.store.errors import HeldElsewhere, StoreError
from kiosk.store.lock import Lock
from kiosk.store.restore import Restored, restore
from kiosk.store.store import Store
from kiosk.store.testimony import Testimony, parts_of

ANSWER_S = 900.0
"""A large file on a slow stick takes minutes."""
LEAST_AGE_DAYS = 31


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

    about = "go back to a copy: no number that anybody was shown is given again, and the file that was there is kept"
    back = commands.add_parser("restore", help=about, description=about)
    back.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="the copy; without it only --without, told to the running hub",
    )
    back.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="KIOSK",
        help="a kiosk that is broken for good and cannot say which numbers it has shown",
    )
    back.add_argument(
        "--above",
        action="append",
        default=[],
        type=_number,
        metavar="NUMBER",
        help="a number that somebody holds, such as A017: today's go on above it",
    )
    add_data(back)
    back.set_defaults(run=_restore)

    about = "forget old dates for good: their tickets, tokens and records; the log can be verified all the same"
    forget = commands.add_parser("purge", help=about, description=about)
    forget.add_argument("--older-than", type=_age, required=True, metavar="AGE", help="5y for five years, 90d for days")
    add_data(forget)
    forget.set_defaults(run=_purge)


def _purge(arguments: argparse.Namespace) -> int:
    now_ms = time.time_ns() // 1_000_000
    before = datetime.fromtimestamp(now_ms // 1000).astimezone().date() - arguments.older_than
    if not (arguments.data / FILE_NAME).exists():
        raise Stop(f"{arguments.data} has no database", Exit.UNAVAILABLE)
    store = Store(arguments.data, owner="antrean purge")
    try:
        store.open()
        anchor = store.purge(before, now_ms)
        store.remember()
    except HeldElsewhere as exc:
        raise Stop(f"{exc}: stop it first", Exit.UNAVAILABLE) from exc
    except StoreError as exc:
        raise Stop(str(exc), Exit.UNAVAILABLE) from exc
    finally:
        store.close()
    if anchor.seq:
        print(f"Everything before {before} is forgotten, up to record {anchor.seq}. Keep on paper: {anchor.hash}")
    else:
        print(f"There is nothing to forget before {before}.")
    return Exit.OK


def _age(text: str) -> timedelta:
    """An age as the command line has it: days or years."""
    found = re.fullmatch(r"(\d{1,4})([dy])", text)
    days = int(found[1]) * (365 if found[2] == "y" else 1) if found else 0
    if days < LEAST_AGE_DAYS:
        raise argparse.ArgumentTypeError(f"{text} is no age: 5y, or 90d, and {LEAST_AGE_DAYS}d at least")
    return timedelta(days=days)


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


def _restore(arguments: argparse.Namespace) -> int:
    if arguments.file is None:
        return _do_without(arguments.data, arguments.without)
    now = datetime.fromtimestamp(time.time_ns() // 10**9).astimezone()
    above = Testimony()
    for letters, count in arguments.above:
        above = above.heard("", {now.date().isoformat(): {letters: count}})
    try:
        restored = restore(
            made(arguments.data),
            arguments.file,
            now_s=int(now.timestamp()),
            without=arguments.without,
            above=above.shown,
        )
    except HeldElsewhere as exc:
        raise Stop(f"{exc}: stop it first", Exit.UNAVAILABLE) from exc
    except StoreError as exc:
        raise Stop(str(exc)) from exc
    _say(restored)
    return Exit.OK


def _say(restored: Restored) -> None:
    at = datetime.fromtimestamp(restored.at_ms // 1000).astimezone()
    print(f"The queue is that of {at:%Y-%m-%d %H:%M} again, record {restored.last.seq}.")
    if restored.set_aside is not None:
        print(f"The file that was there is now {restored.set_aside}.")
    if restored.awaited:
        print(
            f"Start the hub. It gives numbers once these have said what they have shown: {', '.join(restored.awaited)}."
        )
        print("Is one of them broken for good? `antrean restore --without KIOSK`.")
    else:
        print("Start the hub. No kiosk is asked what it has shown.")


def _do_without(data: Path, kiosks: list[str]) -> int:
    if not kiosks:
        raise Stop("say which copy, or --without KIOSK", Exit.USAGE)

    async def talk(hub: Conversation) -> int:
        for kiosk in kiosks:
            await hub.ask(wire.DoWithout(request=new_id(), kiosk=kiosk))
        print(f"Numbers are given without {', '.join(kiosks)}.")
        return Exit.OK

    return converse(data, talk)


def _number(text: str) -> tuple[str, int]:
    """A number as it is on paper."""
    if (parts := parts_of(text.upper())) is None:
        raise argparse.ArgumentTypeError(f"{text} is no number, such as A017")
    return parts


def _by_the_hub(data: Path, folder: Path | None) -> int:
    async def talk(hub: Conversation) -> int:
        act = wire.MakeBackup(request=new_id(), folder="" if folder is None else str(folder))
        answer = await hub.ask(act, timeout_s=ANSWER_S)
        assert isinstance(answer, wire.BackupMade)  # the answer to this act
        print(*answer.files, sep="\n")
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
