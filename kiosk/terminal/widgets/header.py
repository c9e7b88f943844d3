"""The top of every screen: the hall's name at the left, the languages and the clock at the right."""

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from kiosk.cells import palette
from kiosk.terminal.showing import Showing
from kiosk.terminal.visit import Speak
from kiosk.terminal.widgets.key import Key

MOST_LANGUAGES = 4
_SMALL = Style(color=palette.SKY, bold=False)
_WIDE = 60
"""From this width on, languages are written out."""


class Header(Horizontal):
    """Who we are, in which language, and what time it is."""

    _showing: Showing | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="hall", markup=False)
        for _ in range(MOST_LANGUAGES):
            yield Key(classes="language")
        yield Static(id="clock", markup=False)

    def show(self, showing: Showing) -> None:
        """Paint all of it."""
        self._showing = showing
        self._fill()

    def on_resize(self) -> None:
        self._fill()

    def _fill(self) -> None:
        showing = self._showing
        if showing is None:
            return
        name = showing.said(showing.hall.short) if showing.hall else ""
        way_out = f"\n{showing.words.text('kiosk.way_out')}" if showing.demonstration else ""
        self.query_one("#hall", Static).update(Text.assemble(name, (way_out, _SMALL)))
        self.query_one("#clock", Static).update(showing.clock)
        names = list(showing.language_names.items()) if len(showing.language_names) > 1 else []
        for key, named in zip(self.query(Key), [*names, *[None] * MOST_LANGUAGES], strict=False):
            self._language(key, named, showing.visit.language)

    def _language(self, key: Key, named: tuple[str, tuple[str, str]] | None, spoken: str) -> None:
        key.display = named is not None
        if named is not None:
            code, (full, short) = named
            key.show(full if self.size.width >= _WIDE else short, Speak(code))
            key.set_class(code == spoken, "-spoken")
