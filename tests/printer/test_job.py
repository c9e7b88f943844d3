"""One print, without a printer: each state against each input, and what no order of inputs may bring about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from printer.job import Failed, Job, Outcome, Printed, State, Unconfirmed
from printer.patience import Patience
from printer.profile import Clearing, Confirmation, Profile, load_profile
from printer.replies import (
    CLEAR_BUFFERS,
    PAPER_QUERY,
    REALTIME_QUERIES,
    RECOVER_AND_CLEAR,
    process_answer,
    process_id,
    process_query,
)
from printer.status import Trouble
from tests.fakes.printers import COVER_OPEN, CUTTER_JAM, NEAR_END, NOISE, OFFLINE, PAPER_OUT, WELL

TICKET = b"\x1b@A001\n\x1dVB\x00"
UNBLOCK = bytes(16) + b"\x1b@"
PATIENCE = Patience(status_s=1.0, print_s=3.0, settle_s=0.25)
NUMBER = 4711

OURS = process_answer(process_id(NUMBER)) + b"\x00"
OLDER = process_answer(process_id(NUMBER - 1)) + b"\x00"
FORGOTTEN = b"\x37\x25\x00"
ASB_WELL, ASB_PAPER_OUT = b"\x10\x00\x00\x00", b"\x18\x00\x0c\x00"

PAPER_PROFILE = load_profile("generic80")
PROCESS = load_profile("epson80")
ENQUIRED = load_profile("epson80-42")
BLIND = replace(PAPER_PROFILE, realtime_status=False)
MUTE = load_profile("generic58")
MUTE_WITH_STATUS = replace(MUTE, realtime_status=True)
PROFILES = [PAPER_PROFILE, PROCESS, ENQUIRED, BLIND, MUTE, MUTE_WITH_STATUS]


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

    def run_out_of_time(self) -> None:
        """Let every deadline pass until the job is over."""
        while not self.job.done:
            self.send()
            self.now = max(self.now, self.job.deadline)
            self.job.tick(self.now)


def new(profile: Profile, **more: Any) -> Bench:
    return Bench(Job(TICKET, profile, number=NUMBER, now=100.0, patience=PATIENCE, **more))


def question(profile: Profile) -> bytes:
    questions = {
        Confirmation.PROCESS_ID: process_query(process_id(NUMBER)),
        Confirmation.PAPER_QUERY: PAPER_QUERY,
        Confirmation.NONE: b"",
    }
    return questions[profile.confirmation]


def checking(profile: Profile) -> Bench:
    bench = new(profile)
    assert bench.send() == REALTIME_QUERIES
    return bench


def passed(profile: Profile) -> Bench:
    bench = checking(profile)
    bench.hear(WELL)
    return bench


def confirming(profile: Profile) -> Bench:
    bench = passed(profile) if profile.realtime_status else new(profile)
    assert bench.send() == TICKET + question(profile)
    return bench


def rechecking(profile: Profile) -> Bench:
    bench = confirming(profile)
    bench.wait(3.0)
    assert bench.send() == REALTIME_QUERIES
    return bench


def alarmed(profile: Profile) -> Bench:
    bench = confirming(profile)
    bench.hear(ASB_PAPER_OUT)
    assert bench.send() == REALTIME_QUERIES
    return bench


def clearing(profile: Profile) -> Bench:
    bench = rechecking(profile)
    if profile.clearing is Clearing.DLE_DC4:
        bench.hear(COVER_OPEN)
        assert bench.send() == CLEAR_BUFFERS
    else:
        bench.hear(CUTTER_JAM)
        assert bench.send() == RECOVER_AND_CLEAR + REALTIME_QUERIES
    return bench


def printed(profile: Profile) -> Bench:
    bench = confirming(profile)
    bench.hear(OURS if profile.confirmation is Confirmation.PROCESS_ID else b"\x00")
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
    "process": lambda bench: bench.hear(OURS),
    "older process": lambda bench: bench.hear(OLDER),
    "forgotten": lambda bench: bench.hear(FORGOTTEN),
    "asb well": lambda bench: bench.hear(ASB_WELL),
    "asb paper out": lambda bench: bench.hear(ASB_PAPER_OUT),
    "noise": lambda bench: bench.hear(NOISE),
    "nothing": lambda bench: bench.hear(b""),
    "some time": lambda bench: bench.wait(0.9),
    "much time": lambda bench: bench.wait(3.0),
    "lost": lambda bench: bench.lose(),
}

STATES: dict[str, Callable[[Profile], Bench]] = {
    "new": new,
    "checking": checking,
    "passed": passed,
    "confirming": confirming,
    "rechecking": rechecking,
    "alarmed": alarmed,
    "clearing": clearing,
    "printed": printed,
}

BEFORE: dict[tuple[str, str], State | Outcome] = {
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
    ("passed", "much time"): State.RECHECKING,
    ("passed", "lost"): Failed(Trouble.LOST),
    ("confirming", "much time"): State.RECHECKING,
    ("confirming", "lost"): Unconfirmed(Trouble.LOST, held=True),
    ("confirming", "asb paper out"): State.RECHECKING,
    ("rechecking", "well"): Unconfirmed(Trouble.NO_CONFIRMATION),
    ("rechecking", "near end"): Unconfirmed(Trouble.NO_CONFIRMATION),
    ("rechecking", "much time"): Unconfirmed(Trouble.NO_REPLY, held=True),
    ("rechecking", "lost"): Unconfirmed(Trouble.LOST, held=True),
    ("alarmed", "well"): State.CONFIRMING,
    ("alarmed", "near end"): State.CONFIRMING,
    ("alarmed", "much time"): Unconfirmed(Trouble.NO_REPLY, held=True),
    ("alarmed", "lost"): Unconfirmed(Trouble.LOST, held=True),
}
"""What every printer does that can be asked."""

ANSWERS: dict[str, Outcome] = {
    "taken": Printed(),
    "taken, near end": Printed(),
    "taken, paper out": Unconfirmed(Trouble.PAPER_OUT),
}

SAYS_TAKEN: dict[tuple[str, str], State | Outcome] = {
    (state, answer): outcome
    for state in ("confirming", "rechecking", "alarmed", "clearing")
    for answer, outcome in ANSWERS.items()
}

KEEPS: dict[tuple[str, str], State | Outcome] = {
    (state, trouble.replace("_", " ")): Unconfirmed(Trouble(trouble), held=True)
    for state in ("rechecking", "alarmed")
    for trouble in ("paper_out", "cover_open", "cutter", "offline")
}

CHANGES: dict[str, tuple[Profile, dict[tuple[str, str], State | Outcome]]] = {
    "GS r, nothing to clear with": (
        PAPER_PROFILE,
        {key: change for key, change in {**BEFORE, **SAYS_TAKEN, **KEEPS}.items() if key[0] != "clearing"},
    ),
    "GS r, DLE ENQ": (
        ENQUIRED,
        {
            **BEFORE,
            **SAYS_TAKEN,
            **KEEPS,
            ("rechecking", "cutter"): State.CLEARING,
            ("alarmed", "cutter"): State.CLEARING,
            ("clearing", "well"): Unconfirmed(Trouble.CUTTER, held=False),
            ("clearing", "near end"): Unconfirmed(Trouble.CUTTER, held=False),
            ("clearing", "paper out"): Unconfirmed(Trouble.CUTTER, held=False),
            ("clearing", "cover open"): Unconfirmed(Trouble.CUTTER, held=False),
            ("clearing", "offline"): Unconfirmed(Trouble.CUTTER, held=False),
            ("clearing", "cutter"): Unconfirmed(Trouble.CUTTER, held=True),
            ("clearing", "forgotten"): Unconfirmed(Trouble.CUTTER, held=False),
            ("clearing", "much time"): Unconfirmed(Trouble.CUTTER, held=True),
            ("clearing", "lost"): Unconfirmed(Trouble.LOST, held=True),
        },
    ),
    "GS ( H, DLE DC4": (
        PROCESS,
        {
            **BEFORE,
            **{(state, "process"): Printed() for state in ("confirming", "rechecking", "alarmed", "clearing")},
            **dict.fromkeys(KEEPS, State.CLEARING),
            ("clearing", "forgotten"): Unconfirmed(Trouble.COVER_OPEN, held=False),
            ("clearing", "much time"): Unconfirmed(Trouble.COVER_OPEN, held=True),
            ("clearing", "lost"): Unconfirmed(Trouble.LOST, held=True),
        },
    ),
    "never says, can be asked": (
        MUTE_WITH_STATUS,
        {
            **{key: change for key, change in BEFORE.items() if change != Unconfirmed(Trouble.NO_CONFIRMATION)},
            **KEEPS,
            ("rechecking", "well"): Unconfirmed(Trouble.CANNOT_SAY),
            ("rechecking", "near end"): Unconfirmed(Trouble.CANNOT_SAY),
        },
    ),
    "never says, cannot be asked": (
        MUTE,
        {
            ("new", "lost"): Failed(Trouble.LOST),
            ("new", "much time"): Failed(Trouble.CANNOT_SAY),
            ("confirming", "much time"): Unconfirmed(Trouble.CANNOT_SAY),
            ("confirming", "lost"): Unconfirmed(Trouble.LOST, held=True),
            ("confirming", "asb paper out"): Unconfirmed(Trouble.PAPER_OUT, held=True),
        },
    ),
    "GS r, cannot be asked": (
        BLIND,
        {
            **{key: outcome for key, outcome in SAYS_TAKEN.items() if key[0] == "confirming"},
            ("new", "lost"): Failed(Trouble.LOST),
            ("new", "much time"): Failed(Trouble.NO_CONFIRMATION),
            ("confirming", "much time"): Unconfirmed(Trouble.NO_CONFIRMATION, held=True),
            ("confirming", "lost"): Unconfirmed(Trouble.LOST, held=True),
            ("confirming", "asb paper out"): Unconfirmed(Trouble.PAPER_OUT, held=True),
        },
    ),
}
"""What changes anything; every other pair of state and input leaves the job as it was."""

NOT_REACHED = {
    "GS r, nothing to clear with": {"clearing"},
    "never says, can be asked": {"clearing", "printed"},
    "never says, cannot be asked": {"checking", "passed", "rechecking", "alarmed", "clearing", "printed"},
    "GS r, cannot be asked": {"checking", "passed", "rechecking", "alarmed", "clearing"},
}


@pytest.mark.parametrize("given_input", INPUTS)
@pytest.mark.parametrize(
    ("kind", "state"), [(kind, state) for kind in CHANGES for state in STATES if state not in NOT_REACHED.get(kind, ())]
)
def test_each_state_meets_each_input(kind: str, state: str, given_input: str) -> None:
    """The job goes where the table says, and stays where the table is silent."""
    profile, changes = CHANGES[kind]
    bench = STATES[state](profile)
    before = bench.job.state, bench.job.outcome
    INPUTS[given_input](bench)
    match changes.get((state, given_input)):
        case None:
            assert (bench.job.state, bench.job.outcome) == before
        case State() as expected:
            assert (bench.job.state, bench.job.outcome) == (expected, None)
        case expected:
            assert (bench.job.state, bench.job.outcome) == (State.DONE, expected)


@pytest.mark.parametrize("kind", CHANGES)
def test_the_table_names_what_exists(kind: str) -> None:
    """No row of the table is about a state or an input that is never tried."""
    _, changes = CHANGES[kind]
    assert {state for state, _ in changes} <= set(STATES) - NOT_REACHED.get(kind, set())
    assert {name for _, name in changes} <= set(INPUTS)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: f"{profile.name}")
def test_a_good_print_from_end_to_end(profile: Profile) -> None:
    """The questions where they can be answered, the ticket with one question behind it, and nothing more to say."""
    bench = confirming(profile)
    assert bench.sent == (REALTIME_QUERIES if profile.realtime_status else b"") + TICKET + question(profile)
    assert bench.send() == b""
    if profile.confirmation is not Confirmation.NONE:
        bench.hear(OURS + b"\x00")
        assert bench.job.outcome == Printed()
        assert bench.send() == b""


@pytest.mark.parametrize("profile", [PAPER_PROFILE, PROCESS], ids=["GS r", "GS ( H"])
def test_answers_may_come_byte_by_byte_with_noise_between(profile: Profile) -> None:
    """How the network cuts the answers, and what else the printer says, changes nothing."""
    bench = checking(profile)
    for byte in NOISE + WELL[:1] + NOISE + WELL[1:]:
        bench.hear(bytes([byte]))
    bench.send()
    for byte in NOISE + (OURS if profile is PROCESS else b"\x00"):
        bench.hear(bytes([byte]))
    assert bench.job.outcome == Printed()


@given(st.lists(st.sampled_from([NOISE, OLDER, FORGOTTEN, ASB_WELL, WELL[:3], b"\x00", b"\xff", OURS[:4]])))
def test_nothing_but_its_own_id_confirms_a_process(said: list[bytes]) -> None:
    """Answers to older prints, to other questions, and halves of the right one leave a job open."""
    bench = confirming(PROCESS)
    for data in said:
        bench.hear(data)
    assert bench.job.outcome is None
    bench.hear(b"\x00" + OURS)
    assert bench.job.outcome == Printed()


def test_the_time_to_print_counts_from_the_sending() -> None:
    """A printer that took its time to say that it is well has the whole print time still before it."""
    bench = checking(PROCESS)
    bench.wait(0.9)
    bench.hear(WELL)
    assert bench.job.deadline == pytest.approx(100.9 + PATIENCE.print_s)


def test_a_slow_line_has_its_time() -> None:
    """What the line needs for the bytes comes on top of what the paper needs."""
    patience = Patience(status_s=1.0, print_s=3.0, bytes_per_s=960)
    job = Job(bytes(4800 - len(PAPER_QUERY)), PAPER_PROFILE, number=1, now=0.0, patience=patience)
    job.data_to_send()
    job.receive_data(WELL, 0.0)
    assert job.deadline == pytest.approx(5.0 + 3.0)


def test_a_false_alarm_costs_no_confirmation() -> None:
    """A printer that is well again when it is asked has the rest of its time."""
    bench = alarmed(PROCESS)
    bench.hear(WELL)
    assert bench.job.deadline == pytest.approx(100 + PATIENCE.print_s)
    bench.hear(OURS)
    assert bench.job.outcome == Printed()


@pytest.mark.parametrize("profile", [PROCESS, ENQUIRED])
def test_a_job_says_that_it_was_cleared(profile: Profile) -> None:
    """Only when the printer has obeyed: a ticket in part may be on the paper."""
    bench = clearing(profile)
    assert not bench.job.cleared
    bench.hear(FORGOTTEN if profile is PROCESS else WELL)
    assert bench.job.cleared


# ---- in doubt about what went before


def test_an_answer_that_is_owed_to_an_older_print_counts_for_nothing() -> None:
    """The old ticket comes out while the new one is tried: its answer comes first, and is heard out."""
    bench = new(PAPER_PROFILE, in_doubt=True)
    bench.send()
    bench.hear(WELL)
    assert bench.send() == PAPER_QUERY
    bench.wait(1.5)
    bench.hear(b"\x00")
    bench.wait(0.2)
    bench.hear(b"\x00")
    bench.wait(0.2)
    assert bench.job.state is State.APPROACHING
    bench.wait(0.1)
    assert bench.send() == TICKET + PAPER_QUERY
    bench.hear(b"\x00")
    assert bench.job.outcome == Printed()


def test_a_printer_that_says_ids_back_needs_one_answer() -> None:
    """Whose confirmation it is, it says itself; only that it obeys has to be seen."""
    bench = new(PROCESS, in_doubt=True)
    bench.send()
    bench.hear(WELL)
    assert bench.send() == PAPER_QUERY
    bench.hear(b"\x00")
    assert bench.send() == TICKET + question(PROCESS)


@pytest.mark.parametrize("unblock", [UNBLOCK, b""])
def test_a_picture_that_was_cut_off_is_ended_before_the_ticket(unblock: bytes) -> None:
    """A printer that does not obey is in the midst of something: where the line keeps it so, it is freed once."""
    bench = new(PAPER_PROFILE, in_doubt=True, unblock=unblock)
    bench.send()
    bench.hear(WELL)
    assert bench.send() == PAPER_QUERY
    bench.wait(PATIENCE.print_s)
    assert bench.send() == unblock + REALTIME_QUERIES
    assert bench.job.has_unblocked
    bench.hear(WELL)
    assert bench.send() == (PAPER_QUERY if unblock else TICKET + PAPER_QUERY)


def test_a_printer_that_is_silent_and_in_doubt_is_freed_once() -> None:
    """Silence may be a picture that eats the questions; silence after that is silence."""
    bench = new(PROCESS, in_doubt=True, unblock=UNBLOCK)
    bench.send()
    bench.wait(PATIENCE.status_s)
    assert bench.send() == UNBLOCK + REALTIME_QUERIES
    bench.wait(PATIENCE.status_s)
    assert bench.job.outcome == Failed(Trouble.NO_REPLY)
    assert TICKET not in bench.sent


def test_a_printer_that_cannot_be_asked_is_freed_with_the_ticket() -> None:
    """Nothing tells whether it is needed, and blank bytes do no harm."""
    bench = new(MUTE, in_doubt=True, unblock=UNBLOCK)
    assert bench.send() == UNBLOCK + TICKET


def test_an_answer_that_comes_after_all_patience_confirms_nothing() -> None:
    """A printer that did not obey in time still prints; but whose ticket an answer is about, nobody knows."""
    bench = new(PAPER_PROFILE, in_doubt=True)
    bench.send()
    bench.hear(WELL)
    bench.send()
    bench.wait(PATIENCE.print_s)
    bench.send()
    bench.hear(WELL)
    assert bench.send() == TICKET + PAPER_QUERY
    bench.hear(b"\x00\x00")
    assert bench.job.outcome is None
    bench.wait(PATIENCE.print_s)
    bench.send()
    bench.hear(WELL)
    assert bench.job.outcome == Unconfirmed(Trouble.NO_CONFIRMATION)


def test_a_printer_that_was_mute_is_not_waited_for_again() -> None:
    """It gets its ticket at once; what it says then confirms nothing, but shows that it speaks."""
    bench = new(PAPER_PROFILE, in_doubt=True, is_mute=True)
    bench.send()
    bench.hear(WELL)
    assert bench.send() == TICKET + PAPER_QUERY
    assert bench.job.is_mute
    bench.hear(b"\x00")
    assert bench.job.outcome is None
    assert not bench.job.is_mute


def test_a_paper_that_ends_before_the_printer_obeys_fails_the_job() -> None:
    """The time that was spent on hearing out is time in which something can happen: the printer is asked again."""
    bench = new(PAPER_PROFILE, in_doubt=True)
    bench.send()
    bench.hear(WELL)
    bench.send()
    bench.wait(PATIENCE.print_s)
    bench.send()
    bench.hear(PAPER_OUT)
    assert bench.job.outcome == Failed(Trouble.PAPER_OUT)
    assert TICKET not in bench.sent


steps = st.lists(st.sampled_from([*INPUTS, "send"]), max_size=30)
profiles = st.sampled_from(PROFILES)
doubts = st.sampled_from(
    [{}, {"in_doubt": True}, {"in_doubt": True, "is_mute": True}, {"in_doubt": True, "unblock": UNBLOCK}]
)


@given(profiles, doubts, steps)
def test_no_order_of_inputs_makes_a_job_lie(profile: Profile, doubt: dict[str, Any], names: list[str]) -> None:
    """A ticket goes out once at most; failed means never, printed that its own confirmation came after it; an end is
    an end.
    """
    bench = new(profile, **doubt)
    seen: list[Outcome] = []
    confirmed = False
    for name in names:
        if name == "send":
            bench.send()
        else:
            confirmed |= TICKET in bench.sent and name in ("process", "taken", "taken, near end")
            INPUTS[name](bench)
        if bench.job.outcome is not None:
            seen.append(bench.job.outcome)
    assert len(set(seen)) <= 1
    assert bench.sent.count(TICKET) <= 1
    match bench.job.outcome:
        case Failed():
            assert TICKET not in bench.sent
        case Printed():
            assert confirmed
            assert profile.confirmation is not Confirmation.NONE
        case Unconfirmed(why=why):
            assert TICKET in bench.sent
            assert (why is Trouble.CANNOT_SAY) <= (profile.confirmation is Confirmation.NONE)
        case None:
            pass


@given(profiles, doubts, steps)
def test_every_job_ends(profile: Profile, doubt: dict[str, Any], names: list[str]) -> None:
    """Whatever was heard, the deadlines that the job names lead to an outcome within the sum of its patience."""
    bench = new(profile, **doubt)
    for name in names:
        if name not in ("some time", "much time"):
            bench.send() if name == "send" else INPUTS[name](bench)
    bench.run_out_of_time()
    assert bench.now <= 100 + 5 * PATIENCE.status_s + 3 * PATIENCE.print_s


@given(profiles, doubts, st.binary(min_size=1), st.sampled_from([0.01, 0.1, 0.3]))
@example(PAPER_PROFILE, {"in_doubt": True}, WELL + b"\x00", 0.1)
@example(PROCESS, {}, WELL + ASB_PAPER_OUT, 0.1)
def test_babble_keeps_no_job_alive(profile: Profile, doubt: dict[str, Any], babble: bytes, every_s: float) -> None:
    """A printer that never stops talking, whatever it says, gets no more time than a silent one."""
    bench = new(profile, **doubt)
    while not bench.job.done:
        bench.send()
        bench.hear(babble * 10)
        bench.wait(every_s)
        assert bench.now <= 100 + 5 * PATIENCE.status_s + 3 * PATIENCE.print_s
