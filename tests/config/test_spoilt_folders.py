"""Folders spoilt at random: whatever is done to the files, the answer is a hall or mistakes, never a crash."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from config.copy import copy_hall
from config.errors import HallFolderError, Mistake
from config.files import FILES
from config.loader import load_hall

SYNTAX = (b'"', b"[[", b"]]", b"=", b"\n", b"{", b"}", b"[]", b"true", b"-1", b"1e9", b"nan", b"2026-11-24", b"'''")
KEYS = (b"[[service]]\n", b"code = []\n", b"name = 5\n", b"name.de.x = 1\n")
BAD_BYTES = (b"\xe2\x80\xae", b"\xff", b"\x1b", b"\0")
PIECES = st.one_of(st.binary(max_size=4), st.sampled_from((*SYNTAX, *KEYS, *BAD_BYTES)))
EDITS = st.lists(
    st.tuples(st.sampled_from(FILES), st.floats(0, 1, exclude_max=True), st.integers(0, 12), PIECES),
    min_size=1,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(edits=EDITS)
def test_a_spoilt_folder_is_a_hall_or_a_list_of_mistakes(edits: list[tuple[str, float, int, bytes]]) -> None:
    """Each mistake names its file and says something that is safe to print."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "dorf"
        copy_hall("buergerbuero", folder)
        for file, where, removed, added in edits:
            content = (folder / file).read_bytes()
            at = int(where * len(content))
            (folder / file).write_bytes(content[:at] + added + content[at + removed :])
        for mistake in mistakes_of(folder):
            assert mistake.file in FILES
            assert str(mistake).isprintable()


def mistakes_of(folder: Path) -> tuple[Mistake, ...]:
    """None for a folder that loads and can be told to clients."""
    try:
        load_hall(folder).catalogue()
    except HallFolderError as error:
        return error.mistakes
    return ()
