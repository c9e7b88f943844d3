"""A hub on a real file and a real port, with clients of every role, in the test's own loop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from config.copy import hall_folder
from config.loader import HallFolder, load_hall
from kiosk import wire
from kiosk.client import HubClient
from kiosk.hub.access import hash_of
from kiosk.hub.clock import Clock
from kiosk.hub.limits import Limits
from kiosk.hub.server import Hub
from kiosk.store.store import DeviceInfo, Store
from kiosk.tasks import spawn

_Kind = TypeVar("_Kind")

ROLES = ("kiosk", "counter", "board", "admin")
WAIT_S = 10.0


@dataclass
class Guest:
    """A client that remembers what it heard."""

    client: HubClient
    heard: list[wire.FromHub] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    def hear(self, message: wire.FromHub) -> None:
        self.heard.append(message)
        self.changed.set()

    async def ask(self, kind: type[wire.Act], **fields: Any) -> Any:
        """Ask with a request id of its own, unless one is given."""
        self.asked += 1
        fields.setdefault("request", f"{id(self)}-{self.asked}")
        return await self.client.ask(kind(**fields), timeout_s=WAIT_S)

    async def until(self, holds: Callable[[list[wire.FromHub]], Any]) -> Any:
        """What `holds` makes of everything heard, as soon as that is something."""
        async with asyncio.timeout(WAIT_S):
            while not (found := holds(self.heard)):
                self.changed.clear()
                await self.changed.wait()
        return found

    @property
    def welcome(self) -> wire.Welcome:
        """The first thing it heard."""
        first = self.heard[0]
        assert isinstance(first, wire.Welcome), first
        return first

    @property
    def view(self) -> dict[str, Any]:
        """The last picture."""
        return wire.view_of([message for message in self.heard if isinstance(message, wire.State)][-1])

    def all(self, kind: type[_Kind]) -> list[_Kind]:
        """All messages of one kind that it heard."""
        return [message for message in self.heard if isinstance(message, kind)]

    def calls(self) -> list[wire.Called]:
        """All calls pushed to it."""
        return self.all(wire.Called)


@dataclass
class RunningHub:
    """A hub that serves; each role's token is its name, and a second kiosk's is `kiosk-2`."""

    hub: Hub
    folder: HallFolder
    stop: asyncio.Event
    ended: asyncio.Task[None]
    guests: AsyncExitStack

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.hub.port}/ws"

    async def guest(self, role: wire.Role, token: str | None = None, **hello: Any) -> Guest:
        """A connected client of `role`."""
        guest = await self.guests.enter_async_context(visiting(self.url, role, token, **hello))
        await guest.until(lambda heard: any(isinstance(message, wire.State) for message in heard))
        return guest


@asynccontextmanager
async def visiting(url: str, role: wire.Role, token: str | None = None, **hello: Any) -> AsyncIterator[Guest]:
    """A client that says `hello` and keeps its link."""
    said = wire.Hello(protocol=wire.PROTOCOL, role=role, token=role if token is None else token, **hello)
    guest = Guest(HubClient(url, lambda: said))
    guest.client._on_message = guest.hear
    task = spawn(guest.client.run(), name=f"guest {role}")
    yield guest
    task.cancel()
    await asyncio.wait({task})


@asynccontextmanager
async def serving(
    data: Path,
    *,
    hall: Path | None = None,
    clock: Clock | None = None,
    limits: Limits | None = None,
    store: Store | None = None,
) -> AsyncIterator[RunningHub]:
    """A hub on `data`, of Banyuwangi or the folder `hall`; on leaving it is stopped, and what ended it is raised."""
    folder = load_hall(hall or hall_folder("banyuwangi"))
    hub = Hub(
        folder,
        store or Store(data, owner="a test"),
        host="127.0.0.1",
        port=0,
        base_url="http://hall.example",
        version="test",
        clock=clock,
        limits=limits,
    )
    devices = [DeviceInfo(hash_of(role), role, f"{role}-1") for role in ROLES]
    await hub.start([*devices, DeviceInfo(hash_of("kiosk-2"), "kiosk", "kiosk-2")])
    stop = asyncio.Event()
    ended = spawn(hub.run(stop), name="hub")
    async with AsyncExitStack() as guests:
        yield RunningHub(hub, folder, stop, ended, guests)
    stop.set()
    await ended


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[RunningHub]:
    async with serving(tmp_path) as hub:
        yield hub
