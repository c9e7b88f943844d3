"""Base of everything that can be tapped: one widget without children, highlighted while a finger is on it.

A tap is a press and a release on the same widget, however far the finger slips inside it, and the press must have begun
when the screen already took taps. Subclasses draw; they never handle the mouse.
"""

from typing import Protocol, cast

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from kiosk.terminal.visit import Touch


class Tapped(Message):
    """A finger has tapped something that means `touch`."""

    def __init__(self, touch: Touch) -> None:
        super().__init__()
        self.touch = touch


class TakesTaps(Protocol):
    """A screen that says when a tap counts."""

    def takes_taps(self) -> bool:
        """Whether a press that begins now is meant for this screen."""
        ...


class Tap(Widget):
    """Something to tap; without a `touch` it is only looked at."""

    FOCUS_ON_CLICK = False
    down: reactive[bool] = reactive(default=False)
    """A finger is on it."""

    touch: Touch | None = None
    _armed = False

    def on_mouse_down(self) -> None:
        self._armed = self.touch is not None and cast(TakesTaps, self.screen).takes_taps()
        self.down = self._armed

    def on_mouse_up(self) -> None:
        self.down = False

    def on_leave(self) -> None:
        self.down = False

    def on_hide(self) -> None:
        self._release()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        armed, touch = self._armed, self.touch
        self._release()
        if armed and touch is not None:
            self.post_message(Tapped(touch))

    def watch_down(self, down: bool) -> None:
        self.set_class(down, "-down")

    def _release(self) -> None:
        self._armed = False
        self.down = False
