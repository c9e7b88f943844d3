"""Replies told apart by their bits, and the ids that printers say back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.replies import (
    CLEARED,
    PROCESS_IDS,
    Asb,
    BlockData,
    Flow,
    PaperSensor,
    RealTime,
    Reply,
    ReplyParser,
    process_answer,
    process_id,
    process_query,
)


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


block_text = st.lists(st.integers(0x20, 0xFF), max_size=80).map(bytes)


replies = st.one_of(
    st.integers(0, 255).filter(lambda byte: kind(byte) is RealTime).map(lambda byte: (RealTime(byte), bytes([byte]))),
    st.integers(0, 255).filter(lambda b: kind(b) is PaperSensor).map(lambda byte: (PaperSensor(byte), bytes([byte]))),
    st.booleans().map(lambda on: (Flow(on), b"\x11" if on else b"\x13")),
    st.tuples(st.sampled_from([0x10, 0x18, 0x30, 0x38, 0x14, 0x74]), *[st.sampled_from([0, 3, 12, 0x6F])] * 3).map(
        lambda four: (Asb(bytes(four)), bytes(four))
    ),
    st.tuples(st.sampled_from(b"\x35\x37\x3b\x3d\x5f"), block_text).map(
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


def test_a_header_that_was_none_hides_no_answer() -> None:
    """Noise that looks like the start of block data ends with the first byte that cannot stand in one."""
    assert ReplyParser().feed(b"\x37\x12\x12") == [RealTime(0x12), RealTime(0x12)]


@given(st.integers(), st.integers())
def test_prints_near_each_other_have_ids_of_their_own(first: int, second: int) -> None:
    """An id is four visible characters, as GS ( H wants them, and comes again after 36 to the fourth prints."""
    assert re.fullmatch(rb"[0-9A-Z]{4}", process_id(first))
    assert (process_id(first) == process_id(second)) == ((first - second) % PROCESS_IDS == 0)
    assert process_id(first) != process_id(first + 1)


def test_the_question_and_the_answer_of_a_process() -> None:
    """Byte by byte as the Epson reference has them (GS ( H, function 48)."""
    assert process_query(b"00A1") == bytes([0x1D, 0x28, 0x48, 6, 0, 48, 48, *b"00A1"])
    answer = bytes([0x37, 0x22, *b"00A1"])
    assert process_answer(b"00A1") == answer
    [reply] = ReplyParser().feed(answer + b"\x00")
    assert isinstance(reply, BlockData)
    assert reply.ends_with(process_answer(b"00A1"))
    assert not reply.ends_with(process_answer(b"00A2"))
    assert not reply.ends_with(CLEARED)


def test_noise_before_a_block_does_not_spoil_it() -> None:
    """A byte of noise that looks like a header is only a longer beginning."""
    [reply] = ReplyParser().feed(b"\x35" + process_answer(b"00A1") + b"\x00")
    assert isinstance(reply, BlockData)
    assert reply.ends_with(process_answer(b"00A1"))
