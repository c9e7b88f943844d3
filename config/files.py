"""The files of a hall's folder as they lie on disk: read, decoded, parsed and digested; what they mean is not judged.

Every failure becomes a mistake, so that one bad file hides nothing about the others.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import Mistake, nearest

FILES = (
    "hall.toml",
    "agencies.toml",
    "services.toml",
    "counters.toml",
    "zones.toml",
    "series.toml",
    "printing.toml",
    "calling.toml",
)
"""Every file of a hall's folder; all are needed."""
LOGO = "logo.png"
"""A picture for the ticket; not needed."""

_DIGEST_CHARACTERS = 12
_PLACE = re.compile(r" \(at (line \d+, column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Files:
    """What the folder holds."""

    data: Mapping[str, Mapping[str, Any] | None]
    """The keys of each file, or `None` for one that cannot be read."""
    digest: str
    """A short SHA-256 over the files' names and bytes: any edit changes it."""
    logo: bytes | None
    """The logo's file, of whatever is in it; `None` where there is none."""
    mistakes: tuple[Mistake, ...]


def read_files(folder: Path) -> Files:
    """All files of the folder. Raises nothing: what cannot be read is `None` and has its mistake."""
    data: dict[str, Mapping[str, Any] | None] = dict.fromkeys(FILES)
    if not folder.is_dir():
        return Files(data, "", None, (Mistake(str(folder), "", "", "there is no such folder"),))
    mistakes = [
        Mistake(path.name, "", "", f"unknown file{nearest(path.name, FILES) or '; known files: ' + ', '.join(FILES)}")
        for path in sorted(folder.glob("*.toml"))
        if path.name not in FILES
    ]
    sha256 = hashlib.sha256()
    for file in FILES:
        try:
            content = (folder / file).read_bytes()
        except FileNotFoundError:
            mistakes.append(Mistake(file, "", "", "the file is missing"))
            continue
        except OSError as error:
            mistakes.append(Mistake(file, "", "", f"the file cannot be read: {error.strerror}"))
            continue
        sha256.update(f"{file} {len(content)}\n".encode() + content)
        parsed = parse(file, content)
        if isinstance(parsed, Mistake):
            mistakes.append(parsed)
        else:
            data[file] = parsed
    logo = folder / LOGO
    picture = logo.read_bytes() if logo.is_file() else None
    if picture is not None:
        sha256.update(f"{LOGO} {len(picture)}\n".encode() + picture)
    return Files(data, sha256.hexdigest()[:_DIGEST_CHARACTERS], picture, tuple(mistakes))


def parse(file: str, content: bytes) -> dict[str, Any] | Mistake:
    """The keys of one TOML file, or where it stops being TOML. A byte order mark, as Windows writes it, is fine."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"{content[error.start]:#04x}"
        return Mistake(file, f"line {line}", byte, f"byte {byte} is not UTF-8; save the file as UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        place = _PLACE.search(said)
        where = place[1].replace("end of document", "end of the file") if place else ""
        reason = _PLACE.sub("", said)
        return Mistake(file, where, "", f"not TOML: {reason[:1].lower()}{reason[1:]}")
    except (ValueError, RecursionError):
        return Mistake(file, "", "", "too much to read: a number with thousands of digits, or brackets far too deep")
