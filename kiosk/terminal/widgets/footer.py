"""The foot of every screen: the same four places everywhere, of which those without a meaning stay empty."""

from textual.app import ComposeResult
from textual.containers import Horizontal

from config.catalogues import Words
from kiosk.terminal.visit import Back, Home, Touch
from kiosk.terminal.widgets.key import Key

Place = tuple[str, Touch | None]
"""What stands on a key, and what it means."""
EMPTY: Place = ("", None)


def back(words: Words) -> Place:
    return f"← {words.text('kiosk.back')}", Back()


def home(words: Words) -> Place:
    return f"⌂ {words.text('kiosk.home')}", Home()


def done(words: Words) -> Place:
    """Home, for who has what they came for."""
    return f"✓ {words.text('kiosk.done')}", Home()


class Footer(Horizontal):
    """Back at the far left, home at the far right."""

    def compose(self) -> ComposeResult:
        for key_id in ("back", "search", "priority", "home"):
            yield Key(id=key_id)

    def show(self, *, back: Place = EMPTY, home: Place = EMPTY) -> None:
        """Fill the places; what is not named is empty."""
        for key, place in zip(self.query(Key), (back, EMPTY, EMPTY, home), strict=True):
            key.show(*place)
