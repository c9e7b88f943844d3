"""The logo in a hall's folder: sound, small, and there when the ticket shall have it."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from config.copy import hall_folder
from config.files import LOGO
from config.loader import load_hall
from config.logo import MOST_BYTES
from tests.config.conftest import Edit, Said

SOUND = (hall_folder("banyuwangi") / LOGO).read_bytes()
DAMAGED = "logo.png: is no PNG picture, or a damaged one"


def png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def with_logo(folder: Path, edit: Edit) -> Callable[[bytes], None]:
    """Ask for a logo in the folder, and put one there."""

    def put(content: bytes) -> None:
        edit("printing.toml", "logo = false", "logo = true")
        (folder / LOGO).write_bytes(content)

    return put


def test_a_sound_logo_goes_to_the_ticket(folder: Path, with_logo: Callable[[bytes], None]) -> None:
    """The file as it is, in the catalogue as base64; with another one the folder has another digest."""
    with_logo(SOUND)
    hall = load_hall(folder)
    assert hall.logo == SOUND
    assert hall.catalogue()["logo"].startswith("iVBORw0KGgo")
    (folder / LOGO).write_bytes(png(10, 10))
    assert load_hall(folder).hall.digest != hall.hall.digest


def test_a_logo_that_is_not_asked_for_stays_at_home(folder: Path, said: Said) -> None:
    """Whatever lies in the folder under that name, a hall that prints none sends none and minds none."""
    (folder / LOGO).write_bytes(b"notes")
    assert said() == []
    assert load_hall(folder).logo == b""


def test_a_missing_logo_is_told(edit: Edit, said: Said) -> None:
    """Who asks for it must give it."""
    edit("printing.toml", "logo = false", "logo = true")
    assert said() == ["printing.toml: logo: there is no logo.png in the folder; add it, or write false"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", DAMAGED),
        (b"GIF89a", DAMAGED),
        (SOUND[8:], DAMAGED),
        (SOUND[:-1], DAMAGED),
        (SOUND[:60] + b"\x00" + SOUND[61:], DAMAGED),
        (SOUND[:16], DAMAGED),
        (png(1001, 1000), "logo.png: has 1001 x 1000 pixels; at most 1000000 in all are allowed"),
        (SOUND + bytes(MOST_BYTES), f"logo.png: has {len(SOUND) + MOST_BYTES} bytes; at most {MOST_BYTES} are allowed"),
    ],
    ids=["empty", "a GIF", "headless", "cut", "a changed byte", "a stump", "too large", "too heavy"],
)
def test_a_logo_that_cannot_be_used(content: bytes, line: str, with_logo: Callable[[bytes], None], said: Said) -> None:
    """The file is named with what is wrong in it, before any kiosk gets it."""
    with_logo(content)
    assert said() == [line]
