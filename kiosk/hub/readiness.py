"""How the hall stands before it opens, gathered from what the hub knows anyway: `antrean ready` asks.

Nothing is judged here: what is enough to open, and in which words, is said by whoever asked.
"""

from contextlib import suppress
from datetime import date
from typing import NamedTuple

from hall.day import Day
from kiosk import wire
from kiosk.hub.core import Core
from kiosk.hub.inbox import Fault


class _Standing(NamedTuple):
    """What of the day is wanted; as it is here while the file does not work."""

    on: date | None = None
    open: bool = False
    open_counters: int = 0


async def readiness(core: Core) -> wire.Readiness:
    """How the hall stands now. While the file does not work no day is known, and the notices say why."""
    seen = [_Standing()]

    def see(day: Day) -> _Standing:
        return _Standing(day.business_date, day.open, len(day.open_counters & core.hall.counters.keys()))

    with suppress(Fault):
        await core.writer.look(see, seen.append)
    roles = core.audience.roles()
    return wire.Readiness(
        business_date=seen[-1].on,
        open=seen[-1].open,
        open_counters=seen[-1].open_counters,
        counters=len(core.hall.counters),
        boards=roles["board"],
        consoles=roles["counter"],
        printers=core.printers.picture().printers,
        notices=core.writer.notices(),
        free_bytes=await core.free_bytes(),
        backup_folders=core.backups.folders,
        backup_age_s=await core.backups.age_s(),
    )
