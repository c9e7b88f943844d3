"""Starting a new hall from one that comes with Antrean."""

from pathlib import Path

import pytest

from config.copy import copy_hall, hall_folder, halls_available
from config.errors import CopyError
from config.files import FILES, LOGO
from config.loader import load_hall


def test_the_shipped_halls_are_listed() -> None:
    """The model hall and a small one of another country."""
    assert halls_available() == ("banyuwangi", "buergerbuero")


@pytest.mark.parametrize("name", halls_available())
def test_a_copy_loads_under_its_own_id(tmp_path: Path, name: str) -> None:
    """The folder's name becomes the hall's id; all else is the same."""
    target = tmp_path / "deep" / "genteng-2"
    copy_hall(name, target)
    copied, source = load_hall(target), load_hall(hall_folder(name))
    assert copied.identity.id == "genteng-2"
    assert copied.services == source.services
    assert copied.hall.digest != source.hall.digest
    assert copied.logo == source.logo
    assert {path.name for path in target.iterdir()} == {*FILES, *([LOGO] if source.logo else [])}


def test_an_empty_folder_may_be_the_target(tmp_path: Path) -> None:
    """A folder made beforehand is fine as long as nothing is in it."""
    target = tmp_path / "genteng"
    target.mkdir()
    copy_hall("banyuwangi", target)
    assert load_hall(target).identity.id == "genteng"


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    """A folder with one file in it is refused and left alone."""
    target = tmp_path / "genteng"
    target.mkdir()
    (target / "hall.toml").write_text("mine")
    with pytest.raises(CopyError, match="exists and is not an empty folder; nothing was copied"):
        copy_hall("banyuwangi", target)
    assert [path.name for path in target.iterdir()] == ["hall.toml"]
    assert (target / "hall.toml").read_text() == "mine"


def test_a_file_is_no_target(tmp_path: Path) -> None:
    """A file of that name is refused, and so is a folder inside a file."""
    (tmp_path / "genteng").write_text("mine")
    with pytest.raises(CopyError, match="is not an empty folder"):
        copy_hall("banyuwangi", tmp_path / "genteng")
    with pytest.raises(CopyError, match="cannot be copied there: Not a directory"):
        copy_hall("banyuwangi", tmp_path / "genteng" / "inner")


@pytest.mark.parametrize("name", ["Genteng", "mpp genteng", "-genteng", "mål", "x" * 25])
def test_a_folder_name_that_is_no_id_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    """The refusal says what a name may be."""
    with pytest.raises(CopyError, match="use small letters, digits, dots and hyphens"):
        copy_hall("banyuwangi", tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_hall_is_named_with_the_nearest(tmp_path: Path) -> None:
    """A misspelt name gets a suggestion, a strange one the list."""
    with pytest.raises(CopyError, match='there is no hall "banyuwanggi"; did you mean "banyuwangi"'):
        copy_hall("banyuwanggi", tmp_path / "x")
    with pytest.raises(CopyError, match="known: banyuwangi, buergerbuero"):
        hall_folder("../words")
