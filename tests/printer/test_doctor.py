"""The doctor: each kind of printer is told apart by its answers, in bounded time, and without a dot on paper."""

import json
from collections.abc import Iterator

import pytest

from kiosk.cli.exits import Exit
from printer.doctor import Diagnosis, diagnose, examine, shortcomings
from printer.examination import STATUS_QUESTIONS, Answer, Ending, Examination, Finding, Question
from printer.ports import DevicePort, FilePort, port_from_url
from printer.profile import load_profile, profile_names
from tests.fakes.commands import antrean
from tests.fakes.emupos import EmuPos, emupos_printer
from tests.fakes.printers import COVER_OPEN, WELL, Behaviour, fake_printer, url_that_refuses
from tests.fakes.simulator import simulated_printer

GENEROUS_S, PATIENT_S, HASTY_S = 10.0, 1.0, 0.3
"""For printers that answer everything, a part of it, and nothing."""


def port(url: str) -> DevicePort:
    found = port_from_url(url)
    assert not isinstance(found, FilePort)
    return found


def said(**answers: bytes) -> Finding:
    """A finding of a printer that gave these answers, by the names of `Question`."""
    known = {Question[name]: Answer(answer, 0.0) for name, answer in answers.items()}
    return Finding(Ending.WHOLE, tuple(Question), known)


STATUS = {question.name: bytes([byte]) for question, byte in zip(STATUS_QUESTIONS, WELL, strict=True)}


# ---- the machine


class Told:
    """An examination, its clock, and what a printer would answer to each of its commands."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self.examination = Examination(now=0.0)
        self.asked: list[bytes] = []
        now = 0.0
        while not self.examination.done:
            if data := self.examination.data_to_send():
                self.asked.append(data)
                now += 0.25
                self.examination.receive_data(answers.get(data, b""), now)
            else:
                now = self.examination.deadline
                self.examination.tick(now)
        assert self.examination.finding
        self.finding = self.examination.finding
        self.took_s = now


def test_each_answer_belongs_to_its_question() -> None:
    """One question at a time, and the time of each answer."""
    told = Told(
        {
            b"\x10\x04\x01": b"\x16",
            b"\x10\x04\x02": b"\x12",
            b"\x10\x04\x03": b"\x12",
            b"\x10\x04\x04": b"\x1e",
            b"\x1dr\x01": b"\x03",
            b"\x1dI\x01": b"\x20",
            b"\x1dIC": b"\x13\x5fTM-T88III\x00\x11",
        }
    )
    assert told.finding.ending is Ending.WHOLE
    assert {question: answer.text for question, answer in told.finding.answers.items()} == {
        Question.PRINTER_STATUS: "16",
        Question.OFFLINE_CAUSE: "12",
        Question.ERROR_CAUSE: "12",
        Question.PAPER_STATUS: "1e",
        Question.PAPER_SENSOR: "03",
        Question.MODEL_ID: "20",
        Question.NAME: "TM-T88III",
    }
    assert [answer.after_s for answer in told.finding.answers.values()] == pytest.approx([0.25] * 7)
    assert told.finding.unasked_bytes == 0
    assert told.asked[-1].endswith(b"\x1b@"), "what was not understood must not stand on the next ticket"


def test_a_silent_printer_is_not_asked_everything() -> None:
    """Five questions without an answer are enough, each with its second."""
    told = Told({})
    assert told.finding.ending is Ending.SILENT
    assert len(told.asked) == 5
    assert told.took_s == pytest.approx(0.3 + 5.0)


def test_a_printer_that_stands_still_gets_nothing_into_its_buffer() -> None:
    """It would answer when it is mended, to whoever listens then."""
    told = Told({b"\x10\x04" + bytes([n]): bytes([byte]) for n, byte in enumerate(COVER_OPEN, 1)})
    assert told.finding.ending is Ending.STANDS_STILL
    assert len(told.asked) == 4


def test_what_is_said_before_the_first_question_answers_nothing() -> None:
    """Stale answers of another program are counted, not believed."""
    examination = Examination(now=0.0)
    examination.receive_data(WELL, 0.1)
    examination.tick(0.3)
    examination.connection_lost()
    assert examination.finding == Finding(Ending.LOST, (Question.PRINTER_STATUS,), {}, len(WELL))


# ---- the judgement


@pytest.mark.parametrize(
    ("finding", "fitting"),
    [
        (said(**STATUS, PAPER_SENSOR=b"\x00", PROCESS_ID=b"LOOK", NAME=b"TM-m30"), "epson80"),
        (said(**STATUS, PAPER_SENSOR=b"\x00", NAME=b"TM-T88III"), "epson80-42"),
        (said(**STATUS, PAPER_SENSOR=b"\x00", PROCESS_ID=b"LOOK", NAME=b"TM-T88V"), "epson80-42"),
        (said(**STATUS, PAPER_SENSOR=b"\x00"), "generic80"),
        (said(**STATUS), "generic80"),
        (said(PAPER_SENSOR=b"\x00"), "generic80"),
        (said(AUTOMATIC_STATUS=b"\x10\x00\x00\x00"), "generic58"),
        (Finding(Ending.SILENT), "generic58"),
        (Finding(Ending.STANDS_STILL), None),
        (Finding(Ending.BABBLES), None),
        (Finding(Ending.LOST), None),
        (Finding(Ending.UNREACHABLE), None),
    ],
)
def test_the_family_that_fits(finding: Finding, fitting: str | None) -> None:
    """Chosen by what it answers and not by its looks; not at all while the answers may be another's."""
    diagnosis = diagnose(finding)
    assert diagnosis.fitting == fitting
    assert diagnosis.is_ready == (finding.ending is Ending.WHOLE)


@pytest.mark.parametrize(
    ("finding", "profile", "cures"),
    [
        (said(**STATUS), "generic80", ['confirmation = "none"']),
        (said(PAPER_SENSOR=b"\x00"), "generic80", ["realtime_status = false"]),
        (said(**STATUS, PAPER_SENSOR=b"\x00"), "epson80", ['confirmation = "paper_query"']),
        (said(**STATUS, PAPER_SENSOR=b"\x00", PROCESS_ID=b"LOOK"), "epson80", []),
        (said(), "generic58", []),
    ],
)
def test_what_a_family_promises_and_the_printer_does_not_do(finding: Finding, profile: str, cures: list[str]) -> None:
    """Each misfit says what to write instead."""
    misfits = diagnose(finding, load_profile(profile)).misfits
    assert len(misfits) == len(cures)
    assert all(cure in misfit for cure, misfit in zip(cures, misfits, strict=True))


def test_a_surer_confirmation_is_pointed_out() -> None:
    """A TM-T88V is as narrow as the T88III, and knows more."""
    diagnosis = diagnose(said(**STATUS, PAPER_SENSOR=b"\x00", PROCESS_ID=b"LOOK", NAME=b"TM-T88V"))
    assert any('confirmation = "process_id"' in remark for remark in diagnosis.remarks)


def test_what_the_hall_gives_up() -> None:
    """Nothing with the best family; with the least, staff see "unconfirmed" and nobody hears of the paper."""
    given_up = {name: " / ".join(shortcomings(load_profile(name))) for name in profile_names()}
    assert given_up["epson80"] == ""
    assert "new roll" in given_up["generic80"]
    assert "unconfirmed" in given_up["generic58"]
    assert "paper is out" in given_up["generic58"]


def test_a_line_that_no_printer_can_stop_costs_the_rest_of_long_tickets() -> None:
    """That is said of the line, whatever the family."""
    finding = said(**STATUS, PAPER_SENSOR=b"\x00", PROCESS_ID=b"LOOK")
    assert diagnose(finding).gives_up == ()
    assert "4096 bytes" in " / ".join(diagnose(finding, can_be_stopped=False).gives_up)


# ---- printers of every temper


def examined(url: str, patience_s: float = GENEROUS_S) -> tuple[Finding, Diagnosis]:
    finding = examine(port(url), patience_s=patience_s)
    return finding, diagnose(finding)


@pytest.mark.parametrize(
    ("behaviour", "patience_s", "ending", "remark"),
    [
        (Behaviour(health=COVER_OPEN), GENEROUS_S, Ending.STANDS_STILL, "cover open"),
        (Behaviour(answers=False), HASTY_S, Ending.SILENT, "some never do"),
        (Behaviour(reads=False), HASTY_S, Ending.SILENT, "some never do"),
        (Behaviour(floods=True), HASTY_S, Ending.BABBLES, "without end"),
        (Behaviour(greeting=b"\xfe\xe0\x9c", answers=False), HASTY_S, Ending.SILENT, "baud"),
        (Behaviour(dies_after=3), GENEROUS_S, Ending.LOST, "broke"),
    ],
)
def test_printers_of_every_temper(behaviour: Behaviour, patience_s: float, ending: Ending, remark: str) -> None:
    """Each ends the examination by itself, and is told apart."""
    with fake_printer(behaviour) as printer:
        finding, diagnosis = examined(printer.url, patience_s)
    assert finding.ending is ending
    assert any(remark in sentence for sentence in diagnosis.remarks)


def test_no_printer() -> None:
    """Where nobody listens there is nothing to judge."""
    assert examined(url_that_refuses())[0] == Finding(Ending.UNREACHABLE)


@pytest.mark.parametrize("family", profile_names())
def test_each_simulated_family_is_recognised(family: str) -> None:
    """It is found by its answers, and the examination leaves no dot on paper, now or with the next ticket."""
    with simulated_printer(family, pace=20) as printer:
        finding, diagnosis = examined(printer.url, HASTY_S if family == "generic58" else PATIENT_S)
        assert printer.look(lambda machine: (machine.tickets, machine.paper.has_print, machine.paper.text)) == (
            [],
            False,
            "",
        )
    assert diagnosis.fitting == family
    assert diagnosis.misfits == ()
    assert (finding.ending is Ending.SILENT) == (family == "generic58")


@pytest.mark.parametrize(
    ("fault", "patience_s", "ending", "remark"),
    [
        ("paper-near-end", GENEROUS_S, Ending.WHOLE, "paper near end"),
        ("paper-out", GENEROUS_S, Ending.STANDS_STILL, "paper out"),
        ("cover-open", GENEROUS_S, Ending.STANDS_STILL, "cover open"),
        ("cutter-jam", GENEROUS_S, Ending.STANDS_STILL, "cutter"),
        ("head-hot", GENEROUS_S, Ending.STANDS_STILL, "hot"),
        ("offline", GENEROUS_S, Ending.STANDS_STILL, "offline"),
        ("power-off", GENEROUS_S, Ending.UNREACHABLE, "no connection"),
        ("hang", HASTY_S, Ending.SILENT, "some never do"),
        ("silence", HASTY_S, Ending.SILENT, "some never do"),
        ("stale", GENEROUS_S, Ending.WHOLE, "answer nothing"),
        ("babble", HASTY_S, Ending.BABBLES, "without end"),
    ],
)
def test_each_fault_of_a_simulated_printer(fault: str, patience_s: float, ending: Ending, remark: str) -> None:
    """The fault is named, and a mended printer owes nothing."""
    with simulated_printer(pace=20) as printer:
        printer.fault(fault)
        finding, diagnosis = examined(printer.url, patience_s)
        assert finding.ending is ending
        assert any(remark in sentence for sentence in diagnosis.remarks)
        printer.fault(fault, False)
        assert examined(printer.url)[1].fitting == "epson80"


# ---- a printer that nobody of this project wrote


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmuPos]:
    with emupos_printer() as running:
        yield running


@pytest.mark.emupos
def test_the_emulator(emulator: EmuPos) -> None:
    """It says that it is a TM-T20III and does not know GS ( H: it fits what other brands are, and prints nothing."""
    before = emulator.receipts()
    finding, diagnosis = examined(emulator.url, PATIENT_S)
    assert finding.answers[Question.NAME].text == "TM-T20III"
    assert finding.answers[Question.MAKER].text == "EPSON"
    assert Question.PROCESS_ID not in finding.answers
    assert Question.AUTOMATIC_STATUS in finding.answers
    assert diagnosis.fitting == "generic80"
    assert emulator.receipts() == before


@pytest.mark.emupos
@pytest.mark.parametrize(
    ("fault", "ending", "remark"),
    [
        ("paper-near-end", Ending.WHOLE, "paper near end"),
        ("paper-out", Ending.STANDS_STILL, "paper out"),
        ("cover-open", Ending.STANDS_STILL, "cover open"),
        ("offline", Ending.STANDS_STILL, "offline"),
    ],
)
def test_each_fault_of_the_emulator(emulator: EmuPos, fault: str, ending: Ending, remark: str) -> None:
    """The doctor names it."""
    with emulator.fault(fault):
        finding, diagnosis = examined(emulator.url, PATIENT_S)
    assert finding.ending is ending
    assert any(remark in sentence for sentence in diagnosis.remarks)


# ---- the command


def test_the_command_tells_a_person() -> None:
    """Every question with its answer, then what follows."""
    with simulated_printer(pace=20) as printer:
        ended = antrean("printer", "doctor", printer.url)
    assert ended.returncode == Exit.OK
    assert all(question.value in ended.stdout for question in Question)
    assert "profile that fits: epson80" in ended.stdout


def test_the_command_tells_a_script() -> None:
    """JSON and an exit code: a printer that cannot print now, one that is not there, one of another family."""
    with simulated_printer(pace=20) as printer:
        printer.fault("cover-open")
        ended = antrean("printer", "doctor", printer.url, "--json")
    told = json.loads(ended.stdout)
    assert ended.returncode == Exit.WRONG
    assert (told["ready"], told["ending"], told["fitting"]) == (False, "stands_still", None)
    assert told["answers"]["DLE EOT 2"]["hex"] == "16"
    assert antrean("printer", "doctor", url_that_refuses()).returncode == Exit.UNAVAILABLE
    with simulated_printer("epson80-42", pace=20) as printer:
        ended = antrean("printer", "doctor", printer.url, "--json", "--profile", "epson80")
    told = json.loads(ended.stdout)
    assert ended.returncode == Exit.WRONG
    assert (told["ready"], told["fitting"], len(told["misfits"])) == (True, "epson80-42", 1)


def test_the_command_prints_only_when_told_to() -> None:
    """With `--print` a test page comes out, and its confirmation is timed."""
    with simulated_printer(pace=20) as printer:
        ended = antrean("printer", "doctor", printer.url, "--print", "--json")
        assert json.loads(ended.stdout)["test_page"]["outcome"].startswith("confirmed")
        assert [ticket.complete for ticket in printer.tickets] == [True]


def test_the_families_are_listed() -> None:
    """Each with what it is."""
    said = antrean("printer", "profiles").stdout
    assert all(f"{name}: {load_profile(name).description}" in said for name in profile_names())


@pytest.mark.parametrize("words", [["file:x"], ["lpt1"], ["usb:/dev/x", "--profile", "x"]])
def test_what_cannot_be_asked(words: list[str]) -> None:
    """An address or a family that makes no sense is a wrong command line."""
    assert antrean("printer", "doctor", *words).returncode == Exit.USAGE
