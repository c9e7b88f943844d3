"""What is known of the paper of a ticket: news that only gets better, and never touches the queue."""

import pytest

from hall.commands import CallNext, Command, Finish, ReportPrint, Start
from hall.events import PaperReported, TicketIssued
from hall.model import Paper, TicketState
from hall.refusals import Code, Refused
from tests.fakes.halls import A001, ONE, ONE_AGENCY
from tests.fakes.script import OPEN, Nothing, played, script, take


@pytest.mark.parametrize("outcome", [Paper.UNCONFIRMED, Paper.FAILED, Paper.PRINTED])
def test_paper_is_news_about_the_ticket_and_never_its_state(outcome: Paper) -> None:
    """Whatever became of the paper, the ticket waits on."""
    transcript = played(ONE_AGENCY, take("t1"))
    assert transcript >> ReportPrint(A001, outcome, "x") << PaperReported(A001, outcome, "x")
    ticket = transcript.day.tickets[A001]
    assert (ticket.state, ticket.paper, ticket.paper_why) == (TicketState.WAITING, outcome, "x")


def test_later_news_replaces_earlier_news() -> None:
    """A failed paper may be printed after all, and the same news twice is no news."""
    assert (
        script(ONE_AGENCY)
        >> take("t1")
        << TicketIssued
        >> ReportPrint(A001, Paper.FAILED, "paper_out")
        << PaperReported(A001, Paper.FAILED, "paper_out")
        >> ReportPrint(A001, Paper.FAILED, "paper_out")
        << Nothing
        >> ReportPrint(A001, Paper.FAILED, "cover_open")
        << PaperReported(A001, Paper.FAILED, "cover_open")
        >> ReportPrint(A001, Paper.PRINTED)
        << PaperReported(A001, Paper.PRINTED, "")
    )


@pytest.mark.parametrize("outcome", Paper)
def test_nothing_can_be_unprinted(outcome: Paper) -> None:
    """Once paper is known to be in the visitor's hand, later doubts change nothing."""
    transcript = played(ONE_AGENCY, take("t1"), ReportPrint(A001, Paper.PRINTED))
    assert transcript >> ReportPrint(A001, outcome, "late") << Nothing


def test_paper_of_a_ticket_that_was_already_served_is_still_news() -> None:
    """The printer may answer after the visitor has been called."""
    served: list[Command] = [take("t1"), OPEN, CallNext(ONE, None), Start(ONE, A001), Finish(ONE, A001)]
    assert played(ONE_AGENCY, *served) >> ReportPrint(A001, Paper.PRINTED) << PaperReported


def test_paper_of_an_unknown_ticket_is_refused() -> None:
    """The id is named back."""
    assert script(ONE_AGENCY) >> ReportPrint(A001, Paper.PRINTED) << Refused(Code.UNKNOWN_TICKET, ticket=A001)
