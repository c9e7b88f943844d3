"""What the hub does for its file beside the queue: it watches the room on the disk, and notes how far the log has come.

It decides nothing about the queue: the writer is told of each trouble, by its code, and knows what that means.
"""

import asyncio
import logging

from kiosk.hub.writer import Writer
from kiosk.store.reserve import Reserve, Room
from kiosk.store.store import Store

log = logging.getLogger(__name__)

LOOK_S = 1.0
REMEMBER_EVERY = 60
"""Looks from one note of how far the log has come to the next: a minute."""


class Upkeep:
    """The upkeep of one hub's file; without a reserve nobody watches the room."""

    def __init__(self, writer: Writer, store: Store, reserve: Reserve | None) -> None:
        self._writer = writer
        self._store = store
        self._reserve = reserve

    async def run(self) -> None:
        """Look again and again, until cancelled; whatever breaks here, the queue goes on."""
        looks = 0
        while True:
            try:
                if looks % REMEMBER_EVERY == 0:
                    await self.remember()
                await self.look()
            except Exception:
                log.exception("the upkeep of the file failed; it is tried again")
            looks += 1
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """See how much room there is, and let staff know."""
        if self._reserve is not None:
            room = await self._writer.stored(self._reserve.look)
            self._writer.note("disk_low", room is Room.LOW)
            self._writer.note("disk_full", room is Room.FULL)

    async def remember(self) -> None:
        """Note how far the log has come, unless nobody knows."""
        if not self._writer.failing:
            await self._writer.stored(self._store.remember)
