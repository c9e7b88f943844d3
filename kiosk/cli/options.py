"""Options that several commands share, with one wording and one default each."""

import argparse
import os
from pathlib import Path

DEFAULT_PORT = 8710
DEFAULT_DATA = Path(os.environ.get("ANTREAN_DATA", "var"))


def add_data(command: argparse.ArgumentParser) -> None:
    """Where the hub keeps its file."""
    command.add_argument(
        "--data",
        type=Path,
        default=DEFAULT_DATA,
        metavar="DIR",
        help="the hub's data folder (default: $ANTREAN_DATA, else ./var)",
    )


def add_port(command: argparse.ArgumentParser) -> None:
    """Where the hub listens."""
    command.add_argument("--host", default="", help="address to listen on (default: all of this machine's)")
    command.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help=f"port for pages and websockets (default: {DEFAULT_PORT})"
    )
