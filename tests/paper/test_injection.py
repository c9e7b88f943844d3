"""Commands of a printer in every text that can reach paper: refused at the folder, and obeyed by no printer behind it.

What a command would do is not guessed: the printer must get, byte by byte, what it gets for the same text without the
characters that nobody can see. Then it is printed, on a printer of ours and on one that nobody of this project wrote.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from config.catalogues import Words, load_words, parse_words
from config.copy import copy_hall, hall_folder
from config.errors import HallFolderError, WordsError
from config.loader import load_hall
from kiosk.cells.catalogue import read_hall
from kiosk.terminal.slip_words import slip_for
from kiosk.terminal.visit import Issued
from printer.driver import Driver
from printer.encode import encode
from printer.job import Printed
from printer.layout import lay_out
from printer.patience import Patience
from printer.profile import Profile, load_profile, profile_names
from printer.realtime import holds_realtime_command
from printer.simulator.server import SimulatedPrinter
from printer.slip import Slip
from tests.fakes.emupos import EmuPos, emupos_printer
from tests.fakes.simulator import simulated_printer
from tests.fakes.slips import TEXTS

FAMILIES = [load_profile(name) for name in profile_names()]

COMMANDS = {
    "reset": "\x1b@",
    "cut": "\x1dV\x00",
    "cut after feed": "\x1dVB\x00",
    "drawer": "\x1bp\x00\x19\x19",
    "drawer at once": "\x10\x14\x01\x00\x01",
    "forget all": "\x10\x05\x02",
    "forget all, Epson": "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
    "status": "\x10\x04\x01",
    "confirm a job": "\x1d(H\x06\x0000OLD1",
    "large": "\x1d!\x77",
    "white on black": "\x1dB\x01",
    "upside down": "\x1b{\x01",
    "feed": "\x1bJ\x7f",
    "beep": "\x1bB\x08\x08",
    "stored logo": "\x1cp\x01\x00",
    "half a picture": "\x1dv0\x00\x48\x00\x40\x00",
    "C1 escape": "\x9b2J",
    "right to left": "\u202e",
}
HOSTILE = ["".join(f"x{command}y" for command in list(COMMANDS.values())[first::3]) for first in range(3)]
"""All of them in three texts, each short enough for a link."""

FOLDER_TEXTS = [
    ("hall.toml", "name.id"),
    ("hall.toml", "address"),
    ("hall.toml", "time_zone_label"),
    ("hall.toml", "where_to_wait.id"),
    ("agencies.toml", "name.id"),
    ("services.toml", "name.id"),
]
"""What a hall writes and a slip carries."""
FACTS = ("ticket", "number", "token")
"""What the hub says of a number, as text."""
TICKET = Issued("2026-11-24/A001", "A001", "A01", "A", "id", "5dcDSoh4A35b", 3, 1_795_494_580_902)
DISGUISED = "\u011b@ \u011dV \u0110\u0114\u0101 \u4e1b\u1b1b \\x1b@ {0} %s"
"""Letters that anybody can see, whose code points end in the bytes of commands, and texts that look like some."""
WELCOME: dict[str, Any] = load_hall(hall_folder("banyuwangi")).catalogue() | {
    "base_url": "http://10.0.0.5:8080",
    "logo": "",  # is no text
}


def visible(text: str) -> str:
    """What is left of a hostile text, said without asking `printer.slip`."""
    return re.sub(r"[^\x20-\x7e]", "", text)


def toml(text: str) -> str:
    return '"' + "".join(f"\\u{ord(char):04x}" for char in text) + '"'


def written(folder: Path, file: str, key: str, text: str) -> Path:
    """A copy of the model hall whose first `key` in `file` is `text`."""
    copy_hall("banyuwangi", folder)
    before = (folder / file).read_text(encoding="utf-8")
    line = re.compile(rf"^{re.escape(key)} = .*$", re.MULTILINE)
    after = line.sub(lambda _: f"{key} = {toml(text)}", before, count=1)
    assert after != before
    (folder / file).write_text(after, encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("file", "key"), FOLDER_TEXTS)
def test_a_folder_with_a_command_is_no_hall(tmp_path: Path, file: str, key: str, command: str) -> None:
    """The loader names the file and the key."""
    folder = written(tmp_path / "hall", file, key, COMMANDS[command])
    with pytest.raises(HallFolderError) as refused:
        load_hall(folder)
    assert any(mistake.file == file and mistake.key.endswith(key) for mistake in refused.value.mistakes)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_catalogue_with_a_command_has_no_words(command: str) -> None:
    """Nor do words carry one to paper."""
    with pytest.raises(WordsError, match=r"slip\.thanks"):
        parse_words("id", f"[slip]\nthanks = {toml(COMMANDS[command])}")


def slip(changed: str = "", text: Callable[[str], str] = lambda old: old) -> Slip:
    """A slip of the model hall, one of its sources changed: past the loader, as a hub that is wrong might say it."""
    welcome, words, ticket = dict(WELCOME), load_words("id"), TICKET
    if changed in words.texts:
        words = Words("id", {**words.texts, changed: text(words.texts[changed])})
    elif changed in FACTS:
        ticket = structs.replace(ticket, **{changed: text(getattr(ticket, changed))})
    elif changed.startswith(("agencies ", "services ")):
        table, key = changed.split()
        welcome[table] = [entry | {key: {"id": text(entry[key]["id"])}} for entry in welcome[table]]
    elif changed:
        old = welcome[changed]
        welcome[changed] = text(old) if isinstance(old, str) else {"id": text(old["id"])}
    made = slip_for(ticket, read_hall(welcome), words)
    return replace(made, copy_mark=words.text("slip.copy_mark"))


SOURCES = [
    *("name", "address", "time_zone_label", "where_to_wait", "base_url", "agencies name", "services name"),
    *FACTS,
    *(key for key in load_words("id").texts if slip(key, lambda old: f"{old}!") != slip()),
]
"""Every text that is on this slip; keys of the catalogue are looked for and not listed."""


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatedPrinter]:
    with simulated_printer(pace=50) as printer:
        yield printer


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmuPos]:
    with emupos_printer() as running:
        yield running


def sent(slip: Slip, profile: Profile) -> bytes:
    return encode(lay_out(slip, profile), profile)


def ends_in(added: str) -> Callable[[str], str]:
    return lambda old: old + added


def comes_out_whole(printer: SimulatedPrinter, slip: Slip) -> None:
    """One piece of paper, from one job, with its number."""
    before = len(printer.tickets)
    assert Driver(printer.url, patience=Patience(status_s=10, print_s=10)).print_slip(slip) == Printed()
    printer.wait_until(lambda machine: len(machine.tickets) > before and not machine.is_busy)
    (ticket,) = printer.tickets[before:]
    assert (ticket.complete, ticket.cut, ticket.fragments) == (True, True, ())
    assert TICKET.number in ticket.text
    assert printer.look(lambda machine: machine.unknown) == []


@pytest.mark.parametrize("source", SOURCES)
def test_no_text_is_obeyed(simulator: SimulatedPrinter, source: str) -> None:
    """From whatever text it comes, on every family: the printer hears of it what a person could see."""
    for text in HOSTILE:
        hostile, harmless = slip(source, ends_in(text)), slip(source, ends_in(visible(text)))
        assert hostile != harmless
        for profile in FAMILIES:
            assert sent(hostile, profile) == sent(harmless, profile)
        comes_out_whole(simulator, hostile)


@pytest.mark.emupos
def test_no_text_is_obeyed_by_a_printer_of_others(emulator: EmuPos) -> None:
    """One ticket for each text, and nothing that the emulator would call a command."""
    for count, (source, text) in enumerate(product(SOURCES, HOSTILE), start=1):
        emulator.print_bytes(sent(slip(source, ends_in(text)), load_profile("epson80")))
        assert emulator.receipts() == count, source
        assert TICKET.number in emulator.latest_text(), source
    assert emulator.unknown_commands() == []


@pytest.mark.parametrize("source", SOURCES)
def test_the_comparison_can_fail(monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """Without the door in front of the paper, every one of these texts brings its commands to the printer."""
    monkeypatch.setattr("printer.slip._is_command_like", lambda _char: False)
    monkeypatch.setattr("printer.slip._fits", lambda char, _page: ord(char) < 0x80)
    hostile = sent(slip(source, ends_in(HOSTILE[0])), load_profile("epson80"))
    assert hostile != sent(slip(source, ends_in(visible(HOSTILE[0]))), load_profile("epson80"))


@pytest.mark.parametrize(("file", "key"), FOLDER_TEXTS)
def test_a_disguise_is_only_text(simulator: SimulatedPrinter, tmp_path: Path, file: str, key: str) -> None:
    """Letters that can be seen pass the loader and are printed as letters, whatever the bytes of their code points."""
    disguised = DISGUISED[:6] if key == "time_zone_label" else DISGUISED
    hall = load_hall(written(tmp_path / "hall", file, key, disguised))
    made = slip_for(TICKET, read_hall(hall.catalogue()), load_words("id"))
    assert disguised.strip() in " ".join(getattr(made, name) for name in TEXTS)
    for profile in FAMILIES:
        assert not holds_realtime_command(sent(made, profile))
    comes_out_whole(simulator, made)
