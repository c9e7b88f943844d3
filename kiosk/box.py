"""The settings of one machine: where its hub is, which token it holds, what printer hangs on it.

One small TOML file a machine, apart from the hall's folder (which has no secrets) and from the database (which has the
state). Kiosks read theirs; `antrean device add` shows the token it needs.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from config.catalogues import languages_available
from printer.errors import BadAddress, BadProfile
from printer.ports import port_from_url
from printer.profile import load_profile

NO_PRINTER = "none"
"""In place of an address: this kiosk gives numbers without paper."""


class BoxError(Exception):
    """The file cannot be used; the text names the file, the key and what is allowed."""


class Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kiosk's machine."""

    hub: str = "ws://127.0.0.1:8710/ws"
    """The hub's websocket."""
    token: str
    """This device's own, from `antrean device add`."""
    printer: str = "file:tickets.txt"
    """Where the printer is: `tcp://192.168.1.50:9100`, `serial:/dev/ttyUSB0?baud=38400&flow=rtscts`,
    `usb:/dev/usb/lp0`, `file:PATH` for readable tickets in a file, or `none`."""
    profile: str = "epson80"
    """The family of the printer: one of `printer/profiles`, or the path of a TOML file like them."""
    logo_stored: bool = False
    """Whether the hall's logo was stored in the printer, which then prints it from its own memory."""
    base_url: str = ""
    """What visitors' phones open for the QR code of this kiosk's tickets; empty takes the hub's own `--base-url`."""
    language: str = "id"
    """Spoken until the hub has told the hall's languages."""


def load_box(path: Path) -> Box:
    """The settings in `path`; raises `BoxError`."""
    try:
        box = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Box)
    except OSError as exc:
        raise BoxError(f"{path}: {exc.strerror}") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as exc:
        raise BoxError(f"{path}: {exc}") from exc
    for problem in _problems(box):
        raise BoxError(f"{path}: {problem}")
    return box


def _problems(box: Box) -> Iterator[str]:
    if not box.token:
        yield "token: is empty; `antrean device add kiosk NAME` makes one"
    try:
        address = urlsplit(box.hub)
        usable = address.scheme in {"ws", "wss"} and address.hostname and address.port != 0
    except ValueError:
        usable = False
    if not usable:
        yield f'hub: "{box.hub}" is no address of a hub, such as "ws://192.168.1.10:8710/ws"'
    try:
        if box.printer != NO_PRINTER:
            port_from_url(box.printer)
    except BadAddress as exc:
        yield f"printer: {exc}"
    try:
        load_profile(box.profile)
    except BadProfile as exc:
        yield f"profile: {exc}"
    if box.base_url and urlsplit(box.base_url).scheme not in {"http", "https"}:
        yield f'base_url: "{box.base_url}" is no address of pages, such as "http://192.168.1.10:8710"'
    if box.language not in languages_available():
        yield f'language: there are no words for "{box.language}"; available: {", ".join(languages_available())}'
