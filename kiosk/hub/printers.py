"""What the hub knows of the kiosks' printers: the last word of each, since when, and whether its kiosk is there.

Kept in memory: after a restart every kiosk says it again. Staff are shown all of them whenever something has changed,
but never more often than a person can read.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from hall.model import KioskId
from kiosk import wire

EVERY_S = 0.25
"""Changes that follow one another faster than this are shown together."""


class Printers:
    """The printers of all kiosks that may connect, in a running event loop."""

    def __init__(self, kiosks: Iterable[str], now_ms: int, *, changed: Callable[[wire.Printers], None]) -> None:
        """`changed` gets the new picture, `EVERY_S` after the first change at the latest. Times are wall time."""
        self._printers: dict[str, wire.Printer] = {}
        self._changed = changed
        self._shown: wire.Printers | None = None
        self._due: asyncio.TimerHandle | None = None
        for kiosk in kiosks:
            self.know(kiosk, now_ms)

    def know(self, kiosk: str, now_ms: int) -> None:
        """A kiosk that may connect from now on; one that is known already stays as it is."""
        if kiosk not in self._printers:
            self._put(
                wire.Printer(
                    kiosk=kiosk,
                    connected=False,
                    connected_since_ms=now_ms,
                    since_ms=0,
                    trouble="",
                    paper_near_end=False,
                    roll_left_mm=-1,
                    tickets_left=-1,
                    held=False,
                )
            )

    def connect(self, kiosk: str, connected: bool, now_ms: int) -> None:
        """The kiosk is there, or is not any more; saying so again changes nothing."""
        self.know(kiosk, now_ms)
        if self._printers[kiosk].connected is not connected:
            self._put(replace(self._printers[kiosk], connected=connected, connected_since_ms=now_ms))

    def report(self, kiosk: str, said: wire.ReportPrinter, now_ms: int) -> None:
        """The kiosk's last word on its printer. What had been so already keeps the time since when it is so."""
        self.know(kiosk, now_ms)
        before = self._printers[kiosk]
        same = (before.trouble, before.paper_near_end, before.held) == (said.trouble, said.paper_near_end, said.held)
        self._put(
            replace(
                before,
                since_ms=before.since_ms if same and before.since_ms else now_ms,
                trouble=said.trouble,
                paper_near_end=said.paper_near_end,
                roll_left_mm=said.roll_left_mm,
                tickets_left=said.tickets_left,
                held=said.held,
            )
        )

    def kiosks(self) -> Mapping[KioskId, bool]:
        """Every kiosk that may connect, and whether it is there."""
        return {KioskId(kiosk): printer.connected for kiosk, printer in self._printers.items()}

    def picture(self) -> wire.Printers:
        """All of them, in the order of their names."""
        return wire.Printers(printers=[self._printers[kiosk] for kiosk in sorted(self._printers)])

    def _put(self, printer: wire.Printer) -> None:
        self._printers[printer.kiosk] = printer
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(EVERY_S, self._show)

    def _show(self) -> None:
        self._due = None
        picture = self.picture()
        if picture != self._shown:
            self._shown = picture
            self._changed(picture)
