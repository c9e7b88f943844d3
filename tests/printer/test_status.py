"""Every bit of a status, and which of its claims is told."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.status import Status, Trouble

FLAGS = tuple(flag for flag in asdict(Status()) if flag != "silence")

REALTIME_BITS = {
    "offline": [(0, 0x08), (0, 0x20), (1, 0x08), (1, 0x40)],
    "cover_open": [(1, 0x04)],
    "paper_out": [(1, 0x20), (3, 0x20), (3, 0x40), (3, 0x60)],
    "paper_near_end": [(3, 0x04), (3, 0x08), (3, 0x0C)],
    "recoverable": [(2, 0x04)],
    "cutter_error": [(2, 0x08)],
    "unrecoverable": [(2, 0x20)],
    "hot": [(2, 0x40)],
}
"""Which byte and which bits of the four answers to DLE EOT claim what (Epson reference, DLE EOT)."""

claims = st.sets(st.sampled_from(FLAGS))
some_bits = st.integers(0, 3)


def answers_of(claims: set[str], pick: int) -> bytes:
    """Four answers that make `claims`, each by one of the bits that may make it."""
    answer = bytearray(b"\x12\x12\x12\x12")
    for claim in claims:
        place, mask = REALTIME_BITS[claim][pick % len(REALTIME_BITS[claim])]
        answer[place] |= mask
    return bytes(answer)


@given(claims, some_bits)
def test_realtime_answers_say_what_their_bits_say(claims: set[str], pick: int) -> None:
    """Every combination of claims, by any of the bits that make them, comes back as just those claims."""
    status = Status.from_realtime(answers_of(claims, pick))
    assert {flag for flag in FLAGS if getattr(status, flag)} == claims


ASB_BITS = {
    "offline": [(0, 0x08), (1, 0x01)],
    "cover_open": [(0, 0x20)],
    "paper_out": [(2, 0x04), (2, 0x08), (2, 0x0C)],
    "paper_near_end": [(2, 0x01), (2, 0x02), (2, 0x03)],
    "recoverable": [(1, 0x04)],
    "cutter_error": [(1, 0x08)],
    "unrecoverable": [(1, 0x20)],
    "hot": [(1, 0x40)],
}
"""Which byte and which bits of an automatic status claim what (Epson reference, GS a)."""


@given(claims, some_bits)
def test_automatic_reports_say_what_their_bits_say(claims: set[str], pick: int) -> None:
    """The same claims from the four bytes that a printer sends unasked."""
    report = bytearray(b"\x10\x00\x00\x00")
    for claim in claims:
        place, mask = ASB_BITS[claim][pick % len(ASB_BITS[claim])]
        report[place] |= mask
    status = Status.from_asb(bytes(report))
    assert {flag for flag in FLAGS if getattr(status, flag)} == claims


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        (b"\x12\x12\x12\x12", None),
        (b"\x16\x12\x12\x12", None),
        (b"\x12\x12\x12\x1e", Trouble.PAPER_NEAR_END),
        (b"\x1a\x32\x12\x7e", Trouble.PAPER_OUT),
        (b"\x1a\x16\x12\x12", Trouble.COVER_OPEN),
        (b"\x1a\x12\x12\x12", Trouble.OFFLINE),
        (b"\x1a\x52\x1a\x12", Trouble.CUTTER),
    ],
)
def test_answers_seen_on_printers(answers: bytes, trouble: Trouble | None) -> None:
    """Whole answers of printers, the drawer bit of a healthy one among them, are read right."""
    assert Status.from_realtime(answers).trouble is trouble


ORDER = [
    ("paper_out", Trouble.PAPER_OUT),
    ("cover_open", Trouble.COVER_OPEN),
    ("cutter_error", Trouble.CUTTER),
    ("unrecoverable", Trouble.UNRECOVERABLE),
    ("recoverable", Trouble.RECOVERABLE),
    ("hot", Trouble.HOT),
    ("offline", Trouble.OFFLINE),
    ("paper_near_end", Trouble.PAPER_NEAR_END),
]


@given(claims, st.sampled_from([None, Trouble.UNREACHABLE, Trouble.LOST, Trouble.NO_REPLY]))
def test_the_most_pressing_trouble_is_told(claims: set[str], silence: Trouble | None) -> None:
    """Silence comes before all, then what a hand can mend, then what explains nothing, then what still prints."""
    status = Status(silence=silence, **dict.fromkeys(claims, True))
    assert status.trouble is (silence or next((trouble for flag, trouble in ORDER if flag in claims), None))
    assert status.obstacle is (None if status.trouble is Trouble.PAPER_NEAR_END else status.trouble)
