"""The least a websocket server can be, the floor of the hub's measurements: what one says at `/ws`, all
others are told; at `/echo` whoever says something hears it again.

A program: `python -m tests.bench.bare_server`. It takes a free port, says it, and serves until SIGTERM. `GET /` is a
page that shows the last message.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from pathlib import Path

from websockets.asyncio.server import Server, ServerConnection, broadcast, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

KEEPALIVE_S = 10.0
"""As often as the hub looks whether a connection lives."""
ROOT = Path(__file__).parents[2]
PAGE = """<!DOCTYPE html><title>floor</title><div id="number"></div><script>
var socket = new WebSocket("ws://" + location.host + "/ws");
socket.onmessage = function (event) { document.getElementById("number").textContent = event.data; };
</script>"""


async def run() -> None:
    """Serve until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server: Server

    async def tell_all(connection: ServerConnection) -> None:
        assert connection.request is not None  # it has been answered
        alone = connection.request.path == "/echo"
        with suppress(ConnectionClosed):
            async for frame in connection:
                broadcast((connection,) if alone else server.connections - {connection}, frame)

    async with serve(
        tell_all, "127.0.0.1", 0, process_request=_page, compression=None, ping_interval=KEEPALIVE_S
    ) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await stop.wait()


def _page(_connection: ServerConnection, request: Request) -> Response | None:
    if request.path in {"/ws", "/echo"}:
        return None
    kind = "text/html" if request.path == "/" else "text/plain"
    body = PAGE.encode() if request.path == "/" else b""
    headers = Headers({"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close"})
    return Response(HTTPStatus.OK, "OK", headers, body)


@contextmanager
def bare_server() -> "Iterator[tuple[int, int]]":
    """A running one: its port and its process id."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bare_server"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            assert process.stdout is not None  # it is a pipe
            yield int(process.stdout.readline()), process.pid
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(run())
