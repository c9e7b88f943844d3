"""What a hub told its clients, read from the bytes it handed to its sockets, each message with its instant.

A message counts as told once the call that hands over its last byte has begun: from then on it may be on the wire.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, Protocol, State

from kiosk import wire
from tests.powercut.strace import Call

_HEADERS_END = b"\r\n\r\n"


class Told(NamedTuple):
    """One message to one client."""

    at: int
    """Place in the recording."""
    device: str
    """The client, as the hub's own `welcome` names it; empty for one that was not welcomed."""
    message: wire.FromHub


class _Connection:
    """One socket: the answer to the handshake, then frames."""

    def __init__(self) -> None:
        self.device = ""
        self._head = b""
        self._protocol: Protocol | None = None

    def sent(self, data: bytes) -> Iterator[wire.FromHub]:
        """The messages that `data` completes."""
        if self._protocol is None:
            self._head += data
            head, end, data = self._head.partition(_HEADERS_END)
            if not end or not head.startswith(b"HTTP/1.1 101 "):
                return
            self._protocol = Protocol(CLIENT, state=State.OPEN, max_size=None)
        self._protocol.receive_data(data)
        for frame in self._protocol.events_received():
            assert isinstance(frame, Frame)  # the handshake is behind us
            if frame.opcode is Opcode.TEXT:
                message = wire.decode_from_hub(bytes(frame.data).decode())
                if isinstance(message, wire.Welcome):
                    self.device = message.device
                yield message


def told(calls: Iterable[Call]) -> list[Told]:
    """Every message of a hub's life, in the order in which the calls that completed them began."""
    connections: dict[str, _Connection] = {}
    messages: list[Told] = []
    for call in sorted(calls):
        if call.name == "sendto" and not call.failed:
            connection = connections.setdefault(call.descriptor[1], _Connection())
            taken = call.strings[0][: int(call.result)]
            messages += (Told(call.began, connection.device, message) for message in connection.sent(taken))
    return messages
