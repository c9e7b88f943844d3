"""A key: a word on a fill, to be tapped. Header, footer, pager and the primary act are made of these."""

from rich.text import Text
from textual.reactive import reactive

from kiosk.terminal.visit import Touch
from kiosk.terminal.widgets.tap import Tap


class Key(Tap):
    """One word or two; its place stays empty while it means nothing."""

    label: reactive[str] = reactive("")

    def show(self, label: str, touch: Touch | None) -> None:
        """Carry `label` and mean `touch`; with no label the place is empty."""
        self.label = label
        self.touch = touch if label else None
        self.visible = bool(label)

    def render(self) -> Text:
        return Text(self.label, justify="center")
