"""The reconnecting client against servers that break off, turn away, answer twice, or say nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from kiosk import client as module
from kiosk import wire
from kiosk.client import HubAway, HubClient, Link, waits
from kiosk.reach import REACH_S
from kiosk.tasks import spawn

HELLO = wire.Hello(protocol=1, role="kiosk", token="x")
WELCOME = wire.Welcome(protocol=1, version="v", device="kiosk-1", epoch=1, now_ms=1, hall={})
TAKE = wire.TakeTicket(request="r1", service="A01", language="id")

Answering = Callable[[ServerConnection, Any], Awaitable[None]]
"""What a scripted hub does with a message."""


def done(request: str) -> wire.Done:
    return wire.Done(request=request, seq=1, events=[{"number": "A001"}])


@dataclass
class Server:
    """What a scripted hub heard, connection by connection."""

    url: str = ""
    heard: list[list[Any]] = field(default_factory=list)


@asynccontextmanager
async def scripted(*answers: Answering) -> AsyncIterator[Server]:
    """A server whose n-th connection is handled by the n-th of `answers`, the last one for all that follow."""
    server = Server()

    async def converse(connection: ServerConnection) -> None:
        number = len(server.heard)
        said: list[Any] = []
        server.heard.append(said)
        answer = answers[min(number, len(answers) - 1)]
        with suppress(ConnectionClosed):
            async for frame in connection:
                said.append(wire.decode_from_client(frame))
                await answer(connection, said[-1])

    async with serve(converse, "127.0.0.1", 0, close_timeout=0.2) as listening:
        server.url = f"ws://127.0.0.1:{next(iter(listening.sockets)).getsockname()[1]}/ws"
        yield server


async def answers_all(connection: ServerConnection, message: Any) -> None:
    answer = WELCOME if isinstance(message, wire.Hello) else done(message.request)
    await connection.send(wire.encode(answer), text=True)


async def breaks_off_when_asked(connection: ServerConnection, message: Any) -> None:
    if isinstance(message, wire.Hello):
        await connection.send(wire.encode(WELCOME), text=True)
    else:
        connection.transport.abort()


def says_fault_first() -> Answering:
    faults = iter([wire.Fault])

    async def answer(connection: ServerConnection, message: Any) -> None:
        fault = None if isinstance(message, wire.Hello) else next(faults, None)
        if fault is None:
            await answers_all(connection, message)
        else:
            await connection.send(wire.encode(fault(request=message.request)), text=True)

    return answer


async def turns_away(connection: ServerConnection, message: Any) -> None:
    await connection.send(wire.encode(wire.Problem(code="unknown_token", detail="no device has this token")), text=True)


async def has_no_disk(connection: ServerConnection, message: Any) -> None:
    await connection.send(wire.encode(wire.Problem(code="storage_failing")), text=True)


async def talks_nonsense(connection: ServerConnection, message: Any) -> None:
    await connection.send("{}")


async def never_answers(connection: ServerConnection, message: Any) -> None:
    if isinstance(message, wire.Hello):
        await connection.send(wire.encode(WELCOME), text=True)


@asynccontextmanager
async def linked(url: str) -> AsyncIterator[tuple[HubClient, list[Link]]]:
    links: list[Link] = []
    client = HubClient(url, lambda: HELLO, on_link=links.append, random=Random(1))
    task = spawn(client.run(), name="client")
    yield client, links
    task.cancel()
    await asyncio.wait({task})


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.005)


async def test_an_answer_comes_to_who_asked() -> None:
    """Hello first, then the act, then its answer."""
    async with scripted(answers_all) as server, linked(server.url) as (client, links):
        assert await client.ask(TAKE, timeout_s=5) == done("r1")

    assert [type(message) for message in server.heard[0]] == [wire.Hello, wire.TakeTicket]
    assert links == [Link.UP]


async def test_what_was_not_answered_is_asked_again_with_the_same_request_id() -> None:
    """The link breaks three times in the middle of an act; the hub sees one request."""
    async with (
        scripted(breaks_off_when_asked, breaks_off_when_asked, breaks_off_when_asked, answers_all) as server,
        linked(server.url) as (client, links),
    ):
        assert await client.ask(TAKE, timeout_s=10) == done("r1")

    asked = [message for connection in server.heard for message in connection if isinstance(message, wire.TakeTicket)]
    assert {message.request for message in asked} == {"r1"}
    assert len(asked) == 4
    assert links == [Link.UP, Link.DOWN] * 3 + [Link.UP]


async def test_a_fault_is_not_an_answer() -> None:
    """The outcome is not known, so the same request is asked again on the same connection."""
    async with scripted(says_fault_first()) as server, linked(server.url) as (client, _links):
        assert await client.ask(TAKE, timeout_s=5) == done("r1")

    assert [message.request for message in server.heard[0][1:]] == ["r1", "r1"]


async def test_a_client_sits_down_again_before_it_repeats() -> None:
    """After a break the counter comes first: what follows is asked there."""
    async with (
        scripted(_sits_and_breaks_off_at_the_call, answers_all) as server,
        linked(server.url) as (client, _links),
    ):
        await client.ask(wire.OpenCounter(request="sit", counter="3"), timeout_s=5)
        await client.ask(wire.CallNext(request="call"), timeout_s=5)

    assert [type(message) for message in server.heard[1]] == [wire.Hello, wire.OpenCounter, wire.CallNext]


async def _sits_and_breaks_off_at_the_call(connection: ServerConnection, message: Any) -> None:
    await (breaks_off_when_asked if isinstance(message, wire.CallNext) else answers_all)(connection, message)


async def test_who_is_turned_away_says_so_and_does_not_knock_all_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown token is no outage: the reason is kept for the screen, and the next attempt is far away."""
    async with scripted(turns_away) as server, linked(server.url) as (client, links):
        await until(lambda: links)

        assert links == [Link.TURNED_AWAY]
        assert client.turned_away is not None
        assert client.turned_away.code == "unknown_token"
        assert len(server.heard) == 1


async def test_a_hub_whose_disk_fails_is_an_outage_and_no_dismissal() -> None:
    """The client is back as soon as the hub can have it."""
    async with scripted(has_no_disk, answers_all) as server, linked(server.url) as (client, links):
        assert await client.ask(TAKE, timeout_s=5) == done("r1")

    assert links == [Link.DOWN, Link.UP]


async def test_a_server_that_is_no_hub_is_an_outage() -> None:
    """Nonsense ends the connection, and the client goes on trying."""
    async with scripted(talks_nonsense, answers_all) as server, linked(server.url) as (client, links):
        assert await client.ask(TAKE, timeout_s=5) == done("r1")

    assert links == [Link.DOWN, Link.UP]


async def test_no_hub_at_all_is_hub_away_after_the_time_given() -> None:
    """A question with a limit ends; the link itself never gives up."""
    async with linked("ws://127.0.0.1:9/ws") as (client, links):
        with pytest.raises(HubAway):
            await client.ask(TAKE, timeout_s=0.2)

        assert links == [Link.DOWN]
        assert client._asked == {}


async def test_a_hub_that_freezes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keepalive finds a connection that is dead at the other end, without anybody asking anything."""
    monkeypatch.setattr(module, "KEEPALIVE_S", 0.1)

    async def freeze(connection: ServerConnection, message: Any) -> None:
        await never_answers(connection, message)
        connection.transport.pause_reading()

    async with scripted(freeze, answers_all) as server, linked(server.url) as (_client, links):
        await until(lambda: links == [Link.UP, Link.DOWN, Link.UP])

        assert len(server.heard) == 2


def test_pauses_are_short_at_first_and_never_longer_than_promised() -> None:
    """Everybody is back within two seconds of the cure."""
    pauses = waits(Random(7))
    first = [next(pauses) for _ in range(40)]

    assert first[0] < 0.1
    assert max(first) <= module.LONGEST_WAIT_S
    assert max(first[-10:]) > 0.5


def test_whoever_tries_again_is_back_within_two_seconds_of_the_cure() -> None:
    """A try begun just before the cure and the pause after it, or a keepalive sent just before it and the goodbye."""
    assert REACH_S + module.LONGEST_WAIT_S < 2
    assert module.PONG_S + module.GOODBYE_S + module.FIRST_WAIT_S < 2
