"""The console's app: carries messages between the hub, the keys and the screen.

It decides nothing about the queue: what may be done comes with the view, `desk` says what stands where, `keys` whether
a press counts. Every change ends in `_show`. One thing is asked at a time, under one request id until it is answered.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any
from uuid import uuid4

import msgspec
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.widgets import OptionList

from config.catalogues import languages_available, load_words
from hall.acts import Act
from hall.views import CounterView
from kiosk import wire
from kiosk.cells import palette
from kiosk.cells.catalogue import Unreadable, read_hall
from kiosk.cells.hub_clock import HubClock
from kiosk.client import HubClient, Link
from kiosk.counter import desk as at
from kiosk.counter.desk import Desk
from kiosk.counter.keys import Keys
from kiosk.counter.news import Answered, HubSaid, LinkChanged
from kiosk.counter.widgets import ActLine, Choices, Line, Number, Pressed, Table
from kiosk.tasks import spawn

PING_S = 5.0
SAID_S = 8.0


class CounterApp(App[None], inherit_bindings=False):
    """One counter in one terminal."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "app.tcss"
    BINDINGS = [("ctrl+q", "quit", "")]  # noqa: RUF012 - Textual declares it so

    def __init__(
        self,
        hub_url: str,
        token: str,
        *,
        role: wire.Role = "counter",
        counter: str = "",
        first_language: str = "id",
        monotonic: Callable[[], float] = time.monotonic,
        new_request: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        """`counter` is sat down at without a question, if the hall has it."""
        super().__init__()
        self._monotonic = monotonic
        self._new_request = new_request
        self._hub_clock = HubClock(monotonic)
        self._keys = Keys()
        self._hub = HubClient(
            hub_url,
            lambda: wire.Hello(protocol=wire.PROTOCOL, role=role, token=token),
            on_message=lambda message: self._tell(HubSaid(message)),
            on_link=lambda link: self._tell(LinkChanged(link)),
        )
        self._wanted = counter
        self._returning = False
        """We sat somewhere before the link broke, and the hub client is sitting down there again by itself."""
        self._choices: CounterView | None = None
        """What there is to choose from should that not be possible."""
        self._tasks: set[asyncio.Task[Any]] = set()
        self._said_at = self._pinged_at = monotonic()
        self.desk = Desk(words=load_words(first_language))

    def _tell(self, news: Message) -> None:
        self.post_message(news)

    # ---- starting and ending

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return palette.variables()

    def compose(self) -> ComposeResult:
        yield Line(id="top")
        yield Line(id="standing")
        yield Line(id="notice")
        with Horizontal(id="desk"):
            with Vertical(id="ticket"):
                yield Number(id="number")
                yield Line(id="facts")
                yield Vertical(id="acts")
            with Vertical(id="side"):
                yield Table(id="waiting")
                yield Table(id="activity")
        yield Choices(id="choices")
        yield Line(id="foot")

    def on_mount(self) -> None:
        self._begin(self._hub.run(), "link to the hub")
        self.set_interval(1, self.tick)
        self._show()

    def on_unmount(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _begin(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = spawn(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ---- the hands

    def on_key(self, event: Key) -> None:
        if self.desk.view is not None and self.desk.view.counter is not None:
            self.press(event.key)

    def on_pressed(self, event: Pressed) -> None:
        self.press(event.key)

    def press(self, key: str) -> None:
        """A key or a click: does what the view says that it does, if it may be done now."""
        view = self.desk.view
        key = key.lower()
        if not self._keys.counts(key, self._monotonic()) or view is None or view.counter is None:
            return
        act = next(act for act in view.acts if act.key.lower() == key)
        if act.enabled and act.verb in at.KNOWN:
            self._ask(act.key, at.message_of(act, view.counter, self._new_request()))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        if event.option_id is not None:
            self._sit(event.option_id)

    def _sit(self, counter: str) -> None:
        self._ask("sit", wire.OpenCounter(request=self._new_request(), counter=counter))

    def _ask(self, key: str, message: wire.Act) -> None:
        if self.desk.asked or self.desk.link is not Link.UP or self._returning:
            return

        async def ask() -> None:
            self._tell(Answered(await self._hub.ask(message)))

        self._begin(ask(), key)
        self._show(asked=key, message="")

    def on_answered(self, event: Answered) -> None:
        refused = event.answer if isinstance(event.answer, wire.Refused) else None
        self._show(asked="", message="" if refused is None else self._why(refused))

    def tick(self) -> None:
        """Once a second: waits and clock go on, old words go, and a hub that is silent is asked."""
        now = self._monotonic()
        if now - self._pinged_at >= PING_S:
            self._pinged_at = now
            self._begin(self._hub.ping(), "ping")
        self._show(**({"message": ""} if now - self._said_at >= SAID_S else {}))

    # ---- the hub

    def on_link_changed(self, event: LinkChanged) -> None:
        self._show(link=event.link)

    def on_hub_said(self, event: HubSaid) -> None:
        match event.message:
            case wire.Welcome(now_ms=now_ms, hall=hall):
                self._hub_clock.set(now_ms)
                self._returning = self.desk.view is not None and self.desk.view.counter is not None
                self._enter(hall, notices=())
            case wire.HallChanged(hall=hall):
                self._enter(hall)
            case wire.State(view=view):
                self._picture(msgspec.json.decode(view, type=CounterView))
            case wire.Pong(now_ms=now_ms):
                self._hub_clock.set(now_ms)
            case wire.Notice(codes=codes):
                self._show(notices=tuple(codes))
            case wire.Fault():
                self._show(message=self.desk.words.text("counter.not_known"))
            case wire.Refused() as refused if self._returning:
                self._returning = False  # somebody has closed the counter meanwhile, or it is gone
                self._show(message=self._why(refused), view=self._choices)
            case _:
                pass

    def _why(self, refused: wire.Refused) -> str:
        return at.refusal(self.desk.words, refused.code, refused.data)

    def _enter(self, description: dict[str, Any], **changes: Any) -> None:
        try:
            hall = read_hall(description)
        except Unreadable:
            self.exit(return_code=1, message="the hub describes a hall that this console cannot show")
            return
        known = next((code for code in hall.languages if code in languages_available()), self.desk.words.language)
        words = load_words(known)
        sat = self.desk.view.counter if self.desk.view is not None else None
        if sat is not None and hall.counter(sat) is None:
            changes["message"] = words.text("counter.seat_gone")
        self._show(hall=hall, words=words, **changes)

    def _picture(self, view: CounterView) -> None:
        if view.counter is None and self._returning:
            self._choices = view
            return
        self._returning = False
        self._keys.mean({act.key.lower(): _meaning(act) for act in view.acts}, self._monotonic())
        self._show(view=view)
        if self._wanted and view.counter is None:
            wanted, self._wanted = self._wanted, ""
            self._sit(wanted)

    # ---- the screen

    def _show(self, **changes: Any) -> None:
        """Take the changes in, and paint all of it."""
        if changes.get("message"):
            self._said_at = self._monotonic()
        self.desk = desk = replace(self.desk, now_ms=self._hub_clock.now_ms(), **changes)
        if not self.is_running or not self.screen.query("#foot"):
            return  # news that arrive while the app begins or ends
        seated = desk.view is not None and desk.view.counter is not None
        name, words = at.standing(desk)
        self.query_one("#top", Line).show(at.place(desk), at.clock(desk))
        self.query_one("#standing", Line).show(words)
        self.query_one("#standing").set_classes(f"-{name}")
        self.query_one("#notice", Line).show(at.notice(desk))
        self.query_one("#notice").display = bool(at.notice(desk))
        self.query_one("#desk").display = seated
        self.query_one("#foot", Line).show(at.foot(desk), desk.words.text("kiosk.way_out"))
        self.query_one(Choices).show(at.choices(desk))
        if seated:
            self._paint_desk()

    def _paint_desk(self) -> None:
        desk = self.desk
        self.query_one(Number).show(at.number(desk), at.waiting_count(desk))
        self.query_one("#facts", Line).show("\n".join(at.facts(desk)))
        rows = at.acts(desk)
        place = self.query_one("#acts")
        lines = list(place.query(ActLine))
        if len(lines) < len(rows):
            new = [ActLine() for _ in range(len(rows) - len(lines))]
            place.mount(*new)
            lines += new
        for line, row in zip(lines, rows, strict=False):
            line.show(row, up=desk.link is Link.UP)
        count = str(desk.view.waiting_count) if desk.view is not None and desk.view.waiting_count else ""
        nobody = [("", desk.words.text("counter.nobody_waiting"), "")]
        self.query_one("#waiting", Table).show(
            desk.words.text("counter.waiting_list"), count, at.waiting(desk) or nobody
        )
        self.query_one("#activity", Table).show(desk.words.text("counter.activity"), "", at.activity(desk))


def _meaning(act: Act) -> tuple[str, str, str]:
    return act.verb, act.label, act.number
