"""How many connections a hub has room for, and who goes when there is none left. Pure: callers are opaque here.

A caller is a *stranger* until its hello has been accepted; that takes a device a few milliseconds. Strangers have a
room of their own, and when it is full the one that has stood there longest goes: a crowd of silent sockets pushes
itself out, while whoever comes with a token is through before. Devices have room that neither strangers nor phones can
take.
"""

import resource
from collections.abc import Hashable
from ipaddress import IPv6Address, ip_address
from typing import Generic, TypeVar

from kiosk.hub.limits import Limits

SPARE_FILES = 256
"""Files beside the connections: the database, its backup, the log, and what the loop accepts in one turn."""

_Caller = TypeVar("_Caller", bound=Hashable)


class Crowded(Exception):
    """There is no room for one more of these."""


class Gate(Generic[_Caller]):
    """Everyone who is connected; `open_files` is how many files this process may have."""

    def __init__(self, limits: Limits, *, open_files: int) -> None:
        room = max(4, min(limits.connections, open_files - SPARE_FILES))
        self._strangers_max = min(limits.strangers, room // 4)
        self._per_address = limits.strangers_per_address
        self._welcomed_max = room - self._strangers_max
        self._phones_max = min(limits.phones, room // 4)
        self._per_ticket = limits.per_ticket
        self._per_device = limits.per_device
        self._strangers: dict[_Caller, str] = {}
        """In the order of their coming, each with its address."""
        self._at_address: dict[str, dict[_Caller, None]] = {}
        self._welcomed: dict[_Caller, tuple[str, bool]] = {}
        """Each with its key, and whether it is a phone."""
        self._of_key: dict[str, dict[_Caller, None]] = {}
        self._phones = 0

    def __len__(self) -> int:
        return len(self._strangers) + len(self._welcomed)

    def arrive(self, caller: _Caller, address: str) -> _Caller | None:
        """Let a stranger stand at the door; the one that has to go for it, if any. That one has left already."""
        self._strangers[caller] = address
        here = self._at_address.setdefault(address, {})
        here[caller] = None
        if len(here) > self._per_address:
            oldest = next(iter(here))
        elif len(self._strangers) > self._strangers_max:
            oldest = next(iter(self._strangers))
        else:
            return None
        self.leave(oldest)
        return oldest

    def welcome(self, caller: _Caller, key: str, *, phone: bool) -> None:
        """Let a stranger in; `key` is the device or the ticket.

        Raises `Crowded` when there is no room, or when as many as may have come with this key already.
        """
        same = len(self._of_key.get(key, ()))
        if same >= (self._per_ticket if phone else self._per_device) or (phone and self._phones >= self._phones_max):
            raise Crowded
        if len(self._welcomed) >= self._welcomed_max:
            raise Crowded
        self.leave(caller)
        self._welcomed[caller] = (key, phone)
        self._of_key.setdefault(key, {})[caller] = None
        self._phones += phone

    def leave(self, caller: _Caller) -> None:
        """Forget a caller, stranger or not; also twice."""
        if (address := self._strangers.pop(caller, None)) is not None:
            _take_out(self._at_address, address, caller)
        if (known := self._welcomed.pop(caller, None)) is not None:
            key, phone = known
            _take_out(self._of_key, key, caller)
            self._phones -= phone


def _take_out(places: dict[str, dict[_Caller, None]], place: str, caller: _Caller) -> None:
    del places[place][caller]
    if not places[place]:
        del places[place]


def address_of(host: str) -> str:
    """One network neighbour: an IPv4 address, or the /64 of an IPv6 one, of which anybody has as many as they like."""
    address = ip_address(host.partition("%")[0])
    if not isinstance(address, IPv6Address) or address.is_loopback:
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def open_files(wanted: int) -> int:
    """How many files this process may have, raised towards `wanted` as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else soft
