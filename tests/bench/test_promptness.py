"""What makes a hub prompt and needs no clock to be tested."""

import socket
from pathlib import Path

from tests.kiosk.hub.conftest import serving


async def test_answers_leave_at_once(tmp_path: Path) -> None:
    """No connection waits to fill a packet: with Nagle's algorithm a second message takes 40 ms on its way.

    asyncio switches it off by itself only where the listening socket was made by it, or names its protocol.
    """
    async with serving(tmp_path) as running:
        await running.guest("kiosk")
        assert running.hub._server is not None
        sockets = [connection.transport.get_extra_info("socket") for connection in running.hub._server.connections]
        assert sockets
        assert all(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for one in sockets)
