"""A disk as strict as POSIX allows: what was written is kept for sure only once its file was synced, and the name of a
file only once its folder was.

The model of ALICE (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014) without any ordering: of what is
not synced every part may be there or not, whatever came later. Real file systems lose less.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePath
from random import Random
from typing import NamedTuple

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""


class Fate(Enum):
    """What a power cut leaves of all that is not synced."""

    NONE = "nothing"
    ALL = "everything"
    SOME = "some writes and names"
    TORN = "some sectors and names"


class Write(NamedTuple):
    at: int
    """Place in the recording at which it had ended."""
    offset: int
    data: bytes


class Resize(NamedTuple):
    at: int
    size: int


class Renaming(NamedTuple):
    """Names of one folder that change together; None takes the name away."""

    at: int
    folder: PurePath
    names: Mapping[PurePath, int | None]


@dataclass(slots=True)
class _File:
    synced: bytearray = field(default_factory=bytearray)
    waiting: list[Write | Resize] = field(default_factory=list)


class Disk:
    """Folders and files below `root`, which itself is always there. Paths are absolute."""

    def __init__(self, root: PurePath) -> None:
        self._root = root
        self._seen: dict[PurePath, int] = {}
        """Every path that programs see, with its file's number; a folder has one too."""
        self._synced: dict[PurePath, int] = {}
        self._waiting: list[Renaming] = []
        self._files: list[_File] = []
        self._folders: set[int] = set()

    def create(self, at: int, path: PurePath) -> None:
        """A new, empty file."""
        self._files.append(_File())
        self._rename(at, path.parent, {path: len(self._files) - 1})

    def make_folder(self, at: int, path: PurePath) -> None:
        self._folders.add(len(self._files))
        self.create(at, path)

    def remove(self, at: int, path: PurePath) -> None:
        self._rename(at, path.parent, {path: None})

    def move(self, at: int, old: PurePath, new: PurePath) -> None:
        """Give the file another name in the same folder, at one blow."""
        assert old.parent == new.parent  # nobody moves files between folders
        self._rename(at, old.parent, {old: None, new: self._seen[old]})

    def write(self, at: int, path: PurePath, offset: int, data: bytes) -> None:
        self._file(path).waiting.append(Write(at, offset, data))

    def resize(self, at: int, path: PurePath, size: int) -> None:
        self._file(path).waiting.append(Resize(at, size))

    def sync(self, path: PurePath, before: int) -> None:
        """A sync of a file or a folder has ended; what had ended `before` it began is kept from now on."""
        if path in self._seen:
            file = self._file(path)
            _apply((change for change in file.waiting if change.at < before), file.synced)
            file.waiting = [change for change in file.waiting if change.at >= before]
        for renaming in self._waiting:
            if renaming.folder == path and renaming.at < before:
                _rename(self._synced, renaming)
        self._waiting = [one for one in self._waiting if one.folder != path or one.at >= before]

    def exists(self, path: PurePath) -> bool:
        """Whether programs see this path."""
        return path in self._seen

    def size(self, path: PurePath) -> int:
        """The file's length as programs see it."""
        size = len(self._file(path).synced)
        for change in self._file(path).waiting:
            size = change.size if isinstance(change, Resize) else max(size, change.offset + len(change.data))
        return size

    def after_power_cut(self, fate: Fate, random: Random) -> dict[PurePath, bytes]:
        """All files, by their paths, that a machine finds which lost its power now."""
        likely = random.random()
        kept: Callable[[object], bool] = {
            Fate.NONE: lambda _part: False,
            Fate.ALL: lambda _part: True,
        }.get(fate, lambda _part: random.random() < likely)
        names = dict(self._synced)
        for renaming in self._waiting:
            if kept(renaming):
                _rename(names, renaming)
        return {
            path: self._content(self._files[number], fate, kept)
            for path, number in names.items()
            if number not in self._folders
            and all(above in names for above in path.parents if self._root in above.parents)
        }

    def _content(self, file: _File, fate: Fate, kept: Callable[[object], bool]) -> bytes:
        content = bytearray(file.synced)
        parts = (part for change in file.waiting for part in (_sectors(change) if fate is Fate.TORN else (change,)))
        _apply(filter(kept, parts), content)
        return bytes(content)

    def _rename(self, at: int, folder: PurePath, names: Mapping[PurePath, int | None]) -> None:
        renaming = Renaming(at, folder, names)
        _rename(self._seen, renaming)
        self._waiting.append(renaming)

    def _file(self, path: PurePath) -> _File:
        return self._files[self._seen[path]]


def _rename(names: dict[PurePath, int], renaming: Renaming) -> None:
    for path, number in renaming.names.items():
        if number is None:
            names.pop(path, None)
        else:
            names[path] = number


def _apply(changes: Iterable[Write | Resize], content: bytearray) -> None:
    """Bytes that nobody has written read as zeros."""
    for change in changes:
        end = change.size if isinstance(change, Resize) else change.offset + len(change.data)
        content.extend(bytes(max(0, end - len(content))))
        if isinstance(change, Resize):
            del content[end:]
        else:
            content[change.offset : end] = change.data


def _sectors(change: Write | Resize) -> Iterable[Write | Resize]:
    """A write as the pieces that can be lost one by one."""
    if isinstance(change, Resize):
        yield change
        return
    start, end = change.offset, change.offset + len(change.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Write(change.at, start, change.data[start - change.offset : stop - change.offset])
        start = stop
