"""A hub that is wrong on purpose: it answers before it commits. The control of the tests that kill hubs.

Everything else is the hub itself, so that a checker which does not notice this one proves nothing about the other.
Run as `python -m tests.fakes.wrong_hub HALL …` with the options of `antrean hub`.
"""

import asyncio
import copy
import sys
from collections.abc import Callable
from typing import Any

from kiosk.cli import main
from kiosk.hub import server
from kiosk.hub.writer import Writer

COMMITS_LATER_S = 0.1


class HastyWriter(Writer):
    """Says that a batch is durable, and makes it so a moment later."""

    async def stored(self, work: Callable[..., Any], *args: Any) -> Any:
        if work != self._store.commit:
            return await super().stored(work, *args)
        seen = copy.deepcopy(args)  # the day as it is now: what it commits is right, only late
        asyncio.get_running_loop().call_later(COMMITS_LATER_S, self._thread.submit, work, *seen)
        return None


if __name__ == "__main__":
    server.Writer = HastyWriter  # type: ignore[attr-defined]  # the hub looks its writer up under this name
    sys.exit(main(["hub", *sys.argv[1:]]))
