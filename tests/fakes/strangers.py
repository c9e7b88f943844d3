"""What comes to a hub uninvited: raw sockets from many addresses of this machine, and frames that no library sends.

Linux answers for all of 127.0.0.0/8, so that one test can be many neighbours.
"""

import resource
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

PATIENCE_S = 20.0
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: hall\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, reserved: int = 0, masked: bool = True) -> bytes:
    """One frame of RFC 6455, section 5.2; the mask is zero."""
    head = bytes([fin << 7 | reserved << 4 | opcode])
    mask = masked << 7
    if len(payload) < 126:
        head += bytes([mask | len(payload)])
    else:
        head += bytes([mask | 126]) + struct.pack("!H", len(payload))
    return head + (b"\0\0\0\0" if masked else b"") + payload


def neighbour(number: int) -> str:
    """The address of one of 65,000 neighbours."""
    return f"127.{1 + number // 254 % 250}.0.{1 + number % 254}"


@contextmanager
def stranger(port: int, said: bytes = b"", *, at: str = "127.0.0.1") -> Iterator[socket.socket]:
    """A connection to the hub from the address `at`, on which `said` has been said, after the handshake if it has one.

    What the hub has cut meanwhile is not noticed here.
    """
    with socket.socket() as made:
        made.settimeout(PATIENCE_S)
        made.bind((at, 0))
        made.connect(("127.0.0.1", port))
        with suppress(ConnectionError):
            if said.startswith(UPGRADE):
                made.sendall(UPGRADE)
                assert made.recv(4096)[:12] in {b"", b"HTTP/1.1 101"}
            made.sendall(said.removeprefix(UPGRADE))
        yield made


@contextmanager
def crowd(port: int, said: list[bytes], *, addresses: int, size: int) -> Iterator[list[socket.socket]]:
    """`size` strangers at once from so many addresses, who say `said` in turns and then nothing more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, size + 512), hard), hard))
    with ExitStack() as all_of_them:
        yield [
            all_of_them.enter_context(stranger(port, said[number % len(said)], at=neighbour(number % addresses)))
            for number in range(size)
        ]


def heard(connection: socket.socket) -> bytes:
    """Everything the hub says until it hangs up; raises `TimeoutError` when it does not."""
    whole = b""
    with suppress(ConnectionError):
        while part := connection.recv(65536):
            whole += part
    return whole


def heard_until(connection: socket.socket, text: bytes, times: int = 1) -> bytes:
    """Everything the hub says until it has said `text` so often, or hangs up."""
    whole = b""
    with suppress(ConnectionError):
        while whole.count(text) < times and (part := connection.recv(65536)):
            whole += part
    return whole


def close_code(frames: bytes) -> int | None:
    """The code of the close frame among the frames that a hub has sent; None when it hung up without."""
    while len(frames) >= 2:
        opcode, length, at = frames[0] & 0xF, frames[1], 2
        if length == 126:
            length, at = struct.unpack("!H", frames[2:4])[0], 4
        if opcode == CLOSE:
            return int(struct.unpack("!H", frames[at : at + 2])[0])
        frames = frames[at + length :]
    return None
