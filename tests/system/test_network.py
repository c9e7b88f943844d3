"""A hall whose network fails in every way: nobody waits for ever, nothing is done twice, everybody comes back alone."""

import asyncio
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from kiosk.client import Link
from tests.fakes.commands import antrean
from tests.fakes.fault_proxy import through
from tests.fakes.lan import Lan, lan
from tests.fakes.load import DEVICES, Crowd, Device
from tests.fakes.promises import broken_promises, kept_in
from tests.fakes.running_hall import PATIENCE_S, RunningHall, running_hall
from tests.fakes.terminal import kiosk_terminal


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


LONG, SHORT = ("unplugged", "silent", "reset"), ("down", "deaf", "mute")


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


async def test_a_slow_line_that_breaks_in_the_middle_of_answers_doubles_nothing(tmp_path: Path) -> None:
    """Behind 50 ms of latency and a cut in every tenth answer everything is done once, and everybody learns of it."""
    with running_hall(tmp_path / "data") as hall:
        tokens = await asyncio.to_thread(hall.tokens, DEVICES)
        async with through(hall.port, Random(1)) as line:
            crowd = Crowd(line.url, tokens, seed=1)
            async with crowd.in_the_hall():
                line.delay_s, line.cut_replies = 0.05, 0.1
                await crowd.ledger.reach(200)
                line.cut_replies = 0.0
                await back(crowd)
                await crowd.go_home()
        hall.kill()
    assert line.cuts > 20
    shown = [board.shown for board in crowd.boards]
    assert broken_promises(crowd.ledger.answers, shown, kept_in(hall.data), crowd.prints) == []


@pytest.mark.terminal
def test_a_visitor_whose_answer_got_lost_is_asked_to_wait(cable: Lan, hall: RunningHall, tmp_path: Path) -> None:
    """The hub has given a number that the kiosk has not heard of: calm words, and after the cure that one number."""
    token = hall.tokens({"kiosk-1": "kiosk"})["kiosk-1"]
    with kiosk_terminal(tmp_path, hub=hall.url, token=token, printer=f"file:{tmp_path / 'tickets.txt'}") as kiosk:
        kiosk.tap_until("Dukcapil", "Silakan pilih layanan")
        kiosk.tap_until("Perekaman KTP-el baru", "Ambil nomor")
        kiosk.tap_until("English", "Take a number")
        kiosk.tap_until("Bahasa Indonesia", "Ambil nomor")
        cable.fails("mute")
        kiosk.tap("Ambil nomor")
        away = kiosk.sees("Mohon tunggu sebentar", "Silakan hubungi petugas")
        assert not [word for word in ("rror", "onnect", "ws:", "Traceback", "Nomor Anda") if word in away]
        cable.fails("")
        kiosk.sees("Nomor Anda")
    rows = [json.loads(row) for row in antrean("log", "--json", "--data", hall.data).stdout.splitlines()]
    assert [row["kind"] for row in rows].count("ticket_issued") == 1
