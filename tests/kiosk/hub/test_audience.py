"""Who is told what, without sockets: order of urgency, no repeats, and a bound on what piles up."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from hall.commands import Elsewhere, OpenCounter, OpenDay, StartKiosk, TakeTicket
from hall.model import CounterId, ServiceCode
from kiosk import wire
from kiosk.hub import audience as module
from kiosk.hub.audience import Audience, Listener
from tests.fakes.days import Desk
from tests.fakes.halls import BOTH_THERE, KIOSK, ONE_AGENCY, TODAY

TAKE_AT_DESK = TakeTicket(ServiceCode("A01"), "id", "at a desk", Elsewhere(KIOSK, BOTH_THERE))


@dataclass
class Transport:
    """What a connection's transport says of its buffer, and whether it was cut."""

    unsent: int = 0
    aborted: bool = False

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def abort(self) -> None:
        self.aborted = True


@dataclass(eq=False)
class Connection:
    transport: Transport = field(default_factory=Transport)
    sent: list[wire.FromHub] = field(default_factory=list)


class NoFile:
    """A store that keeps nothing: the audience only looks at the day."""

    def commit(self, records: Any, day: Any) -> None:
        """Nothing is kept."""
        return


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[Connection]:
    """Connections in the order in which they are told something."""
    told: list[Connection] = []

    def broadcast(connections: list[Connection], frame: bytes, *, text: bool) -> None:
        for connection in connections:
            told.append(connection)
            connection.sent.append(wire.decode_from_hub(frame.decode()))

    monkeypatch.setattr(module, "broadcast", broadcast)
    return told


def joined(audience: Audience, desk: Desk, role: wire.Role, **more: Any) -> tuple[Listener, Connection]:
    connection = Connection()
    listener = Listener(connection, role, f"{role}-1", **more)  # type: ignore[arg-type]  # all that is used of one
    audience.greet(listener, desk.day, wire.Hello(protocol=1, role=role, token="x"))()
    return listener, connection


@pytest.fixture
def desk() -> Desk:
    desk = Desk(NoFile())
    desk.do(OpenDay(TODAY), OpenCounter(CounterId("1")))
    return desk


@pytest.fixture
def audience() -> Audience:
    return Audience(ONE_AGENCY, calls_shown=5, unsent_bytes=1000)


def test_boards_hear_of_a_change_first(audience: Audience, desk: Desk, order: list[Connection]) -> None:
    """A hall full of phones does not delay the screen everybody looks at."""
    take = TakeTicket(ServiceCode("A01"), "id", "token")
    desk.do(take)
    _phone, phone = joined(audience, desk, "ticket", token="token")
    _kiosk, kiosk = joined(audience, desk, "kiosk")
    _board, board = joined(audience, desk, "board")
    order.clear()

    audience.publish(desk.day, desk.do(TakeTicket(ServiceCode("A01"), "id", "second")))

    assert order == [board, kiosk]
    assert len(phone.sent) == 1


def test_a_picture_that_has_not_changed_is_not_sent_again(
    audience: Audience, desk: Desk, order: list[Connection]
) -> None:
    """Looking at everything anew, as after a fault, tells nobody what they know."""
    joined(audience, desk, "counter", seat=CounterId("1"))
    order.clear()

    audience.publish(desk.day, ())

    assert order == []


def test_a_connection_that_does_not_read_is_dropped(audience: Audience, desk: Desk, order: list[Connection]) -> None:
    """What piles up for one connection is bounded; the others are told all the same."""
    _stalled, stalled = joined(audience, desk, "kiosk")
    _calm, calm = joined(audience, desk, "kiosk")
    stalled.transport.unsent = 1001
    order.clear()

    audience.publish(desk.day, desk.do(TakeTicket(ServiceCode("A01"), "id", "token")))

    assert stalled.transport.aborted
    assert order == [calm]


def test_who_left_is_told_nothing(audience: Audience, desk: Desk, order: list[Connection]) -> None:
    """A closed connection is forgotten at once."""
    listener, _connection = joined(audience, desk, "kiosk")
    audience.leave(listener)
    order.clear()

    audience.publish(desk.day, desk.do(TakeTicket(ServiceCode("A01"), "id", "token")))

    assert order == []
    assert len(audience) == 0


def asked(connection: Connection) -> list[int]:
    """The jobs that a connection was asked to print."""
    return [message.job for message in connection.sent if isinstance(message, wire.PrintTicket)]


def test_a_kiosk_is_asked_once_a_connection(audience: Audience, desk: Desk, order: list[Connection]) -> None:
    """A change that was in the greeting already, and looking at everything anew, ask for nothing twice."""
    wanted = desk.do(TAKE_AT_DESK)
    _kiosk, kiosk = joined(audience, desk, "kiosk", boot="b1")
    _counter, counter = joined(audience, desk, "counter")

    audience.publish(desk.day, wanted)
    audience.publish(desk.day, ())
    more = desk.do(replace(TAKE_AT_DESK, token="second"))
    audience.publish(desk.day, more)

    assert asked(kiosk) == [wanted[-1].seq, more[-1].seq]
    assert asked(counter) == []


def test_a_process_that_another_has_followed_is_asked_for_nothing(
    audience: Audience, desk: Desk, order: list[Connection]
) -> None:
    """Between the hello of the next one and its welcome, the connection of the one before is still there."""
    desk.do(StartKiosk(KIOSK, "b1"))
    _old, old = joined(audience, desk, "kiosk", boot="b1")
    desk.do(StartKiosk(KIOSK, "b2"))

    audience.publish(desk.day, desk.do(TAKE_AT_DESK))
    _new, new = joined(audience, desk, "kiosk", boot="b2")

    assert asked(old) == []
    assert asked(new) == [desk.day.seq]
