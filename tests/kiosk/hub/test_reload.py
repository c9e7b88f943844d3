"""A hall changed while it is open: everybody has it at once, nobody loses anything, a wrong folder changes nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kiosk import wire
from tests.fakes.edited import COUNTER_99, EditedHall

from .conftest import Guest, RunningHub, serving, visiting


@pytest.fixture
def editor(tmp_path: Path) -> EditedHall:
    return EditedHall(tmp_path / "hall")


@pytest.fixture
async def running(tmp_path: Path, editor: EditedHall) -> AsyncIterator[RunningHub]:
    async with serving(tmp_path / "data", hall=editor.folder) as hub:
        yield hub


async def changed(guest: Guest) -> wire.HallChanged:
    """The latest that it heard of another folder."""
    await guest.until(lambda _heard: guest.all(wire.HallChanged))
    return guest.all(wire.HallChanged)[-1]


async def test_another_folder_reaches_everybody_on_the_connection_they_have(
    running: RunningHub, editor: EditedHall
) -> None:
    """Each role hears as much of it as at its hello; the console stays where it sat, and its next call counts."""
    admin, kiosk, desk, board = [await running.guest(role) for role in ("admin", "kiosk", "counter", "board")]
    taken = (await kiosk.ask(wire.TakeTicket, service="A01", language="id")).events[0]
    phone = await running.guest("ticket", taken["token"])
    await desk.ask(wire.OpenCounter, counter="1")
    editor.put("services.toml", "Perekaman KTP-el baru", "Perekaman KTP elektronik")
    editor.add("counters.toml", COUNTER_99)

    done = await admin.ask(wire.ReloadHall)

    assert [event["kind"] for event in done.events] == ["hall_loaded"]
    for guest in (kiosk, desk, board, phone):
        heard = await changed(guest)
        assert heard.hall["digest"] == done.events[0]["digest"] != guest.welcome.hall["digest"]
        assert heard.hall.keys() == guest.welcome.hall.keys()
    (service,) = (await changed(phone)).hall["services"]
    assert service["name"]["id"] == "Perekaman KTP elektronik"
    called = await desk.ask(wire.CallNext)
    assert called.events[-1]["number"] == taken["number"]
    assert [len(guest.all(wire.Welcome)) for guest in (kiosk, desk, board, phone)] == [1, 1, 1, 1]
    await admin.ask(wire.OpenCounter, counter="99")
    latecomer = await running.guest("counter")
    assert "99" in [choice["counter"] for choice in latecomer.view["choices"]]


async def test_pages_load_themselves_again_for_other_words_and_for_nothing_else(
    running: RunningHub, editor: EditedHall
) -> None:
    """Their version stays with another counter, and changes with the hall's name."""
    admin, board = await running.guest("admin"), await running.guest("board")
    editor.add("counters.toml", COUNTER_99)
    await admin.ask(wire.ReloadHall)
    assert (await changed(board)).version == board.welcome.version

    editor.put("hall.toml", 'short.id = "MPP Banyuwangi"', 'short.id = "MPP Blambangan"')
    await admin.ask(wire.ReloadHall)

    await board.until(lambda _heard: len(board.all(wire.HallChanged)) == 2)
    assert (await changed(board)).version != board.welcome.version
    assert (await running.guest("board")).welcome.version == (await changed(board)).version


async def test_a_folder_that_would_strand_somebody_changes_nothing(running: RunningHub, editor: EditedHall) -> None:
    """Refused with their numbers, to nobody's notice; when they have been served it comes into force."""
    admin, kiosk, desk = [await running.guest(role) for role in ("admin", "kiosk", "counter")]
    number = (await kiosk.ask(wire.TakeTicket, service="S01", language="id")).events[0]["number"]
    at_s = [choice["id"] for choice in kiosk.welcome.hall["counters"] if "S01" in choice["services"]]
    editor.put("counters.toml", 'serves = ["S"]', 'serves = ["A"]')
    editor.drop("services.toml", 'agency = "S"')
    editor.drop("agencies.toml", 'code = "S"')
    editor.drop("series.toml", 'id = "S"')

    refused = await admin.ask(wire.ReloadHall)

    assert (refused.code, refused.data) == ("strands_tickets", {"numbers": number})
    await desk.ask(wire.OpenCounter, counter=at_s[0])
    called = (await desk.ask(wire.CallNext)).events[-1]
    await desk.ask(wire.Miss, ticket=called["ticket"])
    assert kiosk.all(wire.HallChanged) == []
    assert (await admin.ask(wire.ReloadHall)).events[0]["kind"] == "hall_loaded"
    gone = await kiosk.ask(wire.TakeTicket, service="S01", language="id")
    assert gone.code == "unknown_service"


async def test_a_folder_with_mistakes_is_refused_with_file_and_key(running: RunningHub, editor: EditedHall) -> None:
    """So is another hall's; what was in force stays so, and a folder put right is taken."""
    admin, kiosk = await running.guest("admin"), await running.guest("kiosk")
    editor.put("hall.toml", 'id = "hall"', 'id = "elsewhere"')
    assert (await admin.ask(wire.ReloadHall)).code == "other_hall"
    editor.put("hall.toml", 'id = "elsewhere"', 'id = "hall"')
    editor.add("counters.toml", COUNTER_99.replace("lantai-1", "lantai-9"))

    refused = await admin.ask(wire.ReloadHall)

    assert refused.code == "hall_mistakes"
    assert "counters.toml: counter 99: zone" in refused.data["mistakes"]
    assert (await kiosk.ask(wire.TakeTicket, service="A01", language="id")).events
    editor.put("counters.toml", "lantai-9", "lantai-1")
    assert (await admin.ask(wire.ReloadHall)).events
    assert len(kiosk.all(wire.HallChanged)) <= 1
    await changed(kiosk)


async def test_the_same_folder_again_is_no_news(running: RunningHub, editor: EditedHall) -> None:
    """A repeated request has the effect of one, an unchanged folder none at all."""
    admin, board = await running.guest("admin"), await running.guest("board")
    editor.add("counters.toml", COUNTER_99)

    first = await admin.ask(wire.ReloadHall, request="again")

    assert await admin.ask(wire.ReloadHall, request="again") == first
    assert (await admin.ask(wire.ReloadHall)).events == []
    await changed(board)
    await board.client.ping()
    await board.until(lambda _heard: board.all(wire.Pong))
    assert len(board.all(wire.HallChanged)) == 1


async def test_it_is_in_force_after_a_restart(tmp_path: Path, editor: EditedHall) -> None:
    """The fact is in the log, once; the hub that starts on the folder has nothing to add."""
    async with serving(tmp_path / "data", hall=editor.folder) as before:
        editor.add("counters.toml", COUNTER_99)
        await (await before.guest("admin")).ask(wire.ReloadHall)
    async with serving(tmp_path / "data", hall=editor.folder) as after:
        admin = await after.guest("admin")
        log = await admin.client.ask(wire.ReadLog(limit=100))
        assert isinstance(log, wire.Log)
        assert [record["kind"] for record in log.records].count("hall_loaded") == 1


async def test_whoever_sat_or_hung_where_there_is_nothing_any_more(running: RunningHub, editor: EditedHall) -> None:
    """A console chooses another counter; a board is told that its zone is gone, and hung up on."""
    admin, desk = await running.guest("admin"), await running.guest("counter")
    editor.put("zones.toml", 'id = "lantai-3"', 'id = "lantai-4"')
    editor.put("counters.toml", 'zone = "lantai-3"', 'zone = "lantai-4"')
    editor.drop("counters.toml", 'id = "1"\n')
    await desk.ask(wire.OpenCounter, counter="1")
    async with visiting(running.url, "board", zone="lantai-3") as board:
        await board.until(lambda _heard: board.all(wire.State))

        await admin.ask(wire.ReloadHall)

        await board.until(lambda _heard: board.all(wire.Problem))
        assert board.all(wire.Problem)[0].code == "unknown_zone"
        assert board.all(wire.HallChanged) == []
    await desk.until(lambda _heard: desk.view["counter"] is None)
    assert "1" not in [choice["counter"] for choice in desk.view["choices"]]
    assert (await desk.ask(wire.CallNext)).code == "no_counter"
    assert len(desk.all(wire.Welcome)) == 1


@pytest.mark.parametrize("role", ["kiosk", "counter", "board"])
async def test_only_the_administrator_may(running: RunningHub, role: wire.Role) -> None:
    """Anybody else is refused, or told so."""
    guest = await running.guest(role)
    assert (await guest.ask(wire.ReloadHall)).code == "not_allowed"
