"""The folder of a simulated printer, as the hub lends it to the page that shows the paper.

Which files there are is the printer's business (`printer.simulator.folder`); that nothing else is read is ours.
"""

import re
from pathlib import Path

from display.pages import Asset

MOST_BYTES = 2_000_000
"""A picture of paper takes some thousands; what is larger is none."""
_TYPES = {"json": "application/json", "png": "image/png"}
_NAME = re.compile(r"state\.(json)|strip\.(png)|ticket-[0-9]{1,9}\.(png)")


class PaperFolder:
    """`folder` may come and go: it is the printer's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> Asset | None:
        """The file of that name as it is now; None for one that is not there, or is none of a printer's."""
        if (known := _NAME.fullmatch(name)) is None:
            return None
        try:
            with (self._folder / name).open("rb") as file:
                body = file.read(MOST_BYTES + 1)
        except OSError:
            return None
        return Asset(body, _TYPES[known[known.lastindex or 1]]) if len(body) <= MOST_BYTES else None
