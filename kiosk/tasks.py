"""The one place where asyncio tasks are made: each is kept until it ends, and a crash is reported, never swallowed."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)
_running: set[asyncio.Task[Any]] = set()


def spawn(work: Coroutine[Any, Any, Any], *, name: str) -> asyncio.Task[Any]:
    """Run `work` in the background under `name`; a crash is logged with its traceback when it happens."""
    task = asyncio.create_task(work, name=name)  # noqa: TID251 - this is the wrapper
    _running.add(task)
    task.add_done_callback(_ended)
    return task


def _ended(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled() and (crash := task.exception()) is not None:
        log.error("task %s crashed", task.get_name(), exc_info=crash)
