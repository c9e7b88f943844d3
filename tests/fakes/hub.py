"""A small real hub for tests of its clients: one websocket server that speaks `kiosk.wire` and does what a test says.

By default it welcomes everybody and gives every `TakeTicket` the next number. A test scripts it with `plan`: what to do
with the next acts, one entry each.
"""

from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from kiosk import wire

Plan = Literal["answer", "hold", "drop", "done_then_drop", "fault"]
"""Answer; keep it waiting until `release`; break the connection unheard; do it and break; say "not known"."""


class FakeHub:
    """Keeps everything it was told in `heard`, and remembers answers by request id as the real one does."""

    def __init__(self, hall: dict[str, Any], *, now_ms: int = 1_795_484_460_000) -> None:
        self.hall = hall
        self.now_ms = now_ms
        self.epoch = 1
        self.view: dict[str, Any] = {"open": True, "waiting": {}}
        self.heard: list[wire.FromClient] = []
        self.plan: deque[Plan | wire.Refused] = deque()
        self.turn_away = False
        self.number: Callable[[int], str] = lambda count: f"A{count:03d}"
        self.taken = 0
        self._answers: dict[str, wire.Message] = {}
        self._held: list[tuple[ServerConnection, wire.Act]] = []
        self._open: set[ServerConnection] = set()
        self._server: Server | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/ws"

    def acts(self, kind: type[wire.Act] = wire.TakeTicket) -> list[Any]:
        """What was asked, repeats included."""
        return [message for message in self.heard if isinstance(message, kind)]

    async def start(self) -> None:
        """Listen, on the same port as before."""
        self._server = await serve(self._talk, "127.0.0.1", self._port, compression=None)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Go away, as a process that ends does."""
        if self._server is not None:
            self._server.close()
            for connection in list(self._open):
                connection.transport.abort()
            await self._server.wait_closed()
            self._server = None

    async def show(self, **view: Any) -> None:
        """Change the view and push it."""
        self.view = self.view | view
        for connection in list(self._open):
            await self._say(connection, self._state())

    async def tell(self, message: wire.FromHub) -> None:
        """Say something to everybody who is connected."""
        for connection in list(self._open):
            await self._say(connection, message)

    def _state(self) -> wire.State:
        return wire.State(seq=0, view=msgspec.Raw(msgspec.json.encode(self.view)))

    async def release(self) -> None:
        """Answer what was kept waiting."""
        held, self._held = self._held, []
        for connection, act in held:
            await self._say(connection, self._answer(act))

    async def _talk(self, connection: ServerConnection) -> None:
        self._open.add(connection)
        try:
            async for frame in connection:
                message = wire.decode_from_client(frame)
                self.heard.append(message)
                await self._meet(connection, message)
        except ConnectionClosed:
            pass
        finally:
            self._open.discard(connection)

    async def _meet(self, connection: ServerConnection, message: wire.FromClient) -> None:
        match message:
            case wire.Hello():
                await self._welcome(connection)
            case wire.Ping():
                await self._say(connection, wire.Pong(now_ms=self.now_ms, seq=0))
            case wire.TakeTicket():
                await self._act(connection, message)
            case wire.Act():
                await self._say(connection, self._answer(message))
            case _:
                pass

    async def _welcome(self, connection: ServerConnection) -> None:
        if self.turn_away:
            await self._say(connection, wire.Problem(code="unknown_token"))
            await connection.close()
            return
        welcome = wire.Welcome(
            protocol=wire.PROTOCOL,
            version="test",
            device="kiosk-1",
            epoch=self.epoch,
            now_ms=self.now_ms,
            hall=self.hall,
        )
        await self._say(connection, welcome)
        await self._say(connection, self._state())

    async def _act(self, connection: ServerConnection, act: wire.Act) -> None:
        match self.plan.popleft() if self.plan else "answer":
            case "answer":
                await self._say(connection, self._answer(act))
            case "hold":
                self._held.append((connection, act))
            case "drop":
                connection.transport.abort()
            case "done_then_drop":
                self._answer(act)
                connection.transport.abort()
            case "fault":
                await self._say(connection, wire.Fault(request=act.request))
            case wire.Refused(code=code, data=data):
                await self._say(connection, wire.Refused(request=act.request, code=code, data=data))

    def _answer(self, act: wire.Act) -> wire.Message:
        if act.request not in self._answers:
            self._answers[act.request] = wire.Done(request=act.request, seq=1, events=self._facts(act))
        return self._answers[act.request]

    def _facts(self, act: wire.Act) -> list[dict[str, Any]]:
        if not isinstance(act, wire.TakeTicket):
            return []
        self.taken += 1
        number = self.number(self.taken)
        service = next(service for service in self.hall["services"] if service["code"] == act.service)
        return [
            {
                "kind": "ticket_issued",
                "ticket": f"2026-11-24/{number}",
                "number": number,
                "series": service["agency"],
                "count": self.taken,
                "service": act.service,
                "agency": service["agency"],
                "language": act.language,
                "token": f"token-{number}",
                "ahead": self.view["waiting"].get(act.service, 0),
                "at_ms": self.now_ms,
                "seq": self.taken,
            }
        ]

    async def _say(self, connection: ServerConnection, message: wire.Message) -> None:
        with suppress(ConnectionClosed):
            await connection.send(wire.encode(message), text=True)


@asynccontextmanager
async def running(hub: FakeHub) -> AsyncIterator[FakeHub]:
    """A hub for as long as the block lasts."""
    await hub.start()
    try:
        yield hub
    finally:
        await hub.stop()
