"""From the text of strace to the model disk: every call counts, in its order, and none is passed over."""

from pathlib import PurePath
from random import Random

import pytest

from tests.powercut import strace
from tests.powercut.disk import Fate
from tests.powercut.replay import NotModelled, Replay

FOLDER = PurePath("/box/data")
FILE = FOLDER / "file"


def shown(text: str) -> str:
    """Text as strace shows it, in hexadecimal."""
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


OPENED = f'7 openat(AT_FDCWD<{shown("/")}>, "{shown(str(FILE))}", O_RDWR|O_CREAT, 0644) = 5<{shown(str(FILE))}>'
FD = f"5<{shown(str(FILE))}>"


def after(*lines: str) -> Replay:
    replay = Replay(FOLDER)
    for call in strace.calls([f'7 mkdir("{shown(str(FOLDER))}", 0700) = 0', *lines]):
        replay.do(call)
    return replay


def seen(replay: Replay) -> dict[PurePath, bytes]:
    """The files as programs see them."""
    return replay.disk.after_power_cut(Fate.ALL, Random(0))


def test_calls_of_two_threads_are_told_apart() -> None:
    """A call that another thread's line interrupts began at its first line, and calls come as they end."""
    lines = [
        f"7 fdatasync({FD} <unfinished ...>",
        '8 sendto(9<socket:[1]>, "\\x61", 1, 0, NULL, 0) = 1',
        "7 <... fdatasync resumed>) = 0",
        "7 +++ exited with 0 +++",
    ]
    found = [(call.name, call.began, call.ended) for call in strace.calls(lines, first=100)]
    assert found == [("sendto", 101, 101), ("fdatasync", 100, 102)]


def test_a_call_that_nobody_saw_the_end_of_is_none() -> None:
    """The process was killed in the middle of it."""
    assert list(strace.calls([f"7 fsync({FD} <unfinished ...>", "7 +++ killed by SIGKILL +++"])) == []


def test_writes_go_where_the_program_sent_them() -> None:
    """To their offset, to the descriptor's position, or to the end of a file that is only added to; as many bytes as
    the system took.
    """
    lines = [
        OPENED,
        f'7 pwrite64({FD}, "{shown("0123456789")}", 10, 2) = 4',
        f'7 write({FD}, "{shown("ab")}", 2) = 2',
        f'7 write({FD}, "{shown("c")}", 1) = 1',
        OPENED.replace("O_RDWR|O_CREAT", "O_WRONLY|O_APPEND"),
        f'7 write({FD}, "{shown("end")}", 3) = 3',
    ]
    assert seen(after(*lines)) == {FILE: b"abc123end"}


def test_what_failed_has_not_happened() -> None:
    """A call that returned an error changes nothing, and a sync that failed keeps nothing."""
    written = f'7 pwrite64({FD}, "{shown("x")}", 1, 0) = 1'
    failed = [
        f"7 fdatasync({FD}) = -1 EIO (Input/output error)",
        f"7 fdatasync({FD}) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)",
        f"7 ftruncate({FD}, 0) = -1 EIO (Input/output error)",
    ]
    replay = after(OPENED, written, *failed)
    assert seen(replay) == {FILE: b"x"}
    assert replay.disk.after_power_cut(Fate.NONE, Random(0)) == {}


def test_names_change_as_the_program_asked() -> None:
    """Renamed and removed files; and what goes on through a descriptor after that is on no disk."""
    other = FOLDER / "other"
    moved = f'7 rename("{shown(str(FILE))}", "{shown(str(other))}") = 0'
    assert seen(after(OPENED, moved)) == {other: b""}
    gone = [f'7 unlink("{shown(str(FILE))}") = 0', f'7 write({FD}(deleted), "{shown("x")}", 1) = 1']
    assert seen(after(OPENED, *gone)) == {}


@pytest.mark.parametrize(
    "line",
    [
        f"7 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, {FD}, 0) = 0x7f0000000000",
        f'7 writev({FD}, [{{iov_base="{shown("x")}", iov_len=1}}], 1) = 1',
        f'7 link("{shown(str(FILE))}", "{shown("/elsewhere")}") = 0',
        f'7 unlink("{shown("file")}") = 0',
    ],
)
def test_what_the_model_does_not_know_is_refused(line: str) -> None:
    """A recording that is understood in part proves nothing."""
    with pytest.raises(NotModelled):
        after(OPENED, line)


def test_a_text_cut_short_is_refused() -> None:
    """strace has a limit, and says when it was met."""
    with pytest.raises(ValueError, match="cut"):
        after(OPENED, f'7 pwrite64({FD}, "{shown("x")}"..., 2, 0) = 2')
