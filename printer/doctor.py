"""What a printer is like, judged by its answers: which family fits, and what a hall gives up with it.

`examine` asks a printer and prints nothing; the rest is pure. The sentences are for whoever installs a printer, in
English like the rest of the command line; visitors and staff never see them.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import assert_never

from printer.errors import Unreachable
from printer.examination import STATUS_QUESTIONS, Ending, Examination, Finding, Question
from printer.exchange import carry
from printer.ports import DevicePort
from printer.profile import Clearing, Confirmation, Logo, Profile, load_profile


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What follows from a finding; sentences begin with a small letter and end without a stop."""

    fitting: str | None
    """The family that fits best, of those that come with Antrean; None while that cannot be said."""
    is_ready: bool
    """Whether it answers and could print now."""
    remarks: tuple[str, ...]
    """What was seen, and what to do about it."""
    misfits: tuple[str, ...]
    """What the family that was judged promises and this printer does not do, and what to write instead."""
    gives_up: tuple[str, ...]
    """What the hall has to do without."""


def examine(port: DevicePort, *, patience_s: float = 1.0, clock: Callable[[], float] = time.monotonic) -> Finding:
    """Ask the printer at `port` what it answers, at most `patience_s` a question, whatever it does; prints nothing."""
    try:
        link = port.open()
    except Unreachable:
        return Finding(Ending.UNREACHABLE)
    examination = Examination(now=clock(), patience_s=patience_s)
    carry(link, examination, clock)
    assert examination.finding is not None
    return examination.finding


def diagnose(finding: Finding, profile: Profile | None = None, *, can_be_stopped: bool = True) -> Diagnosis:
    """Judge a printer as one of the family `profile`, or else of the one that fits best.

    `can_be_stopped`: whether it makes the line wait while its buffer is full (`DevicePort`).
    """
    fitting = _fitting(finding)
    judged = profile or (load_profile(fitting) if fitting else None)
    return Diagnosis(
        fitting,
        is_ready=finding.ending is Ending.WHOLE,
        remarks=tuple(_remarks(finding, judged)),
        misfits=tuple(_misfits(finding, judged)) if judged and finding.ending is Ending.WHOLE else (),
        gives_up=tuple(_given_up(judged, can_be_stopped)) if judged else (),
    )


def _given_up(profile: Profile, can_be_stopped: bool) -> Iterator[str]:
    yield from shortcomings(profile)
    if not can_be_stopped:
        yield f"it cannot stop this line: of a ticket with more than {profile.buffer_bytes} bytes the rest may be lost"


def shortcomings(profile: Profile) -> Iterator[str]:
    """What a hall has to do without on printers of a family."""
    if not profile.realtime_status:
        yield "it cannot say how it is: nobody is told that paper is out or a cover open, and tickets are sent anyway"
    match profile.confirmation:
        case Confirmation.PROCESS_ID:
            pass
        case Confirmation.PAPER_QUERY:
            yield "it confirms a ticket once it has read all of it, a few lines before the last is on paper"
        case Confirmation.NONE:
            yield 'it cannot say that a ticket was printed: staff will see "unconfirmed" for every one'
        case _:
            assert_never(profile.confirmation)
    if profile.clearing is Clearing.NONE:
        yield "it cannot be made to forget a ticket that it holds: it comes out with the new roll, and staff are warned"
    elif profile.clearing is Clearing.DLE_ENQ:
        yield "it forgets a ticket that it holds after a jam only: with a new roll it comes out, and staff are warned"
    if not profile.has_cutter:
        yield "it has no cutter: visitors tear their tickets off"
    if not profile.native_qr:
        yield "it draws no QR code: one is sent as a picture, with more bytes"
    if not profile.code_pages:
        yield "its code pages are not known: letters beyond ASCII are sent as pictures, with more bytes"
    if profile.logo is Logo.NONE:
        yield "it keeps no logo: one is sent with every ticket"


def _fitting(finding: Finding) -> str | None:
    if finding.ending is Ending.SILENT:
        return "generic58"
    if finding.ending is not Ending.WHOLE:
        return None
    answers = finding.answers
    if Question.NAME in answers and answers[Question.NAME].text.startswith("TM-T88"):
        return "epson80-42"  # narrower dots, whatever it answers
    if Question.PROCESS_ID in answers:
        return "epson80"
    return "generic80" if finding.status or Question.PAPER_SENSOR in answers else "generic58"


def _remarks(finding: Finding, profile: Profile | None) -> Iterator[str]:
    yield _ABOUT[finding.ending]
    status = finding.status
    if status and status.trouble:
        yield f"it says: {status.trouble.replace('_', ' ')}"
    if finding.ending is Ending.WHOLE and status:
        if not status.paper_near_end:
            yield "no near-end sensor seen: it reports enough paper, but so does a printer without the sensor"
        yield "ask again with the cover open: some say so, others do not answer then and are taken for silent"
    if profile and Question.PROCESS_ID in finding.answers and profile.confirmation is not Confirmation.PROCESS_ID:
        yield f'it knows GS ( H: a copy of the file of {profile.name} with confirmation = "process_id" is surer'
    if finding.unasked_bytes and finding.ending is not Ending.BABBLES:
        yield f"it said {finding.unasked_bytes} bytes that answer nothing: is another program connected to it?"
    if finding.unasked_bytes and not finding.answers:
        yield "on a serial line: are baud and parity those of the printer's switches?"


_ABOUT = {
    Ending.WHOLE: "it answers and is ready",
    Ending.STANDS_STILL: "it answers but cannot print now: mend that and ask again for the rest",
    Ending.SILENT: "it is connected and says nothing: some never do, and some not while the cover is open or the paper "
    "out; close it, put paper in, check the cable and on a serial line its speed and parity, and ask again",
    Ending.BABBLES: "it talks without end, and no answer can be told from the rest",
    Ending.LOST: "the connection broke: was it switched off, or is another program connected to it?",
    Ending.UNREACHABLE: "there is no connection: is it on, is the address right, and is no other program connected?",
}


def _misfits(finding: Finding, profile: Profile) -> Iterator[str]:
    answers = finding.answers
    if profile.realtime_status and not finding.status:
        known = [question.value for question in STATUS_QUESTIONS if question in answers] or ["none"]
        yield (
            f"{profile.name} is asked DLE EOT 1 to 4 before every ticket, and this printer answers {', '.join(known)}: "
            f"no ticket would be printed; use a copy of its file with realtime_status = false"
        )
    question = _CONFIRMED_BY.get(profile.confirmation)
    if question and question not in answers:
        yield (
            f"{profile.name} confirms a ticket by {question.value}, which this printer does not answer: use a copy of "
            f'its file with confirmation = "{_surest(finding)}"'
        )


def _surest(finding: Finding) -> Confirmation:
    return next((way for way, question in _CONFIRMED_BY.items() if question in finding.answers), Confirmation.NONE)


_CONFIRMED_BY = {Confirmation.PROCESS_ID: Question.PROCESS_ID, Confirmation.PAPER_QUERY: Question.PAPER_SENSOR}
"""The question whose answer is the confirmation, the surest first."""
