"""A client of the hub that keeps its link: connects, says hello, repeats what was not answered, and never gives up.

Kiosks, terminal consoles and the command line use it. It knows messages, not their meaning: what arrives goes to
`on_message`, the state of the link to `on_link`. `ask` gives a command the effect of one, however often the link breaks
meanwhile, because it repeats the same request id.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from enum import StrEnum
from random import Random  # noqa: TID251 - the type; the instance is passed in
from typing import TypeAlias

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from kiosk import wire
from kiosk.reach import reach
from kiosk.tasks import spawn

log = logging.getLogger(__name__)

FIRST_WAIT_S = 0.05
LONGEST_WAIT_S = 0.8
"""With the second that a try may take, everybody is back within two seconds of the cure."""
TURNED_AWAY_WAIT_S = 10.0
SOON_AGAIN = frozenset({"storage_failing", "crowded", "too_many_guesses"})
"""Problems at hello that pass by themselves."""
KEEPALIVE_S = 3.0
PONG_S = 1.5
"""A hub that has not answered a keepalive by then is looked for anew: a dead connection may live on in the system for
minutes after the cure."""
GOODBYE_S = 0.2
HANDSHAKE_S = 3.0
"""A hub that was reached has longer: a slow one must not be left just before it answers, again and again."""

Answer: TypeAlias = wire.Done | wire.DeviceAdded | wire.BackupMade | wire.Refused | wire.Log | wire.Readiness


class Link(StrEnum):
    """The link to the hub, as a screen needs to know it."""

    CONNECTING = "connecting"
    UP = "up"
    DOWN = "down"
    TURNED_AWAY = "turned_away"
    """The hub is there and does not accept this device: a person has to act."""


class HubAway(Exception):
    """No answer in the time given; whether the act happened is not known."""


class Unwelcome(Exception):
    """The hub does not accept this connection; the code and the detail are the hub's."""

    def __init__(self, problem: wire.Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem.code}: {problem.detail}")


class NotNow(Unwelcome):
    """The hub cannot have anybody at the moment: an outage like any other."""


class TurnedAway(Unwelcome):
    """The hub does not want this device: a person has to act, and asking again soon cannot help."""


def waits(random: Random) -> Iterator[float]:
    """Seconds to wait before each next attempt: short and jittered at first, so that clients do not come as one."""
    wait_s = FIRST_WAIT_S
    while True:
        yield wait_s * random.uniform(0.5, 1.5)
        wait_s = min(wait_s * 1.6, LONGEST_WAIT_S / 1.5)


class HubClient:
    """One link to the hub, kept for as long as `run` runs."""

    def __init__(
        self,
        url: str,
        hello: Callable[[], wire.Hello],
        *,
        on_message: Callable[[wire.FromHub], None] = lambda _message: None,
        on_link: Callable[[Link], None] = lambda _link: None,
        random: Random | None = None,
    ) -> None:
        self._url = url
        self._hello = hello
        self._on_message = on_message
        self._on_link = on_link
        self._random = random or Random()
        self._connection: ClientConnection | None = None
        self._asked: dict[str, tuple[wire.Message, asyncio.Future[Answer]]] = {}
        """Acts without an answer yet, in the order asked; all are sent again after a reconnect."""
        self._sit: wire.OpenCounter | None = None
        """The counter this client sits at: a new connection sits down there before anything else is repeated."""
        self.link = Link.CONNECTING
        self.turned_away: wire.Problem | None = None

    async def run(self) -> None:
        """Keep the link until cancelled."""
        pauses = waits(self._random)
        down_since: float | None = None
        while True:
            wait_s = None
            try:
                async with connect(
                    self._url,
                    sock=await reach(self._url),
                    proxy=None,
                    compression=None,
                    open_timeout=HANDSHAKE_S,
                    close_timeout=GOODBYE_S,
                    ping_interval=KEEPALIVE_S,
                    ping_timeout=PONG_S,
                    max_size=4 * 2**20,
                ) as connection:
                    await self._converse(connection, down_since)
            except TurnedAway as exc:
                wait_s = TURNED_AWAY_WAIT_S
                self.turned_away = exc.problem
                log.warning("the hub turned this device away: %s", exc)
                self._tell(Link.TURNED_AWAY)
            except (OSError, ConnectionClosed, InvalidHandshake, InvalidURI, wire.Malformed, NotNow) as exc:
                level = logging.DEBUG if down_since is not None and self.link is not Link.UP else logging.WARNING
                log.log(level, "no link to the hub at %s: %s", self._url, str(exc) or type(exc).__name__)
            finally:
                self._connection = None
            if self.link is Link.UP or down_since is None:
                down_since = time.monotonic()
                pauses = waits(self._random)
            if wait_s is None:
                self._tell(Link.DOWN)
            await asyncio.sleep(next(pauses) if wait_s is None else wait_s)

    async def ask(self, act: wire.Act | wire.Question, *, timeout_s: float | None = None) -> Answer:
        """The hub's answer to `act`, asked as often as it takes; raises `HubAway` after `timeout_s` seconds.

        A `Fault` from the hub is not an answer: the outcome is not known, so the act is asked again.
        """
        key = act.request if isinstance(act, wire.Act) else type(act).__name__
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked[key] = (act, future)
        try:
            await self._send(act)
            async with asyncio.timeout(timeout_s):
                return await future
        except TimeoutError as exc:
            raise HubAway(f"no answer from the hub at {self._url}") from exc
        finally:
            self._asked.pop(key, None)

    async def say(self, message: wire.ReportPrinter) -> None:
        """Say what has no answer; it is lost when the link is not up."""
        await self._send(message)

    async def ping(self) -> None:
        """Ask for the hub's time and last push; the answer goes to `on_message`."""
        await self._send(wire.Ping())

    async def _converse(self, connection: ClientConnection, down_since: float | None) -> None:
        await connection.send(wire.encode(self._hello()), text=True)
        async for frame in connection:
            message = wire.decode_from_hub(frame)
            match message:
                case wire.Welcome():
                    await self._welcomed(connection, down_since)
                case wire.Problem() if self._connection is None:
                    raise (NotNow if message.code in SOON_AGAIN else TurnedAway)(message)
                case wire.Done() | wire.Refused() | wire.DeviceAdded() | wire.BackupMade():
                    self._answered(message.request, message)
                case wire.Log():
                    self._answered(wire.ReadLog.__name__, message)
                case wire.Readiness():
                    self._answered(wire.AskReadiness.__name__, message)
                case wire.Fault():
                    self._repeat_later(message.request)
                case _:
                    pass
            self._on_message(message)

    async def _welcomed(self, connection: ClientConnection, down_since: float | None) -> None:
        if down_since is not None:
            log.info("link to the hub is back after %.1f s", time.monotonic() - down_since)
        self._connection = connection
        self.turned_away = None
        self._tell(Link.UP)
        if self._sit is not None:
            await connection.send(wire.encode(self._sit), text=True)
        for act, _future in list(self._asked.values()):
            await connection.send(wire.encode(act), text=True)

    def _answered(self, key: str, answer: Answer) -> None:
        asked = self._asked.get(key)
        if asked is None:
            return
        act, future = asked
        if isinstance(act, wire.OpenCounter) and isinstance(answer, wire.Done):
            self._sit = act
        elif isinstance(act, wire.CloseCounter) and isinstance(answer, wire.Done):
            self._sit = None
        if not future.done():
            future.set_result(answer)

    def _repeat_later(self, request: str) -> None:
        if request in self._asked:
            spawn(self._repeat(request), name=f"repeat {request}")

    async def _repeat(self, request: str) -> None:
        await asyncio.sleep(self._random.uniform(0.1, 0.3))
        if request in self._asked:
            await self._send(self._asked[request][0])

    async def _send(self, message: wire.Message) -> None:
        if self._connection is None:
            return
        try:
            await self._connection.send(wire.encode(message), text=True)
        except ConnectionClosed:
            log.debug("the link broke while sending; `run` connects again and repeats")

    def _tell(self, link: Link) -> None:
        if link is not self.link:
            self.link = link
            self._on_link(link)
