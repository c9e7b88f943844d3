"""`antrean take`, `call`, `device add`, `day set`, `day close`, `reload`: one thing each, asked of the running hub.

For scripts and for the clerk: an answer is a line or JSON, a refusal a sentence and an exit code.
"""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from config.catalogues import load_words
from config.errors import WordsError
from kiosk import wire
from kiosk.cli.exits import Exit, Stop
from kiosk.cli.options import add_data
from kiosk.client import HubAway, HubClient, Link
from kiosk.local import LocalHub, find_local_hub
from kiosk.tasks import spawn

ANSWER_S = 10.0


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    take = _command(commands, "take", _take, "take a ticket through the running hub")
    take.add_argument("service", metavar="SERVICE", help="the service's code, such as A01")
    take.add_argument("--language", default="", help="the visitor's language (default: the hall's first)")
    take.add_argument(
        "--print-at", default="", metavar="KIOSK", help="the kiosk that prints it, such as kiosk-1 (default: no paper)"
    )
    call = _command(commands, "call", _call, "call the next ticket to a counter through the running hub")
    call.add_argument("counter", metavar="COUNTER", help="the counter's id, such as 1; it is opened if it is not")
    call.add_argument(
        "--served", action="store_true", help="whoever was called before has come and been served (default: say no)"
    )
    device = commands.add_parser("device", help="let a machine connect to the hub")
    add = _command(
        device.add_subparsers(title="commands", metavar="COMMAND", required=True),
        "add",
        _add_device,
        "make a token for a new device; it is shown once",
    )
    add.add_argument("role", choices=("kiosk", "counter", "board"))
    add.add_argument("name", metavar="NAME", help="what the log calls it, such as kiosk-1")
    days = commands.add_parser("day", help="say which date it is, or close the hall for today")
    acts = days.add_subparsers(title="commands", metavar="COMMAND", required=True)
    day_set = _command(acts, "set", _set_day, "say which business date it is, after looking at the clock")
    day_set.add_argument("date", type=date.fromisoformat, metavar="YYYY-MM-DD")
    day_set.add_argument(
        "--fresh",
        action="store_true",
        help="a new day: who waited under another date has gone home (default: all wait on)",
    )
    _command(acts, "close", _close_day, "no more tickets today; who waits is still served")
    _command(commands, "reload", _reload, "bring the hall's folder into force as it is on the hub's disk now")


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    add_data(command)
    command.add_argument("--json", action="store_true", help="print the answer as JSON")
    command.add_argument(
        "--request",
        default=new_id(),
        metavar="ID",
        help="an id of your own: the same id asked again gives the same answer and happens once",
    )
    command.set_defaults(run=run)
    return command


class Conversation:
    """A connection to the running hub as this machine's administrator."""

    def __init__(self, hub: LocalHub) -> None:
        self._up = asyncio.Event()
        self._pictured = asyncio.Event()
        self.welcome: wire.Welcome | None = None
        self.view: dict[str, Any] = {}
        self._client = HubClient(
            hub.url,
            lambda: wire.Hello(protocol=wire.PROTOCOL, role="admin", token=hub.token),
            on_message=self._heard,
            on_link=self._linked,
        )

    async def hold(self, talk: Callable[["Conversation"], Awaitable[int]]) -> int:
        """Connect, `talk`, hang up; raises `Stop` when the hub does not answer."""
        task = spawn(self._client.run(), name="link to the hub")
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._up.wait()
            if (problem := self._client.turned_away) is not None:
                raise Stop(f"the hub turned us away: {problem.detail or problem.code}", Exit.UNAVAILABLE)
            return await talk(self)
        except TimeoutError as exc:
            raise Stop("the hub does not answer", Exit.UNAVAILABLE) from exc
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def ask(
        self, act: wire.Act | wire.Question, *, timeout_s: float = ANSWER_S
    ) -> wire.Done | wire.DeviceAdded | wire.BackupMade | wire.Log | wire.Readiness:
        """The hub's yes; a refusal ends the command with its sentence, and so does no answer."""
        try:
            wire.decode_from_client(wire.encode(act).decode())
            answer = await self._client.ask(act, timeout_s=timeout_s)
        except wire.Malformed as exc:
            raise Stop(f"this cannot be asked: {exc}", Exit.USAGE) from exc
        except HubAway as exc:
            raise Stop(_not_known(act), Exit.UNAVAILABLE) from exc
        if isinstance(answer, wire.Refused):
            raise Stop(f"refused: {_sentence(answer)}")
        return answer

    async def sit_down(self, counter: str) -> dict[str, Any]:
        """Open `counter` and see what it shows."""
        self._pictured.clear()
        await self.ask(wire.OpenCounter(request=new_id(), counter=counter))
        while self.view.get("counter") != counter:
            await self._pictured.wait()
            self._pictured.clear()
        return self.view

    def _linked(self, link: Link) -> None:
        if link in (Link.UP, Link.TURNED_AWAY):
            self._up.set()

    def _heard(self, message: wire.FromHub) -> None:
        if isinstance(message, wire.Welcome):
            self.welcome = message
        elif isinstance(message, wire.State):
            self.view = wire.view_of(message)
            self._pictured.set()


def _not_known(act: wire.Act | wire.Question) -> str:
    if not isinstance(act, wire.Act):
        return "the hub does not answer"
    return (
        "the hub has not answered, so it is not known whether this has happened; asking again with "
        f"--request {act.request} gives the same answer and happens once"
    )


def new_id() -> str:
    """An id for a request."""
    return str(uuid4())


def converse(data: Path, talk: Callable[[Conversation], Awaitable[int]]) -> int:
    """Hold a conversation with the hub that owns `data`; `Stop` when none runs."""
    hub = find_local_hub(data)
    if hub is None:
        raise Stop(f"no hub runs on {data}; start one with `antrean hub` or `antrean demo`", Exit.UNAVAILABLE)

    async def hold() -> int:
        return await Conversation(hub).hold(talk)

    return asyncio.run(hold())


def _take(arguments: argparse.Namespace) -> int:
    async def talk(hub: Conversation) -> int:
        assert hub.welcome is not None  # the link is up
        language = arguments.language or hub.welcome.hall["languages"][0]
        done = await hub.ask(
            wire.TakeTicket(
                request=arguments.request, service=arguments.service, language=language, print_at=arguments.print_at
            )
        )
        assert isinstance(done, wire.Done)  # the answer to an act
        issued = done.events[0]
        _print(arguments, issued, f"{issued['number']}, {issued['ahead']} ahead")
        return Exit.OK

    return converse(arguments.data, talk)


def _call(arguments: argparse.Namespace) -> int:
    async def talk(hub: Conversation) -> int:
        current = (await hub.sit_down(arguments.counter))["current"]
        if arguments.served and current is not None and current["state"] == "called":
            await hub.ask(wire.Start(request=new_id(), ticket=current["ticket"]))
        holding = None if current is None else current["ticket"]
        done = await hub.ask(wire.CallNext(request=arguments.request, holding=holding))
        assert isinstance(done, wire.Done)  # the answer to an act
        called = done.events[-1]
        _print(arguments, called, f"{called['number']} to counter {called['counter']}")
        return Exit.OK

    return converse(arguments.data, talk)


def _add_device(arguments: argparse.Namespace) -> int:
    async def talk(hub: Conversation) -> int:
        added = await hub.ask(wire.AddDevice(request=arguments.request, role=arguments.role, name=arguments.name))
        assert isinstance(added, wire.DeviceAdded)  # the answer to this act
        _print(arguments, {"role": arguments.role, "name": arguments.name, "token": added.token}, added.token)
        return Exit.OK

    return converse(arguments.data, talk)


def _set_day(arguments: argparse.Namespace) -> int:
    return _day(
        arguments,
        wire.OpenDay(request=arguments.request, on=arguments.date, fresh=arguments.fresh),
        f"the business date is {arguments.date}",
    )


def _close_day(arguments: argparse.Namespace) -> int:
    return _day(arguments, wire.CloseDay(request=arguments.request), "no more tickets today")


def _day(arguments: argparse.Namespace, act: wire.Act, sentence: str) -> int:
    async def talk(hub: Conversation) -> int:
        done = await hub.ask(act)
        assert isinstance(done, wire.Done)  # the answer to an act
        _print(arguments, done.events, sentence)
        return Exit.OK

    return converse(arguments.data, talk)


def _reload(arguments: argparse.Namespace) -> int:
    async def talk(hub: Conversation) -> int:
        done = await hub.ask(wire.ReloadHall(request=arguments.request))
        assert isinstance(done, wire.Done)  # the answer to an act
        new = "in force now, and everybody has it" if done.events else "as it was: nothing has changed"
        _print(arguments, done.events, f"the hall's folder is {new}")
        return Exit.OK

    return converse(arguments.data, talk)


def _print(arguments: argparse.Namespace, answer: object, sentence: str) -> None:
    print(json.dumps(answer) if arguments.json else sentence)


def _sentence(refused: wire.Refused) -> str:
    """The refusal in the operator's words, as far as the catalogue has them."""
    try:
        return load_words("en").text(f"refusal.{refused.code}", **refused.data)
    except WordsError:
        return " ".join([refused.code, *refused.data.values()])
