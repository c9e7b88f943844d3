"""The question after a printer's health: four answers, or none."""

import pytest

from printer.check import HealthCheck
from printer.status import Status, Trouble
from tests.fakes.printers import COVER_OPEN, OFFLINE, PAPER_OUT, WELL


@pytest.mark.parametrize("answers", [WELL, PAPER_OUT, COVER_OPEN, OFFLINE])
def test_a_health_check_reads_four_answers(answers: bytes) -> None:
    """The status is known with the fourth answer and not before."""
    check = HealthCheck(now=0.0, patience_s=1.0)
    check.data_to_send()
    check.receive_data(answers[:3], 0.1)
    assert (check.done, check.status) == (False, None)
    check.receive_data(answers[3:], 0.2)
    assert check.status == Status.from_realtime(answers)
    assert check.done


def test_a_health_check_that_hears_too_little_knows_nothing() -> None:
    """Three answers before the deadline are silence: the fourth would have been about the paper."""
    check = HealthCheck(now=0.0, patience_s=1.0)
    check.data_to_send()
    check.receive_data(WELL[:3], 0.5)
    check.tick(0.99)
    assert (check.done, check.status) == (False, None)
    check.tick(1.0)
    assert check.status == Status(silence=Trouble.NO_REPLY)


def test_a_health_check_takes_no_answer_to_an_older_question() -> None:
    """What arrives before the questions are asked is not counted."""
    check = HealthCheck(now=0.0, patience_s=1.0)
    check.receive_data(WELL, 0.0)
    check.data_to_send()
    check.receive_data(PAPER_OUT, 0.1)
    assert check.status is not None
    assert check.status.trouble is Trouble.PAPER_OUT
