"""A hall whose network fails in every way: nobody waits for ever, nothing is done twice, everybody comes back alone."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from kiosk.client import Link
from tests.fakes.lan import Lan, lan
from tests.fakes.load import DEVICES, Crowd, Device
from tests.fakes.promises import broken_promises, kept_in
from tests.fakes.running_hall import PATIENCE_S, RunningHall, running_hall


@pytest.fixture
def cable() -> Iterator[Lan]:
    with lan() as made:
        yield made


@pytest.fixture
def hall(cable: Lan, tmp_path: Path) -> Iterator[RunningHall]:
    """A hub at the other end of `cable`."""
    with running_hall(tmp_path / "data", under=cable.under, address=cable.host) as running:
        yield running


async def until(happened: Callable[[], bool], what: str) -> float:
    """Wait until `happened`; the seconds that took."""
    began_s = monotonic()
    while not happened():
        assert monotonic() - began_s < PATIENCE_S, what
        await asyncio.sleep(0.01)
    return monotonic() - began_s


async def back(crowd: Crowd) -> float:
    """Wait until everybody has a link, and everybody who works has had an answer; the seconds that took."""
    heard = len(crowd.ledger.answers)
    boards = {board.name for board in crowd.boards}
    workers = {device.name for device in crowd.devices} - boards

    def at_work() -> bool:
        answered = {answer.client for answer in crowd.ledger.answers[heard:]}
        return answered >= workers and all(up(device) for device in crowd.devices)

    return await until(at_work, "everybody is back")


def up(device: Device) -> bool:
    return device.link.link is Link.UP


LONG, SHORT = ("unplugged", "silent", "mute", "reset"), ("down", "deaf", "mute")


async def test_a_hall_lives_through_every_fault_of_its_network(cable: Lan, hall: RunningHall) -> None:
    """Under load, faults until everybody has noticed, and faults of an instant: all come back, all answers are true."""
    crowd = Crowd(hall.url, await asyncio.to_thread(hall.tokens, DEVICES), seed=1)
    answers = crowd.ledger.answers
    async with crowd.in_the_hall():
        await crowd.ledger.reach(30)
        for fault in SHORT:
            await crowd.ledger.do_at_next(partial(cable.fails, fault))
            cable.fails("")
            print(f"{fault} for an instant: back {await back(crowd):.2f} s after the cure")
        for fault in LONG:
            cable.fails(fault)
            noticed_s = await until(lambda: not any(map(up, crowd.devices)), f"everybody notices: {fault}")
            cable.fails("")
            print(f"{fault}: noticed after {noticed_s:.2f} s, back {await back(crowd):.2f} s after the cure")
        await crowd.go_home()
    hall.kill()
    shown = [board.shown for board in crowd.boards]
    assert broken_promises(answers, shown, kept_in(hall.data), crowd.prints) == []
