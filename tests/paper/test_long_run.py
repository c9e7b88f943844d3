"""Kiosks that are killed and printers that lose their power: what is said of every print is what lies on the floor."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from hall.model import AgencyCode, JobId, KioskId, Paper, Print, SeriesId, ServiceCode, Ticket, TicketId
from kiosk.terminal.ledger import Ended, Queued
from kiosk.terminal.ledger import Print as Noted
from printer.profile import Confirmation
from printer.simulator.paper import Ticket as Piece
from tests.paper.long_run import Ran, Scale, run
from tests.paper.promises import KioskDay, broken_promises

SEED = int(os.environ.get("ANTREAN_SEED", "1"))


def test_what_is_said_of_paper_is_true(tmp_path: Path) -> None:
    """Through kills and power cuts nothing is printed twice by itself, nothing is said to be printed that is not, and
    something is said of every print. `make paper` does the same with 2,000 tickets.
    """
    print(f"ANTREAN_SEED={SEED}")
    scale = Scale(tickets=300, kills=16, unplugs=16)
    ran = run(tmp_path, scale, SEED)
    assert (ran.broken, ran.broken_log) == ([], [])
    assert (ran.kills, ran.unplugs) == (scale.kills, scale.unplugs)
    assert len(ran.tickets) >= scale.tickets
    assert {(False, "printed"), (True, "printed"), (False, "unconfirmed"), (False, "failed")} <= outcomes(ran)


def outcomes(ran: Ran) -> set[tuple[bool, str]]:
    return {(one.copy, one.outcome.value) for ticket in ran.tickets for one in ticket.prints}


@pytest.mark.parametrize(
    ("kiosk", "promise", "scale"),
    [
        ("hopeful", "printed", Scale(tickets=80, kills=2, unplugs=16)),
        ("stubborn", "twice", Scale(tickets=100, kills=2, unplugs=32)),
        ("forgetful", "known", Scale(tickets=60, kills=16, unplugs=2)),
    ],
)
def test_a_wrong_kiosk_is_found_out(tmp_path: Path, kiosk: str, promise: str, scale: Scale) -> None:
    """One that calls sent printed, one that prints again by itself, one that keeps no journal: each breaks its own."""
    ran = run(tmp_path, scale, SEED, ("tests.paper.wrong_kiosks", kiosk))
    assert promise in {broken.promise for broken in ran.broken}


OF = Noted(1, "2026-11-24/A001", 0)
ONE = Print(JobId(5), TicketId(OF.ticket), KioskId("kiosk-1"), copy=False, outcome=Paper.PRINTED)
TICKET = Ticket(
    id=TicketId(OF.ticket),
    number="A001",
    series=SeriesId("A"),
    count=1,
    service=ServiceCode("A01"),
    agency=AgencyCode("A"),
    language="id",
    token="token",
    issued_seq=5,
    issued_at_ms=0,
    prints=(ONE,),
)
PIECE = Piece("Mal\nA001\nTerima kasih", cut=True, complete=True, fragments=(), width=8, height=8, _packed=b"")
COPY = replace(PIECE, text=f"SALINAN\n{PIECE.text}")
DAY = KioskDay("kiosk-1", Confirmation.PROCESS_ID, [Queued(OF), Ended(OF, "printed", mm=100)], [PIECE])


def said(outcome: Paper) -> Ticket:
    return replace(TICKET, prints=(replace(ONE, outcome=outcome),))


def test_what_is_true_breaks_nothing() -> None:
    """A ticket whose paper lies there; one of which nobody knows; half of one from a printer that speaks early."""
    torn = replace(PIECE, complete=False)
    unknown = replace(DAY, noted=[Queued(OF)], pieces=[torn])
    early = replace(DAY, confirmation=Confirmation.PAPER_QUERY, pieces=[torn])
    assert broken_promises([TICKET], [DAY]) == []
    assert broken_promises([said(Paper.UNCONFIRMED)], [unknown]) == []
    assert broken_promises([said(Paper.UNCONFIRMED)], [replace(unknown, pieces=[])]) == []
    assert broken_promises([TICKET], [early]) == []


@pytest.mark.parametrize(
    ("promise", "ticket", "day"),
    [
        ("pending", said(Paper.PENDING), replace(DAY, noted=[])),
        ("pending", replace(TICKET, prints=()), replace(DAY, noted=[], pieces=[])),
        ("accounted", TICKET, replace(DAY, noted=[Queued(OF._replace(ticket="2026-11-24/A002"))])),
        ("known", said(Paper.UNCONFIRMED), DAY),
        ("twice", TICKET, replace(DAY, pieces=[PIECE, PIECE])),
        ("twice", TICKET, replace(DAY, pieces=[replace(PIECE, fragments=("A001",))])),
        ("twice", TICKET, replace(DAY, pieces=[PIECE, COPY])),
        ("nothing", said(Paper.FAILED), replace(DAY, noted=[])),
        ("printed", TICKET, replace(DAY, pieces=[])),
        ("printed", TICKET, replace(DAY, pieces=[COPY])),
        ("printed", TICKET, replace(DAY, pieces=[replace(PIECE, complete=False)])),
        ("printed", TICKET, replace(DAY, pieces=[replace(PIECE, cut=False)])),
    ],
)
def test_each_broken_promise_is_noticed(promise: str, ticket: Ticket, day: KioskDay) -> None:
    """One thing is wrong, and the checker says which."""
    assert promise in {broken.promise for broken in broken_promises([ticket], [day])}
