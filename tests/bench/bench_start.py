"""From starting the kiosk's program to the first whole screen: the question, and the first agencies to tap.

On a raw pseudo terminal, with the hub running already. The floor is a Textual program that shows one word. Every start
is a fresh process, so most of it is Python reading modules.
"""

import sys
import time
from pathlib import Path

from tests.bench.places import scratch, wide_hub
from tests.bench.rows import Row, Size, against, middle
from tests.bench.terminal import terminal

STARTS = {Size.SMALLEST: 1, Size.QUICK: 5, Size.FULL: 11}
EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static("READY")

Empty().run()
"""
FIRST_SCREEN = ("Silakan pilih instansi", "Dukcapil", "Samsat")


def kiosk_command(folder: Path, url: str, token: str, printer: str, profile: str = "epson80") -> list[str]:
    """The product's own command line for a kiosk of the hub at `url`."""
    box = folder / "box.toml"
    settings = {"hub": url, "token": token, "printer": printer, "profile": profile}
    box.write_text("".join(f'{key} = "{value}"\n' for key, value in settings.items()), encoding="utf-8")
    return [sys.executable, "-m", "kiosk", "kiosk", "--box", str(box), "--log", str(folder / "kiosk.log")]


def measure(size: Size) -> list[Row]:
    """Milliseconds to the first screen, kiosk and empty program in turns."""
    kiosk: list[float] = []
    empty: list[float] = []
    with scratch() as folder, wide_hub(folder) as (hub, tokens):
        command = kiosk_command(folder, hub.url, tokens["kiosk"], f"file:{folder / 'tickets.txt'}")
        for _ in range(STARTS[size]):
            kiosk.append(_first_screen(command, FIRST_SCREEN))
            empty.append(_first_screen([sys.executable, "-c", EMPTY], ("READY",)))
    return [against("kiosk started to first screen, p50", middle(kiosk), "ms", middle(empty))]


def _first_screen(command: list[str], words: tuple[str, ...]) -> float:
    begin = time.monotonic()
    with terminal(command) as started:
        return (started.shows(*words) - begin) * 1000
