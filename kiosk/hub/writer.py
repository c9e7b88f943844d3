"""The single writer: one loop that takes all that waits, decides it, makes it durable in one commit, and then answers.

Commands and queries alike wait for their batch, so nothing that anybody is told can be lost afterwards. What arrives
during a commit forms the next batch: that is the group commit. When the storage fails, the outcome of the batch is not
known: everyone in it gets `Fault`, the file is opened and replayed, and only then is anything answered again.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from hall.commands import CloseDay, Command, LoadHall, OpenDay, Request, TakeTicket, Tick
from hall.day import Day
from hall.decide import decide, next_deadline_ms
from hall.events import Record
from hall.model import Hall, RequestId
from hall.refusals import Code, Refused
from kiosk.hub import durable
from kiosk.hub.clock import Clock
from kiosk.hub.durable import Durable
from kiosk.hub.inbox import Asked, Inbox, NewRules, split
from kiosk.store.errors import StorageFault
from kiosk.store.testimony import Testimony

log = logging.getLogger(__name__)

_Result = TypeVar("_Result")

REOPEN_WAIT_S = 0.5
"""Between attempts to open a file that will not open."""
LOOK_AT_CLOCK_S = 1.0
WITHHELD = {"disk_full": Code.DISK_FULL, "restored": Code.RESTORED}
"""Troubles in which no numbers are given: the notice to staff, and the refusal that a visitor gets."""
_ABOUT_THE_DATE = frozenset({Code.DATE_NEEDS_PERSON, Code.DATE_IMPOSSIBLE, Code.NO_DAY})
"""Refusals of the hub's own commands that wait for a person."""


class FolderRefused(Exception):
    """The hall's folder cannot come into force now; the refusal says for whom."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused
        super().__init__(refused.code.value)


class Writer:
    """Owner of the day. `start` before anything else, `run` for as long as the hub lives."""

    def __init__(
        self,
        hall: Hall,
        store: Durable,
        clock: Clock,
        *,
        changed: Callable[[Day, Sequence[Record]], None] = lambda _day, _records: None,
        warned: Callable[[], None] = lambda: None,
    ) -> None:
        self.hall = hall
        self.day = Day()
        self.failing = ""
        """What the storage last said, while it does not work; empty while it does."""
        self._troubles: dict[str, bool] = {}
        """What else staff must know, by its code, and whether it is in force."""
        self._store = store
        self._clock = clock
        self._changed = changed
        self._warned = warned
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="storage")
        self._inbox = Inbox()
        self._earlier: dict[RequestId, list[Record]] = {}
        """Requests of the date before, and of batches whose outcome was not known: answered, never done again."""

    async def start(self) -> None:
        """Replay the log, open today's date if it may pass by itself, and bring the hall's folder into force.

        Raises `StoreError`, and `FolderRefused` when the folder would strand somebody.
        """
        self.day = await self.stored(self._store.replay)
        self._earlier = await self.stored(self._store.earlier_answers)
        self.note("restored", bool((await self.stored(self._store.testimony)).awaited))
        today = self.hall.business_date(self._clock.now_ms())
        await self._housekeeping(await self._complete(OpenDay(today)))
        try:
            await self._housekeeping(LoadHall())
        except Refused as refused:
            raise FolderRefused(refused) from refused

    async def stored(self, work: Callable[..., _Result], *args: Any) -> _Result:
        """Do `work` on the storage thread, between batches."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args))

    async def submit(self, request: Request) -> list[Record]:
        """The durable records of `request`; raises `Refused`, or `Fault` when the outcome is not known."""
        records: list[Record] = await self._inbox.ask(request, None, lambda _records: None)
        return records

    async def load(self, request: Request, rules: NewRules) -> list[Record]:
        """Let `rules` come into force by `request`, a `LoadHall`; raises as `submit` does.

        They are in force as soon as the day in the file says so, even if nobody waits for the answer any more.
        """
        records: list[Record] = await self._inbox.ask(request, None, lambda _records: None, rules)
        return records

    async def look(self, view: Callable[[Day], _Result], then: Callable[[_Result], None] = lambda _seen: None) -> None:
        """Let `then` have what `view` sees of the day, once all of that is durable; raises `Fault`.

        `then` runs before anybody is told of the batch's changes, so that a picture never follows its own changes.
        """
        await self._inbox.ask(None, view, then)

    async def rise_above(self, told: Testimony) -> None:
        """Give no number any more that somebody was shown, and none at all as long as a kiosk is awaited.

        Numbers that the log does not know mean that it is older than the hall: then the epoch changes, if it has not.
        Raises `Fault`.
        """
        on = self.day.business_date
        lacking = {} if on is None else durable.lacking(told, self.day, self.hall, on)
        if on is not None and lacking:
            log.error("numbers up to %s were shown and are not in the log; they are passed over", lacking)
            epoch = (
                self.day.epoch
                if self._troubles.get("restored")
                else max(self.day.epoch + 1, self._clock.now_ms() // 1000)
            )
            was_open = self.day.open
            await self.submit(Request(RequestId(f"hub-{uuid4()}"), "hub", OpenDay(on, epoch=epoch)))
            if not was_open:
                await self.submit(Request(RequestId(f"hub-{uuid4()}"), "hub", CloseDay()))
        self.note("restored", bool(told.awaited))

    async def run(self) -> None:
        """Take, decide, commit, answer, until cancelled."""
        held = self._clock.held
        while True:
            batch = await self._inbox.take(LOOK_AT_CLOCK_S)
            await self._pass_dates()
            while batch:
                batch = await self._process(batch)
            if held is not self._clock.held:
                held = self._clock.held
                self._warned()

    def notices(self) -> list[str]:
        """Codes of what staff must know about the hub now."""
        codes = {"clock_stepped": self._clock.held, "storage_failing": bool(self.failing), **self._troubles}
        return [code for code, on in codes.items() if on]

    def note(self, code: str, on: bool) -> None:
        """Let staff know that a trouble has begun, or is over; saying it again changes nothing."""
        if self._troubles.get(code, False) is not on:
            self._troubles[code] = on
            self._warned()

    def close(self) -> None:
        """Stop the storage thread when what it does is done; whoever still waits gets `Fault`."""
        self._inbox.fail_all("the hub stops")
        self._thread.shutdown(wait=True)

    async def _pass_dates(self) -> None:
        """Let the business date pass when it is over and the clock can be believed."""
        now_ms = self._clock.now_ms()
        deadline_ms = next_deadline_ms(self.day, self.hall)
        if self._clock.held or deadline_ms is None or now_ms < deadline_ms:
            return
        try:
            today = self.hall.business_date(now_ms)
            await self._housekeeping(Tick(await self.stored(durable.used_on, self._store, self.hall, today)))
        except StorageFault as exc:
            await self._recover([], exc)

    async def _housekeeping(self, command: Command) -> None:
        """A command of the hub's own, in a batch of its own."""
        try:
            records = self._decide(Request(RequestId(f"hub-{uuid4()}"), "hub", command))
        except Refused as refused:
            if refused.code not in _ABOUT_THE_DATE:
                raise
            if not self._clock.held:
                log.warning(
                    "the clock cannot be believed (%s): say `antrean day set DATE`", refused.data or refused.code
                )
                self._clock.held = True
            return
        await self.stored(self._store.commit, records, self.day)
        if records:
            log.info("business date %s, record %d", self.day.business_date, self.day.seq)
            self._changed(self.day, records)

    async def _process(self, batch: list[Asked]) -> list[Asked]:
        """Decide and commit `batch`; what is left of it when a date has to pass in a commit of its own."""
        now, later = split(batch)
        records: list[Record] = []
        try:
            for asked in now:
                if asked.request is not None:
                    asked.request = replace(asked.request, command=await self._complete(asked.request.command))
                self._judge(asked, records)
            await self.stored(self._store.commit, records, self.day)
        except StorageFault as exc:
            await self._recover(now, exc)
            return later
        if now[0].confirms_date:
            # A person has spoken. Where the clock still says another date, it goes on being held.
            self._clock.held = self.hall.business_date(self._clock.now_ms()) != self.day.business_date
        for asked in now:
            self._enter(asked.rules)
            asked.give()
        if records:
            self._changed(self.day, records)
        return later

    async def _complete(self, command: Command) -> Command:
        """The command with what only the file knows."""
        if not durable.needs_file(command, self.day):
            return command
        now_s = self._clock.now_ms() // 1000
        return await self.stored(durable.complete, self._store, command, self.day, self.hall, now_s)

    def _judge(self, asked: Asked, records: list[Record]) -> None:
        if asked.look is not None:
            asked.see(self.day)
            return
        assert asked.request is not None  # it is one or the other
        earlier = self._earlier.get(asked.request.id)
        if earlier is not None:
            asked.result = earlier
            return
        try:
            self._withhold(asked.request)
            records.extend(self._decide(asked.request, asked.rules))
        except Refused as refused:
            asked.trouble = refused
            return
        asked.result = self.day.answer(asked.request.id) or []

    def _withhold(self, request: Request) -> None:
        """Refuse a new number while a trouble forbids it; one that was given is still the answer to whoever asks."""
        if isinstance(request.command, TakeTicket) and self.day.answer(request.id) is None:
            for trouble, code in WITHHELD.items():
                if self._troubles.get(trouble):
                    raise Refused(code)

    def _enter(self, rules: NewRules | None) -> None:
        if rules is not None and rules.hall.digest == self.day.digest:
            self.hall = rules.hall
            rules.entered()

    def _decide(self, request: Request, rules: NewRules | None = None) -> list[Record]:
        now_ms = self._clock.now_ms()
        hall = self.hall if rules is None else rules.hall
        records: list[Record] = []
        before = self.day.requests
        for event in decide(self.day, hall, request, now_ms):
            record = Record(self.day.seq + 1, now_ms, request.id, request.actor, event)
            self.day.apply(record)
            records.append(record)
        if before is not self.day.requests:
            self._earlier = {**self._earlier, **before} if isinstance(request.command, OpenDay) else before
        return records

    async def _recover(self, batch: list[Asked], cause: StorageFault) -> None:
        """Find out from the file what has happened, however long that takes; nobody is answered meanwhile but `Fault`.

        The batch is answered at once: its clients ask again, and are answered from the log.
        """
        log.error("storage fault, nothing is given out until the file works again: %s", cause)
        self.failing = str(cause)
        self._warned()
        for asked in batch:
            asked.fail(self.failing)
        requests = [asked.request.id for asked in batch if asked.request is not None]
        while self.failing:
            try:
                await self.stored(self._store.reopen)
                day = await self.stored(self._store.replay)
                self._earlier = await self.stored(self._store.earlier_answers)
                self._earlier |= await self.stored(self._store.answers, requests)
            except StorageFault as exc:
                self.failing = str(exc)
                log.debug("the file does not work yet: %s", exc)
                self._inbox.fail_all(self.failing)
                await asyncio.sleep(REOPEN_WAIT_S)
            else:
                self.day, self.failing = day, ""
        log.info("storage is back at record %d", self.day.seq)
        for asked in batch:
            self._enter(asked.rules)
        self._warned()
        self._changed(self.day, ())
