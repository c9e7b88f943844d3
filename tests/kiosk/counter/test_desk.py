"""What the console says, as values."""

import pytest

from config.catalogues import load_words
from hall.model import AgencyCode, Paper, ServiceCode, TicketId, TicketState
from hall.views import TicketLine
from kiosk.counter.desk import paper_note

WORDS = load_words("id")


@pytest.mark.parametrize(
    ("paper", "why", "printing", "key"),
    [
        (Paper.PRINTED, "", False, ""),
        (Paper.FAILED, "paper_out", False, "no_paper"),
        (Paper.UNCONFIRMED, "paper_out", False, "paper_unsure"),
        (Paper.UNCONFIRMED, "cannot_say", False, ""),
        (Paper.FAILED, "paper_out", True, "paper_printing"),
    ],
)
def test_paper_is_a_quiet_word_beside_a_ticket(paper: Paper, why: str, printing: bool, key: str) -> None:
    """Nothing while all is well, nor of a printer that can never know."""
    line = TicketLine(
        ticket=TicketId("2026-11-24/A001"),
        number="A001",
        service=ServiceCode("ktp"),
        agency=AgencyCode("dukcapil"),
        language="id",
        state=TicketState.WAITING,
        issued_at_ms=0,
        called_at_ms=None,
        started_at_ms=None,
        calls=0,
        paper=paper,
        paper_why=why,
        printing=printing,
        copies=0,
    )
    assert paper_note(line, WORDS) == (WORDS.text(f"counter.{key}") if key else "")
