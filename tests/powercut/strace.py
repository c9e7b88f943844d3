"""What strace wrote, as system calls: every thread's, in the order in which they began and ended.

Knows the syntax and nothing of files or sockets. strace shows the calls of one process causally: a call that could
begin only because another had ended is written after that end.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import NamedTuple

CHANGES = (
    "openat,pwrite64,write,ftruncate,fallocate,fsync,fdatasync,rename,unlink,mkdir,sendto,"
    # Nobody makes these on the hub's folder today; `replay` refuses a recording in which somebody does.
    "open,creat,openat2,writev,pwritev,pwritev2,truncate,renameat,renameat2,unlinkat,rmdir,mkdirat,link,"
    "linkat,symlink,symlinkat,mmap,copy_file_range,sendfile,splice,sync_file_range"
)
"""Every call that can change a file or tell somebody something."""

_WHOLE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+|\?|0x[0-9a-f]+)(.*)", re.DOTALL)
_BEGUN = re.compile(r"(\d+) +(\w+)\((.*) <unfinished \.\.\.>", re.DOTALL)
_RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)", re.DOTALL)
_HEXES = re.compile(r"(?:\\x[0-9a-f]{2})+")
_BYTES = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Call(NamedTuple):
    """A system call that has ended."""

    began: int
    """Place in the recording, as `ended`: the only time there is."""
    ended: int
    name: str
    arguments: str
    """As strace wrote them: `fd<path>` for descriptors, every string in hexadecimal."""
    result: str
    opened: str
    """What strace adds to the result: the path of a descriptor."""

    @property
    def failed(self) -> bool:
        """Whether it had no effect: an error, or a signal before it began, after which it is made again."""
        return self.result.startswith(("-", "?"))

    @property
    def descriptor(self) -> tuple[int, str]:
        """Number and path (or `socket:[n]`) of the descriptor that is the first argument."""
        number, _, rest = self.arguments.partition("<")
        return int(number), _inside(rest)

    @property
    def opened_path(self) -> str:
        """The path of the descriptor that is the result."""
        return _inside(self.opened.removeprefix("<"))

    @property
    def strings(self) -> list[bytes]:
        """The strings among the arguments, in order; raises `ValueError` for one that strace cut short."""
        if '"...' in self.arguments:
            raise ValueError(f"strace has cut the text of a {self.name} short")
        return [_bytes(text) for text in _BYTES.findall(self.arguments)]

    @property
    def paths(self) -> list[PurePath]:
        """Everything among the arguments that could be a path."""
        return [PurePath(_text(text)) for text in _HEXES.findall(self.arguments)]

    @property
    def last_number(self) -> int:
        """The last argument: an offset or a length."""
        return int(self.arguments.rpartition(",")[2])


def command(trace: Path) -> list[str]:
    """What goes in front of a program so that its calls are written to `trace`; the program stays our own child."""
    options = "--daemonize --follow-forks --seccomp-bpf --decode-fds=path --strings-in-hex=all --string-limit=4194304"
    return ["strace", *options.split(), "--output", str(trace), f"--trace={CHANGES}"]


def calls(lines: Iterable[str], first: int = 0) -> Iterator[Call]:
    """The calls in the order of their ends; the first line has the place `first`.

    A call that its process did not live to see the end of is not among them.
    """
    begun: dict[tuple[str, str], tuple[int, str]] = {}
    for place, line in enumerate(lines, start=first):
        if resumed := _RESUMED.match(line):
            thread, name, rest = resumed.groups()
            began, start = begun.pop((thread, name))
            line = f"{thread} {name}({start}{rest}"
        elif unfinished := _BEGUN.match(line):
            thread, name, start = unfinished.groups()
            begun[thread, name] = place, start
            continue
        else:
            began = place
        if whole := _WHOLE.match(line):
            _thread, name, arguments, result, opened = whole.groups()
            yield Call(began, place, name, arguments, result, opened.strip())


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def _inside(text: str) -> str:
    """What stands before the closing bracket; behind it strace says whether the file has still a name."""
    return _text(text.partition(">")[0])


def _text(text: str) -> str:
    return os.fsdecode(_bytes(text)) if text.startswith("\\x") else text
