"""The command line itself: which commands there are, and what happens around each of them."""

import argparse
import logging
import sys
from collections.abc import Sequence
from importlib.metadata import version

from kiosk.cli import ask, backup, halls, logs, printer, ready, serve
from kiosk.cli.exits import Exit, Stop

ABOUT = "The queue-ticketing appliance of a public service hall."
EXAMPLES = """\
try it:        antrean demo
a new hall:    antrean hall copy banyuwangi my-hall && antrean check my-hall
run it:        antrean hub my-hall, then antrean kiosk --box kiosk.toml
from scripts:  antrean take A01, antrean call 1, antrean log
"""


def parser() -> argparse.ArgumentParser:
    """All commands with their options; each module adds its own."""
    top = argparse.ArgumentParser(
        prog="antrean", description=ABOUT, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--version", action="version", version=f"antrean {version('antrean')}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (serve, halls, ask, ready, logs, backup, printer):
        module.add_commands(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    arguments = parser().parse_args(argv)
    if arguments.run not in (*serve.LONG_RUNNING, *printer.LONG_RUNNING):
        logging.disable(logging.CRITICAL)  # what a command has to say is its answer and its exit code
    try:
        code: int = arguments.run(arguments)
    except Stop as stop:
        print(f"antrean: {stop}", file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return Exit.OK
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; there is nobody to tell
        return Exit.OK
    return code
