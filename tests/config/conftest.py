"""The model hall as it is shipped; and a small hall on disk that tests can spoil, and what its loader then says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from config.copy import copy_hall, hall_folder
from config.errors import HallFolderError
from config.loader import HallFolder, load_hall

Edit = Callable[[str, str, str], None]
"""File, old text, new text."""
Said = Callable[[], list[str]]


@pytest.fixture(scope="session")
def banyuwangi() -> HallFolder:
    return load_hall(hall_folder("banyuwangi"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small German hall."""
    target = tmp_path / "dorf"
    copy_hall("buergerbuero", target)
    return target


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace the first occurrence of a text in a file of the folder."""

    def replace(file: str, old: str, new: str) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def said(folder: Path) -> Said:
    """Load the folder and give its mistakes, one line each; none when it loads."""

    def lines() -> list[str]:
        try:
            load_hall(folder)
        except HallFolderError as error:
            return [str(mistake) for mistake in error.mistakes]
        return []

    return lines
