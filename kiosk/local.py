"""How a command on the hub's own machine finds the running hub: its address and a token only this user can read.

Both are files in the data folder. The address is there while the hub runs; the token stays.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.hub.access import new_token
from kiosk.store.lock import is_held

TOKEN_FILE = "local.token"
ADDRESS_FILE = "hub.address"


@dataclass(frozen=True, slots=True)
class LocalHub:
    """A hub that runs on this machine."""

    url: str
    token: str


def local_token(data: Path) -> str:
    """The administrator's token of `data`, made when it is not there; the file is readable by this user alone."""
    path = data / TOKEN_FILE
    with suppress(FileNotFoundError):
        if token := path.read_text(encoding="ascii").strip():
            return token
    token = new_token()
    write_private(path, f"{token}\n")
    return token


def write_private(path: Path, text: str) -> None:
    """Put `text` into `path`, whole or not at all, readable by this user alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def announce(data: Path, url: str) -> None:
    """Say where the hub of `data` listens."""
    (data / ADDRESS_FILE).write_text(f"{url}\n", encoding="ascii")


def withdraw(data: Path) -> None:
    """The hub of `data` stops."""
    (data / ADDRESS_FILE).unlink(missing_ok=True)


def find_local_hub(data: Path) -> LocalHub | None:
    """The hub that runs on `data`, or None when none does, whatever a crash has left behind."""
    try:
        url = (data / ADDRESS_FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    return LocalHub(url, local_token(data)) if is_held(data) else None
