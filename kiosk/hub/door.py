"""A connection as the hub takes it: it stands at the gate from its first byte, and cannot keep the loop busy by itself.

The library refuses what breaks the rules of websockets. What keeps to them and is still abuse is met here: pings and
fragments without end, which the library answers and collects outside of its flow control.
"""

import asyncio
import time
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.frames import Frame, Opcode
from websockets.protocol import Event

from kiosk.hub.gate import Gate, address_of
from kiosk.hub.incidents import Incidents
from kiosk.hub.limits import Bucket, Limits

RECEIVE_BYTES = 8 * 1024
"""What the kernel holds of a connection, and so about the most that one turn of the loop has to take apart."""
SLICE_BYTES = 512
"""So much is taken apart before a flood can be noticed."""
SHORTEST_MESSAGE = len('{"t":"ping"}')
ACCEPTED_IN_A_TURN = 4
"""New connections that one turn of the loop takes; the others wait in the kernel's queue, and nobody else notices."""
BREACHES = {1002: "bad_frame", 1007: "bad_text", 1009: "too_big"}
"""Close codes that the library says to one who breaks the rules, as kinds of incidents."""


class Door(ServerConnection):
    """A server connection that is counted, and cut when it floods."""

    def __init__(self, *args: Any, gate: "Gate[Door]", incidents: Incidents, limits: Limits, **options: Any) -> None:
        super().__init__(*args, **options)
        self.incidents = incidents
        self.address = ""
        """The network neighbour it comes from: see `address_of`."""
        self._gate = gate
        self._odd = Bucket(limits.odd_rate_per_s, limits.odd_burst, time.monotonic())
        self._cut = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Stand at the gate; the one that has to go for it is cut."""
        super().connection_made(transport)
        self.address = address_of(transport.get_extra_info("peername")[0])
        if (gone := self._gate.arrive(self, self.address)) is not None:
            gone.cut("crowded")

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the gate."""
        self._gate.leave(self)
        if self.response is None and not self._cut:
            self.incidents.note("no_request", self.address)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has come apart, and stop where it turns out to be a flood."""
        for start in range(0, len(data), SLICE_BYTES):
            if not self._cut:
                super().data_received(data[start : start + SLICE_BYTES])

    def process_event(self, event: Event) -> None:
        """Take a request or a frame; one that is no whole message costs."""
        if self._cut:
            return
        if isinstance(event, Frame) and not _is_message(event) and not self._odd.may(time.monotonic()):
            self.cut("odd_frames")
            return
        super().process_event(event)

    def cut(self, why: str) -> None:
        """End it at once, without a word."""
        self._cut = True
        self.incidents.note(why, self.address)
        self.transport.abort()

    def asker(self) -> str:
        """Where the request comes from: the client's address, when a proxy of this machine has passed it on."""
        passed_on = self.request.headers.get_all("X-Forwarded-For") if self.request else []
        if passed_on and ip_address(self.address).is_loopback:
            with suppress(ValueError):
                return address_of(passed_on[-1].rpartition(",")[2].strip())
        return self.address


def _is_message(frame: Frame) -> bool:
    """Whether a frame may be a whole message, or is the goodbye; no client of ours sends a message in parts."""
    whole = frame.fin and frame.opcode in {Opcode.TEXT, Opcode.BINARY}
    return frame.opcode is Opcode.CLOSE or (whole and len(frame.data) >= SHORTEST_MESSAGE)
