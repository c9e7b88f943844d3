"""`antrean check`, `antrean hall copy`, `antrean hall list`: the hall's folder, without a hub."""

import argparse
from pathlib import Path
from typing import Any

from config.copy import copy_hall, hall_folder, halls_available
from config.errors import ConfigError, HallFolderError
from config.loader import HallFolder, load_hall
from kiosk.cli.exits import Exit, Stop


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    check = commands.add_parser("check", help="read a hall's folder and list every mistake in it")
    check.add_argument("hall", metavar="HALL", help="the hall's folder, or the name of a hall that comes with Antrean")
    check.set_defaults(run=_check)
    hall = commands.add_parser("hall", help="start a new hall from one that is there")
    acts = hall.add_subparsers(title="commands", metavar="COMMAND", required=True)
    copy = acts.add_parser("copy", help="copy a hall to a new folder, to be edited there")
    copy.add_argument("name", metavar="NAME", help="the hall to copy; `antrean hall list` names them")
    copy.add_argument("folder", metavar="DIR", type=Path, help="the new folder; must not exist or be empty")
    copy.set_defaults(run=_copy)
    acts.add_parser("list", help="name the halls that come with Antrean").set_defaults(run=_list)


def load(name: str) -> HallFolder:
    """The hall in the folder `name`, or the one of that name that comes with Antrean; `Stop` lists its mistakes."""
    folder = Path(name)
    if not folder.is_dir() and name in halls_available():
        folder = hall_folder(name)
    try:
        return load_hall(folder)
    except HallFolderError as exc:
        raise Stop(f"{folder} is not a hall that can open:\n{exc.render()}") from exc


def _check(arguments: argparse.Namespace) -> int:
    folder = load(arguments.hall)
    hall = folder.hall
    print(
        f"{folder.identity.id}: no mistakes. {len(folder.agencies)} agencies, {len(hall.services)} services, "
        f"{len(hall.counters)} counters, {len(hall.zones)} zones; languages {', '.join(hall.languages)}; "
        f"digest {hall.digest}"
    )
    return Exit.OK


def _copy(arguments: argparse.Namespace) -> int:
    try:
        copy_hall(arguments.name, arguments.folder)
    except ConfigError as exc:
        raise Stop(str(exc)) from exc
    print(f"{arguments.folder} is a new hall. Edit its files, then: antrean check {arguments.folder}")
    return Exit.OK


def _list(_arguments: argparse.Namespace) -> int:
    for name in halls_available():
        print(name)
    return Exit.OK
