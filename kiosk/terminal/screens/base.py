"""What all screens share: header, foot, and the moment after their coming in which no tap counts.

Without that moment the second tap of a double tap would press what has just appeared under the finger.
"""

from abc import abstractmethod
from collections.abc import Callable

from textual.app import ComposeResult
from textual.screen import Screen

from kiosk.terminal.showing import Showing
from kiosk.terminal.widgets.footer import Footer
from kiosk.terminal.widgets.header import Header
from kiosk.terminal.widgets.tap import Tap


class KioskScreen(Screen[None], inherit_bindings=False):
    """A screen that paints itself from a `Showing`."""

    AUTO_FOCUS = ""
    DEAF_S = 0.35
    """A press that begins sooner after the screen came was meant for the one before."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._came_at = monotonic()
        self._showing: Showing | None = None
        self._composed = False

    def compose(self) -> ComposeResult:
        yield Header()
        yield from self.compose_body()
        yield Footer()

    @abstractmethod
    def compose_body(self) -> ComposeResult:
        """What stands between header and foot."""

    @abstractmethod
    def paint_body(self, showing: Showing) -> None:
        """Show it."""

    def paint(self, showing: Showing) -> None:
        """Show what is true now; before the screen is composed, it is remembered."""
        self._showing = showing
        if self._composed:
            self.query_one(Header).show(showing)
            self.paint_body(showing)

    def takes_taps(self) -> bool:
        return self._monotonic() - self._came_at >= self.DEAF_S

    def on_mount(self) -> None:
        self._composed = True
        if self._showing is not None:
            self.paint(self._showing)

    def on_screen_resume(self) -> None:
        self._came_at = self._monotonic()

    def on_screen_suspend(self) -> None:
        self._let_go()

    def on_mouse_up(self) -> None:
        self._let_go()

    def _let_go(self) -> None:
        """No finger is down any more: it may have been lifted where it had slipped to."""
        for tap in self.query(Tap):
            tap.down = False
