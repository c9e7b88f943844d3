"""The colours of our screens in a terminal, in one place: stylesheets read them as variables, drawing code by name.

`WORD_PAIRS` names every pair that carries words; a test computes the contrast of each.
"""

from collections.abc import Iterator

from config.looks import contrast

INK = "#0f1720"
PAPER = "#ffffff"
GROUND = "#e4e9ee"
NAVY = "#00325f"
NAVY_DOWN = "#0a5a9c"
YELLOW = "#ffd23f"
ON_YELLOW = "#0b1a2b"
QUIET = "#50555a"
SHUT = "#d5d8db"
SHUT_BADGE = "#6b7178"
SKY = "#cfe0f1"

WORD_PAIRS: tuple[tuple[str, str], ...] = (
    (INK, PAPER),
    (INK, GROUND),
    (INK, SKY),
    (QUIET, PAPER),
    (QUIET, SHUT),
    (QUIET, GROUND),
    (NAVY, PAPER),
    (NAVY, GROUND),
    (NAVY, SKY),
    (PAPER, NAVY),
    (PAPER, NAVY_DOWN),
    (PAPER, SHUT_BADGE),
    (SKY, NAVY),
    (ON_YELLOW, YELLOW),
)
"""Text colour and the fill under it."""


def variables() -> dict[str, str]:
    """The colours as stylesheet variables: `INK` is `$ink`, `NAVY_DOWN` is `$navy-down`."""
    return {name.lower().replace("_", "-"): value for name, value in _colours()}


def text_on(fill: str) -> str:
    """White or ink, whichever reads better on `fill`."""
    return max((PAPER, INK), key=lambda text: contrast(text, fill))


def _colours() -> Iterator[tuple[str, str]]:
    for name, value in globals().items():
        if name.isupper() and isinstance(value, str):
            yield name, value
