"""A busy hall: kiosks, counters and boards over real links, and a ledger of everything they were told.

Each does what its device does: a kiosk takes numbers, prints what it is asked for and reports the paper, a counter
calls, starts, finishes, misses and asks for copies, a board resumes from the last call it has shown. After a broken
link each asks again what it is not sure of.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random
from typing import Any

from kiosk import wire
from kiosk.client import HubClient, Link
from kiosk.tasks import spawn
from tests.fakes.promises import Answered, Asked, Shown
from tests.fakes.running_hall import PATIENCE_S

SERVICES = ("A01", "A02", "A06", "A19", "S01", "S02", "P01")
COUNTERS = ("1", "2", "4", "5")
"""In the hall of Banyuwangi 1 and 2 serve all of A, 4 some of it, and 5 serves S: they run for the same tickets."""
PACE_S = 0.06
"""The longest a device waits before its next visitor."""
COPIES = 0.2
"""So often a counter asks for a copy of the ticket that is there."""
ASKED_AGAIN = 2
"""So many of the last acts are asked again after a link broke."""
SAMPLE = 60
"""And so many of all at the end; below the burst that the hub allows."""


class Ledger:
    """Every answer in the order of its arrival."""

    def __init__(self) -> None:
        self.answers: list[Answered] = []
        self.then: Callable[[], None] | None = None
        """Done at the very instant of the next answer, before anybody acts on it; then forgotten."""
        self._arrived = asyncio.Event()

    def keep(self, answered: Answered) -> None:
        self.answers.append(answered)
        self._arrived.set()
        if self.then is not None:
            then, self.then = self.then, None
            then()

    async def reach(self, count: int) -> None:
        """Wait until there are `count` answers."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.answers) < count:
                self._arrived.clear()
                await self._arrived.wait()

    async def do_at_next(self, then: Callable[[], None]) -> None:
        """Do `then` at the instant of the next answer."""
        self.then = then
        await self.reach(len(self.answers) + 1)


class Device:
    """A client that asks one thing after the other until it is told that the hall closes."""

    def __init__(self, name: str, role: Any, url: str, token: str, ledger: Ledger, random: Random) -> None:
        self.name = name
        self.random = random
        self.closing = asyncio.Event()
        self._role = role
        self._token = token
        self._ledger = ledger
        self._acts: list[wire.Act] = []
        """Every act that was answered yes."""
        self._count = 0
        self._unsure = False
        self.link = HubClient(url, self.hello, on_message=self.heard, on_link=self.linked, random=random)

    def hello(self) -> wire.Hello:
        return wire.Hello(protocol=wire.PROTOCOL, role=self._role, token=self._token)

    def heard(self, message: wire.FromHub) -> None:
        pass

    def linked(self, _link: Link) -> None:
        self._unsure = True

    async def work(self) -> None:
        """Serve one after the other; then ask a sample of everything again."""
        while not self.closing.is_set():
            if self._unsure:
                self._unsure = False
                await self._ask_again(self._acts[-ASKED_AGAIN:])
            await self.serve()
            await asyncio.sleep(self.random.uniform(0, PACE_S))
        await self._ask_again(self.random.sample(self._acts, min(SAMPLE, len(self._acts))))

    async def serve(self) -> None:
        raise NotImplementedError

    async def ask(self, act: type[wire.Act], **fields: Any) -> wire.Done | wire.Refused:
        self._count += 1
        return await self._ask(act(request=f"{self.name}-{self._count}", **fields))

    async def _ask(self, act: wire.Act) -> wire.Done | wire.Refused:
        answer = await self.link.ask(act)
        assert isinstance(answer, wire.Done | wire.Refused)  # the answers to an act
        self._ledger.keep(Answered(self.name, act, answer))
        if isinstance(answer, wire.Done) and answer.events and act not in self._acts[-ASKED_AGAIN:]:
            self._acts.append(act)
        return answer

    async def _ask_again(self, acts: list[wire.Act]) -> None:
        for act in acts:
            await self._ask(act)


class Kiosk(Device):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: dict[int, wire.PrintTicket] = {}
        """Everything that the hub asked it to print, by job: what it knows already it drops."""
        self._to_print: list[wire.PrintTicket] = []

    def hello(self) -> wire.Hello:
        return wire.Hello(protocol=wire.PROTOCOL, role="kiosk", token=self._token, boot=f"boot-{self.name}")

    def heard(self, message: wire.FromHub) -> None:
        if isinstance(message, wire.PrintTicket) and message.job not in self.asked:
            self.asked[message.job] = message
            self._to_print.append(message)

    async def serve(self) -> None:
        """What it was asked to print; then one visitor: a number, and what became of the paper."""
        while self._to_print:
            asked = self._to_print.pop(0)
            await self._report(asked.issued["ticket"], asked.job)
        taken = await self.ask(wire.TakeTicket, service=self.random.choice(SERVICES), language="id")
        if isinstance(taken, wire.Done):
            await self._report(taken.events[-1]["ticket"], 0)

    async def _report(self, ticket: str, job: int) -> None:
        outcome = self.random.choice(("printed", "printed", "unconfirmed", "failed"))
        await self.ask(wire.ReportPrint, ticket=ticket, outcome=outcome, job=job)


class Counter(Device):
    def __init__(self, counter: str, *args: Any) -> None:
        super().__init__(*args)
        self._counter = counter
        self._seated = False
        self._held: tuple[str, str] | None = None
        """The ticket here and its state, as the hub's answers say."""
        self._view: Mapping[str, Any] = {}

    def heard(self, message: wire.FromHub) -> None:
        if isinstance(message, wire.State):
            self._view = wire.view_of(message)

    async def serve(self) -> None:
        """One step with the visitor who is here, or the call of the next one."""
        if not self._seated:
            self._seated = isinstance(await self.ask(wire.OpenCounter, counter=self._counter), wire.Done)
            return
        if self._held is not None and self.random.random() < COPIES:
            await self.ask(wire.PrintCopy, ticket=self._held[0])
        act, fields = self._next()
        answer = await self.ask(act, **fields)
        if isinstance(answer, wire.Done):
            self._did(act, answer)
        elif answer.code == "nobody_waiting" and self._held is not None:
            self._did(wire.Finish, await self.ask(wire.Finish, ticket=self._held[0]))
        elif answer.code != "nobody_waiting":  # a hub that is wrong: go on from what it shows
            current = self._view.get("current")
            self._held = None if current is None else (current["ticket"], current["state"])

    def _next(self) -> tuple[type[wire.Act], dict[str, Any]]:
        match self._held:
            case None:
                return wire.CallNext, {"holding": None}
            case (ticket, "called"):
                return self.random.choice((wire.Start, wire.Start, wire.Miss, wire.Recall)), {"ticket": ticket}
            case (ticket, _):
                if self.random.random() < 0.6:
                    return wire.CallNext, {"holding": ticket}
                return wire.Finish, {"ticket": ticket}

    def _did(self, act: type[wire.Act], answer: wire.Done | wire.Refused) -> None:
        if isinstance(answer, wire.Refused):
            return
        if act is wire.CallNext:
            self._held = (answer.events[-1]["ticket"], "called")
        elif act is wire.Start:
            assert self._held is not None  # it was started
            self._held = (self._held[0], "serving")
        elif act in {wire.Finish, wire.Miss}:
            self._held = None


class Board(Device):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.shown = Shown(self.name)
        self._epoch = self._seq = 0
        self._up = asyncio.Event()
        self._all_here = asyncio.Event()

    def hello(self) -> wire.Hello:
        return wire.Hello(protocol=wire.PROTOCOL, role="board", token=self._token, epoch=self._epoch, seq=self._seq)

    def linked(self, link: Link) -> None:
        (self._up.set if link is Link.UP else self._up.clear)()

    def heard(self, message: wire.FromHub) -> None:
        match message:
            case wire.Welcome(epoch=epoch):
                self._epoch = epoch
            case wire.Called() | wire.State():
                self._seq = message.seq
                self.shown.heard.append(message)
            case wire.Pong():
                self._all_here.set()
            case _:
                pass

    async def work(self) -> None:
        """Show until the hall closes."""
        await self.closing.wait()

    async def catch_up(self) -> None:
        """Wait until everything that was pushed is here: the hub's pong comes after it."""
        self._all_here.clear()
        async with asyncio.timeout(PATIENCE_S):
            await self._up.wait()
            await self.link.ping()
            await self._all_here.wait()


class Crowd:
    """Everybody in the hall."""

    def __init__(self, url: str, tokens: Mapping[str, str], seed: int) -> None:
        self.ledger = Ledger()

        def parts(name: str, role: str) -> tuple[Any, ...]:
            return name, role, url, tokens[name], self.ledger, Random(f"{seed} {name}")

        self.kiosks = [Kiosk(*parts(name, role)) for name, role in DEVICES.items() if role == "kiosk"]
        counters = [Counter(counter, *parts(f"counter-{counter}", "counter")) for counter in COUNTERS]
        self.boards = [Board(*parts(name, role)) for name, role in DEVICES.items() if role == "board"]
        self.devices: list[Device] = [*self.boards, *self.kiosks, *counters]
        self._at_work: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def in_the_hall(self) -> AsyncIterator[None]:
        """Links are kept and work is done for as long as the block lasts."""
        async with AsyncExitStack() as stack:
            for device in self.devices:
                self._start(device.link.run(), f"link of {device.name}", stack)
                self._at_work.append(self._start(device.work(), device.name, stack))
            yield

    @property
    def prints(self) -> list[Asked]:
        """Everything that kiosks were asked to print."""
        return [Asked(kiosk.name, message) for kiosk in self.kiosks for message in kiosk.asked.values()]

    async def go_home(self) -> None:
        """Finish what has been asked, ask a sample of everything again, and bring the boards up to date."""
        for device in self.devices:
            device.closing.set()
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*self._at_work)
        for board in self.boards:
            await board.catch_up()

    def _start(self, work: Any, name: str, stack: AsyncExitStack) -> "asyncio.Task[None]":
        task = spawn(work, name=name)

        async def end() -> None:
            task.cancel()
            await asyncio.wait({task})

        stack.push_async_callback(end)
        return task


DEVICES = {
    **{f"kiosk-{number}": "kiosk" for number in range(1, 9)},
    **{f"counter-{counter}": "counter" for counter in COUNTERS},
    **{f"board-{number}": "board" for number in (1, 2)},
}
"""Who is there, each with a token of its own."""
