"""`antrean ready`: one line for half past seven in the morning, and an exit status for scripts.

The hub says how the hall stands, `judge` what of it stands in the way of opening. Only what somebody has to mend does;
that no counter is open yet, or that a hall keeps no backups, is said and is nobody's fault.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kiosk import wire
from kiosk.cli.ask import Conversation, converse
from kiosk.cli.exits import Exit
from kiosk.cli.options import add_data

OLD_BACKUP_S = 25 * 3600
"""The end of every date is copied, on a quiet Sunday too; the hour is for what delays one."""
NO_PRINTER = "no_printer"
"""What a kiosk says that is meant to have none: numbers stand on its screen."""
NOTICES = {
    "clock_stepped": "the clock is not to be trusted: look at it, then `antrean day set DATE`",
    "storage_failing": "nothing can be stored on the disk",
    "disk_full": "the disk is full: no numbers are given",
    "disk_low": "disk nearly full",
    "backup_failing": "no backup can be made",
    "restored": "restored from a backup, and some kiosk has not said yet what it has shown",
}
"""The hub's notices; one that is not here is wrong all the same."""
TROUBLE = {"journal": "its journal cannot be kept"}
"""A code of the printer's vocabulary says what it is; these do not."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was looked at, in words for the operator."""

    words: str
    wrong: bool = False
    """It stands in the way of opening."""


def add_commands(commands: Any) -> None:
    """Add the command of this module."""
    about = "say in one line whether the hall can open, and if not, what somebody has to mend"
    command = commands.add_parser("ready", help=about, description=about)
    add_data(command)
    command.add_argument("--json", action="store_true", help="print the verdict, and all it was made from, as JSON")
    command.set_defaults(run=_ready)


def _ready(arguments: argparse.Namespace) -> int:
    async def talk(hub: Conversation) -> int:
        stands = await hub.ask(wire.AskReadiness())
        assert isinstance(stands, wire.Readiness)  # the answer to this question
        items = judge(stands)
        wrong = [item.words for item in items if item.wrong]
        if arguments.json:
            print(json.dumps({"ready": not wrong, "wrong": wrong} | _facts(stands)))
        else:
            print(line(items))
        return Exit.WRONG if wrong else Exit.OK

    return converse(arguments.data, talk)


def _facts(stands: wire.Readiness) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(wire.encode(stands))
    return {key: value for key, value in facts.items() if key != "t"}


def line(items: list[Item]) -> str:
    """Everything in one line when the hall can open, else what is wrong and nothing more."""
    wrong = [item.words for item in items if item.wrong]
    return f"not ready: {'; '.join(wrong)}" if wrong else f"ready: {', '.join(item.words for item in items)}"


def judge(stands: wire.Readiness) -> list[Item]:
    """Every item of the hall as it `stands`, in the order in which people read them."""
    return [
        *_day(stands),
        *_kiosks(stands.printers),
        Item(_count(stands.boards, "board") if stands.boards else "no board is connected", not stands.boards),
        Item(_count(stands.consoles, "console")),
        Item(f"{stands.open_counters} of {stands.counters} counters open"),
        *([] if "clock_stepped" in stands.notices else [Item("clock right")]),
        _room(stands.free_bytes),
        _backup(stands),
        *(Item(NOTICES.get(code, code.replace("_", " ")), wrong=True) for code in stands.notices),
    ]


def _day(stands: wire.Readiness) -> Iterator[Item]:
    if stands.business_date is None:
        if "storage_failing" not in stands.notices:  # which hides the date, and is an item of its own
            yield Item("no date is open", wrong=True)
    elif stands.open:
        yield Item(f"{stands.business_date}")
    else:
        yield Item(f"{stands.business_date} is closed", wrong=True)


def _kiosks(printers: list[wire.Printer]) -> Iterator[Item]:
    if not printers:
        yield Item("there is no kiosk", wrong=True)
    for printer in printers:
        problems = list(_problems(printer))
        if problems:
            yield Item(f"{printer.kiosk}: {', '.join(problems)}", wrong=True)
        elif printer.trouble == NO_PRINTER:
            yield Item(f"{printer.kiosk} without a printer")
        elif printer.tickets_left < 0:
            yield Item(f"{printer.kiosk} has paper")
        else:
            yield Item(f"{printer.kiosk} paper for about {_count(printer.tickets_left, 'ticket')}")


def _problems(printer: wire.Printer) -> Iterator[str]:
    if not printer.connected:
        yield "not connected"  # and what it said last may be long over
    elif not printer.since_ms:
        yield "its printer has not been heard of"
    else:
        if printer.trouble not in ("", NO_PRINTER):
            yield TROUBLE.get(printer.trouble, printer.trouble.replace("_", " "))
        elif printer.paper_near_end:
            yield "paper near its end"
        if printer.held:
            yield "a ticket that got stuck may still come out"


def _room(free_bytes: int) -> Item:
    if free_bytes < 0:
        return Item("room on the disk is not known", wrong=True)
    gigabytes = free_bytes / 10**9
    return Item(f"disk {gigabytes:.0f} GB free" if gigabytes >= 10 else f"disk {gigabytes:.1f} GB free")


def _backup(stands: wire.Readiness) -> Item:
    if not stands.backup_folders:
        return Item("no folder for backups")
    if stands.backup_age_s < 0:
        return Item("no backup yet", wrong=True)
    return Item(f"backup {_age(stands.backup_age_s)} old", stands.backup_age_s > OLD_BACKUP_S)


def _age(seconds: int) -> str:
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if hours < 2:
        return f"{minutes} min"
    return f"{hours} h" if days < 2 else f"{days} days"


def _count(many: int, what: str) -> str:
    return f"{many} {what}" if many == 1 else f"{many} {what}s"
