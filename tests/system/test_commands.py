"""The `antrean` command from outside: what it starts, what it says, how it ends."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from kiosk import wire
from kiosk.cli import main
from kiosk.local import find_local_hub
from kiosk.store.codec import GENESIS, LogRow, chain
from kiosk.store.lock import FILE_NAME as LOCK
from kiosk.store.lock import is_held
from tests.fakes.commands import antrean, is_alive, started, wait_until
from tests.fakes.running_hall import free_port, running_hall

STOP_S = 4.0
"""What runs promises to be gone two seconds after SIGTERM; the rest is for a busy machine."""
COMMANDS = {
    "": ["demo", "hub", "kiosk", "counter", "check", "reload", "hall", "take", "call", "device", "day", "ready", "log"],
    "demo": ["--hall", "--data", "--host", "--port", "--printer"],
    "hub": ["HALL", "--data", "--host", "--port", "--base-url", "--paper"],
    "kiosk": ["--box", "--log", "--unlocked"],
    "counter": ["COUNTER", "--box", "--data"],
    "check": ["HALL"],
    "hall": ["copy", "list"],
    "hall copy": ["NAME", "DIR"],
    "hall list": [],
    "take": ["SERVICE", "--language", "--print-at", "--data", "--json"],
    "call": ["COUNTER", "--data", "--json"],
    "device add": ["kiosk,counter,board", "NAME", "--data", "--json"],
    "day set": ["YYYY-MM-DD", "--data", "--json"],
    "day close": ["--data", "--json"],
    "reload": ["--data", "--json"],
    "ready": ["--data", "--json"],
    "log": ["--after", "--json", "--why", "--data", "verify"],
    "log verify": ["--head", "--data"],
    "printer simulate": ["--tcp", "--pty", "--profile", "--baud", "--flow", "--paper", "--script", "--control"],
    "printer fault": ["NAME", "on,off", "--control", "lost-confirmation", "new-roll"],
    "printer doctor": ["URL", "--profile", "--json", "--print"],
    "printer test": ["URL", "--profile", "--logo", "--logo-stored", "--beep"],
    "printer store-logo": ["URL", "PNG", "--profile"],
    "printer profiles": [],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` ends well and names every argument."""
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert [argument for argument in COMMANDS[command] if argument not in said] == []


def test_a_demonstration_without_a_terminal_runs_all_but_the_kiosk(tmp_path: Path) -> None:
    """It says so, its addresses work, and SIGTERM ends the hub with it."""
    with started("demo", "--data", tmp_path, "--host", "127.0.0.1", "--port", free_port()) as demo:
        demo.wait_for("No terminal here, so no kiosk")
        addresses = re.findall(r"(board|counter): +(http://\S+)#k=(\S+)", demo.said)
        assert [role for role, _page, _token in addresses] == ["board", "counter"]
        for role, page, token in addresses:
            with urllib.request.urlopen(page, timeout=5) as response:
                assert response.status == 200
            assert asyncio.run(welcome(page, role, token)).device
        hub = hub_of(tmp_path)
        assert demo.end(signal.SIGTERM, STOP_S) == 0
        assert not is_alive(hub)


def test_a_demonstration_keeps_its_addresses(tmp_path: Path) -> None:
    """The tokens of the first run open the pages of the second."""
    said = []
    port = free_port()
    for _ in range(2):
        with started("demo", "--data", tmp_path, "--host", "127.0.0.1", "--port", port) as demo:
            demo.wait_for("No terminal here")
            said.append(demo.said)
            demo.end(signal.SIGINT, STOP_S)
    assert said[0] == said[1]


def test_a_demonstration_on_any_free_port_says_which(tmp_path: Path) -> None:
    """With port 0 the addresses it prints are those the hub listens on."""
    with started("demo", "--data", tmp_path, "--host", "127.0.0.1", "--port", 0) as demo:
        demo.wait_for("No terminal here")
        page = re.search(r"board: +(\S+)#", demo.said)
        assert page is not None
        with urllib.request.urlopen(page[1], timeout=5) as response:
            assert response.status == 200


def test_a_killed_demonstration_leaves_no_hub_behind(tmp_path: Path) -> None:
    """The hub ends with the process that started it, however that one ends."""
    with started("demo", "--data", tmp_path, "--port", free_port()) as demo:
        demo.wait_for("No terminal here")
        hub = hub_of(tmp_path)
        demo.end(signal.SIGKILL)
        wait_until(lambda: not is_alive(hub), "the hub ends")
    assert not is_held(tmp_path)


@pytest.mark.parametrize("command", [["hub", "banyuwangi"], ["demo"]])
def test_a_taken_port_is_named(command: list[str], tmp_path: Path) -> None:
    """Exit code 3, the port, and the option that chooses another."""
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = taken.getsockname()[1]
        ended = antrean(*command, "--data", tmp_path, "--port", port)
    assert ended.returncode == 3
    assert str(port) in ended.stderr
    assert "--port" in ended.stderr


@pytest.mark.parametrize("command", [["hub", "banyuwangi"], ["demo"]])
def test_a_second_hub_on_the_same_data_is_told_who_has_it(command: list[str], tmp_path: Path) -> None:
    """Exit code 3 and the process to stop; the first hub notices nothing."""
    with running_hall(tmp_path / "data") as hall:
        ended = antrean(*command, "--data", hall.data, "--port", free_port())
        assert ended.returncode == 3
        assert f"process {hall.pid}" in ended.stderr
        assert antrean("take", "A01", "--data", hall.data).stdout == "A001, 0 ahead\n"


def test_a_broken_hall_does_not_open(tmp_path: Path) -> None:
    """`check` and `hub` list every mistake by file, end with 1, and no data folder is made."""
    folder = tmp_path / "genteng"
    assert antrean("hall", "copy", "banyuwangi", folder).returncode == 0
    edit(folder / "series.toml", 'letters = "A"', 'letters = "O"')
    edit(folder / "counters.toml", 'serves = ["A"]', 'serves = ["ZZ"]')
    edit(folder / "hall.toml", 'time_zone = "Asia/Jakarta"', 'time_zone = "Asia/Genteng"')
    for command in (["check", folder], ["hub", folder, "--data", tmp_path / "data", "--port", 0]):
        ended = antrean(*command)
        assert ended.returncode == 1
        for file, word in (("series.toml", "O"), ("counters.toml", "ZZ"), ("hall.toml", "Asia/Genteng")):
            assert re.search(rf"^.*{file}.*{word}", ended.stderr, re.MULTILINE), ended.stderr
    assert not (tmp_path / "data").exists()


def test_a_hall_is_copied_edited_and_opened(tmp_path: Path) -> None:
    """Another hall is a folder of text files: its names, its counters and its numbers are those that were edited."""
    folder = tmp_path / "genteng"
    assert str(folder) in antrean("hall", "copy", "banyuwangi", folder).stdout
    edit(folder / "hall.toml", 'short.id = "MPP Banyuwangi"', 'short.id = "MPP Genteng"')
    edit(folder / "series.toml", 'letters = "A"\ndigits = 3\nfirst = 1', 'letters = "AB"\ndigits = 2\nfirst = 7')
    assert antrean("check", folder).stdout.startswith("genteng: no mistakes")
    with running_hall(tmp_path / "data", hall=str(folder)) as hall:
        assert antrean("take", "A01", "--data", hall.data).stdout == "AB07, 0 ahead\n"
        assert antrean("call", "1", "--data", hall.data).stdout == "AB07 to counter 1\n"
        token = hall.tokens({"kiosk-1": "kiosk"})["kiosk-1"]
        assert asyncio.run(welcome(hall.origin, "kiosk", token)).hall["short"]["id"] == "MPP Genteng"


def test_a_hall_never_opens_on_another_halls_queue(tmp_path: Path) -> None:
    """The data folder belongs to the hall that made it; both are named, and nothing is changed."""
    with running_hall(tmp_path / "data"):
        pass
    ended = antrean("hub", "buergerbuero", "--data", tmp_path / "data", "--port", 0)
    assert ended.returncode == 3
    assert "holds the queue of banyuwangi, not of buergerbuero" in ended.stderr


def test_a_folder_without_a_counter_for_who_waits_is_refused(tmp_path: Path) -> None:
    """A hall edited while people wait does not open; their numbers are named, and putting it back opens it."""
    folder = tmp_path / "genteng"
    antrean("hall", "copy", "banyuwangi", folder)
    with running_hall(tmp_path / "data", hall=str(folder)) as hall:
        assert antrean("take", "A01", "--data", hall.data).stdout == "A001, 0 ahead\n"
        antrean("call", "1", "--data", hall.data)
    counters = (folder / "counters.toml").read_text(encoding="utf-8")
    edit(folder / "counters.toml", 'id = "1"\n', 'id = "31"\n')
    ended = antrean("hub", folder, "--data", tmp_path / "data", "--port", 0)
    assert ended.returncode == 1
    assert "no counter any more for A001" in ended.stderr
    (folder / "counters.toml").write_text(counters, encoding="utf-8")
    with running_hall(tmp_path / "data", hall=str(folder)) as hall:
        assert antrean("call", "1", "--served", "--data", hall.data).returncode == 1  # nobody else waits


def test_a_copy_never_overwrites(tmp_path: Path) -> None:
    """A folder with anything in it is refused, and nothing in it changes."""
    (tmp_path / "hall.toml").write_text("mine")
    ended = antrean("hall", "copy", "banyuwangi", tmp_path)
    assert ended.returncode == 1
    assert (tmp_path / "hall.toml").read_text() == "mine"


def test_numbers_are_taken_called_and_explained(tmp_path: Path) -> None:
    """`take`, `call` and `log` ask the running hub; the log stays readable when none runs, and says why."""
    with running_hall(tmp_path / "data") as hall:
        data = ["--data", hall.data]
        assert antrean("take", "A01", *data).stdout == "A001, 0 ahead\n"
        assert antrean("take", "S01", *data).stdout == "S001, 0 ahead\n"
        issued = json.loads(antrean("take", "A02", "--language", "en", "--json", *data).stdout)
        assert (issued["number"], issued["ahead"], issued["language"]) == ("A002", 1, "en")
        assert antrean("call", "1", *data).stdout == "A001 to counter 1\n"
        not_come = antrean("call", "1", *data)
        assert (not_come.returncode, not_come.stdout) == (1, "")
        assert antrean("call", "1", "--served", "--request", "mine", *data).stdout == "A002 to counter 1\n"
        again = antrean("take", "B01", "--request", "twice", *data).stdout
        assert antrean("take", "B01", "--request", "twice", *data).stdout == again == "B001, 0 ahead\n"
        nobody = antrean("call", "1", "--served", *data)
        assert (nobody.returncode, nobody.stdout) == (1, "")
        assert "Nobody is waiting" in nobody.stderr
        running = [antrean("log", *data).stdout, antrean("log", "--why", "a001", "A002", *data).stdout]
        assert hall.stop() == 0
    stopped = [antrean("log", *data).stdout, antrean("log", "--why", "a001", "A002", *data).stdout]
    assert running == stopped
    assert "A001 was called first, to counter 1" in stopped[1]
    assert "first_come_first_served" in stopped[1]
    rows = [LogRow(**json.loads(line)) for line in antrean("log", "--json", *data).stdout.splitlines()]
    assert len(stopped[0].splitlines()) == len(rows)
    before = GENESIS
    for row in rows:
        assert row.hash == chain(row, before)
        before = row.hash
    last = antrean("log", "--json", "--after", rows[-2].seq, *data).stdout
    assert [json.loads(last)["seq"]] == [rows[-1].seq]
    assert antrean("log", "--why", "A001", "B009", *data).returncode == 1


def test_a_closed_day_gives_no_numbers_until_it_is_set_again(tmp_path: Path) -> None:
    """`day close` and `day set` are what the clerk says to the hub."""
    with running_hall(tmp_path / "data") as hall:
        data = ["--data", hall.data]
        opened = json.loads(antrean("log", "--json", *data).stdout.splitlines()[0])
        assert antrean("day", "close", *data).returncode == 0
        refused = antrean("take", "A01", *data)
        assert refused.returncode == 1
        assert refused.stderr.startswith("antrean: refused: ")
        today = json.loads(opened["body"])["date"]
        assert antrean("day", "set", today, *data).stdout == f"the business date is {today}\n"
        assert antrean("take", "A01", *data).stdout == "A001, 0 ahead\n"


def test_ready_says_what_a_hall_lacks_and_then_that_it_lacks_nothing(tmp_path: Path) -> None:
    """One line and an exit status: 1 as long as somebody has to mend something, 0 when nobody has to."""
    stick = tmp_path / "stick"
    with running_hall(tmp_path / "data", options=("--backup", str(stick))) as hall:
        tokens = hall.tokens({"kiosk-1": "kiosk", "board-1": "board"})
        lacking = antrean("ready", "--data", hall.data)
        assert antrean("backup", stick, "--data", hall.data).returncode == 0
        ready, as_json = asyncio.run(
            while_connected(
                hall.url,
                {"kiosk": tokens["kiosk-1"], "board": tokens["board-1"]},
                ["ready", "--data", hall.data],
                ["ready", "--json", "--data", hall.data],
            )
        )

    assert (lacking.returncode, lacking.stderr) == (1, "")
    assert lacking.stdout == "not ready: kiosk-1: not connected; no board is connected; no backup yet\n"
    assert (ready.returncode, ready.stderr) == (0, "")
    assert re.fullmatch(
        r"ready: \d{4}-\d\d-\d\d, kiosk-1 paper for about 620 tickets, 1 board, 0 consoles, 0 of \d+ counters open, "
        r"clock right, disk [\d.]+ GB free, backup \d+ min old\n",
        ready.stdout,
    )
    facts = json.loads(as_json.stdout)
    assert as_json.returncode == 0
    assert (facts["ready"], facts["wrong"], facts["boards"], facts["open"]) == (True, [], 1, True)


def test_a_ticket_is_printed_at_a_kiosk_that_is_there_or_nowhere(tmp_path: Path) -> None:
    """Without a kiosk there is no paper; one that cannot be asked is named, and no number is given."""
    with running_hall(tmp_path / "data") as hall:
        antrean("device", "add", "kiosk", "kiosk-1", "--data", hall.data)
        away, unknown = [
            antrean("take", "A01", "--print-at", kiosk, "--data", hall.data) for kiosk in ("kiosk-1", "kiosk-9")
        ]
        taken = antrean("take", "A01", "--data", hall.data)

    assert (away.returncode, away.stderr.strip()) == (1, "antrean: refused: kiosk-1 is not connected")
    assert (unknown.returncode, unknown.stderr.strip()) == (1, "antrean: refused: There is no kiosk called kiosk-9")
    assert taken.stdout.strip() == "A001, 0 ahead"


def test_a_device_is_let_in_by_the_token_it_was_given(tmp_path: Path) -> None:
    """`device add` shows a token once; it opens what its role may see and nothing else."""
    with running_hall(tmp_path / "data") as hall:
        token = antrean("device", "add", "board", "tv-1", "--data", hall.data).stdout.strip()
        assert asyncio.run(welcome(hall.origin, "board", token)).device == "tv-1"
        with pytest.raises(AssertionError, match="wrong_role"):
            asyncio.run(welcome(hall.origin, "counter", token))
        hall.kill()
        hall.start()
        assert asyncio.run(welcome(hall.origin, "board", token)).device == "tv-1"
        assert token not in antrean("log", "--json", "--data", hall.data).stdout + hall.log


@pytest.mark.parametrize(
    "command", [["take", "A01"], ["call", "1"], ["device", "add", "kiosk", "k"], ["day", "close"], ["ready"]]
)
def test_without_a_hub_the_operator_is_told_how_to_start_one(command: list[str], tmp_path: Path) -> None:
    """Exit code 3, the data folder that was looked at, and nothing made there."""
    ended = antrean(*command, "--data", tmp_path / "data")
    assert ended.returncode == 3
    assert str(tmp_path / "data") in ended.stderr
    assert "antrean hub" in ended.stderr
    assert not (tmp_path / "data").exists()


def test_what_a_killed_hub_left_behind_is_no_hub(tmp_path: Path) -> None:
    """An address and a lock file without a process do not make the command wait."""
    with running_hall(tmp_path / "data") as hall:
        hall.kill()
        assert antrean("take", "A01", "--data", hall.data).returncode == 3
        assert "day_opened" in antrean("log", "--data", hall.data).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["hub", "banyuwangi", "--port", "99999"], 2, "99999 is no port"),
        (["hub", "banyuwangi", "--port", "web"], 2, "web is no port"),
        (["hub", "banyuwangi", "--data", "/proc/var"], 3, "/proc/var cannot be the data folder"),
        (["demo", "--data", "/proc/var"], 3, "/proc/var cannot be the data folder"),
        (["hub", "no-such-hall"], 1, "no-such-hall"),
        (["kiosk", "--box", "no-such.toml"], 1, "no-such.toml"),
        (["log", "--data", "/no/such/folder"], 3, "/no/such/folder"),
        (["day", "set", "tomorrow"], 2, "tomorrow"),
        (["device", "add", "printer", "p"], 2, "printer"),
        ([], 2, "COMMAND"),
    ],
)
def test_what_cannot_be_is_named(arguments: list[str], code: int, words: str) -> None:
    """A sentence with the word that is wrong in it, and never a traceback."""
    ended = antrean(*arguments)
    assert ended.returncode == code
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_kiosk_names_what_is_wrong_with_its_box(tmp_path: Path) -> None:
    """A key that is none, an address that is none, a log that cannot be written: before the screen is taken."""
    box = tmp_path / "kiosk.toml"
    for text, log, words in (
        ('token = "x"\ncolour = "red"\n', tmp_path / "kiosk.log", "colour"),
        ('token = "x"\nprinter = "lpt1"\n', tmp_path / "kiosk.log", "lpt1"),
        ('token = "x"\n', tmp_path / "no" / "kiosk.log", "no/kiosk.log"),
    ):
        box.write_text(text)
        ended = antrean("kiosk", "--box", box, "--log", log)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert words in ended.stderr
        assert "Traceback" not in ended.stderr


def test_a_hub_stops_in_time_though_a_board_stalls(tmp_path: Path) -> None:
    """SIGTERM ends it within two seconds, with exit code 0, whoever does not read, and its address is withdrawn."""
    with running_hall(tmp_path / "data") as hall:
        token = hall.tokens({"board-1": "board"})["board-1"]
        with stalled(hall.port, b""), stalled(hall.port, b"GET /"), stalled(hall.port, *hello(hall.url, token)):
            assert antrean("take", "A01", "--data", hall.data).returncode == 0
            assert hall.stop(within_s=STOP_S) == 0
        assert find_local_hub(hall.data) is None
        assert not (hall.data / "hub.address").exists()
        assert "Traceback" not in hall.log


def edit(path: Path, old: str, new: str) -> None:
    """Change the first place where a file says `old`."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def hub_of(data: Path) -> int:
    """The process that owns `data`."""
    found = re.search(r"process (\d+)", (data / LOCK).read_text(encoding="utf-8"))
    assert found is not None
    return int(found[1])


async def welcome(page: str, role: wire.Role, token: str) -> wire.Welcome:
    """What the hub of `page` welcomes a device with."""
    async with connect(re.sub(r"^http(://[^/]+).*", r"ws\1/ws", page), proxy=None) as link:
        said = wire.Hello(protocol=wire.PROTOCOL, role=role, token=token)
        await link.send(wire.encode(said), text=True)
        answer = wire.decode_from_hub(await link.recv())
        assert isinstance(answer, wire.Welcome), answer
        return answer


async def while_connected(
    url: str, tokens: Mapping[wire.Role, str], *commands: list[object]
) -> list["subprocess.CompletedProcess[str]"]:
    """How `commands` end while a board is there, and a kiosk that has said how much paper it has."""
    async with connect(url, proxy=None) as kiosk, connect(url, proxy=None) as board:
        links: dict[wire.Role, ClientConnection] = {"kiosk": kiosk, "board": board}
        for role, link in links.items():
            said = wire.Hello(protocol=wire.PROTOCOL, role=role, token=tokens[role])
            await link.send(wire.encode(said), text=True)
            assert isinstance(wire.decode_from_hub(await link.recv()), wire.Welcome)
        await kiosk.send(wire.encode(wire.ReportPrinter(tickets_left=620)), text=True)
        await kiosk.send(wire.encode(wire.Ping()), text=True)
        while not isinstance(wire.decode_from_hub(await kiosk.recv()), wire.Pong):
            pass
        return [await asyncio.to_thread(antrean, *command) for command in commands]


def hello(url: str, token: str) -> list[bytes]:
    """The bytes by which a board opens a websocket and says hello."""
    protocol = ClientProtocol(parse_uri(url))
    protocol.send_request(protocol.connect())
    handshake = protocol.data_to_send()
    protocol.state = type(protocol.state).OPEN
    protocol.send_text(wire.encode(wire.Hello(protocol=wire.PROTOCOL, role="board", token=token)))
    return [*handshake, *protocol.data_to_send()]


def stalled(port: int, *said: bytes) -> socket.socket:
    """A connection that has said something and never reads."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    for part in said:
        connection.sendall(part)
    return connection
