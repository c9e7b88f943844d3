"""A real hub among strangers: what they do is refused, counted and told once, and a kiosk is served meanwhile.

Small by default; `ANTREAN_STRANGERS=5000` makes the crowd as large as the promise. Times are measured by
`tests/bench/bench_strangers.py`; here only the outcome counts.
"""

import asyncio
import json
import os
import re
import urllib.request
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import wire
from kiosk.hub.incidents import KINDS
from tests.bench.visitors import visiting
from tests.fakes.promises import kept_in
from tests.fakes.running_hall import RunningHall, running_hall
from tests.fakes.strangers import (
    CLOSE,
    CONTINUATION,
    PING,
    PONG,
    TEXT,
    UPGRADE,
    close_code,
    crowd,
    frame,
    heard,
    heard_until,
    stranger,
)

CROWD = int(os.environ.get("ANTREAN_STRANGERS", "300"))
SERVICES = ("A01", "B01", "S01", "P01")
DEVICES = {"kiosk-1": "kiosk", "flooded": "kiosk", "console": "counter", "board": "board"}
OLD_TOKEN = "AAAAAAAAAAAA"


class Besieged:
    """A running hub with a kiosk that works."""

    def __init__(self, hall: RunningHall) -> None:
        self.hall = hall
        self.tokens = hall.tokens(DEVICES)
        self._visits = count()

    def serves(self) -> None:
        """A kiosk comes, is welcomed, and gets a number; fails when it does not."""

        async def visit() -> None:
            async with visiting(self.hall.url, "kiosk", self.tokens["kiosk-1"]) as kiosk:
                await kiosk.take(SERVICES[next(self._visits) % len(SERVICES)])

        asyncio.run(visit())

    def counted(self, kind: str) -> int:
        """How many incidents of a kind the hub has counted."""
        with urllib.request.urlopen(f"{self.hall.origin}/metrics") as answer:
            found = re.search(
                rf'^antrean_incidents_total{{kind="{kind}"}} (\S+)$', answer.read().decode(), re.MULTILINE
            )
        return int(float(found[1])) if found else 0

    def hello(self, role: str, token: str) -> bytes:
        said = {"t": "hello", "protocol": wire.PROTOCOL, "role": role, "token": token}
        return UPGRADE + frame(TEXT, json.dumps(said).encode())


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Besieged]:
    """One hub for all tests: what the one leaves behind must not hurt the next. At the end its log is still short."""
    with running_hall(tmp_path_factory.mktemp("strangers") / "data") as hall:
        yield Besieged(hall)
        assert "Traceback" not in hall.log
        told = re.findall(r"WARNING kiosk\.hub\.incidents: (\w+):", hall.log)
        assert len(told) == len(set(told)) <= len(KINDS)
        assert len(hall.log.splitlines()) < len(told) + 20


def test_a_crowd_that_stands_in_the_door_pushes_itself_out(besieged: Besieged) -> None:
    """Silent, half a handshake, no hello, half a frame: whoever has stood longest goes, and a kiosk comes through."""
    said = [b"", UPGRADE[:50], UPGRADE, UPGRADE + frame(TEXT, b"x" * 40)[:20]]
    before = besieged.counted("crowded")
    with crowd(besieged.hall.port, said, addresses=2 if CROWD < 1000 else 100, size=CROWD) as strangers:
        besieged.serves()
        assert besieged.counted("crowded") > before
        for one in strangers:
            assert close_code(heard(one)) in {None, 1000}
        assert besieged.counted("silent") > 0
        assert besieged.counted("no_request") > 0
    besieged.serves()


BREACHES = {
    "reserved bits": (frame(TEXT, b"{}", reserved=4), 1002),
    "a reserved opcode": (frame(0x3, b"{}"), 1002),
    "a reserved control opcode": (frame(0xB), 1002),
    "no mask": (frame(TEXT, b"{}", masked=False), 1002),
    "a continuation of nothing": (frame(CONTINUATION, b"{}"), 1002),
    "a message within a message": (frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"), 1002),
    "a ping in parts": (frame(PING, b"x", fin=False), 1002),
    "a ping that is too long": (frame(PING, b"x" * 126), 1002),
    "a goodbye of one byte": (frame(CLOSE, b"x"), 1002),
    "a goodbye with a code that is none": (frame(CLOSE, b"\x03\xec"), 1002),
    "not UTF-8": (frame(TEXT, b"\xff" * 20), 1007),
    "a message that is too long": (frame(TEXT, b"x" * 9000), 1009),
    "parts that are too long together": (
        frame(TEXT, b"x" * 5000, fin=False) + frame(CONTINUATION, b"x" * 5000),
        1009,
    ),
    "a length of eight exabytes": (b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 1009),
}
KIND_OF = {1002: "bad_frame", 1007: "bad_text", 1009: "too_big"}


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_of_the_rules_of_frames_ends_the_connection(besieged: Besieged, name: str) -> None:
    """The classes of RFC 6455, sections 5 to 8: the close code it asks for, counted, and nothing else."""
    said, code = BREACHES[name]
    before = besieged.counted(KIND_OF[code])
    with stranger(besieged.hall.port, UPGRADE + said) as one:
        assert close_code(heard(one)) == code
    assert besieged.counted(KIND_OF[code]) == before + 1


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=200),
            st.builds(
                frame,
                st.integers(0, 15),
                st.one_of(st.binary(max_size=300), st.text(max_size=60).map(str.encode)),
                fin=st.booleans(),
                reserved=st.integers(0, 7),
                masked=st.booleans(),
            ),
        ),
        max_size=8,
    ),
    st.booleans(),
)
def test_no_bytes_whatever_bring_the_hub_down(besieged: Besieged, parts: list[bytes], upgraded: bool) -> None:
    """Frames of any kind and bytes of none, before and after the handshake: the hub hangs up, and is still there."""
    with stranger(besieged.hall.port, UPGRADE * upgraded + b"".join(parts)) as one:
        one.shutdown(1)
        heard(one)
    assert besieged.counted("crashed") == 0


@pytest.mark.parametrize(
    "said",
    [frame(PING) * 4000, frame(PONG) * 4000, frame(TEXT, b"", fin=False) + frame(CONTINUATION, fin=False) * 4000],
    ids=["pings", "pongs", "parts of one message"],
)
def test_a_flood_that_no_flow_control_holds_is_cut(besieged: Besieged, said: bytes) -> None:
    """The library would answer and collect these for ever, on one connection, before any hello."""
    before = besieged.counted("odd_frames")
    with stranger(besieged.hall.port, UPGRADE + said) as one:
        assert close_code(heard(one)) is None
        besieged.serves()
    assert besieged.counted("odd_frames") == before + 1


@pytest.mark.parametrize(
    "said",
    [
        b"[" * 4000,
        b'{"t":' * 1000,
        b'{"t":"hello","protocol":1' + b"0" * 4000,
        b'{"t":"hello","token":"\xc2\x9b2J\x1b"}',
    ],
    ids=["deep lists", "deep objects", "a long number", "escapes"],
)
def test_deep_and_broken_json_is_malformed(besieged: Besieged, said: bytes) -> None:
    """However deep: a problem and the end, no crash."""
    with stranger(besieged.hall.port, UPGRADE + frame(TEXT, said)) as one:
        whole = heard(one)
    assert b'"malformed"' in whole
    assert close_code(whole) == 4401


def test_who_guesses_tokens_is_not_listened_to_and_shuts_nobody_out(besieged: Besieged) -> None:
    """Twenty guesses an address, of devices and of tickets; who has a token comes in from the very same address."""
    told = []
    for number in range(30):
        role, token = ("kiosk", f"guess {number}") if number % 2 else ("ticket", f"{OLD_TOKEN[:-2]}{number:02}")
        with stranger(besieged.hall.port, besieged.hello(role, token), at="127.9.9.9") as one:
            told.append(re.findall(rb'"code":"(\w+)"', heard_until(one, b"}")))
    assert told[:20] == [[b"unknown_token"]] * 20
    assert told.count([b"too_many_guesses"]) >= 8

    with stranger(besieged.hall.port, besieged.hello("board", besieged.tokens["board"]), at="127.9.9.9") as one:
        assert b'"t":"welcome"' in heard_until(one, b'"welcome"')
    with stranger(besieged.hall.port, besieged.hello("kiosk", "guess"), at="127.9.9.8") as other:
        assert b"unknown_token" in heard_until(other, b"}")


async def _flood(hall: RunningHall, token: str, connections: int, each: int) -> None:
    async def ask() -> None:
        async with visiting(hall.url, "kiosk", token) as kiosk:
            for _ in range(each):
                await kiosk.connection.send(wire.encode(wire.Ping()), text=True)
            pongs = 0
            async for said in kiosk.connection:
                pongs += isinstance(wire.decode_from_hub(said), wire.Pong)
                if pongs == each:
                    return

    await asyncio.gather(*(ask() for _ in range(connections)))


def test_one_token_floods_itself_over_however_many_connections(besieged: Besieged) -> None:
    """No connection asks too fast by itself, all together do: they wait, all are answered, another kiosk does not."""
    before = besieged.counted("throttled")

    async def both() -> None:
        flood = asyncio.ensure_future(_flood(besieged.hall, besieged.tokens["flooded"], 20, 40))
        await asyncio.to_thread(besieged.serves)
        await flood

    asyncio.run(both())

    assert besieged.counted("throttled") > before


def test_a_board_that_calls_changes_nothing(besieged: Besieged) -> None:
    """Every act that there is, from a token that may only look: refused, counted, and not in the log."""
    acts = [
        {"t": "call_next"},
        {"t": "open_counter", "counter": "1"},
        {"t": "close_day"},
        {"t": "take_ticket", "service": "A01", "language": "id"},
        {"t": "add_device", "role": "kiosk", "name": "mine"},
    ]
    said = b"".join(frame(TEXT, json.dumps({**act, "request": f"board-{at}"}).encode()) for at, act in enumerate(acts))
    before = besieged.counted("not_allowed")
    with stranger(besieged.hall.port, besieged.hello("board", besieged.tokens["board"]) + said) as one:
        heard_until(one, b'"not_allowed"', len(acts))
    assert besieged.counted("not_allowed") == before + len(acts)
    assert not [row for row in kept_in(besieged.hall.data).rows if row.request.startswith("board-")]


@pytest.mark.parametrize(
    "target",
    [
        "/../../etc/passwd",
        "/board/../../../etc/passwd",
        "/board/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/t/../../x",
        "/paper/../../etc/passwd",
        "/board/..\\..\\x",
        "http://elsewhere/etc/passwd",
        "/board/\x00",
        "/" + "a" * 9000,
        "*",
    ],
)
def test_tricks_with_paths_lead_nowhere(besieged: Besieged, target: str) -> None:
    """A path is a key of what is in memory, never a file."""
    with stranger(besieged.hall.port, f"GET {target} HTTP/1.1\r\nHost: hall\r\n\r\n".encode()) as one:
        answer = heard(one)
    assert b"root:" not in answer
    assert answer == b"" or re.match(rb"HTTP/1\.1 4\d\d ", answer) or (target.startswith("/t/") and b" 200 " in answer)


def test_a_hub_that_has_no_files_left_goes_on(tmp_path: Path) -> None:
    """With few files and many strangers: whoever is connected is served, and others come in when the crowd is gone."""
    few = ("sh", "-c", 'ulimit -n 64; exec "$@"', "sh")
    with running_hall(tmp_path / "data", under=few) as hall:
        besieged = Besieged(hall)

        async def work() -> None:
            async with visiting(hall.url, "kiosk", besieged.tokens["kiosk-1"]) as kiosk:
                with crowd(hall.port, [b"", UPGRADE], addresses=50, size=200):
                    await kiosk.take("A01")

        asyncio.run(work())
        besieged.serves()
        assert hall.stop() == 0
        assert "Traceback" not in hall.log
