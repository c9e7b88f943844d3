"""A hub for pages under test: serves the assets under the real policy and speaks the display messages by script.

A test tells it what to push (`call`, `push_state`) and how to answer acts (`on_act`), and reads what pages said
(`hellos`, `acts`, `pings`). It decides nothing about queues. While it is `frozen` nothing is answered and connections
stay open; `drop` cuts them.
"""

import asyncio
import json
from collections.abc import Callable
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from config.catalogues import load_words
from display.pages import assets, words_script
from kiosk.hub.pages import SECURITY
from tests.fakes.display_hall import HALL, LANGUAGES, NAME

NOW_MS = 1795484460000
"""24 November 2026, 08.41 in the hall's zone."""

Message = dict[str, Any]


def _no_answer(_act: Message) -> Message | None:
    return None


class DisplayHub:
    """One page role at a time is enough for a test: every connection gets the same pushes."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.version = "1"
        self.page_version = "1"
        self.epoch = 1
        self.seq = 0
        self.now_ms = NOW_MS
        self.view: Message = {}
        self.hall: Message = HALL
        self.printers: list[Message] = []
        """Of all kiosks, for a console."""
        self.languages = LANGUAGES
        self.known_tokens = {"secret"}
        self.resumes = True
        """Whether missed calls are sent again; otherwise a page that was away gets the whole state."""
        self.calls: list[Message] = []
        """All `called` messages so far, for a page that was away."""
        self.hellos: list[Message] = []
        self.acts: list[Message] = []
        self.pings: list[Message] = []
        self.requests: list[str] = []
        """Every path asked for over HTTP."""
        self.on_act: Callable[[Message], Message | None] = _no_answer
        self.frozen = False
        self.accepting = True
        self.problem = ""
        """The code with which every hello is turned away."""
        self._connections: set[ServerConnection] = set()
        self._news = asyncio.Condition()
        self._server: Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._talk, "127.0.0.1", 0, process_request=self._http, close_timeout=0.1, ping_interval=None
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def origin(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    # ---- what a test does

    async def call(
        self, number: str, counter: str, *, at_ms: int | None = None, recall: bool = False, **lie: int
    ) -> Message:
        """Call a number as the log would; `lie` replaces `seq` or `prev` of the message."""
        prev, self.seq = self.seq, self.seq + 1
        shown = {
            "seq": self.seq,
            "at_ms": self.now_ms if at_ms is None else at_ms,
            "number": number,
            "counter": counter,
            "zone": "lantai-1",
            "recall": recall,
        }
        message: Message = {"t": "called", "seq": self.seq, "prev": prev, "call": shown} | lie
        self.calls.append(message)
        others = [one for one in self.view.get("calls", []) if one["number"] != number]
        self.view["calls"] = [shown, *others][:6]
        await self.send(message)
        return message

    async def push_state(self, **changes: Any) -> None:
        self.seq += 1
        self.view = self.view | changes
        await self.send({"t": "state", "seq": self.seq, "view": self.view})

    async def push_printers(self, *printers: Message) -> None:
        self.printers = list(printers)
        await self.send({"t": "printers", "printers": self.printers})

    async def send(self, message: Message) -> None:
        for connection in list(self._connections):
            await self._send(connection, message)

    async def drop(self) -> None:
        """Cut every connection without a farewell."""
        for connection in list(self._connections):
            connection.transport.abort()
        self._connections.clear()

    async def hello(self, count: int, within_s: float = 10) -> Message:
        """The `count`th hello, once it has come."""
        return await self._wait(self.hellos, count, within_s)

    async def act(self, count: int, within_s: float = 10) -> Message:
        """The `count`th act, once it has come."""
        return await self._wait(self.acts, count, within_s)

    async def ping(self, count: int, within_s: float = 10) -> Message:
        """The `count`th ping, once it has come: everything that page had sent before it has come too."""
        return await self._wait(self.pings, count, within_s)

    async def _wait(self, heard: list[Message], count: int, within_s: float) -> Message:
        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(lambda: len(heard) >= count)
        return heard[count - 1]

    # ---- what pages see

    def _http(self, _connection: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        if path == "/ws":
            return None if self.accepting else Response(503, "Service Unavailable", Headers())
        self.requests.append(request.path)
        if path.startswith("/t/"):
            path = "/ticket/"
        if path.endswith("/words.js"):
            return self._answer(self._words(path.split("/")[1]), "text/javascript; charset=utf-8")
        asset = assets().get(path)
        if asset is None:
            return Response(HTTPStatus.NOT_FOUND, "Not Found", Headers())
        return self._answer(asset.body, asset.content_type)

    def _answer(self, body: bytes, content_type: str) -> Response:
        headers = Headers()
        headers["Content-Type"] = content_type
        headers["Content-Length"] = str(len(body))
        for name, value in SECURITY.items():
            headers[name] = value
        headers["Connection"] = "close"
        return Response(HTTPStatus.OK, "OK", headers, body)

    def _words(self, page: str) -> bytes:
        return words_script(
            page,
            version=self.page_version,
            texts={language: load_words(language).texts for language in self.languages},
            hall=NAME,
            time_zone_label="WIB",
            utc_offset_min=420,
        )

    async def _talk(self, connection: ServerConnection) -> None:
        try:
            await self._hear(connection)
        except ConnectionClosed:
            pass
        finally:
            self._connections.discard(connection)

    async def _hear(self, connection: ServerConnection) -> None:
        async for frame in connection:
            message = json.loads(frame)
            if message["t"] == "hello":
                await self._greet(connection, message)
            elif message["t"] == "ping":
                await self._note(self.pings, message)
                await self._send(connection, {"t": "pong", "now_ms": self.now_ms, "seq": self.seq})
            else:
                await self._note(self.acts, message)
                answer = self.on_act(message)
                if answer is not None:
                    await self._send(connection, answer)

    async def _note(self, heard: list[Message], message: Message) -> None:
        async with self._news:
            heard.append(message)
            self._news.notify_all()

    async def _greet(self, connection: ServerConnection, hello: Message) -> None:
        await self._note(self.hellos, hello)
        problem = self.problem if hello["token"] in self.known_tokens else "unknown_token"
        if problem:
            await self._send(connection, {"t": "problem", "code": problem, "detail": ""})
            await connection.close(4401, problem)
            return
        self._connections.add(connection)
        welcome = {"t": "welcome", "protocol": 1, "version": self.version, "device": "test", "epoch": self.epoch}
        await self._send(connection, welcome | {"now_ms": self.now_ms, "hall": self.hall})
        if self.resumes and hello["seq"] and hello["epoch"] == self.epoch and self.role == "board":
            for missed in self.calls:
                if missed["seq"] > hello["seq"]:
                    await self._send(connection, missed)
        else:
            await self._send(connection, {"t": "state", "seq": self.seq, "view": self.view})
        if self.role == "counter":
            await self._send(connection, {"t": "printers", "printers": self.printers})

    async def _send(self, connection: ServerConnection, message: Message) -> None:
        if not self.frozen:
            await connection.send(json.dumps(message))
