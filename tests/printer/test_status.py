"""Replies told apart by their bits, and every bit of a status."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.status import Asb, BlockData, Flow, PaperSensor, RealTime, Reply, ReplyParser, Status, Trouble

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


def kind(byte: int) -> object:
    """What a first byte is, by the table of appendix G, written another way than the parser's."""
    bits = f"{byte:08b}"
    if byte in (0x11, 0x13):
        return Flow
    if byte in (0x35, 0x37, 0x3B, 0x3D, 0x5F):
        return BlockData
    match bits[0], bits[3], bits[6:]:
        case "0", "1", "10":
            return RealTime
        case "0", "1", "00":
            return Asb
        case "0", "0", _:
            return PaperSensor
        case _:
            return None


@pytest.mark.parametrize("byte", range(256))
def test_every_byte_has_one_meaning(byte: int) -> None:
    """Each of the 256 bytes begins the type of reply that its fixed bits name, or is noise."""
    replies = ReplyParser().feed(bytes([byte]))
    completed = ReplyParser().feed(bytes([byte]) + b"\x00\x00\x00")
    expected = kind(byte)
    if expected in (BlockData, Asb):
        assert replies == []
        assert isinstance(completed[0], expected)
    else:
        assert [type(reply) for reply in replies] == ([] if expected is None else [expected])


def without_control(data: bytes) -> bytes:
    return data.translate(None, b"\x00\x11\x13")


replies = st.one_of(
    st.integers(0, 255).filter(lambda byte: kind(byte) is RealTime).map(lambda byte: (RealTime(byte), bytes([byte]))),
    st.integers(0, 255).filter(lambda b: kind(b) is PaperSensor).map(lambda byte: (PaperSensor(byte), bytes([byte]))),
    st.booleans().map(lambda on: (Flow(on), b"\x11" if on else b"\x13")),
    st.tuples(st.sampled_from([0x10, 0x18, 0x30, 0x38, 0x14, 0x74]), *[st.sampled_from([0, 3, 12, 0x6F])] * 3).map(
        lambda four: (Asb(bytes(four)), bytes(four))
    ),
    st.tuples(st.sampled_from(b"\x35\x37\x3b\x3d\x5f"), st.binary(max_size=80).map(without_control)).map(
        lambda block: (BlockData(*block), bytes([block[0]]) + block[1] + b"\x00")
    ),
)


@given(st.lists(replies), st.integers(1, 7))
def test_replies_are_told_apart_however_they_are_split(sent: list[tuple[Reply, bytes]], size: int) -> None:
    """Any mixture of replies, cut into pieces of any size, comes back as that mixture in its order."""
    stream = b"".join(wire for _, wire in sent)
    parser = ReplyParser()
    heard = [reply for start in range(0, len(stream), size) for reply in parser.feed(stream[start : start + size])]
    assert heard == [reply for reply, _ in sent]


def test_an_automatic_status_without_its_tail_hides_nothing() -> None:
    """An answer that interrupts a broken automatic status is heard as itself."""
    assert ReplyParser().feed(b"\x10\x00\x12") == [RealTime(0x12)]


def test_flow_control_may_stand_inside_other_replies() -> None:
    """XON and XOFF cut neither an automatic status nor block data."""
    assert ReplyParser().feed(b"\x10\x13\x00\x00\x11\x00") == [Flow(False), Flow(True), Asb(b"\x10\x00\x00\x00")]
    assert ReplyParser().feed(b"\x5fA\x13B\x00") == [Flow(False), BlockData(0x5F, b"AB")]


def test_block_data_without_end_is_given_up() -> None:
    """A block that never closes is dropped after 80 bytes, and what follows is heard again."""
    parser = ReplyParser()
    assert parser.feed(b"\x5f" + b"A" * 81) == []
    assert parser.feed(b"\x12") == [RealTime(0x12)]


@given(st.binary())
def test_no_noise_breaks_the_parser(noise: bytes) -> None:
    """Any bytes at all are survived, and a closing NUL brings the parser back to answers."""
    parser = ReplyParser()
    parser.feed(noise + b"\x00" * 4)
    assert parser.feed(b"\x12")[-1] == RealTime(0x12)
