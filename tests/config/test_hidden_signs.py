"""No text of a hall carries what a terminal, a printer or a page would obey."""

import re
from pathlib import Path

import pytest

from config.copy import copy_hall, hall_folder
from config.errors import HallFolderError
from config.loader import load_hall

TEXT = re.compile(r'^(?P<key>[\w.]+) = "(?:[^"\\]|\\.)*(?P<end>")', re.MULTILINE)


def texts() -> list[tuple[str, str]]:
    """Each key of each file that holds a text, once."""
    found: dict[tuple[str, str], None] = {}
    for path in sorted(hall_folder("banyuwangi").glob("*.toml")):
        for match in TEXT.finditer(path.read_text(encoding="utf-8")):
            found[path.name, match["key"]] = None
    return list(found)


@pytest.mark.parametrize("hidden", [r"\u001b[2J", r"\u001dV", r"\u202e"], ids=["terminal", "printer", "direction"])
@pytest.mark.parametrize(("file", "key"), texts())
def test_an_escape_in_any_text_is_a_mistake_of_its_file(file: str, key: str, hidden: str, tmp_path: Path) -> None:
    """Refused when the folder is read, so that no screen and no printer ever gets it."""
    folder = tmp_path / "hall"
    copy_hall("banyuwangi", folder)
    path = folder / file
    content = path.read_text(encoding="utf-8")
    match = next(match for match in TEXT.finditer(content) if match["key"] == key)
    path.write_text(content[: match.start("end")] + hidden + content[match.start("end") :], encoding="utf-8")

    with pytest.raises(HallFolderError) as refused:
        load_hall(folder)

    assert file in {mistake.file for mistake in refused.value.mistakes}
    assert all(str(mistake).isprintable() for mistake in refused.value.mistakes)
