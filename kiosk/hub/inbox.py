"""What waits for the writer: requests and looks, each with whoever asked, until it is answered.

An `Asked` knows how it is answered and nothing of how it is decided. `Inbox` hands out all that waits as one batch.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from hall.commands import OpenDay, Request
from hall.day import Day
from hall.model import Hall

BATCH_MAX = 256


class Fault(Exception):
    """The outcome of what was asked is not known; ask again with the same request id."""


@dataclass(frozen=True, slots=True)
class NewRules:
    """A hall that is to come into force, and who is told when it has."""

    hall: Hall
    entered: Callable[[], None]


@dataclass(slots=True)
class Asked:
    """One thing waiting: a request, or a look at the day."""

    request: Request | None
    look: Callable[[Day], Any] | None
    then: Callable[[Any], None]
    """Gets the result before anybody is told of the batch's changes."""
    answer: asyncio.Future[Any]
    result: Any = None
    trouble: Exception | None = None
    """What is answered instead of a result: a refusal, or the crash of a look."""
    rules: NewRules | None = None
    """What a `LoadHall` wants in force."""

    @property
    def opens_day(self) -> bool:
        """It opens a date, which is a commit of its own."""
        return self.request is not None and isinstance(self.request.command, OpenDay)

    @property
    def stands_alone(self) -> bool:
        """Nothing else is decided in its batch: what comes after is decided under what it brings."""
        return self.opens_day or self.rules is not None

    @property
    def confirms_date(self) -> bool:
        """A person says which date it is, and it was accepted."""
        command = None if self.request is None else self.request.command
        return isinstance(command, OpenDay) and command.confirmed and self.trouble is None

    def see(self, day: Day) -> None:
        """Let a look look; what breaks there is answered to whoever looked, and nobody else notices."""
        assert self.look is not None  # the caller has asked
        try:
            self.result = self.look(day)
        except Exception as exc:  # noqa: BLE001 - the fence of a look
            self.trouble = exc

    def give(self) -> None:
        """Answer, now that it is durable."""
        if self.answer.cancelled():
            return
        if self.trouble is None:
            try:
                self.then(self.result)
            except Exception as exc:  # noqa: BLE001 - the same fence
                self.trouble = exc
        if self.trouble is None:
            self.answer.set_result(self.result)
        else:
            self.answer.set_exception(self.trouble)

    def fail(self, why: str) -> None:
        """Answer that the outcome is not known."""
        if not self.answer.done():
            self.answer.set_exception(Fault(why))


class Inbox:
    """Everything that has been asked and not been taken yet, in the order of asking."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Asked] = asyncio.Queue()

    def __len__(self) -> int:
        return self._waiting.qsize()

    async def ask(
        self,
        request: Request | None,
        look: Callable[[Day], Any] | None,
        then: Callable[[Any], None],
        rules: NewRules | None = None,
    ) -> Any:
        """Wait in line, and for the answer."""
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait(Asked(request, look, then, answer, rules=rules))
        return await answer

    async def take(self, patience_s: float) -> list[Asked]:
        """All that waits, as soon as anything does; nothing when that takes longer than `patience_s` seconds."""
        batch: list[Asked] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                batch.append(await self._waiting.get())
        while len(batch) < BATCH_MAX and len(self):
            batch.append(self._waiting.get_nowait())
        return batch

    def fail_all(self, why: str) -> None:
        """Tell everyone in line that the outcome is not known."""
        while len(self):
            self._waiting.get_nowait().fail(why)


def split(batch: list[Asked]) -> tuple[list[Asked], list[Asked]]:
    """What is committed together, and what comes after: a new date or new rules are a commit of their own."""
    for index, asked in enumerate(batch):
        if asked.stands_alone:
            cut = max(1, index)
            return batch[:cut], batch[cut:]
    return batch, []
