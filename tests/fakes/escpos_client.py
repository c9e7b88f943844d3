"""A program that prints with python-escpos as it comes, in a process of its own, so that nothing of ours is in its way.

Run as `python -m tests.fakes.escpos_client network HOST PORT` or `… serial DEVICE BAUD`. Each line on standard input is
one thing to do (`online`, `paper`, `ticket LINK`); each is answered by one line.
"""

import json
import sys
from contextlib import redirect_stdout
from typing import Any

from escpos.printer import Network, Serial
from PIL import Image

PROFILE = "TM-T20II"
"""The library's own, for a printer like our `epson80`."""


def main() -> None:
    kind, where, number = sys.argv[1:]
    if kind == "network":
        printer: Any = Network(where, int(number), timeout=10, profile=PROFILE)
    else:
        printer = Serial(where, int(number), timeout=0.3, profile=PROFILE)
    printer.open()
    for line in sys.stdin:
        act, _, argument = line.strip().partition(" ")
        with redirect_stdout(sys.stderr):  # the library prints remarks of its own
            found = do(printer, act, argument)
        print(json.dumps(found), flush=True)
    printer.close()


def do(printer: Any, act: str, argument: str) -> object:
    match act:
        case "online":
            return printer.is_online()
        case "paper":
            return printer.paper_status()
        case "ticket":
            print_ticket(printer, argument)
            return "sent"
        case _:
            raise ValueError(act)


def print_ticket(printer: Any, link: str) -> None:
    """A bit of everything the library can print."""
    printer.hw("INIT")
    printer.set(align="center", custom_size=True, width=4, height=4)
    printer.textln("A001")
    printer.set(align="center", normal_textsize=True, bold=True)
    printer.textln("Silakan menunggu, é")
    printer.ln()
    printer.qr(link, native=True, size=5)
    printer.ln()
    printer.image(Image.new("1", (384, 40)), impl="bitImageRaster")
    printer.image(Image.new("1", (48, 24)), impl="bitImageColumn")
    printer.image(Image.new("1", (64, 32)), impl="graphics")
    printer.barcode("ANTREAN1", "CODE39", check=False)
    printer.cut()


if __name__ == "__main__":
    main()
