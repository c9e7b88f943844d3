"""The visitor's app: carries messages between the hub, the printer, the fingers and the screens.

It decides nothing: `visit` says what a touch means, `showing.scene` which screen is due, and `spool` has the paper.
Every change ends in `_show`. Each number is asked for by a task of its own, which repeats one request id for as long as
it takes, so that nothing is taken twice and nothing is forgotten.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any
from uuid import uuid4

from textual.app import App
from textual.message import Message

from kiosk import wire
from kiosk.cells import palette
from kiosk.cells.catalogue import Hall, Unreadable, read_hall
from kiosk.cells.hub_clock import HubClock
from kiosk.client import HubClient
from kiosk.tasks import spawn
from kiosk.terminal import visit
from kiosk.terminal.journal import Journal
from kiosk.terminal.ledger import Print
from kiosk.terminal.news import Answered, HubSaid, LinkChanged, PaperKnown, PrinterReady
from kiosk.terminal.screens.base import KioskScreen
from kiosk.terminal.screens.confirm import ConfirmScreen
from kiosk.terminal.screens.notice import NoticeScreen
from kiosk.terminal.screens.ticket import TicketScreen
from kiosk.terminal.screens.tiles import AgenciesScreen, ServicesScreen
from kiosk.terminal.showing import Scene, Showing, scene
from kiosk.terminal.slip_words import longest_slip, slip_for
from kiosk.terminal.spool import Spool
from kiosk.terminal.tongues import Tongues
from kiosk.terminal.visit import Issued, Step, Visit
from kiosk.terminal.widgets.tap import Tapped
from printer.desk import TicketPrinter
from printer.slip import Slip
from printer.status import Trouble

log = logging.getLogger(__name__)

PING_S = 30.0


def screens(monotonic: Callable[[], float]) -> dict[Scene, KioskScreen]:
    """One of each; they are kept and painted again."""
    return {
        Scene.AGENCIES: AgenciesScreen(monotonic),
        Scene.SERVICES: ServicesScreen(monotonic),
        Scene.CONFIRM: ConfirmScreen(monotonic),
        Scene.TICKET: TicketScreen(monotonic),
        Scene.NOTICE: NoticeScreen(monotonic),
    }


class KioskApp(App[None], inherit_bindings=False):
    """Full screen, for fingers. In a hall there is no way out of it."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    AUTO_FOCUS = ""
    CSS_PATH = [  # noqa: RUF012 - Textual declares it so
        "screens/base.tcss",
        "screens/confirm.tcss",
        "widgets/key.tcss",
        "widgets/header.tcss",
        "widgets/footer.tcss",
        "widgets/tile_pages.tcss",
        "widgets/sheet_view.tcss",
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]  # noqa: RUF012 - the same

    def __init__(
        self,
        hub_url: str,
        token: str,
        *,
        printer: TicketPrinter | None,
        roll_mm: int,
        journal: Journal | None = None,
        advice: Callable[[Slip], str] = lambda _slip: "",
        kiosk_mode: bool = True,
        first_language: str = "id",
        base_url: str = "",
        monotonic: Callable[[], float] = time.monotonic,
        new_request: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._new_request = new_request
        self._token = token
        self._boot = uuid4().hex
        self._journal = journal or Journal()
        self._kiosk_mode = kiosk_mode
        self._base_url = base_url
        self._advice = advice
        self._tongues = Tongues(first_language)
        self._hub_clock = HubClock(monotonic)
        self._hub = HubClient(
            hub_url,
            self._greeting,
            on_message=lambda message: self._tell(HubSaid(message)),
            on_link=lambda link: self._tell(LinkChanged(link)),
        )
        self._spool = Spool(
            printer,
            self._journal,
            self._hub,
            roll_mm=roll_mm,
            begin=self._begin,
            on_paper=lambda ended: self._tell(PaperKnown(ended)),
            on_ready=lambda ready: self._tell(PrinterReady(ready)),
        )
        self._tasks: set[asyncio.Task[Any]] = set()
        self._epoch = 0
        self._hall: Hall | None = None
        self._touched_at = self._pinged_at = monotonic()
        self._scene: Scene | None = None
        self.showing = Showing(
            visit=Visit(language=first_language),
            words=self._tongues.words(first_language),
            paper_expected=printer is not None,
            demonstration=not kiosk_mode,
        )

    def _greeting(self) -> wire.Hello:
        """Who this is, and the numbers it has shown: a hub that comes from a backup must not give them again."""
        shown = self._journal.shown()
        return wire.Hello(protocol=wire.PROTOCOL, role="kiosk", token=self._token, boot=self._boot, shown=shown)

    def _tell(self, news: Message) -> None:
        """Post a message to this app, from any thread."""
        self.post_message(news)

    # ---- starting and ending

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return palette.variables()

    def on_load(self) -> None:
        if not self._kiosk_mode:
            self.bind("ctrl+q", "quit")

    def on_mount(self) -> None:
        for name, screen in screens(self._monotonic).items():
            self.install_screen(screen, name)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit)
        self._spool.open()
        self._begin(self._hub.run(), "link to the hub")
        self.set_interval(1, self.tick)
        self._show()

    def on_unmount(self) -> None:
        self._spool.close()
        for task in self._tasks:
            task.cancel()

    def _begin(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = spawn(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ---- the visitor

    def on_mouse_down(self) -> None:
        self._touched_at = self._monotonic()

    def on_tapped(self, event: Tapped) -> None:
        if self._hall is None:
            return
        before = self.showing.visit
        after = visit.after(before, event.touch, self._hall, self._new_request())
        if after.step is Step.TAKING and before.step is not Step.TAKING:
            self._begin(self._take(after), f"take {after.request}")
        self._show(visit=after)

    async def _take(self, asking: Visit) -> None:
        act = wire.TakeTicket(request=asking.request, service=asking.service, language=asking.language)
        answer = await self._hub.ask(act)
        if isinstance(answer, wire.Done | wire.Refused):
            self._tell(Answered(answer))

    def on_answered(self, event: Answered) -> None:
        if isinstance(event.answer, wire.Refused):
            self._show(visit=visit.refused(self.showing.visit, event.answer.code))
            return
        ticket = visit.read_issued(event.answer.events)
        if ticket is None:
            log.error("the hub says it is done and names no ticket: %s", event.answer)
            self._show(visit=visit.refused(self.showing.visit, ""))
            return
        # Before the screen is painted: the printer is the slower of the two.
        self._print_ticket(Print(self._epoch, ticket.ticket, job=0), ticket)
        self._touched_at = self._monotonic()
        self._show(visit=visit.issued(self.showing.visit, ticket))

    def tick(self) -> None:
        """Once a second: visitors who left, the clock, the hub's time."""
        now = self._monotonic()
        if now - self._touched_at >= visit.patience_s(self.showing.visit):
            self._touched_at = now
            self._show(visit=Visit(language=self._tongues.languages[0]))
        elif self._hall and self._hub_clock.label(self._hall, self.showing.words) != self.showing.clock:
            self._show()
        if now - self._pinged_at >= PING_S:
            self._pinged_at = now
            self._begin(self._hub.ping(), "ping")

    # ---- the paper

    def _print_ticket(self, of: Print, ticket: Issued, *, copy: bool = False) -> None:
        assert self._hall is not None  # numbers are given by a hub that has described it
        words = self._tongues.words(ticket.language)
        slip = slip_for(ticket, self._hall, words)
        if copy:
            slip = replace(slip, copy_mark=words.text("slip.copy_mark"))
        self._spool.print_slip(of, slip)

    def _print_for_hub(self, asked: wire.PrintTicket) -> None:
        """A print that somebody else has asked for: no visitor's screen changes."""
        ticket = visit.read_ticket(asked.issued)
        of = Print(0, str(asked.issued.get("ticket", "")), asked.job)
        if ticket is not None and self._hall is not None:
            self._print_ticket(of, ticket, copy=asked.copy)
            return
        log.error("the hub asks for a print that cannot be made: %s", asked)
        if of.ticket:
            self._spool.refuse(of, Trouble.CRASHED)

    def on_paper_known(self, event: PaperKnown) -> None:
        ended = event.ended
        if ended.of.job == 0:
            before = self.showing.visit
            after = visit.paper(before, ended.of.ticket, ended.outcome, ended.why)
            if after is not before:
                self._touched_at = self._monotonic()
                self._show(visit=after)

    def on_printer_ready(self, event: PrinterReady) -> None:
        self._show(paper_expected=event.ready)

    # ---- the hub

    def on_link_changed(self, event: LinkChanged) -> None:
        self._show(link=event.link)

    def on_hub_said(self, event: HubSaid) -> None:
        match event.message:
            case wire.Welcome(now_ms=now_ms, hall=hall, epoch=epoch):
                self._epoch = epoch
                self._hub_clock.set(now_ms)
                self._enter(hall)
                self._spool.welcomed()
            case wire.HallChanged(hall=hall):
                self._enter(hall)
            case wire.State() as state:
                view = wire.view_of(state)
                self._show(open=bool(view.get("open")), waiting=dict(view.get("waiting", {})))
            case wire.Pong(now_ms=now_ms):
                self._hub_clock.set(now_ms)
                self._show()
            case wire.PrintTicket() as asked:
                self._print_for_hub(asked)
            case wire.RollChanged(request=request):
                self._spool.change_roll(request)
            case _:
                pass

    def _enter(self, welcome: dict[str, Any]) -> None:
        try:
            hall = read_hall({**welcome, "base_url": self._base_url or welcome.get("base_url", "")})
        except Unreadable as exc:
            log.error("the hub describes a hall this kiosk cannot show: %s", exc)  # noqa: TRY400 - no traceback helps
            return
        first_time, self._hall = self._hall is None, hall
        self._tongues.speak(hall.languages)
        spoken = Visit(language=self._tongues.languages[0]) if first_time else self.showing.visit
        self._show(hall=hall, language_names=self._tongues.names, visit=visit.in_hall(spoken, hall))
        if first_time:
            self._begin(self._advise(hall), "look at the hall's slip")

    async def _advise(self, hall: Hall) -> None:
        """Say in the log what whoever installs this machine should know."""
        slip = longest_slip(hall, self._tongues.words(hall.languages[0]))
        if advice := await asyncio.to_thread(self._advice, slip):
            log.warning("%s", advice)

    # ---- the screen

    def _show(self, **changes: Any) -> None:
        """Take the changes in, and paint the screen that is due now."""
        showing = replace(self.showing, **changes)
        words = self._tongues.words(showing.visit.language)
        clock = self._hub_clock.label(self._hall, words) if self._hall else ""
        self.showing = replace(showing, words=words, clock=clock)
        due = scene(self.showing)
        if not self.is_running or not self.is_screen_installed(due):
            return  # news that arrive while the app is closing, and its screens lose their parts
        screen = self.get_screen(due)
        assert isinstance(screen, KioskScreen)
        screen.paint(self.showing)
        if due is not self._scene:
            first, self._scene = self._scene is None, due
            _ = self.push_screen(screen) if first else self.switch_screen(screen)
