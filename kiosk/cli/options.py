"""Options that several commands share, with one wording and one default each."""

import argparse
import os
from pathlib import Path
from tempfile import TemporaryFile

from kiosk.cli.exits import Exit, Stop

DEFAULT_PORT = 8710
DEFAULT_DATA = Path(os.environ.get("ANTREAN_DATA", "var"))


def add_data(command: argparse.ArgumentParser, *, default: Path | str = DEFAULT_DATA) -> None:
    """Where the hub keeps its file."""
    command.add_argument(
        "--data",
        type=Path,
        default=default,
        metavar="DIR",
        help="the hub's data folder (default: $ANTREAN_DATA, else ./var)",
    )


def add_port(command: argparse.ArgumentParser) -> None:
    """Where the hub listens."""
    command.add_argument("--host", default="", help="address to listen on (default: all of this machine's)")
    command.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help=f"port for pages and websockets (default: {DEFAULT_PORT})"
    )


def made(data: Path) -> Path:
    """The data folder, made if it is not there; `Stop` when nothing can be written there."""
    try:
        new = [folder for folder in (data, *data.parents) if not folder.exists()]
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in new:
            _sync(folder.parent)  # a power cut must not take the whole folder, however well its files are kept
        with TemporaryFile(dir=data):
            return data
    except OSError as exc:
        raise Stop(f"{data} cannot be the data folder: {exc.strerror}", Exit.UNAVAILABLE) from exc


def _sync(folder: Path) -> None:
    """Make the names in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _port(text: str) -> int:
    """A port as the command line has it; 0 lets the system choose."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: 1 to 65535, or 0 for any that is free")
    return int(text)
