"""Runs the staff's console in this terminal until it is told to end. The command line calls it."""

import asyncio
import os
import signal

from kiosk import wire
from kiosk.counter.app import CounterApp


def run_counter(hub_url: str, token: str, *, role: wire.Role, counter: str, language: str) -> int:
    """Show the console; returns its exit code when it ends (Ctrl+Q, SIGTERM), the terminal as it was before.

    `counter` is sat down at, where it is not empty. `language` is spoken until the hub has told the hall's own. Nothing
    may be logged to the terminal meanwhile: what staff must know stands on the screen.
    """
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)  # the terminal itself says how large it is; these may be a parent's
    app = CounterApp(hub_url, token, role=role, counter=counter, first_language=language)

    async def show() -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, app.exit)
        await app.run_async()

    asyncio.run(show())
    return app.return_code or 0
