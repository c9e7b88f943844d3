"""The transcripts: a difference is shown in its place, and none passes unasked."""

import pytest

from hall.commands import TakeTicket
from hall.events import TicketIssued
from hall.model import ServiceCode
from hall.refusals import Code, Refused
from tests.fakes import script as scripts
from tests.fakes.halls import ONE_AGENCY
from tests.fakes.script import Nothing, script, some

TAKE = TakeTicket(ServiceCode("A01"), "id", "t1")


@pytest.mark.parametrize(
    "wanted",
    [some(TicketIssued, number="A009"), Nothing, Refused(Code.HALL_CLOSED), some(TicketIssued, ahead=7)],
)
def test_another_outcome_is_shown_in_its_place(wanted: object) -> None:
    """What was wanted and what came stand under the question, marked, and what went well before them is not."""
    wrong = script(ONE_AGENCY) >> TAKE << some(TicketIssued, number="A001") >> TAKE << wanted
    with pytest.raises(AssertionError) as failure:
        bool(wrong)
    lines = str(failure.value).splitlines()
    assert [line[:5] for line in lines[1:]] == ["   >>", "   <<", "   >>", " - <<", " + <<", "   … "]
    assert "number='A002'" in lines[5]


def test_an_outcome_that_was_not_written_down_is_a_difference() -> None:
    """A question without its answer fails, and so does an answer too many."""
    with pytest.raises(AssertionError, match="another way"):
        bool(script(ONE_AGENCY) >> TAKE)
    with pytest.raises(AssertionError, match="another way"):
        bool(script(ONE_AGENCY) >> TAKE << TicketIssued << TicketIssued)


def test_a_script_that_nobody_asks_is_known_to_be_unasked() -> None:
    """It is on the list that fails its test, until it is asked; and again when lines are added."""
    transcript = script(ONE_AGENCY) >> TAKE << TicketIssued
    assert scripts.unchecked == [transcript]
    assert transcript
    assert scripts.unchecked == []
    assert transcript >> TAKE << some(TicketIssued, number="A002")


def test_a_wildcard_for_a_field_that_does_not_exist_is_a_mistake() -> None:
    """A misspelt field would match nothing or everything; it is refused at once."""
    with pytest.raises(AssertionError, match="has no"):
        some(TicketIssued, nomber="A001")
