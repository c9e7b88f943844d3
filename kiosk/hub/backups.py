"""Copies of the hub's file, made beside the queue: every hour, at closing, and whenever somebody asks for one.

The file stands still while a process of its own copies and tries it (`kiosk.store.backup`); commits go on beside it.
A folder that is away or full is a notice to staff and nothing worse; it is tried again.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from time import monotonic

from kiosk.hub.clock import Clock
from kiosk.hub.writer import Writer
from kiosk.store import backup
from kiosk.store.backup import BackupFailed
from kiosk.store.errors import StoreError
from kiosk.store.mark import Mark
from kiosk.store.store import Store

log = logging.getLogger(__name__)

LOOK_S = 1.0
EVERY_S = 3600.0
FIRST_S = 60.0
"""The first one comes soon after the start, and not at once: a hub that starts again and again makes none."""
AGAIN_S = 300.0
"""From one that failed to the next attempt."""
LONGEST_S = 900.0
"""A stick that takes longer is given up: meanwhile the file does not shrink what is beside it."""


class Backups:
    """The copies of one hub's file in `folders`; with none, only those that somebody asks for."""

    def __init__(
        self,
        writer: Writer,
        store: Store,
        clock: Clock,
        folders: Sequence[Path] = (),
        *,
        monotonic_s: Callable[[], float] = monotonic,
    ) -> None:
        self._writer = writer
        self._store = store
        self._clock = clock
        self._folders = folders
        self._monotonic_s = monotonic_s
        self._one_at_a_time = asyncio.Lock()
        self._due_s = monotonic_s() + FIRST_S
        self._copied_seq = 0
        self._failing: set[Path] = set()
        self._stage = self._now_at()

    async def run(self) -> None:
        """Look again and again, until cancelled; whatever breaks here, the queue goes on."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("the backup failed; it is tried again")
                self._due_s = self._monotonic_s() + AGAIN_S
                self._writer.note("backup_failing", True)
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Make the copies that are due, and let staff know when there are none."""
        if self._folders and self._due():
            self._stage = self._now_at()
            seq = self._writer.day.seq
            for folder in self._folders:
                await self._try(folder)
            self._due_s = self._monotonic_s() + (AGAIN_S if self._failing else EVERY_S)
            self._copied_seq = self._copied_seq if self._failing else seq
            self._writer.note("backup_failing", bool(self._failing))

    async def make(self, folders: Sequence[Path]) -> list[Path]:
        """A copy in each of `folders`, or in the hub's own when there are none; raises `BackupFailed`."""
        chosen = folders or self._folders
        if not chosen:
            raise BackupFailed("no folder for copies: `antrean hub --backup DIR`, or `antrean backup DIR`")
        try:
            return [await self._make(folder) for folder in chosen]
        except BackupFailed:
            raise
        except StoreError as exc:
            raise BackupFailed(str(exc)) from exc

    @property
    def folders(self) -> int:
        """How many folders copies are made in by themselves."""
        return len(self._folders)

    async def age_s(self) -> int:
        """Seconds since the latest copy in any of the hub's own folders; -1 when there is none."""
        made = [made_s for folder in self._folders if (made_s := await asyncio.to_thread(backup.latest_s, folder))]
        return max(0, self._clock.now_ms() // 1000 - int(max(made))) if made else -1

    def _due(self) -> bool:
        """An hour is over or the day has ended, and something has happened since the last copy."""
        over = self._monotonic_s() >= self._due_s or self._stage != self._now_at()
        return over and not self._writer.failing and self._writer.day.seq != self._copied_seq

    def _now_at(self) -> tuple[date | None, bool]:
        return self._writer.day.business_date, self._writer.day.open

    async def _try(self, folder: Path) -> None:
        try:
            path = await self._make(folder)
        except StoreError as exc:
            log.log(logging.DEBUG if folder in self._failing else logging.WARNING, "no backup: %s", exc)
            self._failing.add(folder)
        else:
            log.info("backup %s", path)
            self._failing.discard(folder)

    async def _make(self, folder: Path) -> Path:
        async with self._one_at_a_time:
            last = await self._writer.stored(self._store.freeze)
            local = datetime.fromtimestamp(self._clock.now_ms() / 1000, self._writer.hall.timezone)
            name = backup.name_of(last, local)
            try:
                await self._copy(folder, last)
            except BaseException:
                await self._writer.stored(self._store.thaw)
                await asyncio.to_thread(backup.discard, folder)
                raise
            if not await self._writer.stored(self._store.thaw):
                await asyncio.to_thread(backup.discard, folder)
                raise BackupFailed("the file was opened anew meanwhile")
            return await asyncio.to_thread(backup.publish, folder, name)

    async def _copy(self, folder: Path, last: Mark) -> None:
        arguments = (str(self._store.path), str(folder), last.hash)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", backup.__name__, *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(LONGEST_S):
                _, said = await process.communicate()
        except TimeoutError as exc:
            raise BackupFailed(f"{folder} takes longer than {LONGEST_S:g} s") from exc
        finally:
            if process.returncode is None:
                process.kill()
        if process.returncode:
            raise BackupFailed(said.decode(errors="replace").strip() or f"the copy ended with {process.returncode}")
