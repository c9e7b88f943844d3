"""Clients of a hub that cost little themselves: a websocket each, one question at a time, and a clock around it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from kiosk import wire
from kiosk.tasks import spawn

PING_S = 3.0
"""So often a page that hears nothing asks whether the hub is there."""


class Visitor:
    """A connection that has said hello."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self._name = uuid4().hex[:12]
        self._asked = count(1)

    async def ask(self, kind: type[wire.Act], **fields: Any) -> wire.Done:
        """The hub's yes to an act; what it pushes meanwhile is read and dropped."""
        request = f"{self._name}-{next(self._asked)}"
        await self.connection.send(wire.encode(kind(request=request, **fields)), text=True)
        async for frame in self.connection:
            message = wire.decode_from_hub(frame)
            if getattr(message, "request", None) == request:
                assert isinstance(message, wire.Done), message
                return message
        raise AssertionError("the hub hung up")

    async def timed(self, kind: type[wire.Act], **fields: Any) -> float:
        """Milliseconds from asking to the durable answer."""
        begin = time.perf_counter()
        await self.ask(kind, **fields)
        return (time.perf_counter() - begin) * 1000

    async def take(self, service: str = "A01") -> float:
        """Take a ticket: milliseconds to its durable answer."""
        return await self.timed(wire.TakeTicket, service=service, language="id")

    async def serve_next(self, holding: str | None) -> tuple[float, str]:
        """Call the next visitor and start serving them: milliseconds of the call, and the ticket."""
        begin = time.perf_counter()
        done = await self.ask(wire.CallNext, holding=holding)
        took_ms = (time.perf_counter() - begin) * 1000
        ticket = str(done.events[-1]["ticket"])
        await self.ask(wire.Start, ticket=ticket)
        return took_ms, ticket

    async def finish(self, ticket: str) -> None:
        """Finish serving `ticket`."""
        await self.ask(wire.Finish, ticket=ticket)

    async def look_on(self) -> None:
        """Read and drop whatever comes, and say a word now and then, as a page does."""
        while True:
            try:
                async with asyncio.timeout(PING_S):
                    await self.connection.recv()
            except TimeoutError:
                await self.connection.send(wire.encode(wire.Ping()), text=True)
            except ConnectionClosed:
                return


@asynccontextmanager
async def visiting(url: str, role: wire.Role, token: str, *, counter: str = "") -> AsyncIterator[Visitor]:
    """A connection of `role`, welcomed, at `counter` if one is given."""
    async with connect(
        url, proxy=None, compression=None, max_size=2**22, ping_interval=None, close_timeout=2
    ) as connection:
        hello = wire.Hello(protocol=wire.PROTOCOL, role=role, token=token)
        await connection.send(wire.encode(hello), text=True)
        welcome = wire.decode_from_hub(await connection.recv())
        assert isinstance(welcome, wire.Welcome), welcome
        visitor = Visitor(connection)
        if counter:
            await visitor.ask(wire.OpenCounter, counter=counter)
        yield visitor


@asynccontextmanager
async def looking_on(visitor: Visitor) -> AsyncIterator[None]:
    """`visitor` reads in the background for as long as the block lasts."""
    task = spawn(visitor.look_on(), name="onlooker")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
