"""A folder as it lies on disk: what is missing, misnamed, unreadable or not TOML."""

from pathlib import Path

import pytest

from config.files import FILES, read_files
from tests.config.conftest import Said

TOO_MUCH = "too much to read: a number with thousands of digits, or brackets far too deep"


@pytest.mark.parametrize("file", FILES)
def test_every_file_is_needed(folder: Path, said: Said, file: str) -> None:
    """Without one of them the folder says which one, and nothing else."""
    (folder / file).unlink()
    assert said() == [f"{file}: the file is missing"]


def test_a_misnamed_file_is_found(folder: Path, said: Said) -> None:
    """Both the missing name and the name that stands there instead are reported."""
    (folder / "zones.toml").rename(folder / "zone.toml")
    assert said() == ['zone.toml: unknown file; did you mean "zones.toml"?', "zones.toml: the file is missing"]


def test_other_files_do_not_disturb(folder: Path, said: Said) -> None:
    """Notes, pictures and folders may lie beside the TOML files."""
    (folder / "README.md").write_text("notes")
    (folder / "media").mkdir()
    assert said() == []


def test_a_folder_in_place_of_a_file_is_told(folder: Path, said: Said) -> None:
    """What the system says about a file that cannot be read is passed on."""
    (folder / "zones.toml").unlink()
    (folder / "zones.toml").mkdir()
    assert said() == ["zones.toml: the file cannot be read: Is a directory"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'[[zone]]\nid ? "a"\n', "line 2, column 4: not TOML: expected '=' after a key in a key/value pair"),
        (b'[[zone]]\nid = "a"\nid = "b"\n', "line 3, column 9: not TOML: cannot overwrite a value"),
        (b"[[zone]]\nid = ", "end of the file: not TOML: invalid value"),
        (b"zone = " + b"[" * 5000, TOO_MUCH),
        (b"[[zone]]\nid = " + b"9" * 5000, TOO_MUCH),
        (b'[[zone]]\nid = "caf\xe9"\n', "line 2: byte 0xe9 is not UTF-8; save the file as UTF-8 text"),
        (b"\xff\xfe[\x00[\x00", "line 1: byte 0xff is not UTF-8; save the file as UTF-8 text"),
    ],
)
def test_broken_text_gives_its_place(folder: Path, said: Said, content: bytes, line: str) -> None:
    """File, line and column of what is not TOML; file and line of what is not UTF-8."""
    (folder / "zones.toml").write_bytes(content)
    assert said() == [f"zones.toml: {line}"]


def test_files_saved_by_windows_load(folder: Path, said: Said) -> None:
    """A byte order mark and carriage returns change nothing."""
    for file in FILES:
        text = (folder / file).read_bytes()
        (folder / file).write_bytes(b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert said() == []


def test_the_digest_ignores_what_is_not_read(folder: Path) -> None:
    """Notes beside the files do not change which rules are in force."""
    before = read_files(folder).digest
    (folder / "README.md").write_text("notes")
    assert read_files(folder).digest == before
