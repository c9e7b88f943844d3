"""A kiosk as a process with a printer that behaves in time: killed in the middle of a ticket, and asked for a copy."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.catalogues import load_words
from kiosk import wire
from kiosk.cli.ask import Conversation, new_id
from printer.simulator.server import SimulatedPrinter
from tests.fakes.commands import antrean, is_alive, wait_until
from tests.fakes.running_hall import RunningHall, asked_of, running_hall
from tests.fakes.simulator import simulated_printer
from tests.fakes.terminal import Terminal, kiosk_terminal, require_tmux

pytestmark = pytest.mark.terminal

SAY = load_words("id").text
AGENCY, SERVICE = "Dukcapil", "Perekaman KTP-el baru"
TICKET = "A001"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    require_tmux()
    with running_hall(tmp_path / "data") as running:
        yield running


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with simulated_printer() as simulated:
        yield simulated


def test_a_kiosk_that_is_killed_while_it_prints_prints_nothing_twice(
    hall: RunningHall, printer: SimulatedPrinter, tmp_path: Path
) -> None:
    """The next process says that it does not know; the paper comes out once; a copy comes when staff ask for it.

    It is cut off first from what there may be of the ticket before.
    """
    token = hall.tokens({"kiosk-1": "kiosk"})["kiosk-1"]
    journal = tmp_path / "kiosk.journal"
    printer.fault("slow")
    with kiosk_terminal(tmp_path, hub=hall.url, token=token, printer=printer.url) as kiosk:
        take_a_number(kiosk)
        printer.wait_until(lambda machine: machine.paper.has_print)
        os.kill(kiosk.pid, signal.SIGKILL)
        wait_until(lambda: not is_alive(kiosk.pid), "the kiosk is gone")
    assert [kind for kind in kinds(journal) if kind != "paper"] == ["queued", "sending"]
    printer.fault("slow", False)
    printer.wait_until(lambda machine: len(machine.tickets) == 1)

    with kiosk_terminal(tmp_path, hub=hall.url, token=token, printer=printer.url) as kiosk:
        kiosk.sees(SAY("kiosk.choose_agency"), AGENCY)
        wait_until(lambda: reports(hall.data), "the print is reported")
        assert reports(hall.data) == [(TICKET, False, "unconfirmed", "kiosk_restarted")]
        assert asked_of(hall.data, ask_for_a_copy) == "done"
        wait_until(lambda: len(reports(hall.data)) == 2, "the copy is reported")

    assert reports(hall.data)[1] == (TICKET, True, "printed", "")
    first, cut_off, copy = printer.tickets
    assert cut_off.text == ""
    assert (TICKET in first.text, TICKET in copy.text) == (True, True)
    assert (SAY("slip.copy_mark") in first.text, SAY("slip.copy_mark") in copy.text) == (False, True)


def take_a_number(kiosk: Terminal) -> None:
    """Choose by touch; the last question gets its one tap once two harmless ones have shown that it hears."""
    kiosk.tap_until(AGENCY, SAY("kiosk.choose_service"))
    kiosk.tap_until(SERVICE, SAY("kiosk.take_number"))
    kiosk.tap_until("English", load_words("en").text("kiosk.take_number"))
    kiosk.tap_until("Bahasa Indonesia", SAY("kiosk.take_number"))
    kiosk.tap(SAY("kiosk.take_number"))


async def ask_for_a_copy(hub: Conversation) -> str:
    """As staff do; the kind of the answer."""
    ticket = [fact["ticket"] for fact in facts_in(await hub.ask(wire.ReadLog()), "ticket_issued")]
    answer = await hub.ask(wire.PrintCopy(request=new_id(), ticket=ticket[0]))
    return "done" if isinstance(answer, wire.Done) else str(answer)


def facts_in(log: object, kind: str) -> list[dict[str, Any]]:
    assert isinstance(log, wire.Log)
    return [json.loads(row["body"]) for row in log.records if row["kind"] == kind]


def kinds(journal: Path) -> list[str]:
    """The kinds of the lines in a kiosk's journal."""
    return [json.loads(line)["t"] for line in journal.read_text(encoding="utf-8").splitlines()]


def reports(data: Path) -> list[tuple[str, bool, str, str]]:
    """What the log knows of paper, in order: number, copy or not, outcome, why."""
    rows = [json.loads(line) for line in antrean("log", "--json", "--data", data).stdout.splitlines()]
    facts = [json.loads(row["body"]) for row in rows if row["kind"] == "paper_reported"]
    return [(fact["ticket"][-4:], fact["copy"], fact["outcome"], fact["why"]) for fact in facts]
