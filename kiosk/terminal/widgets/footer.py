"""The foot of every screen: the same four places everywhere, of which those without a meaning stay empty."""

from textual.app import ComposeResult
from textual.containers import Horizontal

from kiosk.terminal.visit import Touch
from kiosk.terminal.widgets.key import Key

Place = tuple[str, Touch | None]
"""The word on a key and what it means."""
EMPTY: Place = ("", None)
_SIGNS = {"back": "←", "search": "", "priority": "", "home": "⌂"}


class Footer(Horizontal):
    """Back at the far left, home at the far right."""

    def compose(self) -> ComposeResult:
        yield Key(id="back")
        yield Key(id="search")
        yield Key(id="priority")
        yield Key(id="home")

    def show(self, *, back: Place = EMPTY, home: Place = EMPTY) -> None:
        """Fill the places; what is not named is empty."""
        for key_id, place in (("back", back), ("search", EMPTY), ("priority", EMPTY), ("home", home)):
            label, touch = place
            self.query_one(f"#{key_id}", Key).show(f"{_SIGNS[key_id]} {label}" if label else "", touch)
