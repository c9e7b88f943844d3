"""A hub over real sockets: who gets in, what each role may do and sees, and how it ends."""

import asyncio
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from hall.model import CounterId
from kiosk import wire
from kiosk.hub.access import hash_of
from kiosk.hub.limits import Limits
from kiosk.hub.server import Hub, PortTaken
from kiosk.store.errors import HeldElsewhere
from kiosk.store.store import DeviceInfo, Store

from .conftest import RunningHub, serving

HELLO = {"t": "hello", "protocol": wire.PROTOCOL, "role": "kiosk", "token": "kiosk"}


async def talk(url: str, *frames: str | bytes, **options: Any) -> list[dict[str, Any]]:
    """Send frames as they are and collect the answers until the hub hangs up or has answered each."""
    answers: list[dict[str, Any]] = []
    async with connect(url, proxy=None, **options) as socket:
        for frame in frames:
            await socket.send(frame)
        try:
            async with asyncio.timeout(5):
                while len(answers) < len(frames) + 1:
                    answers.append(json.loads(await socket.recv()))
        except ConnectionClosed:
            pass
    return answers


async def test_a_ticket_goes_from_kiosk_to_counter_to_board_to_phone(running: RunningHub) -> None:
    """The spine: taken, called, shown on the board of its zone, followed on the phone, and told to others."""
    kiosk, counter, board = [await running.guest(role) for role in ("kiosk", "counter", "board")]
    taken = (await kiosk.ask(wire.TakeTicket, service="A01", language="id")).events[0]
    phone = await running.guest("ticket", taken["token"])
    await counter.ask(wire.OpenCounter, counter="1")

    called = await counter.ask(wire.CallNext)

    assert taken["number"] == "A001"
    assert called.events[0]["number"] == "A001"
    assert called.events[0]["reason"]["rule"] == "first_come_first_served"
    shown = await board.until(lambda _heard: board.calls())
    assert (shown[0].call["number"], shown[0].call["counter"]) == ("A001", "1")
    assert "service" not in shown[0].call
    await phone.until(lambda _heard: phone.view["state"] == "called" and phone.view["counter"] == "1")
    await kiosk.until(lambda _heard: kiosk.view["waiting"] == {})


async def test_the_catalogue_goes_to_each_role_as_far_as_it_needs_it(running: RunningHub) -> None:
    """Boards learn no services, a phone only its own, and nobody but a kiosk carries the ticket's logo."""
    kiosk, board = await running.guest("kiosk"), await running.guest("board")
    token = (await kiosk.ask(wire.TakeTicket, service="A02", language="id")).events[0]["token"]
    phone = await running.guest("ticket", token)

    halls = {name: guest.welcome.hall for name, guest in (("kiosk", kiosk), ("board", board), ("phone", phone))}

    assert len(halls["kiosk"]["services"]) == 199
    assert "services" not in halls["board"]
    assert [role for role, hall in halls.items() if hall.get("logo")] == ["kiosk"]
    assert [service["code"] for service in halls["phone"]["services"]] == ["A02"]
    assert halls["kiosk"]["base_url"] == "http://hall.example"


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ({**HELLO, "token": "guessed"}, "unknown_token"),
        ({**HELLO, "role": "counter"}, "wrong_role"),
        ({**HELLO, "role": "board", "token": "board", "zone": "attic"}, "unknown_zone"),
        ({**HELLO, "role": "ticket", "token": "guessed"}, "unknown_token"),
        ({**HELLO, "role": "king"}, "malformed"),
        ({**HELLO, "protocol": 99}, "protocol"),
        ({"t": "take_ticket", "request": "1", "service": "A01", "language": "id"}, "hello_first"),
        ({"t": "dance"}, "malformed"),
        ({}, "malformed"),
    ],
)
async def test_a_hello_that_is_not_accepted_is_told_why_and_hung_up_on(
    running: RunningHub, hello: dict[str, Any], code: str
) -> None:
    """Unknown roles, tokens, zones, protocols and whatever comes before hello."""
    answers = await talk(running.url, json.dumps(hello))

    assert [(answer["t"], answer["code"]) for answer in answers] == [("problem", code)]
    assert answers[0]["detail"]


async def test_no_hello_is_hung_up_on(tmp_path: Path) -> None:
    """A connection that says nothing does not stay."""
    async with serving(tmp_path, limits=Limits(hello_s=0.1)) as hub, connect(hub.url, proxy=None) as socket:
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(5):
                await socket.recv()


@pytest.mark.parametrize(
    ("frame", "detail"),
    [
        ("{", "truncated"),
        ("[" * 4000, "array"),
        ('{"t":"take_ticket","request":"1","service":7,"language":"id"}', "$.service"),
        ('{"t":"take_ticket","request":"1","language":"id"}', "service"),
        ('{"t":"fly"}', "fly"),
        (b"\x00\x01", "binary"),
        ('{"t":"take_ticket","request":"","service":"A01","language":"id"}', "request"),
        (json.dumps({"t": "take_ticket", "request": "x" * 65, "service": "A01", "language": "id"}), "request"),
    ],
)
async def test_a_malformed_message_is_named_and_the_connection_goes_on(
    running: RunningHub, frame: str | bytes, detail: str
) -> None:
    """What is wrong and where; the next message is heard."""
    answers = await talk(running.url, json.dumps(HELLO), frame, json.dumps({"t": "ping"}))

    assert [answer["t"] for answer in answers] == ["welcome", "state", "problem", "pong"]
    assert answers[2]["code"] == "malformed"
    assert detail in answers[2]["detail"]


async def test_an_oversized_message_ends_the_connection(running: RunningHub) -> None:
    """Nobody can make the hub hold a large message: the library's own close, 1009."""
    async with connect(running.url, proxy=None) as socket:
        await socket.send(json.dumps({**HELLO, "token": "x" * 9000}))
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


async def test_a_foreign_page_cannot_open_a_socket(running: RunningHub) -> None:
    """A page of another origin is refused before anything is said; the hub's own page is not."""
    with pytest.raises(InvalidStatus) as refused:
        await talk(running.url, json.dumps(HELLO), origin="http://evil.example")

    assert refused.value.response.status_code == 403
    own = await talk(running.url, json.dumps(HELLO), origin=f"http://127.0.0.1:{running.hub.port}")
    assert own[0]["t"] == "welcome"


async def test_roles_hold(running: RunningHub) -> None:
    """A board can do nothing, a kiosk cannot call, staff take and do not report, nobody else adds devices."""
    guests = {role: await running.guest(role) for role in ("kiosk", "counter", "board")}
    acts: dict[type[wire.Act], dict[str, Any]] = {
        wire.TakeTicket: {"service": "A01", "language": "id"},
        wire.PrintCopy: {"ticket": "x"},
        wire.NewRoll: {"kiosk": "kiosk-1"},
        wire.OpenCounter: {"counter": "1"},
        wire.CallNext: {},
        wire.AddDevice: {"role": "board", "name": "mine"},
        wire.CloseDay: {},
        wire.ReportPrint: {"ticket": "x", "outcome": "printed"},
    }

    allowed = {
        (role, act.__name__)
        for role, guest in guests.items()
        for act, fields in acts.items()
        if getattr(await guest.ask(act, **fields), "code", "") != "not_allowed"
    }

    assert allowed == {
        ("kiosk", "TakeTicket"),
        ("kiosk", "ReportPrint"),
        ("counter", "OpenCounter"),
        ("counter", "CallNext"),
        ("counter", "TakeTicket"),
        ("counter", "PrintCopy"),
        ("counter", "NewRoll"),
    }


async def test_acts_of_a_counter_need_a_seat(running: RunningHub) -> None:
    """A console that has chosen no counter is told so."""
    counter = await running.guest("counter")

    assert (await counter.ask(wire.CallNext)).code == "no_counter"
    assert (await counter.ask(wire.OpenCounter, counter="99")).code == "unknown_counter"
    assert (await counter.ask(wire.CallNext)).code == "no_counter"


async def test_a_used_request_id_seats_nobody_where_the_day_has_not(running: RunningHub) -> None:
    """The answer to an old request says nothing about a new counter: no seat, and the hub goes on for everybody."""
    counter = await running.guest("counter")
    await counter.ask(wire.OpenCounter, request="same", counter="2")

    for elsewhere in ("99", "3"):
        answer = await counter.ask(wire.OpenCounter, request="same", counter=elsewhere)
        assert (answer.code, answer.data) == ("counter_closed", {"counter": elsewhere})

    assert counter.view["counter"] == "2"
    assert isinstance(await counter.ask(wire.CloseCounter), wire.Done)


async def test_who_is_shown_something_that_breaks_is_dropped_alone(running: RunningHub) -> None:
    """A picture that cannot be drawn costs its own connection, never the hub."""
    kiosk, console = await running.guest("kiosk"), await running.guest("counter")
    (broken,) = [one for one in running.hub._audience._listeners if one.role == "counter"]
    broken.seat = CounterId("no such counter")

    answer = await kiosk.ask(wire.TakeTicket, service="A01", language="id")

    assert isinstance(answer, wire.Done)
    await console.until(lambda heard: sum(isinstance(message, wire.Welcome) for message in heard) == 2)


async def test_a_console_whose_counter_was_closed_elsewhere_can_open_it_again(running: RunningHub) -> None:
    """Its next step is to sit down again, on the same key."""
    one, other = await running.guest("counter"), await running.guest("counter")
    for console in (one, other):
        await console.ask(wire.OpenCounter, counter="1")
    await other.ask(wire.CloseCounter)
    await one.until(lambda _heard: one.view["acts"][0]["verb"] == "open_counter")

    await one.ask(wire.OpenCounter, counter="1")

    await one.until(lambda _heard: one.view["open"] and one.view["acts"][0]["verb"] == "call_next")


async def test_an_impossible_date_is_refused_and_the_hub_goes_on(running: RunningHub) -> None:
    """A slip of the finger at the command line."""
    admin, kiosk = await running.guest("admin"), await running.guest("kiosk")

    answer = await admin.ask(wire.OpenDay, on=date(9999, 12, 31))

    assert (answer.code, answer.data) == ("date_impossible", {"date": "9999-12-31"})
    assert isinstance(await kiosk.ask(wire.TakeTicket, service="A01", language="id"), wire.Done)


@pytest.mark.parametrize("role", ["admin", "kiosk"])
async def test_nobody_holds_an_empty_token(running: RunningHub, role: str) -> None:
    """Not even when the file of a token was cut off by a power cut."""
    running.hub._core.devices.add(DeviceInfo(hash_of(""), role, role))  # type: ignore[union-attr] # it has started

    answers = await talk(running.url, json.dumps({**HELLO, "role": role, "token": ""}))

    assert [answer["code"] for answer in answers] == ["unknown_token"]


async def test_a_phone_never_names_a_sensitive_service(running: RunningHub) -> None:
    """The page behind the code on the paper may be seen over a shoulder."""
    sensitive = next(service.code for service in running.folder.services if service.sensitive)
    kiosk = await running.guest("kiosk")
    token = (await kiosk.ask(wire.TakeTicket, service=sensitive, language="id")).events[0]["token"]
    phone = await running.guest("ticket", token)

    assert phone.heard[0].hall["services"] == []  # type: ignore[union-attr] # the welcome comes first


async def test_a_name_or_a_reason_with_anything_invisible_in_it_never_reaches_the_log(running: RunningHub) -> None:
    """Names of devices and codes of printers are plain; free text has no way into a log that is never erased."""
    evil = [
        {"t": "add_device", "request": "1", "role": "board", "name": "tv\x1b[2J"},
        {"t": "add_device", "request": "2", "role": "board", "name": ""},
        {"t": "report_print", "request": "3", "ticket": "x", "outcome": "failed", "why": "Bu Siti, 0812"},
        {"t": "take_ticket", "request": "4", "service": "A01", "language": "id", "print_at": "kiosk\u202e1"},
    ]

    answers = await talk(
        running.url, json.dumps({**HELLO, "role": "admin", "token": "admin"}), *(json.dumps(frame) for frame in evil)
    )

    assert [answer["t"] for answer in answers[:3]] == ["welcome", "state", "printers"]
    assert [answer.get("code") for answer in answers[3:]] == ["malformed"] * 3


async def test_two_consoles_pressing_at_once_never_get_the_same_ticket(running: RunningHub) -> None:
    """Law 3 over the wire: sixty tickets, four consoles at two counters, each ticket called once."""
    kiosk = await running.guest("kiosk")
    for _ in range(60):
        await kiosk.ask(wire.TakeTicket, service="A01", language="id")
    called: list[str] = []

    async def work(seat: str) -> None:
        console = await running.guest("counter")
        await console.ask(wire.OpenCounter, counter=seat)
        while True:
            current = console.view["current"]
            if current and current["state"] == "called":
                await console.ask(wire.Start, ticket=current["ticket"])
            answer = await console.ask(wire.CallNext, holding=current["ticket"] if current else None)
            if isinstance(answer, wire.Done):
                called.append(answer.events[-1]["number"])
            elif answer.code == "nobody_waiting":
                return

    serves_a01 = [c.id for c in running.folder.hall.counters.values() if "A01" in c.services][:2]
    await asyncio.gather(*(work(seat) for seat in serves_a01 * 2))

    assert sorted(called) == [f"A{number:03d}" for number in range(1, 61)]


async def test_a_repeated_request_gets_the_first_answer(running: RunningHub) -> None:
    """Law 4 over the wire, from another connection too."""
    one, other = await running.guest("kiosk"), await running.guest("kiosk")

    first = await one.ask(wire.TakeTicket, request="same", service="A01", language="id")
    again = await other.ask(wire.TakeTicket, request="same", service="A01", language="id")

    assert again == first


async def test_a_board_that_was_away_is_brought_up_to_date_call_by_call(running: RunningHub) -> None:
    """Resume: every call it missed, in order, each once, each pointing at the one before."""
    kiosk, counter, board = [await running.guest(role) for role in ("kiosk", "counter", "board")]
    await counter.ask(wire.OpenCounter, counter="1")
    for _ in range(4):
        await kiosk.ask(wire.TakeTicket, service="A01", language="id")
    holding = (await counter.ask(wire.CallNext)).events[0]["ticket"]
    (seen,) = await board.until(lambda _heard: board.calls())
    for _ in range(3):
        await counter.ask(wire.Start, ticket=holding)
        holding = (await counter.ask(wire.CallNext, holding=holding)).events[-1]["ticket"]
    await board.until(lambda _heard: len(board.calls()) == 4)

    back = await running.guest("board", epoch=board.welcome.epoch, seq=seen.seq)
    await back.until(lambda _heard: len(back.calls()) == 3)

    assert [call.call["number"] for call in back.calls()] == ["A002", "A003", "A004"]
    assert [call.prev for call in back.calls()] == [seen.seq, *(call.seq for call in back.calls()[:2])]
    assert back.calls() == board.calls()[1:]


@pytest.mark.parametrize(("epoch", "seq"), [(1, 3), (0, 0)])
async def test_a_board_of_another_log_gets_the_whole_picture(running: RunningHub, epoch: int, seq: int) -> None:
    """Another epoch, or nothing shown yet: no calls are replayed as news."""
    kiosk, counter = await running.guest("kiosk"), await running.guest("counter")
    await counter.ask(wire.OpenCounter, counter="1")
    await kiosk.ask(wire.TakeTicket, service="A01", language="id")
    await counter.ask(wire.CallNext)

    board = await running.guest("board", epoch=epoch, seq=seq)
    await board.until(lambda _heard: board.view["calls"])

    assert board.view["calls"][0]["number"] == "A001"
    assert board.calls() == []


async def test_a_board_hears_its_zone_only(running: RunningHub) -> None:
    """A call is shown where it was made."""
    hall = running.folder.hall
    counter = hall.counters[CounterId("1")]
    elsewhere = next(zone for zone in hall.zones if zone != counter.zone)
    near, far = [await running.guest("board", zone=zone) for zone in (counter.zone, elsewhere)]
    kiosk, console = await running.guest("kiosk"), await running.guest("counter")
    await kiosk.ask(wire.TakeTicket, service="A01", language="id")
    await console.ask(wire.OpenCounter, counter="1")
    await console.ask(wire.CallNext)

    await near.until(lambda _heard: near.calls())
    await far.client.ping()
    await far.until(lambda heard: any(isinstance(message, wire.Pong) for message in heard))

    assert far.calls() == []


async def test_a_ticket_page_of_an_earlier_date_says_that_the_day_is_over(running: RunningHub) -> None:
    """The day does not know it any more; the file does."""
    kiosk, admin = await running.guest("kiosk"), await running.guest("admin")
    token = (await kiosk.ask(wire.TakeTicket, service="A01", language="id")).events[0]["token"]
    phone = await running.guest("ticket", token)
    day = running.hub._writer.day.business_date
    assert day is not None
    await admin.ask(wire.CloseDay)
    tomorrow = day.replace(year=day.year + 1)
    closed = await admin.ask(wire.OpenDay, on=tomorrow)
    assert isinstance(closed, wire.Done)
    # A person confirmed the date, so who waited goes on; another change of date by a person closes nothing either.
    await phone.until(lambda _heard: not phone.view["day_over"])

    assert phone.view["number"] == "A001"


async def test_a_new_device_gets_a_token_that_works(running: RunningHub) -> None:
    """The token is told once, works at once, and only its hash is in the file."""
    admin = await running.guest("admin")

    added = await admin.ask(wire.AddDevice, role="board", name="tv-2")
    await running.guest("board", added.token)

    devices = await running.hub._writer.stored(running.hub._store.devices)
    assert "tv-2" in {device.name for device in devices}
    assert added.token not in str(devices)


async def test_the_log_is_read_by_the_administrator_alone(running: RunningHub) -> None:
    """Records as stored, with the head's hash."""
    kiosk, admin = await running.guest("kiosk"), await running.guest("admin")
    await kiosk.ask(wire.TakeTicket, service="A01", language="id")

    page = await admin.client.ask(wire.ReadLog(after=1, limit=1))

    assert isinstance(page, wire.Log)
    assert [record["seq"] for record in page.records] == [2]
    assert page.records[0]["hash"] == page.head
    answers = await talk(running.url, json.dumps(HELLO), '{"t":"read_log"}')
    assert answers[2]["code"] == "not_allowed"


async def test_a_port_in_use_is_named_and_the_file_given_back(running: RunningHub, tmp_path: Path) -> None:
    """The second hub names the port; its own folder is free again."""
    other = Store(tmp_path / "other")
    hub = Hub(running.folder, other, host="127.0.0.1", port=running.hub.port, version="test")

    with pytest.raises(PortTaken, match=str(running.hub.port)):
        await hub.start()

    other.open()
    other.close()


async def test_a_second_hub_on_the_same_folder_is_told_who_holds_it(running: RunningHub, tmp_path: Path) -> None:
    """One owner a folder."""
    hub = Hub(running.folder, Store(tmp_path), host="127.0.0.1", port=0, version="test")

    with pytest.raises(HeldElsewhere, match="in use by a test, process"):
        await hub.start()


async def test_stalled_connections_hold_neither_the_others_nor_the_end_up(tmp_path: Path) -> None:
    """Consoles that never read: a kiosk is answered all the same, and stopping does not wait for their goodbye."""
    async with serving(tmp_path) as hub:
        stalled = [await connect(hub.url, proxy=None, max_queue=1, compression=None) for _ in range(20)]
        for socket in stalled:
            await socket.send(json.dumps({**HELLO, "role": "counter", "token": "counter"}))
            socket.transport.pause_reading()
        kiosk = await hub.guest("kiosk")
        for _ in range(20):
            await kiosk.ask(wire.TakeTicket, service="A01", language="id")

        hub.stop.set()
        async with asyncio.timeout(3):
            await hub.ended
        for socket in stalled:
            socket.transport.abort()


async def test_a_flood_waits_and_is_answered_in_full(tmp_path: Path) -> None:
    """Over the rate nothing is thrown away, and another connection is not slowed down."""
    async with serving(tmp_path, limits=Limits(rate_per_s=30, burst=10)) as hub:
        flooding, calm = await hub.guest("kiosk"), await hub.guest("kiosk")
        asks = [flooding.ask(wire.TakeTicket, service="A01", language="id") for _ in range(40)]
        flood = asyncio.gather(*asks)

        await calm.ask(wire.TakeTicket, service="B01", language="id")

        assert not flood.done()
        assert len({answer.events[0]["number"] for answer in await flood}) == 40
        throttled = hub.hub._metrics.messages.labels("throttled")._value.get()
        assert throttled > 0


async def test_stopping_says_goodbye(tmp_path: Path) -> None:
    """Clients hear 1012, the file is given back, and the port with it."""
    async with serving(tmp_path) as hub, connect(hub.url, proxy=None) as socket:
        await socket.send(json.dumps(HELLO))
        await socket.recv()
        hub.stop.set()
        await socket.wait_closed()
        await hub.ended

    assert socket.close_code == 1012
    store = Store(tmp_path)
    store.open()
    store.close()
