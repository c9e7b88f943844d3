"""The halls that come with Antrean, and how a new hall starts: as a copy of one of them, to be edited.

Called by the command line. A copy never overwrites anything.
"""

import re
import shutil
from pathlib import Path

from config.errors import CopyError, nearest, quoted
from config.files import FILES, LOGO

HALLS = Path(__file__).parent / "halls"
"""The folder of the halls that come with Antrean."""

_ID_LINE = re.compile(r'^id = "[^"]*"', re.MULTILINE)
_HALL_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,23}")


def halls_available() -> tuple[str, ...]:
    """Names of the halls that come with Antrean, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in HALLS.glob("*/hall.toml")))


def hall_folder(name: str) -> Path:
    """The folder of a hall that comes with Antrean. Raises `CopyError` for an unknown name."""
    if name not in halls_available():
        known = ", ".join(halls_available())
        raise CopyError(f"there is no hall {quoted(name)}{nearest(name, halls_available()) or f'; known: {known}'}")
    return HALLS / name


def copy_hall(source_name: str, target: Path) -> None:
    """Start a hall in the folder `target`: the files of `source_name`, with the folder's name as the hall's id.

    Raises `CopyError` for an unknown hall, for a target that has anything in it, for a folder name that cannot be an
    id, and when the disk refuses; what was there before is never touched.
    """
    source = hall_folder(source_name)
    hall_id = target.absolute().name
    if _HALL_ID.fullmatch(hall_id) is None:
        rule = "small letters, digits, dots and hyphens, at most 24, such as genteng"
        raise CopyError(f"{target}: the folder's name becomes the hall's id; use {rule}")
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise CopyError(f"{target} exists and is not an empty folder; nothing was copied")
        target.mkdir(parents=True, exist_ok=True)
        for file in (*FILES, LOGO):
            if (source / file).exists():
                shutil.copyfile(source / file, target / file)
        about = target / "hall.toml"
        text = about.read_text(encoding="utf-8")
        about.write_text(_ID_LINE.sub(f'id = "{hall_id}"', text, count=1), encoding="utf-8", newline="\n")
    except OSError as error:
        raise CopyError(f"{target}: the hall cannot be copied there: {error.strerror}") from error
