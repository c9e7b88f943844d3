"""The kiosk's journal: a small append-only file on its own machine, one line of JSON an event (`ledger` says which).

It survives a kill and a power cut at any byte: a line that was cut off is dropped, one that is damaged is put into the
log and skipped. The file is written anew, whole or not at all, when it is opened and when it has grown. A file that
cannot be written stops nobody from getting a number: the ledger in memory goes on, `failing` tells it, and with the
next line the whole file is tried again. Used by the screen's thread and by the printer's.
"""

import fcntl
import logging
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from kiosk.terminal.ledger import Ended, Ledger, Line, Paper, Print

log = logging.getLogger(__name__)

LARGE_BYTES = 512 * 1024
"""A file of this size is written anew: what the hub knows all about is left out then."""

DATES_TOLD = 5
"""Of so many dates the hub is told what was shown: today's, and those that a wrong clock may have put after it."""

_decoder = msgspec.json.Decoder(Line)
_encoder = msgspec.json.Encoder()


class Journal:
    """The journal at `path`, or one in memory alone."""

    def __init__(self, path: Path | None = None) -> None:
        """Opens and never raises: what is wrong is logged, and `failing`.

        A print that a process before this one has left without an outcome has one from now on (`Ledger.unfinished`).
        """
        self._path = path
        self._lock = threading.Lock()
        self._ledger = Ledger()
        self._file: int | None = None
        self._bytes = 0
        self._unusable = False
        """Whether what is in the file is not ours to replace: another process's, or not read."""
        self.failing = False
        """Whether the file lacks something that is known here."""
        if path is not None:
            self._open(path)

    @property
    def paper(self) -> Paper:
        """The roll, and what the printer holds."""
        return self._ledger.paper

    def highest(self) -> dict[tuple[str, str], int]:
        """The highest number this kiosk has shown, by business date (YYYY-MM-DD) and letters of the series."""
        with self._lock:
            return dict(self._ledger.highest)

    def shown(self) -> dict[str, dict[str, int]] | None:
        """The same of the latest dates, by date and then by letters; None where what is in the file is not known."""
        if self._unusable:
            return None
        highest = self.highest()
        latest = sorted({on for on, _ in highest})[-DATES_TOLD:]
        return {on: {letters: count for (date, letters), count in highest.items() if date == on} for on in latest}

    def knows(self, of: Print) -> bool:
        """Whether this print was asked for before, also of a process before this one."""
        with self._lock:
            return self._ledger.knows(of)

    def outcome(self, of: Print) -> Ended | None:
        """What became of a print, if that is known."""
        with self._lock:
            return self._ledger.outcome(of)

    def unreported(self) -> list[Ended]:
        """The outcomes that the hub has not answered yet, the oldest first."""
        with self._lock:
            return self._ledger.unreported()

    def knows_roll(self, request: str) -> bool:
        """Whether a new roll has been told under this request before."""
        with self._lock:
            return self._ledger.knows_roll(request)

    def note(self, line: Line, *, sync: bool = False) -> None:
        """Add a line; with `sync`, it and all before it survive a power cut when this returns. Never raises."""
        with self._lock:
            self._ledger.apply(line)
            if self._path is None or self._unusable:
                return
            try:
                if self._file is None or self.failing or self._bytes > LARGE_BYTES:
                    self._write_anew(self._path)
                else:
                    self._bytes += _append(self._file, [line], sync=sync)
            except OSError as exc:
                self._fail(exc)
            else:
                self._recover()

    def close(self) -> None:
        """Give the file back; what is noted later stays in memory."""
        with self._lock:
            self._path = None
            self._close_file()

    def _open(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = _locked(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
            self._read(path)
        except OSError as exc:
            self._unusable = True
            self._fail(exc)
            return
        with self._lock:
            for ended in self._ledger.unfinished():
                self._ledger.apply(ended)
            try:
                self._write_anew(path)
            except OSError as exc:
                self._fail(exc)

    def _read(self, path: Path) -> None:
        *lines, torn = path.read_bytes().split(b"\n")
        for number, line in enumerate(lines, 1):
            try:
                self._ledger.apply(_decoder.decode(line))
            except msgspec.MsgspecError as exc:
                log.warning("%s, line %d is damaged and skipped (%s): %r", path, number, exc, line[:500])
        if torn:
            log.info("%s ends in a line that was cut off: %r", path, torn[:500])

    def _write_anew(self, path: Path) -> None:
        """Replace the file by the ledger, whole or not at all."""
        new = path.with_name(f"{path.name}.new")
        file = _locked(new, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_TRUNC)
        try:
            size = _append(file, self._ledger.lines(), sync=True)
            new.replace(path)
            _sync_folder(path.parent)
        except OSError:
            os.close(file)
            raise
        self._close_file()
        self._file, self._bytes = file, size

    def _fail(self, exc: OSError) -> None:
        log.log(logging.DEBUG if self.failing else logging.ERROR, "the journal %s cannot be kept: %s", self._path, exc)
        self.failing = True

    def _recover(self) -> None:
        if self.failing:
            log.info("the journal %s is kept again", self._path)
        self.failing = False

    def _close_file(self) -> None:
        if self._file is not None:
            with suppress(OSError):
                os.close(self._file)
        self._file = None


def _append(file: int, lines: Iterable[Line], *, sync: bool) -> int:
    """Write `lines` at the end of `file`; how many bytes they are."""
    data = b"".join(_encoder.encode(line) + b"\n" for line in lines)
    if (written := os.write(file, data)) < len(data):
        raise OSError(f"{written} of {len(data)} bytes were written")
    if sync:
        os.fsync(file)
    return len(data)


def _locked(path: Path, flags: int) -> int:
    """An open file that no other process has locked; the lock stays with it when it is renamed."""
    file = os.open(path, flags, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        raise
    return file


def _sync_folder(folder: Path) -> None:
    """Make a change of names in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
