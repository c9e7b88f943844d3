"""A hall's folder under an editor: what an operator does to it between `antrean check` and `antrean reload`."""

from pathlib import Path

from config.copy import copy_hall

COUNTER_99 = """
[[counter]]
id = "99"
name.id = "Loket 99"
name.en = "Counter 99"
zone = "lantai-1"
serves = ["A01"]
"""


class EditedHall:
    """A copy of Banyuwangi in `folder`, which must not exist."""

    def __init__(self, folder: Path) -> None:
        copy_hall("banyuwangi", folder)
        self.folder = folder

    def add(self, file: str, text: str) -> None:
        """Write `text` at the end of a file."""
        self._write(file, self._read(file) + text)

    def put(self, file: str, old: str, new: str) -> None:
        """Write `new` wherever `old` stands."""
        text = self._read(file)
        assert old in text, f"{file} has no {old}"
        self._write(file, text.replace(old, new))

    def drop(self, file: str, key: str) -> None:
        """Take out the entries in which `key` stands."""
        first, *entries = self._read(file).split("\n[[")
        kept = [entry for entry in entries if key not in entry]
        assert len(kept) < len(entries), f"{file} has no {key}"
        self._write(file, "\n[[".join([first, *kept]))

    def _read(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def _write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")
