"""The life of a ticket as a table: every move in every state."""

import copy

import pytest

from hall.commands import CallNext, Cancel, Command, Finish, Miss, OpenCounter, Recall, Request, Start, TakeTicket
from hall.day import Corrupt, Day
from hall.decide import decide
from hall.events import Record, ServiceFinished
from hall.lifecycle import TABLE, Move, after, diagram
from hall.model import CounterId, RequestId, ServiceCode, TicketId, TicketState
from hall.refusals import Refused
from tests.fakes.halls import ONE_AGENCY
from tests.fakes.script import played

C, FIRST = CounterId("1"), TicketId("2026-11-24/A001")

TAKE = TakeTicket(ServiceCode("A01"), "id", "t1")
CALL = CallNext(C, None)
WAYS: dict[TicketState, list[Command]] = {
    TicketState.WAITING: [],
    TicketState.CALLED: [CALL],
    TicketState.SERVING: [CALL, Start(C, FIRST)],
    TicketState.FINISHED: [CALL, Start(C, FIRST), Finish(C, FIRST)],
    TicketState.MISSED: [CALL, Miss(C, FIRST)],
    TicketState.CANCELLED: [Cancel(FIRST)],
}
"""How a ticket comes to each state."""
MOVES: dict[Move, Command] = {
    Move.CALL: CALL,
    Move.RECALL: Recall(C, FIRST),
    Move.START: Start(C, FIRST),
    Move.FINISH: Finish(C, FIRST),
    Move.MISS: Miss(C, FIRST),
    Move.CANCEL: Cancel(FIRST, C),
}


def _day(*commands: Command) -> Day:
    return played(ONE_AGENCY, OpenCounter(C), TAKE, *commands).day


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("move", Move)
def test_every_command_in_every_state_goes_where_the_table_says_or_nowhere(state: TicketState, move: Move) -> None:
    """A legal move ends in the table's state; an illegal one is refused and the day is what it was."""
    day = _day(*WAYS[state])
    before = copy.deepcopy(day)
    then = after(state, move)
    try:
        events = decide(day, ONE_AGENCY, Request(RequestId("it"), "test", MOVES[move]), 0)
    except Refused:
        assert then is None
        assert day == before
        return
    assert day == before, "deciding changes nothing"
    for event in events:
        day.apply(Record(day.seq + 1, 0, RequestId("it"), "test", event))
    assert day.tickets[FIRST].state is then


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("move", Move)
def test_after_is_the_table(state: TicketState, move: Move) -> None:
    """`after` answers with the table's state, or None where the table has no such move."""
    assert after(state, move) is TABLE.get((state, move))


def test_every_state_can_be_reached_and_ended() -> None:
    """No state is an island, and from each there is a way to an end."""
    ends = {TicketState.FINISHED, TicketState.MISSED, TicketState.CANCELLED}
    assert {then for _, then in TABLE.items()} | {TicketState.WAITING} == set(TicketState)
    assert {state for state, _ in TABLE} == set(TicketState) - ends
    assert {then for (state, _), then in TABLE.items() if state in {TicketState.CALLED, TicketState.SERVING}} >= ends


def test_a_ticket_is_never_called_again_once_it_was() -> None:
    """Only waiting tickets can be called."""
    assert [state for state, move in TABLE if move is Move.CALL] == [TicketState.WAITING]


def test_a_log_that_skips_a_state_is_corrupt_and_not_believed() -> None:
    """A record that the table does not allow stops the fold instead of bending the state."""
    day = _day()
    with pytest.raises(Corrupt):
        day.apply(Record(day.seq + 1, 0, RequestId("it"), "test", ServiceFinished(FIRST, C)))
    assert day.tickets[FIRST].state is TicketState.WAITING


def test_the_diagram_shows_every_move_of_the_table() -> None:
    """The Mermaid text is drawn from the table: a start, each move once, and each end."""
    lines = diagram().splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> waiting: issue"]
    assert {f"    {state} --> {then}: {move}" for (state, move), then in TABLE.items()} < set(lines)
    assert lines[-3:] == ["    finished --> [*]", "    missed --> [*]", "    cancelled --> [*]"]
