"""Who may connect, and what each role may ask: the only place that says so.

A device is known by its token, of which the hub keeps the SHA-256 only. A ticket's page is known by the token on the
paper. The role is fixed when the connection says hello.
"""

import secrets
from collections.abc import Iterable, Mapping
from hashlib import sha256

from kiosk import wire
from kiosk.store.store import DeviceInfo

AT_A_COUNTER: frozenset[type[wire.Message]] = frozenset(
    {
        wire.OpenCounter,
        wire.CloseCounter,
        wire.CallNext,
        wire.Recall,
        wire.Start,
        wire.Finish,
        wire.Miss,
        wire.Cancel,
    }
)
"""Acts that staff do, each at the counter their connection sits at."""
FOR_VISITORS: frozenset[type[wire.Message]] = frozenset({wire.TakeTicket, wire.PrintCopy, wire.NewRoll})
"""What staff do for visitors and printers, wherever they sit."""
AT_THE_BOX: frozenset[type[wire.Message]] = frozenset(
    {
        wire.OpenDay,
        wire.CloseDay,
        wire.ReloadHall,
        wire.AddDevice,
        wire.MakeBackup,
        wire.DoWithout,
        wire.ReadLog,
        wire.AskReadiness,
    }
)
"""What this machine's own user alone may ask."""
MAY: Mapping[wire.Role, frozenset[type[wire.Message]]] = {
    "kiosk": frozenset({wire.TakeTicket, wire.ReportPrint, wire.ReportPrinter}),
    "counter": AT_A_COUNTER | FOR_VISITORS,
    "board": frozenset(),
    "ticket": frozenset(),
    "admin": AT_A_COUNTER | FOR_VISITORS | AT_THE_BOX,
}


def new_token() -> str:
    """A token for a device: 192 random bits."""
    return secrets.token_urlsafe(24)


def new_ticket_token() -> str:
    """A token for a ticket's page: 72 random bits in 12 characters, short enough for a small QR code."""
    return secrets.token_urlsafe(9)


def hash_of(token: str) -> str:
    """What the hub keeps of a token."""
    return sha256(token.encode()).hexdigest()


def may(role: wire.Role, message: wire.Message) -> bool:
    """Whether a connection of `role` may say `message`."""
    return type(message) in MAY[role]


class Devices:
    """The devices that may connect."""

    def __init__(self, known: Iterable[DeviceInfo]) -> None:
        self._by_hash = {device.token_hash: device for device in known}

    def kiosks(self) -> set[str]:
        """The names of all kiosks."""
        return {device.name for device in self._by_hash.values() if device.role == "kiosk"}

    def add(self, device: DeviceInfo) -> None:
        """Let a device connect from now on."""
        self._by_hash[device.token_hash] = device

    def find(self, token: str) -> DeviceInfo | None:
        """The device that holds `token`; nobody holds an empty one."""
        return self._by_hash.get(hash_of(token)) if token else None
