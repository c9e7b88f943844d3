"""A supervisor's link to a running hub: gives numbers, says which date it is, and sees what staff are warned of."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from kiosk import wire
from kiosk.cli.ask import new_id
from kiosk.client import HubClient
from kiosk.local import find_local_hub
from kiosk.tasks import spawn
from tests.fakes.running_hall import PATIENCE_S, RunningHall


class Supervisor:
    """The administrator of the hub's own machine."""

    def __init__(self, hall: RunningHall) -> None:
        local = find_local_hub(hall.data)
        assert local is not None, f"no hub runs on {hall.data}"
        hello = wire.Hello(protocol=wire.PROTOCOL, role="admin", token=local.token)
        self.link = HubClient(local.url, lambda: hello, on_message=self._heard)
        self._warned_of: list[str] = []
        self._news = asyncio.Event()

    async def ask(self, act: type[wire.Act], **fields: Any) -> wire.Done | wire.Refused:
        answer = await self.link.ask(act(request=new_id(), **fields), timeout_s=PATIENCE_S)
        assert isinstance(answer, wire.Done | wire.Refused)  # the answers to an act
        return answer

    async def take(self, service: str) -> dict[str, Any]:
        """The issue of the next number."""
        answer = await self.ask(wire.TakeTicket, service=service, language="en")
        assert isinstance(answer, wire.Done), answer
        return next(event for event in answer.events if event["kind"] == "ticket_issued")

    async def until_warned(self, holds: Callable[[list[str]], bool]) -> None:
        """Wait until what staff are warned of is so."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds(self._warned_of):
                self._news.clear()
                await self._news.wait()

    def _heard(self, message: wire.FromHub) -> None:
        if isinstance(message, wire.Welcome):
            self._warned_of = []
        if isinstance(message, wire.Notice):
            self._warned_of = message.codes
        self._news.set()


@asynccontextmanager
async def supervising(hall: RunningHall) -> AsyncIterator[Supervisor]:
    """The supervisor of a running hub, for as long as the block lasts."""
    supervisor = Supervisor(hall)
    link = spawn(supervisor.link.run(), name="the supervisor's link")
    try:
        yield supervisor
    finally:
        link.cancel()
        await asyncio.wait({link})
