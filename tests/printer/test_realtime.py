"""No command hides in dots, and hardly a dot is spent on it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.realtime import defused, holds_realtime_command

dots = st.lists(st.sampled_from(b"\x00\x04\x05\x0c\x0d\x10\x14\x18\x1c\xff"), max_size=60).map(bytes)
"""Bytes among which commands are frequent."""


@given(dots, dots, dots)
def test_no_command_is_left(before: bytes, data: bytes, after: bytes) -> None:
    """Neither in the dots nor across the borders to what stands before and after them."""
    safe = defused(data, before, after)
    assert not holds_realtime_command(before[-1:] + safe + after[:1] if safe else b"")


@given(dots, dots, dots)
def test_a_dot_is_flipped_for_a_command_and_no_other(before: bytes, data: bytes, after: bytes) -> None:
    """Each changed byte differs in one dot and was one of the two bytes of a command; two beside each other never."""
    safe = defused(data, before, after)
    assert len(safe) == len(data)
    whole = before[-1:] + data + after[:1]
    start = len(before[-1:])
    changed = [at for at in range(len(data)) if safe[at] != data[at]]
    for at in changed:
        assert (safe[at] ^ data[at]).bit_count() == 1
        hidden = whole[start + at : start + at + 2], whole[max(start + at - 1, 0) : start + at + 1]
        assert any(holds_realtime_command(pair) for pair in hidden)
    assert all(later - earlier > 1 for earlier, later in pairwise(changed))


@given(dots, dots, dots)
def test_safe_dots_pass_unchanged(before: bytes, data: bytes, after: bytes) -> None:
    """Defusing twice is defusing once."""
    safe = defused(data, before, after)
    assert defused(safe, before, after) == safe


@pytest.mark.parametrize(
    ("before", "data", "after", "safe"),
    [
        (b"", b"\x10\x04\x01", b"", b"\x18\x04\x01"),
        (b"", b"\x10\x10\x14", b"", b"\x10\x18\x14"),
        (b"\x00\x10", b"\x05\xff", b"", b"\x0d\xff"),
        (b"\x10", b"\x10\x05", b"", b"\x18\x05"),
        (b"", b"\xff\x10", b"\x14", b"\xff\x18"),
        (b"\x10", b"", b"\x04", b""),
        (b"", b"\x10\x02\x04\x05", b"", b"\x10\x02\x04\x05"),
    ],
)
def test_where_commands_hide(before: bytes, data: bytes, after: bytes, safe: bytes) -> None:
    """Inside, across the border before, across the border behind, and where there is none."""
    assert defused(data, before, after) == safe
