"""The console by its keys, against a real hub: all that staff do at a counter, and what they read when they cannot."""

import pytest

from kiosk import wire
from tests.fakes.edited import EditedHall
from tests.kiosk.hub.conftest import Guest, RunningHub

from .conftest import console, take


async def test_a_visitor_is_called_served_and_seen_off_by_keys_alone(hub: RunningHub, visitors: Guest) -> None:
    """Choose a counter, then Enter is the next step, three times; the hub has it all."""
    for service in ("A01", "A02"):
        await take(visitors, service)
    admin = await hub.guest("admin")
    async with console(hub) as desk:
        await desk.sees("Pilih loket", "Loket 1 · Kosong", "Tersambung")
        await desk.press("enter")
        await desk.sees("Siap memanggil", "2 menunggu", "Panggil A001", "A002 Pencetakan")
        await desk.press("enter")
        await desk.sees("Dipanggil", "Mulai layani A001", "Perekaman KTP-el baru", "Bahasa Indonesia", "Dukcapil")
        await desk.press("enter")
        await desk.sees("Sedang dilayani", "Selesai, panggil A002")
        await desk.press("f")
        await desk.sees("Siap memanggil", "Panggil A002")
        await desk.press("q")
        await desk.sees("Pilih loket")
    log = await admin.client.ask(wire.ReadLog(limit=50))
    assert isinstance(log, wire.Log)
    assert [record["kind"] for record in log.records][-5:] == [
        "counter_opened",
        "ticket_called",
        "service_started",
        "service_finished",
        "counter_closed",
    ]


@pytest.mark.parametrize(
    ("key", "then", "told"),
    [("r", "Panggilan ke-2", "Dipanggil"), ("m", "1 menunggu", "Siap"), ("x", "1 menunggu", "Siap")],
)
async def test_recall_miss_and_cancel(hub: RunningHub, visitors: Guest, key: str, then: str, told: str) -> None:
    """Each has a key of its own while somebody has been called."""
    await take(visitors, "A01")
    await take(visitors, "A01")
    async with console(hub, "1") as desk:
        await desk.sees("Panggil A001")
        await desk.press("enter")
        await desk.sees("Mulai layani A001")
        await desk.press(key)
        await desk.sees(then, told)


async def test_a_click_is_the_same_as_the_key(hub: RunningHub, visitors: Guest) -> None:
    await take(visitors, "A01")
    async with console(hub, "1") as desk:
        await desk.sees("Panggil A001")
        desk.seconds.now += 1
        await desk.pilot.click("ActLine.-primary")
        await desk.sees("Mulai layani A001")


async def test_a_key_that_is_held_calls_once(hub: RunningHub, visitors: Guest) -> None:
    """Its repeats count as one press, however long; the next press counts again."""
    await take(visitors, "A01")
    async with console(hub, "1") as desk:
        await desk.sees("Panggil A001")
        await desk.press("enter")
        await desk.sees("Mulai layani A001")
        for _ in range(20):
            await desk.press("enter", after_s=0.3)
        assert "Mulai layani A001" in desk.text
        await desk.press("enter")
        await desk.sees("Sedang dilayani")


async def test_an_act_that_is_not_possible_is_dim_and_asks_nothing(hub: RunningHub, visitors: Guest) -> None:
    """Nobody waits, so nothing can be called; somebody who comes is seen at once, and can."""
    async with console(hub, "1") as desk:
        await desk.sees("Tidak ada yang menunggu")
        await desk.press("enter")
        await desk.press("m")
        assert desk.app.desk.asked == ""
        assert desk.app.query_one("ActLine.-primary").has_class("-not-now")
        await take(visitors, "A01")
        await desk.sees("Panggil A001", "A001 Perekaman")


async def test_a_refusal_is_read_in_words(hub: RunningHub, visitors: Guest) -> None:
    """A copy of a ticket that no kiosk has printed has nowhere to come out; staff read why."""
    admin = await hub.guest("admin")
    await admin.ask(wire.TakeTicket, service="A01", language="id")
    async with console(hub, "1") as desk:
        await desk.sees("Panggil A001")
        await desk.press("enter")
        await desk.sees("Mulai layani A001", "tanpa karcis")
        await desk.press("p")
        await desk.until(lambda: desk.app.desk.message)
        await desk.sees(desk.app.desk.message)
        assert "unknown" not in desk.app.desk.message


async def test_a_token_that_is_not_known_is_said(hub: RunningHub) -> None:
    async with console(hub, token="wrong") as desk:
        await desk.sees("Sambungan ditolak")


async def test_what_others_do_and_what_the_hub_warns_of(hub: RunningHub, visitors: Guest) -> None:
    """Calls of other counters stand at the side, notices across the screen until all is well."""
    await take(visitors, "A01")
    other = await hub.guest("counter")
    async with console(hub, "1") as desk:
        await desk.sees("Panggil A001")
        await other.ask(wire.OpenCounter, counter="2")
        await other.ask(wire.CallNext)
        await desk.sees("Loket 2 memanggil A001", "Tidak ada yang menunggu")
        hub.hub._writer.note("disk_full", True)
        await desk.sees("Ruang penyimpanan habis.")
        hub.hub._writer.note("disk_full", False)
        await desk.until(lambda: "Ruang penyimpanan" not in desk.text)


async def test_another_folder_keeps_the_seat_unless_it_is_gone(
    hub: RunningHub, visitors: Guest, editor: EditedHall
) -> None:
    """Names change under the ticket; a counter that is gone leads back to the choice, in words."""
    await take(visitors, "A01")
    admin = await hub.guest("admin")
    async with console(hub, "1") as desk:
        await desk.sees("Panggil A001", "A001 Perekaman")
        editor.put("services.toml", "Perekaman KTP-el baru", "Rekam KTP elektronik")
        await admin.ask(wire.ReloadHall)
        await desk.sees("Loket 1 · MPP", "A001 Rekam KTP")
        editor.put("counters.toml", 'id = "1"\n', 'id = "31"\n')
        await admin.ask(wire.ReloadHall)
        await desk.sees("Pilih loket", "Loket ini tidak ada lagi")


@pytest.mark.parametrize("size", [(64, 24), (80, 24), (140, 40)])
async def test_every_act_has_room(hub: RunningHub, visitors: Guest, size: tuple[int, int]) -> None:
    """On a small terminal too: all acts, the wait and the foot."""
    for _ in range(14):
        await take(visitors, "A01")
    async with console(hub, "1", size=size) as desk:
        await desk.sees("Panggil A001")
        await desk.press("enter")
        await desk.sees("Mulai layani A001", "Panggil ulang", "Tutup Loket 1", "Yang menunggu", "Ctrl+Q", "Tersambung")
