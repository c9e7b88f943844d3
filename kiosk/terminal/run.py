"""Runs the visitor's app in this terminal until it is told to end. The command line calls it."""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path

from kiosk.notify import reporting
from kiosk.terminal.app import KioskApp
from kiosk.terminal.journal import Journal
from printer.desk import TicketPrinter
from printer.slip import Slip


def run_kiosk(
    hub_url: str,
    token: str,
    *,
    printer: Callable[[bool], TicketPrinter] | None,
    roll_mm: int,
    journal: Path,
    advice: Callable[[Slip], str] = lambda _slip: "",
    log_handler: logging.Handler,
    kiosk_mode: bool = True,
    first_language: str = "id",
    base_url: str = "",
) -> None:
    """Show the kiosk; returns when it ends (SIGTERM, or Ctrl+Q in a demonstration), the terminal as it was before.

    `printer` makes the printer, given whether its paper may begin with a part of a ticket, by the word of earlier
    processes. `roll_mm` is the length of a new roll, `journal` the file of what was shown and printed here.
    `advice` says, for the log, what is wrong with a slip like the hall's on this printer. Everything that is logged
    goes to `log_handler` and nothing to the terminal, which is the visitor's screen. `first_language` is spoken until
    the hub tells the hall's languages. `base_url` is what phones open for this kiosk's tickets, where it is not what
    the hub says.
    """
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)  # the terminal itself says how large it is; these may be a parent's
    logging.basicConfig(handlers=[log_handler], level=logging.INFO, force=True)
    known = Journal(journal)
    app = KioskApp(
        hub_url,
        token,
        printer=printer and printer(known.paper.torn),
        roll_mm=roll_mm,
        journal=known,
        advice=advice,
        kiosk_mode=kiosk_mode,
        first_language=first_language,
        base_url=base_url,
    )

    async def show() -> None:
        with reporting():
            await app.run_async()

    asyncio.run(show())
