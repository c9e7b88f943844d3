"""The driver against printers of every temper, over real sockets and lines: it is truthful, and comes back in time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from printer.blocks import Cut
from printer.driver import Driver
from printer.encode import encode, readable
from printer.errors import BadAddress, Lost
from printer.job import Failed, Outcome, Printed, Unconfirmed
from printer.layout import lay_out
from printer.patience import Patience
from printer.ports import SerialPort, TcpPort
from printer.profile import Profile, load_profile
from printer.replies import PAPER_QUERY, REALTIME_QUERIES, process_id
from printer.status import Status, Trouble
from tests.fakes.printers import (
    COVER_OPEN,
    CUTTER_JAM,
    NEAR_END,
    NOISE,
    OFFLINE,
    PAPER_OUT,
    WELL,
    Behaviour,
    FakePrinter,
    fake_printer,
    printer_on_a_line,
    url_that_refuses,
)
from tests.fakes.slips import BANYUWANGI

EPSON80 = load_profile("epson80")
EPSON80_42 = load_profile("epson80-42")
GENERIC80 = load_profile("generic80")
GENERIC58 = load_profile("generic58")

GENEROUS = Patience(status_s=10.0, print_s=10.0, settle_s=0.05)
"""For behaviours that end in an answer: a slow machine must not turn them into silence."""
NO_ANSWER = Patience(status_s=0.3, print_s=10.0)
NO_CONFIRMATION = Patience(status_s=10.0, print_s=0.3)
HASTY = Patience(status_s=0.3, print_s=0.3)


def ticket(profile: Profile) -> bytes:
    return encode(lay_out(BANYUWANGI, profile), profile)


def printing(url: str, profile: Profile, patience: Patience) -> Outcome:
    return Driver(url, profile, patience=patience).print_slip(BANYUWANGI)


PRINTS = {
    "healthy": Behaviour(),
    "near end": Behaviour(health=NEAR_END, paper_sensor=0x03),
    "drawer bit high": Behaviour(health=b"\x16\x12\x12\x12"),
    "babbling between answers": Behaviour(chatter=NOISE),
    "babbling at connect": Behaviour(greeting=NOISE),
    "one byte at a time": Behaviour(chatter=NOISE, one_by_one=True),
}

REFUSES = {
    "paper out": (Behaviour(health=PAPER_OUT), GENEROUS, Trouble.PAPER_OUT),
    "cover open": (Behaviour(health=COVER_OPEN), GENEROUS, Trouble.COVER_OPEN),
    "cutter jam": (Behaviour(health=CUTTER_JAM), GENEROUS, Trouble.CUTTER),
    "offline": (Behaviour(health=OFFLINE), GENEROUS, Trouble.OFFLINE),
    "silent": (Behaviour(answers=False), NO_ANSWER, Trouble.NO_REPLY),
    "hung": (Behaviour(reads=False), NO_ANSWER, Trouble.NO_REPLY),
    "flooding": (Behaviour(floods=True), NO_ANSWER, Trouble.NO_REPLY),
    "dies at once": (Behaviour(dies_after=3), GENEROUS, Trouble.LOST),
    "dies before it has answered": (Behaviour(dies_after=11), GENEROUS, Trouble.LOST),
    "dies before the ticket": (Behaviour(dies_after=12), GENEROUS, Trouble.LOST),
}

ASKED_FIRST = len(REALTIME_QUERIES + PAPER_QUERY)
"""What a new driver asks before its first ticket."""

LEAVES_OPEN = {
    "dies as it answers": (Behaviour(dies_after=ASKED_FIRST), GENEROUS, Trouble.LOST, True),
    "dies in the ticket": (Behaviour(dies_after=100), GENEROUS, Trouble.LOST, True),
    "dies before it confirms": (
        Behaviour(dies_after=ASKED_FIRST + len(ticket(EPSON80))),
        GENEROUS,
        Trouble.LOST,
        True,
    ),
    "never confirms": (Behaviour(confirms=False), NO_CONFIRMATION, Trouble.NO_CONFIRMATION, False),
    "paper ends in the ticket": (
        Behaviour(confirms=False, health_after=PAPER_OUT),
        HASTY,
        Trouble.PAPER_OUT,
        True,
    ),
    "cover opened, and cleared": (
        Behaviour(confirms=False, health_after=COVER_OPEN, forgets=True),
        NO_CONFIRMATION,
        Trouble.COVER_OPEN,
        False,
    ),
    "cutter jams at the end, and cleared": (
        Behaviour(confirms=False, health_after=CUTTER_JAM, forgets=True),
        NO_CONFIRMATION,
        Trouble.CUTTER,
        False,
    ),
}


PORTS = ["tcp", "serial", "usb"]


@contextmanager
def printer_at(port: str, behaviour: Behaviour) -> Iterator[tuple[str, FakePrinter]]:
    """A printer on a kind of port, and its address."""
    if port == "tcp":
        with fake_printer(behaviour) as on_network:
            yield on_network.url, on_network
    else:
        with printer_on_a_line(behaviour) as on_line:
            yield f"{port}:{on_line.device}", on_line


@pytest.mark.parametrize("profile", [EPSON80, GENERIC80], ids=["GS ( H", "GS r"])
@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("name", PRINTS)
def test_printers_that_print(name: str, port: str, profile: Profile) -> None:
    """Printed is said when the printer said so, and the printer got exactly one ticket."""
    with printer_at(port, PRINTS[name]) as (url, printer):
        assert printing(url, profile, GENEROUS) == Printed()
    assert printer.ticket == ticket(profile)
    assert printer.connections == 1


@pytest.mark.parametrize("name", REFUSES)
def test_printers_known_bad_get_nothing(name: str) -> None:
    """Failed, with the reason, and not one byte of a ticket that could come out later."""
    behaviour, patience, why = REFUSES[name]
    with fake_printer(behaviour) as printer:
        assert printing(printer.url, EPSON80, patience) == Failed(why)
    assert printer.ticket == b""


@pytest.mark.parametrize("name", LEAVES_OPEN)
def test_printers_that_leave_it_open(name: str) -> None:
    """Once a byte may have gone out, no end of the story is called a failure; nothing is sent twice."""
    behaviour, patience, why, held = LEAVES_OPEN[name]
    with fake_printer(behaviour) as printer:
        assert printing(printer.url, EPSON80, patience) == Unconfirmed(why, held)
    assert ticket(EPSON80).startswith(printer.ticket)


@pytest.mark.parametrize(
    ("profile", "trouble", "cleared"),
    [
        (EPSON80, PAPER_OUT, True),
        (EPSON80, OFFLINE, True),
        (EPSON80_42, CUTTER_JAM, True),
        (EPSON80_42, PAPER_OUT, False),
        (GENERIC80, CUTTER_JAM, False),
    ],
)
def test_a_ticket_that_is_stuck_is_forgotten_where_the_printer_can(
    profile: Profile, trouble: bytes, cleared: bool
) -> None:
    """By the command of its family, and only in the state in which that family obeys it."""
    with fake_printer(Behaviour(confirms=False, health_after=trouble, forgets=True)) as printer:
        outcome = printing(printer.url, profile, NO_CONFIRMATION)
    assert outcome == Unconfirmed(outcome.why, held=not cleared)  # type: ignore[union-attr] # Printed fails here
    assert printer.forgotten == int(cleared)


def test_what_is_left_of_a_forgotten_ticket_is_cut_off() -> None:
    """The next visitor does not hold two numbers on one strip, and the one after gets a plain ticket again."""
    with fake_printer(Behaviour(confirms=False, health_after=COVER_OPEN, forgets=True)) as printer:
        driver = Driver(printer.url, EPSON80, patience=NO_CONFIRMATION)
        assert driver.print_slip(BANYUWANGI) == Unconfirmed(Trouble.COVER_OPEN, held=False)
        printer.behaviour, printer.ticket = Behaviour(), b""
        assert [driver.print_slip(BANYUWANGI) for _ in range(2)] == [Printed()] * 2
    slip = lay_out(BANYUWANGI, EPSON80)
    assert printer.ticket == encode((Cut(), *slip), EPSON80) + encode(slip, EPSON80)


def test_what_a_dead_kiosk_has_left_of_a_ticket_is_cut_off_once() -> None:
    """The next process begins with a cut; after a ticket of its own there is nothing to cut off."""
    with fake_printer() as printer:
        driver = Driver(printer.url, EPSON80, is_torn=True, patience=GENEROUS)
        assert [driver.print_slip(BANYUWANGI) for _ in range(2)] == [Printed()] * 2
    slip = lay_out(BANYUWANGI, EPSON80)
    assert printer.ticket == encode((Cut(), *slip), EPSON80) + encode(slip, EPSON80)


def test_paper_that_ends_as_the_printer_confirms() -> None:
    """The last lines may be missing."""
    with fake_printer(Behaviour(paper_sensor=0x0F)) as printer:
        assert printing(printer.url, GENERIC80, GENEROUS) == Unconfirmed(Trouble.PAPER_OUT)


def test_a_printer_that_never_answers_anything() -> None:
    """It gets its ticket, it counts as well while it is there, and its silence is no alarm."""
    with fake_printer(Behaviour(answers=False)) as printer:
        driver = Driver(printer.url, GENERIC58, patience=HASTY)
        assert driver.status() == Status()
        assert driver.print_slip(BANYUWANGI) == Unconfirmed(Trouble.CANNOT_SAY)
    assert printer.ticket == ticket(GENERIC58)
    assert driver.status() == Status(silence=Trouble.UNREACHABLE)


def test_each_print_has_an_id_of_its_own() -> None:
    """Ids count up from where the caller begins, for every job that reaches the printer."""
    with fake_printer() as printer:
        driver = Driver(printer.url, EPSON80, first_number=500, patience=GENEROUS)
        assert [driver.print_slip(BANYUWANGI) for _ in range(3)] == [Printed()] * 3
    assert printer.processes == [process_id(number) for number in (501, 502, 503)]


def test_a_printer_that_refuses_the_connection() -> None:
    """No connection is a failure before any byte, for the print and for the poll."""
    driver = Driver(url_that_refuses())
    assert driver.print_slip(BANYUWANGI) == Failed(Trouble.UNREACHABLE)
    assert driver.status() == Status(silence=Trouble.UNREACHABLE)


def test_a_printer_that_comes_back() -> None:
    """A driver outlives its printer: after an outage the same one prints again."""
    with fake_printer(Behaviour(health=COVER_OPEN)) as printer:
        driver = Driver(printer.url, patience=GENEROUS)
        assert driver.print_slip(BANYUWANGI) == Failed(Trouble.COVER_OPEN)
        printer.behaviour = Behaviour()
        assert driver.print_slip(BANYUWANGI) == Printed()
    assert driver.print_slip(BANYUWANGI) == Failed(Trouble.UNREACHABLE)


@pytest.mark.parametrize("kind", ["serial", "usb"])
def test_a_printer_that_is_plugged_in_again(kind: str, tmp_path: Path) -> None:
    """Unplugged in the middle of a ticket it leaves that one open; the next comes out below a cut, on its own paper."""
    device = tmp_path / "printer"
    driver = Driver(f"{kind}:{device}", patience=GENEROUS)
    with printer_on_a_line(Behaviour(dies_after=100)) as printer:
        device.symlink_to(printer.device)
        assert driver.print_slip(BANYUWANGI) == Unconfirmed(Trouble.LOST, held=True)
    device.unlink()
    assert driver.print_slip(BANYUWANGI) == Failed(Trouble.UNREACHABLE)
    with printer_on_a_line() as printer:
        device.symlink_to(printer.device)
        assert driver.status() == Status()
        assert driver.print_slip(BANYUWANGI) == Printed()
    assert printer.ticket == encode((Cut(), *lay_out(BANYUWANGI, EPSON80)), EPSON80)


@pytest.mark.parametrize("kind", ["serial", "usb"])
@pytest.mark.parametrize("profile", [EPSON80, GENERIC80], ids=["GS ( H", "GS r"])
def test_a_picture_cut_off_by_a_dead_kiosk_does_not_eat_the_ticket(kind: str, profile: Profile) -> None:
    """The printer still waits for 5,000 bytes of a picture: it gets blank ones, and then the whole ticket."""
    suffix = "?baud=115200" if kind == "serial" else ""
    with printer_on_a_line(Behaviour(obeys_after=5000)) as printer:
        driver = Driver(f"{kind}:{printer.device}{suffix}", profile, patience=Patience(status_s=10.0, print_s=0.5))
        assert driver.print_slip(BANYUWANGI) == Printed()
    assert printer.ticket.lstrip(b"\x00") == b"\x1b@" + ticket(profile)


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize("behaviour", [Behaviour(reads=False), Behaviour(floods=True)], ids=["hung", "flooding"])
def test_bad_printers_cost_bounded_time(port: str, behaviour: Behaviour) -> None:
    """A print ends as a failure when the patience for a health check is over, flood or silence."""
    with printer_at(port, behaviour) as (url, _):
        driver = Driver(url + ("?baud=115200" if port == "serial" else ""), patience=HASTY)
        outcome = driver.print_slip(BANYUWANGI)
        assert outcome in (Failed(Trouble.NO_REPLY), Failed(Trouble.LOST))
        assert driver.status().silence


class ScriptedLink:
    """A printer that answers by the book, and without any delay; keeps what it was told, and how long it had for it."""

    def __init__(self, answers: dict[bytes, bytes], waiting: bytes = b"") -> None:
        self.answers = answers
        self.waiting = waiting
        self.told: list[tuple[bytes, float]] = []

    def write(self, data: bytes, timeout_s: float) -> None:
        self.told.append((data, timeout_s))
        self.waiting += self.answers.get(data, b"")

    def read(self, _timeout_s: float) -> bytes:
        data, self.waiting = self.waiting, b""
        if not data and len(self.told) > 2:
            raise Lost("it said all that it had to say")
        return data

    def close(self) -> None:
        pass


def test_what_was_said_before_the_question_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that wait at connect are dropped and cannot shift the answers that follow."""
    link = ScriptedLink({REALTIME_QUERIES: WELL}, waiting=PAPER_OUT)
    monkeypatch.setattr(TcpPort, "open", lambda _port: link)
    assert Driver("tcp://127.0.0.1:9100").status() == Status()


def test_a_late_answer_is_not_taken_for_the_next_ticket_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ticket that was held comes out with the new roll: that it has, says nothing of the ticket after it."""
    clock = iter(range(1000))
    driver = Driver("tcp://127.0.0.1:9100", GENERIC80, clock=lambda: float(next(clock)))
    link = ScriptedLink({REALTIME_QUERIES: WELL, PAPER_QUERY: b"\x00\x00"})
    monkeypatch.setattr(TcpPort, "open", lambda _port: link)
    assert driver.print_slip(BANYUWANGI) == Unconfirmed(Trouble.LOST, held=True)
    assert [data for data, _ in link.told] == [REALTIME_QUERIES, PAPER_QUERY, ticket(GENERIC80) + PAPER_QUERY]


def test_a_printer_that_never_confirms_is_waited_for_once() -> None:
    """It is heard out before the first ticket; then it is known to be mute, until it speaks."""
    with fake_printer(Behaviour(confirms=False)) as printer:
        driver = Driver(printer.url, GENERIC80, patience=NO_CONFIRMATION)
        assert [driver.print_slip(BANYUWANGI) for _ in range(2)] == [Unconfirmed(Trouble.NO_CONFIRMATION)] * 2
        asked_before = printer.asked
        printer.behaviour = Behaviour()
        assert driver.print_slip(BANYUWANGI) == Unconfirmed(Trouble.NO_CONFIRMATION)
        assert driver.print_slip(BANYUWANGI) == Printed()
    assert asked_before == 3
    assert printer.asked == asked_before + 1 + 2
    assert printer.ticket == ticket(GENERIC80) * 4


@pytest.mark.parametrize(("baud", "parity", "bits"), [(9600, "none", 10), (1200, "even", 11), (115200, "none", 10)])
def test_a_ticket_has_the_time_that_its_line_needs(
    monkeypatch: pytest.MonkeyPatch, baud: int, parity: str, bits: int
) -> None:
    """Its bits at the speed of the line, its length at the speed of the printer, and some seconds."""
    link = ScriptedLink({REALTIME_QUERIES: WELL, PAPER_QUERY: b"\x00"})
    monkeypatch.setattr(SerialPort, "open", lambda _port: link)
    Driver(f"serial:/dev/ttyS0?baud={baud}&parity={parity}", EPSON80, clock=lambda: 0.0).print_slip(BANYUWANGI)
    data, time_s = link.told[2]
    assert data.startswith(ticket(EPSON80))
    assert 3.0 < time_s - len(data) * bits / baud < 4.0


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize(
    ("behaviour", "trouble"),
    [
        (Behaviour(), None),
        (Behaviour(chatter=NOISE, one_by_one=True), None),
        (Behaviour(health=NEAR_END), Trouble.PAPER_NEAR_END),
        (Behaviour(health=PAPER_OUT), Trouble.PAPER_OUT),
        (Behaviour(health=COVER_OPEN), Trouble.COVER_OPEN),
        (Behaviour(health=OFFLINE), Trouble.OFFLINE),
        (Behaviour(dies_after=3), Trouble.LOST),
    ],
)
def test_the_idle_poll_tells_how_the_printer_is(port: str, behaviour: Behaviour, trouble: Trouble | None) -> None:
    """The status is the printer's, and asking for it prints nothing."""
    with printer_at(port, behaviour) as (url, printer):
        assert Driver(url, patience=GENEROUS).status().trouble is trouble
    assert printer.ticket == b""


def test_two_threads_take_turns() -> None:
    """Polls and prints from two threads never share a connection or mix their bytes."""
    outcomes: list[Outcome] = []
    with fake_printer(Behaviour(health=WELL)) as printer:
        driver = Driver(printer.url, patience=GENEROUS)
        job = threading.Thread(target=lambda: outcomes.extend(driver.print_slip(BANYUWANGI) for _ in range(10)))
        job.start()
        polled = [driver.status().trouble for _ in range(10)]
        job.join(30)
    assert outcomes == [Printed()] * 10
    assert polled == [None] * 10
    assert printer.ticket == ticket(EPSON80) * 10


def test_a_file_is_a_printer_too(tmp_path: Path) -> None:
    """Printed is what is written and flushed: a readable ticket after another."""
    path = tmp_path / "tickets.txt"
    driver = Driver(f"file:{path}")
    assert driver.status() == Status()
    assert driver.print_slip(BANYUWANGI) == Printed()
    assert driver.print_slip(BANYUWANGI) == Printed()
    assert path.read_text() == readable(lay_out(BANYUWANGI, EPSON80), EPSON80) * 2


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """A file in a folder that is not there is a printer that cannot be reached."""
    driver = Driver(f"file:{tmp_path}/missing/tickets.txt")
    assert driver.status() == Status(silence=Trouble.UNREACHABLE)
    assert driver.print_slip(BANYUWANGI) == Failed(Trouble.UNREACHABLE)


def test_a_bad_address_is_known_at_once() -> None:
    """A driver with an address that makes no sense is not made, so that the box does not start with it."""
    with pytest.raises(BadAddress):
        Driver("lpt1")
