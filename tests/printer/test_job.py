"""One print, without a printer: each state against each input, and what no order of inputs may bring about."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.job import Failed, HealthCheck, Job, Outcome, Patience, Printed, State, Unconfirmed
from printer.status import PAPER_QUERY, REALTIME_QUERIES, Status, Trouble
from tests.fakes.printers import COVER_OPEN, CUTTER_JAM, NEAR_END, NOISE, OFFLINE, PAPER_OUT, WELL

TICKET = b"\x1b@A001\n\x1dVB\x00"
PATIENCE = Patience(status_s=1.0, print_s=3.0)


@dataclass
class Bench:
    """A job with its own time and all that it has sent."""

    job: Job
    now: float = 100.0
    sent: bytes = b""

    def hear(self, data: bytes) -> None:
        self.job.receive_data(data, self.now)

    def send(self) -> bytes:
        data = self.job.data_to_send()
        self.sent += data
        return data

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.job.tick(self.now)

    def lose(self) -> None:
        self.job.connection_lost()


def new() -> Bench:
    return Bench(Job(TICKET, now=100.0, patience=PATIENCE))


def checking() -> Bench:
    bench = new()
    assert bench.send() == REALTIME_QUERIES
    return bench


def cleared() -> Bench:
    bench = checking()
    bench.hear(WELL)
    return bench


def confirming() -> Bench:
    bench = cleared()
    assert bench.send() == TICKET + PAPER_QUERY
    return bench


def rechecking() -> Bench:
    bench = confirming()
    bench.wait(3.0)
    assert bench.send() == REALTIME_QUERIES
    return bench


def printed() -> Bench:
    bench = confirming()
    bench.hear(b"\x00")
    return bench


INPUTS: dict[str, Callable[[Bench], None]] = {
    "well": lambda bench: bench.hear(WELL),
    "near end": lambda bench: bench.hear(NEAR_END),
    "paper out": lambda bench: bench.hear(PAPER_OUT),
    "cover open": lambda bench: bench.hear(COVER_OPEN),
    "cutter": lambda bench: bench.hear(CUTTER_JAM),
    "offline": lambda bench: bench.hear(OFFLINE),
    "three answers": lambda bench: bench.hear(WELL[:3]),
    "taken": lambda bench: bench.hear(b"\x00"),
    "taken, near end": lambda bench: bench.hear(b"\x03"),
    "taken, paper out": lambda bench: bench.hear(b"\x0f"),
    "noise": lambda bench: bench.hear(NOISE),
    "nothing": lambda bench: bench.hear(b""),
    "some time": lambda bench: bench.wait(0.9),
    "much time": lambda bench: bench.wait(3.0),
    "lost": lambda bench: bench.lose(),
}

STATES: dict[str, Callable[[], Bench]] = {
    "new": new,
    "checking": checking,
    "cleared": cleared,
    "confirming": confirming,
    "rechecking": rechecking,
    "printed": printed,
}

CHANGES: dict[tuple[str, str], State | Outcome] = {
    ("new", "much time"): Failed(Trouble.NO_REPLY),
    ("new", "lost"): Failed(Trouble.LOST),
    ("checking", "well"): State.CONFIRMING,
    ("checking", "near end"): State.CONFIRMING,
    ("checking", "paper out"): Failed(Trouble.PAPER_OUT),
    ("checking", "cover open"): Failed(Trouble.COVER_OPEN),
    ("checking", "cutter"): Failed(Trouble.CUTTER),
    ("checking", "offline"): Failed(Trouble.OFFLINE),
    ("checking", "much time"): Failed(Trouble.NO_REPLY),
    ("checking", "lost"): Failed(Trouble.LOST),
    ("cleared", "much time"): State.RECHECKING,
    ("cleared", "lost"): Failed(Trouble.LOST),
    ("confirming", "taken"): Printed(),
    ("confirming", "taken, near end"): Printed(),
    ("confirming", "taken, paper out"): Unconfirmed(Trouble.PAPER_OUT),
    ("confirming", "much time"): State.RECHECKING,
    ("confirming", "lost"): Unconfirmed(Trouble.LOST),
    ("rechecking", "well"): Unconfirmed(Trouble.NO_CONFIRMATION),
    ("rechecking", "near end"): Unconfirmed(Trouble.NO_CONFIRMATION),
    ("rechecking", "paper out"): Unconfirmed(Trouble.PAPER_OUT),
    ("rechecking", "cover open"): Unconfirmed(Trouble.COVER_OPEN),
    ("rechecking", "cutter"): Unconfirmed(Trouble.CUTTER),
    ("rechecking", "offline"): Unconfirmed(Trouble.OFFLINE),
    ("rechecking", "taken"): Printed(),
    ("rechecking", "taken, near end"): Printed(),
    ("rechecking", "taken, paper out"): Unconfirmed(Trouble.PAPER_OUT),
    ("rechecking", "much time"): Unconfirmed(Trouble.NO_REPLY),
    ("rechecking", "lost"): Unconfirmed(Trouble.LOST),
}
"""What changes anything; every other pair of state and input leaves the job as it was."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("given_input", INPUTS)
def test_each_state_meets_each_input(state: str, given_input: str) -> None:
    """The job goes where the table says, and stays where the table is silent."""
    bench = STATES[state]()
    before = bench.job.state, bench.job.outcome
    INPUTS[given_input](bench)
    match CHANGES.get((state, given_input)):
        case None:
            assert (bench.job.state, bench.job.outcome) == before
        case State() as expected:
            assert (bench.job.state, bench.job.outcome) == (expected, None)
        case expected:
            assert (bench.job.state, bench.job.outcome) == (State.DONE, expected)


def test_the_table_names_what_exists() -> None:
    """No row of the table is about a state or an input that is never tried."""
    assert {state for state, _ in CHANGES} <= set(STATES)
    assert {name for _, name in CHANGES} <= set(INPUTS)


def test_a_good_print_from_end_to_end() -> None:
    """Four questions, the ticket with one question behind it, one answer: printed, and nothing more to say."""
    bench = new()
    assert bench.send() == REALTIME_QUERIES
    bench.hear(WELL)
    assert bench.send() == TICKET + PAPER_QUERY
    assert bench.send() == b""
    bench.hear(b"\x00")
    assert bench.job.outcome == Printed()
    assert bench.send() == b""


def test_answers_may_come_byte_by_byte_with_noise_between() -> None:
    """How the network cuts the answers, and what else the printer says, changes nothing."""
    bench = checking()
    for byte in NOISE + WELL[:1] + NOISE + WELL[1:]:
        bench.hear(bytes([byte]))
    bench.send()
    for byte in NOISE + b"\x00":
        bench.hear(bytes([byte]))
    assert bench.job.outcome == Printed()


def test_the_time_to_print_counts_from_the_sending() -> None:
    """A printer that took its time to say that it is well has the whole print time still before it."""
    bench = checking()
    bench.wait(0.9)
    bench.hear(WELL)
    assert bench.job.deadline == pytest.approx(100.9 + PATIENCE.print_s)


steps = st.lists(st.sampled_from([*INPUTS, "send"]), max_size=30)


@given(steps)
def test_no_order_of_inputs_makes_a_job_lie(names: list[str]) -> None:
    """A ticket goes out once at most; failed means never, printed and unconfirmed that it did; an end is an end."""
    bench = new()
    seen: list[Outcome] = []
    for name in names:
        if name == "send":
            bench.send()
        else:
            INPUTS[name](bench)
        if bench.job.outcome is not None:
            seen.append(bench.job.outcome)
    assert len(set(seen)) <= 1
    assert bench.sent.count(TICKET) <= 1
    match bench.job.outcome:
        case Failed():
            assert TICKET not in bench.sent
        case Printed() | Unconfirmed():
            assert TICKET in bench.sent
        case None:
            pass


@given(steps)
def test_every_job_ends(names: list[str]) -> None:
    """Whatever was heard, the deadlines that the job names lead to an outcome within the sum of its patience."""
    bench = new()
    for name in names:
        if name not in ("some time", "much time"):
            bench.send() if name == "send" else INPUTS[name](bench)
    while not bench.job.done:
        bench.send()
        bench.now = bench.job.deadline
        bench.job.tick(bench.now)
    assert bench.now <= 100 + 2 * PATIENCE.status_s + PATIENCE.print_s


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
