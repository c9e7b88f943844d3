"""The pages of a hall whose network goes away: they say so, and are right again by themselves."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from playwright.async_api import Page, expect

from config.catalogues import load_words
from tests.browser.conftest import Open
from tests.browser.counter.console import free, steady
from tests.fakes.commands import PROGRAM
from tests.fakes.display_hall import View, board_view
from tests.fakes.display_hub import DisplayHub
from tests.fakes.lan import Lan, lan
from tests.fakes.running_hall import ROOT, RunningHall, running_hall

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SAY = load_words("id").text
HOUR_MS = 3_600_000
GREY = "rgb(154, 166, 178)"


@pytest.fixture
def cable() -> Iterator[Lan]:
    with lan() as made:
        yield made


@pytest.fixture
def hall(cable: Lan, tmp_path: Path) -> Iterator[RunningHall]:
    """A hub at the other end of `cable`."""
    with running_hall(tmp_path / "data", under=cable.under, address=cable.host) as running:
        yield running


async def call_next(cable: Lan, hall: RunningHall) -> str:
    """One more number, taken and called at the hub's own machine; the number."""

    await asyncio.to_thread(at_the_hub, cable, hall, "take", "A02")
    said = await asyncio.to_thread(at_the_hub, cable, hall, "call", "1", "--served")
    return said.partition(" ")[0]


def at_the_hub(cable: Lan, hall: RunningHall, *act: str) -> str:
    """What `antrean` says on the hub's own machine."""
    command = [*cable.under, *PROGRAM, *act, "--data", str(hall.data)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


async def shows(page: Page, number: str) -> float:
    """Wait until the board shows `number`; the seconds that took."""
    began_s = monotonic()
    await expect(page.locator("#number")).to_have_text(number)
    return monotonic() - began_s


@pytest.mark.parametrize("fault", ["silent", "unplugged"])
async def test_a_board_that_was_away_says_so_and_comes_back(
    cable: Lan, hall: RunningHall, open_page: Open, fault: str
) -> None:
    """A banner while nothing is heard, an hour long too; after the cure every call is there, and the banner is gone."""
    token = (await asyncio.to_thread(hall.tokens, {"screen": "board"}))["screen"]
    board = await open_page(hall, f"/board/#k={token}&zone=lantai-1", clock=True)
    await shows(board, await call_next(cable, hall))
    cable.fails(fault)
    number = await call_next(cable, hall)
    await board.clock.run_for(13_000)
    await expect(board.locator("#banner")).to_be_visible()
    await board.clock.fast_forward(HOUR_MS)
    await expect(board.locator("#number")).to_have_css("color", GREY)
    cable.fails("")
    print(f"{fault}: the board is back {await shows(board, number):.2f} s after the cure")
    await expect(board.locator("#banner")).to_be_hidden()


async def test_a_call_whose_answer_got_lost_is_made_once(cable: Lan, hall: RunningHall, open_page: Open) -> None:
    """The hub hears a console that hears nothing: it says so, asks again after the cure, and nobody is called twice."""
    token = (await asyncio.to_thread(hall.tokens, {"desk": "counter"}))["desk"]
    await call_next(cable, hall)
    await asyncio.to_thread(at_the_hub, cable, hall, "take", "A02")
    desk = await open_page(hall, f"/counter/#k={token}", clock=True)
    await desk.locator(".choice", has_text="Loket 3").first.click()
    await expect(desk.locator("#primary")).to_contain_text(SAY("counter.call_next", number="A002"))
    await steady(desk)
    cable.fails("mute")
    await desk.keyboard.press("Enter")
    await desk.clock.run_for(6_000)
    await expect(desk.locator("#standing")).to_have_text(SAY("counter.link_lost"))
    cable.fails("")
    await expect(desk.locator("#number")).to_have_text("A002")
    log = await asyncio.to_thread(at_the_hub, cable, hall, "log", "--json")
    assert log.count('"ticket_called"') == 2


@pytest.mark.parametrize(("role", "view"), [("board", board_view()), ("counter", free())])
async def test_a_ping_without_an_answer_ends_the_connection(open_page: Open, role: str, view: View) -> None:
    """A connection may live on in the system for minutes after the cure; a page looks for the hub anew long before."""
    async with DisplayHub(role) as hub:
        hub.view = view
        page = await open_page(hub, f"/{role}/#k=secret", clock=True)
        await hub.hello(1)
        hub.frozen = True
        await page.clock.run_for(6_000)
        await hub.hello(2)
        assert len(hub.pings) == 1
