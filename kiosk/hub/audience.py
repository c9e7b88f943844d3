"""Who is connected, and what each of them is shown: the whole picture when they come, and what changes afterwards.

Everything here is synchronous, so that no change can slip between a picture and the changes after it. A connection that
does not read is never waited for; what piles up for it is bounded.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from websockets.asyncio.server import ServerConnection, broadcast

from hall import views
from hall.day import Day
from hall.events import PrintAsked, Record, TicketCalled, TicketRecalled
from hall.model import CounterId, Hall, JobId, KioskId, Ticket, ZoneId
from kiosk import wire

log = logging.getLogger(__name__)

_URGENCY = ("board", "counter", "kiosk", "admin", "ticket")
"""The order in which roles hear of a change."""

STAFF: frozenset[wire.Role] = frozenset({"counter", "admin"})


@dataclass(slots=True, eq=False)
class Listener:
    """A connection that has said hello."""

    connection: ServerConnection
    role: wire.Role
    device: str
    zone: ZoneId | None = None
    """A board's; None shows the whole hall."""
    seat: CounterId | None = None
    """A console's counter, once chosen."""
    token: str = ""
    """A ticket page's."""
    boot: str = ""
    """A kiosk's: which process of it this is."""
    asked_job: int = 0
    """The last print that this connection has been asked for."""
    old_ticket: Ticket | None = None
    """The ticket of a page whose date is over; the day does not know it any more."""
    shown_seq: int = 0
    """The last push it has been sent; a board's is the last call."""
    shown: bytes = b""
    """The last picture it has been sent, without its sequence number."""

    @property
    def topic(self) -> tuple[object, ...]:
        """Listeners of one topic see the same picture."""
        return (self.role, self.zone, self.seat, self.token)


class Audience:
    """All listeners. `unsent_bytes` bounds what is kept for one that does not read."""

    def __init__(self, hall: Hall, *, calls_shown: int, unsent_bytes: int) -> None:
        self.hall = hall
        self._calls_shown = calls_shown
        self._unsent_bytes = unsent_bytes
        self._listeners: dict[Listener, None] = {}
        """In the order in which they came."""

    def enter(self, hall: Hall, *, calls_shown: int) -> None:
        """Show this hall from now on. A console at a counter that is gone has to choose another."""
        self.hall = hall
        self._calls_shown = calls_shown
        for listener in self._listeners:
            if listener.seat not in hall.counters:
                listener.seat = None

    def listeners(self) -> list[Listener]:
        """Everybody, in the order in which they came."""
        return list(self._listeners)

    def __len__(self) -> int:
        return len(self._listeners)

    def roles(self) -> dict[str, int]:
        """How many of each role are connected."""
        found: dict[str, int] = dict.fromkeys(_URGENCY, 0)
        for listener in self._listeners:
            found[listener.role] += 1
        return found

    def greet(self, listener: Listener, day: Day, hello: wire.Hello) -> Callable[[], None]:
        """What brings `listener` up to date with `day`, ready to be sent once the day is durable."""
        missed = None
        if listener.role == "board" and hello.epoch == day.epoch:
            missed = views.calls_since(day, listener.zone, hello.seq)
        picture = self._picture(listener, day)
        seq = self._position(listener, day)
        pending = day.printing.values() if listener.role == "kiosk" else ()
        prints = self._prints(day, [one.job for one in pending if one.kiosk == listener.device])

        def send() -> None:
            self._listeners[listener] = None
            if missed is None or not hello.seq:
                listener.shown_seq = seq
            else:
                listener.shown_seq = hello.seq
                for call in missed:
                    self._send_call(listener, call.seq, msgspec.to_builtins(call))
            self._send_picture(listener, picture, seq)
            for kiosk, asked in prints:
                self._ask_to_print(day, kiosk, asked)

        return send

    def leave(self, listener: Listener) -> None:
        """Forget a connection that has ended."""
        self._listeners.pop(listener, None)

    def kiosk(self, name: str) -> Listener | None:
        """The latest connection of a kiosk."""
        return next((one for one in reversed(self._listeners) if one.role == "kiosk" and one.device == name), None)

    def superseded_by(self, listener: Listener) -> list[Listener]:
        """The connections that other processes of the same kiosk have left."""
        return [
            one
            for one in self._listeners
            if listener.boot and one.boot != listener.boot and (one.role, one.device) == ("kiosk", listener.device)
        ]

    def publish(self, day: Day, records: Sequence[Record]) -> None:
        """Tell everyone what `records`, durable now, have changed for them; no records means: look at everything."""
        calls = [record for record in records if isinstance(record.event, TicketCalled | TicketRecalled)]
        pictures: dict[tuple[object, ...], bytes] = {}
        for listener in sorted(self._listeners, key=lambda listener: _URGENCY.index(listener.role)):
            try:
                self._bring(listener, day, calls if records else None, pictures)
            except Exception:
                log.exception("%s cannot be shown the day; it is dropped, the others go on", listener.device)
                listener.connection.transport.abort()
        jobs = [JobId(record.seq) for record in records if isinstance(record.event, PrintAsked)]
        for kiosk, asked in self._prints(day, jobs if records else list(day.printing)):
            self._ask_to_print(day, kiosk, asked)

    def _bring(
        self, listener: Listener, day: Day, calls: list[Record] | None, pictures: dict[tuple[object, ...], bytes]
    ) -> None:
        """`calls` are those just made; None when it is not known which were."""
        if listener.role == "board" and calls is None:
            for call in views.calls_since(day, listener.zone, listener.shown_seq) or ():
                self._send_call(listener, call.seq, msgspec.to_builtins(call))
        elif listener.role == "board":
            self._send_calls(listener, day, calls or ())
        if listener.topic not in pictures:
            pictures[listener.topic] = self._picture(listener, day)
        self._send_picture(listener, pictures[listener.topic], self._position(listener, day))

    def _prints(self, day: Day, jobs: Iterable[JobId]) -> list[tuple[KioskId, wire.PrintTicket]]:
        """Those of `jobs` that a kiosk has to be asked for; a ticket that was taken at one is printed there anyway."""
        asked = []
        for one in (day.printing[job] for job in jobs if job in day.printing):
            ticket = day.tickets[one.ticket]
            if one.job != ticket.issued_seq:
                issued = msgspec.to_builtins(views.paper_view(day, self.hall, ticket))
                asked.append((one.kiosk, wire.PrintTicket(job=one.job, copy=one.copy, issued=issued)))
        return asked

    def _ask_to_print(self, day: Day, kiosk: KioskId, asked: wire.PrintTicket) -> None:
        """Once a connection, on the latest of a kiosk alone, and never a process that another one has followed."""
        listener = self.kiosk(kiosk)
        if listener is None or listener.asked_job >= asked.job or day.is_superseded(kiosk, listener.boot):
            return
        listener.asked_job = asked.job
        self.tell(listener, asked)

    def position(self, listener: Listener) -> int:
        """Sequence number of the last push this listener was sent."""
        return listener.shown_seq

    def refresh(self, listener: Listener, day: Day) -> Callable[[], None]:
        """The picture of one listener anew, ready to be sent, as after it sat down at a counter."""
        picture, seq = self._picture(listener, day), self._position(listener, day)
        return lambda: self._send_picture(listener, picture, seq)

    def tell_all(self, message: wire.Message) -> None:
        """The same message to every listener."""
        self._send(self._listeners, wire.encode(message))

    def tell_staff(self, message: wire.Message) -> None:
        """The same message to every console."""
        consoles = [listener for listener in self._listeners if listener.role in STAFF]
        self._send(consoles, wire.encode(message))

    def tell(self, listener: Listener, message: wire.Message) -> None:
        """One message to one listener."""
        self._send((listener,), wire.encode(message))

    def _send_calls(self, listener: Listener, day: Day, calls: Iterable[Record]) -> None:
        for record in calls:
            call = next((call for call in reversed(day.calls) if call.seq == record.seq), None)
            if call and listener.zone in (None, call.zone) and call.seq > listener.shown_seq:
                self._send_call(listener, call.seq, msgspec.to_builtins(call))

    def _send_call(self, listener: Listener, seq: int, call: dict[str, Any]) -> None:
        self.tell(listener, wire.Called(seq=seq, prev=listener.shown_seq, call=call))
        listener.shown_seq = seq

    def _send_picture(self, listener: Listener, picture: bytes, seq: int) -> None:
        if picture != listener.shown:
            listener.shown, listener.shown_seq = picture, seq
            self._send((listener,), wire.encode(wire.State(seq=seq, view=msgspec.Raw(picture))))

    def _send(self, listeners: Iterable[Listener], frame: bytes) -> None:
        connections = []
        for listener in listeners:
            transport = listener.connection.transport
            if transport.get_write_buffer_size() > self._unsent_bytes:
                log.info("dropping %s: it does not read", listener.device)
                transport.abort()
            else:
                connections.append(listener.connection)
        broadcast(connections, frame, text=True)

    def _position(self, listener: Listener, day: Day) -> int:
        return day.last_call_seq(listener.zone) if listener.role == "board" else day.seq

    def _picture(self, listener: Listener, day: Day) -> bytes:
        return msgspec.json.encode(self._view(listener, day))

    def _view(self, listener: Listener, day: Day) -> object:
        match listener.role:
            case "board":
                return views.board_view(day, self.hall, listener.zone, self._calls_shown)
            case "ticket":
                return self._ticket_view(listener, day)
            case "counter" | "admin":
                if listener.seat is None:
                    return views.choices_view(day, self.hall)
                return views.counter_view(day, self.hall, listener.seat)
            case _:
                return views.kiosk_view(day)

    def _ticket_view(self, listener: Listener, day: Day) -> views.TicketView:
        ticket = day.by_token.get(listener.token)
        if ticket is not None:
            listener.old_ticket = day.tickets[ticket]
            return views.ticket_view(day, self.hall, day.tickets[ticket])
        assert listener.old_ticket is not None  # the door lets only known tickets in
        return views.past_ticket_view(listener.old_ticket)
