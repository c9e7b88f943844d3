"""What the rooms may load, seen from a fresh interpreter: import rules kept by looking and not by reading."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

OUTSIDE_WORLD = {
    "textual",
    "peewee",
    "serial",
    "websockets",
    "msgspec",
    "pydantic",
    "escpos",
    "asyncio",
    "socket",
    "threading",
    "sqlite3",
    "random",
}
"""Screens, files, wires, threads and chance: nothing of it has a place in the queue."""


def modules_of(room: str) -> list[str]:
    """The room and every module below it."""
    folder = ROOT.joinpath(*room.split("."))
    return [room, *(module.name for module in pkgutil.walk_packages([str(folder)], f"{room}."))]


def loaded_by(modules: list[str]) -> set[str]:
    """Top-level modules that a fresh interpreter has after importing these and had not before."""
    program = (
        "import sys; before = set(sys.modules)\n"
        + "".join(f"import {module}\n" for module in modules)
        + "import json; print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stderr
    return {name.partition(".")[0] for name in json.loads(run.stdout)}


def test_the_queue_loads_nothing_of_the_outside_world() -> None:
    """Every module of `hall` together brings in no screen, no storage, no wire, no thread and no chance."""
    modules = modules_of("hall")
    assert {"hall.model", "hall.decide", "hall.day", "hall.why"} <= set(modules)
    assert loaded_by(modules) & OUTSIDE_WORLD == set()


def test_the_queue_knows_no_other_room() -> None:
    """`hall` imports none of the rooms that import it."""
    assert loaded_by(modules_of("hall")) & {"config", "display", "printer", "kiosk"} == set()


@pytest.mark.parametrize("module", ["kiosk.hub.server", "kiosk.cli.main"])
def test_neither_the_hub_nor_a_command_loads_the_screen_or_the_printer(module: str) -> None:
    """The hub runs on boxes without a touchscreen, and a command for a script starts at once."""
    assert loaded_by([module]) & {"textual", "escpos", "PIL"} == set()


def test_the_look_at_what_is_loaded_is_not_blind() -> None:
    """A module that does load something of the outside world is seen to do so."""
    assert loaded_by(["asyncio"]) >= {"asyncio", "socket", "threading"}
