"""A hall changed while it is open, from the command line: `antrean check`, `antrean reload`, SIGHUP, and a restart."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk import wire
from kiosk.cli.ask import Conversation, new_id
from tests.fakes.commands import antrean, wait_until
from tests.fakes.edited import COUNTER_99, EditedHall
from tests.fakes.running_hall import RunningHall, asked_of, running_hall


@pytest.fixture
def editor(tmp_path: Path) -> EditedHall:
    return EditedHall(tmp_path / "hall")


@pytest.fixture
def hall(tmp_path: Path, editor: EditedHall) -> Iterator[RunningHall]:
    with running_hall(tmp_path / "data", hall=str(editor.folder)) as running:
        yield running


async def described(hub: Conversation) -> dict[str, Any]:
    """The hall as the hub describes it now."""
    assert hub.welcome is not None  # the link is up
    return hub.welcome.hall


def counters(hall: RunningHall) -> list[str]:
    return [counter["id"] for counter in asked_of(hall.data, described)["counters"]]


def test_an_operator_checks_and_reloads(hall: RunningHall, editor: EditedHall) -> None:
    """What `check` finds `reload` refuses too, by file and key; put right it is in force, and after a kill as well."""
    editor.add("counters.toml", COUNTER_99.replace("lantai-1", "lantai-9"))
    for command in (("check", editor.folder), ("reload", "--data", hall.data)):
        answer = antrean(*command)
        assert answer.returncode == 1
        assert "counters.toml: counter 99: zone" in answer.stderr
    assert "99" not in counters(hall)

    editor.put("counters.toml", "lantai-9", "lantai-1")
    assert antrean("check", editor.folder).returncode == 0
    answer = antrean("reload", "--data", hall.data)
    assert (answer.returncode, "in force now" in answer.stdout) == (0, True)
    assert "99" in counters(hall)
    assert "as it was" in antrean("reload", "--data", hall.data).stdout
    hall.kill()
    hall.start()
    assert "99" in counters(hall)


def test_whoever_would_be_stranded_is_named(hall: RunningHall, editor: EditedHall) -> None:
    """The sentence has the number of the visitor whom no counter would serve, and the hub goes on as before."""
    number = antrean("take", "S01", "--data", hall.data).stdout.partition(",")[0]
    editor.put("counters.toml", 'serves = ["S"]', 'serves = ["A"]')
    editor.drop("services.toml", 'agency = "S"')
    editor.drop("agencies.toml", 'code = "S"')
    editor.drop("series.toml", 'id = "S"')
    assert antrean("check", editor.folder).returncode == 0

    answer = antrean("reload", "--data", hall.data)

    assert answer.returncode == 1
    assert f"There is no counter any more for: {number}" in answer.stderr
    assert antrean("take", "S01", "--data", hall.data).returncode == 0


def test_sighup_is_the_same(hall: RunningHall, editor: EditedHall) -> None:
    """A service manager reloads so; a folder with mistakes is a warning in the log, and the hub lives on."""
    editor.add("counters.toml", COUNTER_99)
    os.kill(hall.pid, signal.SIGHUP)
    wait_until(lambda: "99" in counters(hall), "the counter comes")
    editor.put("counters.toml", 'id = "99"', 'id = "1"')
    os.kill(hall.pid, signal.SIGHUP)
    wait_until(lambda: "hall_mistakes" in hall.log, "the mistake is logged")
    assert "counters.toml" in hall.log
    assert "99" in counters(hall)


async def test_takers_do_not_notice(hall: RunningHall, editor: EditedHall) -> None:
    """While the folder changes ten times under visitors who take numbers, none is lost, refused or given twice."""

    def take(hub: Conversation) -> Any:
        return hub.ask(wire.TakeTicket(request=new_id(), service="A02", language="id"))

    async def take_many(hub: Conversation) -> list[str]:
        return [(await take(hub)).events[0]["number"] for _ in range(100)]

    async def change_often(hub: Conversation) -> int:
        kinds = []
        for turn in range(10):
            editor.put("hall.toml", 'address = "', f'address = "{turn} ')
            done = await hub.ask(wire.ReloadHall(request=new_id()))
            assert isinstance(done, wire.Done)
            kinds += [event["kind"] for event in done.events]
        return kinds.count("hall_loaded")

    numbers, loaded = await asyncio.gather(
        asyncio.to_thread(asked_of, hall.data, take_many), asyncio.to_thread(asked_of, hall.data, change_often)
    )

    assert loaded == 10
    assert numbers == [f"A{count:03}" for count in range(1, 101)]
