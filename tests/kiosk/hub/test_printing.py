"""Printing over real sockets: whom the hub asks, what it never asks twice, and what staff are told of the printers."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import connect

from kiosk import wire
from kiosk.hub.printers import EVERY_S, Printers
from kiosk.terminal.visit import Issued

from .conftest import Guest, RunningHub, serving

A01 = {"service": "A01", "language": "id"}


async def asked(kiosk: Guest, count: int = 1) -> list[wire.PrintTicket]:
    """The first `count` prints that a kiosk was asked for."""
    await kiosk.until(lambda _heard: len(kiosk.all(wire.PrintTicket)) >= count)
    return kiosk.all(wire.PrintTicket)


async def at_counter(hub: RunningHub) -> Guest:
    """A console at a counter to which the first ticket has been called."""
    console = await hub.guest("counter")
    await console.ask(wire.OpenCounter, counter="1")
    await console.ask(wire.CallNext)
    await console.until(lambda _heard: console.view["current"])
    return console


async def nothing_more(guest: Guest) -> None:
    """Everything that was sent to a guest so far has arrived: the answer to a ping comes after it."""
    before = len(guest.all(wire.Pong))
    await guest.client.ping()
    await guest.until(lambda _heard: len(guest.all(wire.Pong)) > before)


async def test_a_ticket_issued_at_a_desk_comes_out_of_the_kiosk_that_was_named(running: RunningHub) -> None:
    """It is asked with all that is on the paper, and what it reports is the ticket's paper; no other is asked."""
    kiosk, other = await running.guest("kiosk", boot="b1"), await running.guest("kiosk", "kiosk-2", boot="c1")
    desk = await running.guest("counter")

    taken = await desk.ask(wire.TakeTicket, **A01, print_at="kiosk-1")
    (job,) = await asked(kiosk)

    issued, wanted = taken.events
    assert (job.job, job.copy) == (wanted["seq"], False)
    assert msgspec.convert(job.issued, Issued) == msgspec.convert(issued, Issued)
    done = await kiosk.ask(wire.ReportPrint, ticket=issued["ticket"], outcome="printed", job=job.job)
    assert done.events[0]["outcome"] == "printed"
    console = await at_counter(running)
    assert console.view["current"]["paper"] == "printed"
    await nothing_more(other)
    assert other.all(wire.PrintTicket) == []


async def test_a_ticket_that_nobody_prints_has_no_paper_at_once(running: RunningHub) -> None:
    """Nothing is left pending, and no kiosk is asked."""
    kiosk, desk = await running.guest("kiosk"), await running.guest("counter")
    await desk.ask(wire.TakeTicket, **A01)

    line = (await at_counter(running)).view["current"]

    assert (line["paper"], line["paper_why"], line["printing"]) == ("failed", "no_printer", False)
    await nothing_more(kiosk)
    assert kiosk.all(wire.PrintTicket) == []


async def test_a_copy_is_asked_and_counted(running: RunningHub) -> None:
    """The console's own act does it; while it is on its way the act says why not, and afterwards there is a copy."""
    kiosk = await running.guest("kiosk", boot="b1")
    ticket = (await kiosk.ask(wire.TakeTicket, **A01)).events[0]["ticket"]
    await kiosk.ask(wire.ReportPrint, ticket=ticket, outcome="printed")
    console = await at_counter(running)

    def act() -> dict[str, Any]:
        return next(act for act in console.view["acts"] if act["verb"] == "print_copy")

    assert (act()["enabled"], act()["ticket"]) == (True, ticket)
    await console.ask(wire.PrintCopy, ticket=act()["ticket"])
    (job,) = await asked(kiosk)
    assert job.copy
    await console.until(lambda _heard: act()["why_not"] == "copy_pending")
    assert (await console.ask(wire.PrintCopy, ticket=ticket)).code == "copy_pending"
    await kiosk.ask(wire.ReportPrint, ticket=ticket, outcome="failed", why="paper_out", job=job.job)
    await kiosk.ask(wire.ReportPrint, ticket=ticket, outcome="printed", job=job.job)
    await console.until(lambda _heard: console.view["current"]["copies"] == 1 and act()["enabled"])
    assert console.view["current"]["paper"] == "printed"


async def test_who_cannot_be_asked_is_named(running: RunningHub) -> None:
    """A kiosk that is not there, and one that there is not; for a ticket no number is given."""
    desk = await running.guest("counter")
    for act, fields in ((wire.TakeTicket, A01), (wire.NewRoll, {})):
        where = "print_at" if act is wire.TakeTicket else "kiosk"
        away = await desk.ask(act, **fields, **{where: "kiosk-2"})
        unknown = await desk.ask(act, **fields, **{where: "kiosk-9"})
        assert (away.code, away.data) == ("kiosk_away", {"kiosk": "kiosk-2"})
        assert (unknown.code, unknown.data) == ("unknown_kiosk", {"kiosk": "kiosk-9"})

    assert running.hub._writer.day.tickets == {}


async def test_a_retry_gets_its_first_answer_though_the_kiosk_has_gone(tmp_path: Path) -> None:
    """Law 4: whether a kiosk is there is asked once."""
    async with serving(tmp_path) as hub:
        kiosk, desk = await hub.guest("kiosk", boot="b1"), await hub.guest("counter")
        first = await desk.ask(wire.TakeTicket, request="same", **A01, print_at="kiosk-1")
        await asked(kiosk)
        for listener in list(hub.hub._audience._listeners):
            if listener.role == "kiosk":
                hub.hub._core.devices._by_hash.clear()  # type: ignore[union-attr] # it has started
                listener.connection.transport.abort()
        await desk.until(lambda _heard: desk.all(wire.Printers) and not _printer(desk, "kiosk-1").connected)

        assert await desk.ask(wire.TakeTicket, request="same", **A01, print_at="kiosk-1") == first
        assert (await desk.ask(wire.TakeTicket, **A01, print_at="kiosk-1")).code == "kiosk_away"


async def test_a_kiosk_reports_its_own_prints_only(running: RunningHub) -> None:
    """Another kiosk's word counts nothing."""
    kiosk, other = await running.guest("kiosk"), await running.guest("kiosk", "kiosk-2")
    ticket = (await kiosk.ask(wire.TakeTicket, **A01)).events[0]["ticket"]

    assert (await other.ask(wire.ReportPrint, ticket=ticket, outcome="printed")).code == "not_yours"
    assert isinstance(await kiosk.ask(wire.ReportPrint, ticket=ticket, outcome="printed"), wire.Done)


async def test_the_same_process_is_asked_again_after_its_link_broke(running: RunningHub) -> None:
    """What it may not have heard, and not what it took itself or has reported; on its latest link alone."""
    kiosk, desk = await running.guest("kiosk", boot="b1"), await running.guest("counter")
    await kiosk.ask(wire.TakeTicket, **A01)
    for _ in range(2):
        await desk.ask(wire.TakeTicket, **A01, print_at="kiosk-1")
    first, second = await asked(kiosk, 2)
    await kiosk.ask(wire.ReportPrint, ticket=first.issued["ticket"], outcome="printed", job=first.job)

    back = await running.guest("kiosk", boot="b1")
    await desk.ask(wire.TakeTicket, **A01, print_at="kiosk-1")

    assert [job.job for job in (await asked(back, 2))][:1] == [second.job]
    await nothing_more(kiosk)
    assert len(kiosk.all(wire.PrintTicket)) == 2


async def test_another_process_is_never_asked_for_what_the_one_before_was_printing(running: RunningHub) -> None:
    """All of it is unconfirmed before the new one is welcomed; the old one is told so and stays out."""
    crashed, desk = await running.guest("kiosk", boot="b1"), await running.guest("counter")
    await crashed.ask(wire.TakeTicket, **A01)
    await desk.ask(wire.TakeTicket, **A01, print_at="kiosk-1")
    await asked(crashed)

    kiosk = await running.guest("kiosk", boot="b2")

    papers = {(ticket.paper, ticket.paper_why) for ticket in running.hub._writer.day.tickets.values()}
    assert papers == {("unconfirmed", "kiosk_restarted")}
    await crashed.until(lambda _heard: [problem.code for problem in crashed.all(wire.Problem)] == ["superseded"])
    async with connect(running.url, proxy=None) as socket:
        await socket.send(wire.encode(wire.Hello(protocol=1, role="kiosk", token="kiosk", boot="b1")), text=True)
        answer = wire.decode_from_hub(await socket.recv())
    assert isinstance(answer, wire.Problem)
    assert answer.code == "superseded"
    await nothing_more(kiosk)
    assert kiosk.all(wire.PrintTicket) == []
    assert isinstance(await kiosk.ask(wire.TakeTicket, **A01), wire.Done)


def _printer(staff: Guest, kiosk: str) -> wire.Printer:
    """What staff know of a kiosk's printer now."""
    return next(one for one in staff.all(wire.Printers)[-1].printers if one.kiosk == kiosk)


async def test_staff_see_every_printer_and_since_when(running: RunningHub) -> None:
    """Those of kiosks that are away too; what is said again, on a new link too, changes no time."""
    staff = await running.guest("counter")
    await staff.until(lambda _heard: staff.all(wire.Printers))
    assert [(one.kiosk, one.connected, one.since_ms) for one in staff.all(wire.Printers)[0].printers] == [
        ("kiosk-1", False, 0),
        ("kiosk-2", False, 0),
    ]
    trouble = wire.ReportPrinter(trouble="paper_out", paper_near_end=True, held=True, roll_left_mm=0, tickets_left=0)

    kiosk = await running.guest("kiosk", boot="b1")
    await kiosk.client._send(trouble)
    await staff.until(lambda _heard: _printer(staff, "kiosk-1").trouble == "paper_out")
    seen = _printer(staff, "kiosk-1")
    assert (seen.connected, seen.held, seen.paper_near_end, seen.roll_left_mm) == (True, True, True, 0)
    assert seen.since_ms > 0

    again = await running.guest("kiosk", boot="b2")
    await again.client._send(msgspec.structs.replace(trouble, roll_left_mm=7))
    await staff.until(lambda _heard: _printer(staff, "kiosk-1").roll_left_mm == 7)
    assert _printer(staff, "kiosk-1").since_ms == seen.since_ms
    late = await running.guest("admin")
    await late.until(lambda _heard: late.all(wire.Printers))
    assert _printer(late, "kiosk-1") == _printer(staff, "kiosk-1")
    assert again.all(wire.Printers) == []


async def test_a_printer_that_flickers_floods_nobody(running: RunningHub) -> None:
    """Many changes in a row are shown as a few, and the last of them is shown."""
    staff, kiosk = await running.guest("counter"), await running.guest("kiosk")
    for number in range(60):
        await kiosk.client._send(wire.ReportPrinter(tickets_left=number))

    await staff.until(lambda _heard: staff.all(wire.Printers) and _printer(staff, "kiosk-1").tickets_left == 59)

    assert len(staff.all(wire.Printers)) < 10


async def test_a_new_roll_is_told_to_the_kiosk(running: RunningHub) -> None:
    """With the request, so that a kiosk that is told twice knows it."""
    kiosk, staff = await running.guest("kiosk"), await running.guest("counter")

    done = await staff.ask(wire.NewRoll, request="roll-1", kiosk="kiosk-1")

    assert (done.seq, done.events) == (0, [])
    await kiosk.until(lambda _heard: kiosk.all(wire.RollChanged) == [wire.RollChanged(request="roll-1")])


async def test_a_new_kiosk_is_among_the_printers_at_once(running: RunningHub) -> None:
    """Staff see that it is still away."""
    admin = await running.guest("admin")

    await admin.ask(wire.AddDevice, role="kiosk", name="kiosk-3")

    await admin.until(lambda _heard: [one.kiosk for one in admin.all(wire.Printers)[-1].printers][-1:] == ["kiosk-3"])


async def test_metrics_tell_which_printer_is_in_trouble(running: RunningHub) -> None:
    """A kiosk that is away cannot print either."""
    kiosk, staff = await running.guest("kiosk"), await running.guest("counter")
    await kiosk.client._send(wire.ReportPrinter(paper_near_end=True))
    await staff.until(lambda _heard: staff.all(wire.Printers) and _printer(staff, "kiosk-1").paper_near_end)

    families = text_string_to_metric_families(running.hub._measure().decode())

    found = {(sample.name, sample.labels.get("kiosk")): sample.value for one in families for sample in one.samples}
    assert (found["antrean_printer_in_trouble", "kiosk-1"], found["antrean_printer_in_trouble", "kiosk-2"]) == (0, 1)
    assert found["antrean_printer_paper_near_end", "kiosk-1"] == 1


@pytest.mark.parametrize("said", [wire.ReportPrinter(trouble="cutter"), wire.ReportPrinter()])
async def test_what_is_said_first_is_since_then(said: wire.ReportPrinter) -> None:
    """Also that all is well; later repeats keep the time, and a change takes its own."""
    shown: list[wire.Printers] = []
    printers = Printers(["kiosk-1"], 1, changed=shown.append)
    printers.report("kiosk-1", said, 10)
    printers.report("kiosk-1", said, 20)
    assert printers.picture().printers[0].since_ms == 10
    printers.report("kiosk-1", wire.ReportPrinter(held=True), 30)
    assert printers.picture().printers[0].since_ms == 30

    async with asyncio.timeout(20 * EVERY_S):
        while not shown:
            await asyncio.sleep(0)
    assert shown == [printers.picture()]
