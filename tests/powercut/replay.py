"""A hub's system calls, done again on the model disk.

Whatever could change the hub's folder and is not modelled is refused: a recording is understood completely or not at
all. That it is understood rightly is seen at its end, when the model holds what the real folder holds.
"""

import re
from pathlib import PurePath

from tests.powercut.disk import Disk
from tests.powercut.strace import Call


class NotModelled(Exception):
    """The program did something to its folder that the model does not know; the text says what."""


class Replay:
    """The disk below `folder`, whose own name in the folder above counts, too."""

    def __init__(self, folder: PurePath) -> None:
        self.disk = Disk(folder.parent)
        self._folder = folder
        self._position: dict[int, int | None] = {}
        """Where the next plain write to a descriptor goes; None is the end of the file."""

    def do(self, call: Call) -> None:
        """What the call did once it had ended; calls come in the order of their ends. Raises `NotModelled`."""
        if call.failed:
            return
        match call.name:
            case "openat":
                self._open(call)
            case "write" | "pwrite64" | "ftruncate" | "fallocate" | "fsync" | "fdatasync":
                self._to_descriptor(call, *call.descriptor)
            case "mkdir" | "unlink" | "rename":
                self._to_name(call, *(self._absolute(call, text) for text in call.strings))
            case _:
                self._refuse(call)

    def _open(self, call: Call) -> None:
        path = PurePath(call.opened_path)
        if not self._is_inside(path) or "O_DIRECTORY" in call.arguments:
            return
        if "O_CREAT" in call.arguments and not self.disk.exists(path):
            self.disk.create(call.ended, path)
        if "O_TRUNC" in call.arguments:
            self.disk.resize(call.ended, path, 0)
        self._position[int(call.result)] = None if "O_APPEND" in call.arguments else 0

    def _to_descriptor(self, call: Call, number: int, name: str) -> None:
        path = PurePath(name)
        if "sync" in call.name:
            self.disk.sync(path, before=call.began)
        elif not self._is_inside(path) or not self.disk.exists(path):  # elsewhere, or no name leads to it any more
            return
        elif call.name == "ftruncate":
            self.disk.resize(call.ended, path, call.last_number)
        elif call.name == "fallocate":  # whole files from their beginning, filled with nothing
            self.disk.resize(call.ended, path, max(self.disk.size(path), call.last_number))
        elif call.name == "pwrite64":
            self.disk.write(call.ended, path, call.last_number, call.strings[0][: int(call.result)])
        else:
            position = self._position[number]
            offset = self.disk.size(path) if position is None else position
            self.disk.write(call.ended, path, offset, call.strings[0][: int(call.result)])
            if position is not None:
                self._position[number] = position + int(call.result)

    def _to_name(self, call: Call, path: PurePath, new: PurePath | None = None) -> None:
        if not self._is_inside(path):
            return
        if new is not None:
            self.disk.move(call.ended, path, new)
        elif call.name == "mkdir":
            self.disk.make_folder(call.ended, path)
        else:
            self.disk.remove(call.ended, path)

    def _refuse(self, call: Call) -> None:
        only_read = call.name == "mmap" and not {"PROT_WRITE", "MAP_SHARED"} <= set(re.findall(r"\w+", call.arguments))
        if not only_read and any(self._is_inside(path) for path in call.paths):
            raise NotModelled(f"{call.name}({call.arguments[:200]})")

    def _absolute(self, call: Call, text: bytes) -> PurePath:
        path = PurePath(text.decode())
        if not path.is_absolute():
            raise NotModelled(f"{call.name} of {path}, which depends on where the program stands")
        return path

    def _is_inside(self, path: PurePath) -> bool:
        return path == self._folder or self._folder in path.parents
