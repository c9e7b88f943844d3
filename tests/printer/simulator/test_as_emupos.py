"""The same questions to the simulator and to a printer that nobody of this project wrote: the same answers."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from printer.simulator.server import SimulatedPrinter
from tests.fakes.emupos import FAULTS, EmuPos, emupos_printer
from tests.fakes.simulator import simulated_printer

pytestmark = pytest.mark.emupos

QUESTIONS = {
    "DLE EOT 1-4": (b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", 4),
    "GS r 1": (b"\x1dr\x01", 1),
    "GS I 1": (b"\x1dI\x01", 1),
    "GS I 2": (b"\x1dI\x02", 1),
    "GS I 66": (b"\x1dI\x42", 7),
    "GS I 67": (b"\x1dI\x43", 11),
    "GS a 255": (b"\x1da\xff", 4),
    "ESC v": (b"\x1bv", 1),
}
"""What a client may ask, with how many bytes answer it while nothing is wrong."""


class Asker:
    """A raw connection to a printer."""

    def __init__(self, url: str) -> None:
        host, port = url.removeprefix("tcp://").split(":")
        self.socket = socket.create_connection((host, int(port)), timeout=10)

    def ask(self, question: bytes) -> None:
        self.socket.sendall(question)

    def read(self, count: int) -> bytes:
        answer = b""
        while len(answer) < count:
            answer += self.socket.recv(count - len(answer))
        return answer


def everything_asked(url: str) -> dict[str, bytes]:
    """The answers to all questions of a printer that is well or nearly."""
    answers = {}
    for name, (question, count) in QUESTIONS.items():
        asker = Asker(url)
        with closing(asker.socket):
            asker.ask(question)
            answers[name] = asker.read(count)
    return answers


def held_answers(url: str, mend: Callable[[], None]) -> list[bytes]:
    """Of a printer that stands still: the urgent answers at once, and no other until it is mended."""
    asker = Asker(url)
    with closing(asker.socket):
        asker.ask(b"\x1b@\x1dr\x01" + QUESTIONS["DLE EOT 1-4"][0])
        at_once = asker.read(4)
        mend()
        return [at_once, asker.read(1)]


def reports(url: str, fault: Callable[[str, bool], None]) -> list[bytes]:
    """What ASB says at the start and at each fault that comes and goes."""
    asker = Asker(url)
    with closing(asker.socket):
        asker.ask(b"\x1da\xff")
        heard = [asker.read(4)]
        for name in FAULTS:
            for on in (True, False):
                fault(name, on)
                heard.append(asker.read(4))
        return heard


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmuPos]:
    with emupos_printer() as running:
        yield running


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with simulated_printer() as running:
        yield running


@pytest.mark.parametrize("fault", [None, "paper-near-end"])
def test_answers_while_it_prints(emulator: EmuPos, printer: SimulatedPrinter, fault: str | None) -> None:
    """Every question, with nothing wrong and with little paper left."""
    if fault is None:
        assert everything_asked(printer.url) == everything_asked(emulator.url)
        return
    printer.fault(fault)
    with emulator.fault(fault):
        assert everything_asked(printer.url) == everything_asked(emulator.url)


@pytest.mark.parametrize("fault", ["paper-out", "cover-open", "offline"])
def test_answers_while_it_stands_still(emulator: EmuPos, printer: SimulatedPrinter, fault: str) -> None:
    """DLE EOT is answered at once, and GS r when the fault is mended."""
    printer.fault(fault)
    emulator.set_fault(fault)
    theirs = held_answers(emulator.url, lambda: emulator.set_fault(fault, active=False))
    assert held_answers(printer.url, lambda: printer.fault(fault, False)) == theirs


def test_automatic_status(emulator: EmuPos, printer: SimulatedPrinter) -> None:
    """The same reports at the same changes."""
    assert reports(printer.url, printer.fault) == reports(emulator.url, emulator.set_fault)
