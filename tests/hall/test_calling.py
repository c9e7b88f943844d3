"""Who is called next: the longest wait among the services of a counter, and the reason that proves it."""

from hall.calling import FIRST_COME, choose
from hall.commands import CallNext, Cancel, Command, OpenCounter
from hall.events import CallReason, Head
from hall.model import TicketId
from tests.fakes.halls import A01, A02, B01, C01, FOUR, ONE, THREE_AGENCIES, TWO
from tests.fakes.script import At, played, take


def test_nobody_waiting_is_no_choice() -> None:
    """A counter whose services have nobody waiting gets None, whoever waits for others."""
    day = played(THREE_AGENCIES, take("t1", C01)).day
    assert choose(day, THREE_AGENCIES.counters[ONE]) is None


def test_the_longest_wait_among_the_services_of_the_counter_is_chosen() -> None:
    """The order is that of the log, across services and agencies, with every head that was considered."""
    day = played(THREE_AGENCIES, take("t1", C01), take("t2", B01), take("t3", A02), take("t4", B01)).day
    choice = choose(day, THREE_AGENCIES.counters[TWO])
    assert choice is not None
    ticket, reason = choice
    assert ticket.number == "B001"
    assert reason == CallReason(
        FIRST_COME,
        (
            Head(B01, TicketId("2026-11-24/B001"), 3, waiting=2),
            Head(A02, TicketId("2026-11-24/A001"), 4, waiting=1),
        ),
    )


def test_services_with_nobody_waiting_are_no_heads() -> None:
    """What was emptied by a call or by cancelling does not show in the reason."""
    commands: list[Command] = [take("t1", A01), take("t2", B01), take("t3", C01), OpenCounter(ONE), CallNext(ONE, None)]
    day = played(THREE_AGENCIES, *commands, Cancel(TicketId("2026-11-24/B001"))).day
    choice = choose(day, THREE_AGENCIES.counters[FOUR])
    assert choice is not None
    assert [head.service for head in choice[1].heads] == [C01]


def test_the_clock_has_no_say() -> None:
    """A ticket issued while the clock was behind does not come first for that."""
    day = played(THREE_AGENCIES, take("t1", A01), At(0), take("t2", A02)).day
    choice = choose(day, THREE_AGENCIES.counters[ONE])
    assert choice is not None
    assert choice[0].number == "A001"


def test_choosing_changes_nothing() -> None:
    """Asked again without a call, the answer is the same."""
    day = played(THREE_AGENCIES, take("t1", A01), take("t2", A02)).day
    counter = THREE_AGENCIES.counters[ONE]
    assert choose(day, counter) == choose(day, counter)
