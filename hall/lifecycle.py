"""The life of a ticket, as one table: what may happen to it in which state, and where it goes then.

Everything that moves a ticket is looked up here; the diagram in the documentation is drawn from this table by
`diagram`. A pair that is not in the table is refused, and nothing happens.
"""

from enum import StrEnum

from hall.model import TicketState

WAITING, CALLED, SERVING = TicketState.WAITING, TicketState.CALLED, TicketState.SERVING
FINISHED, MISSED, CANCELLED = TicketState.FINISHED, TicketState.MISSED, TicketState.CANCELLED


class Move(StrEnum):
    """What can happen to a ticket after its issue."""

    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    MISS = "miss"
    CANCEL = "cancel"


TABLE: dict[tuple[TicketState, Move], TicketState] = {
    (WAITING, Move.CALL): CALLED,
    (WAITING, Move.CANCEL): CANCELLED,
    (CALLED, Move.RECALL): CALLED,
    (CALLED, Move.START): SERVING,
    (CALLED, Move.MISS): MISSED,
    (CALLED, Move.CANCEL): CANCELLED,
    (SERVING, Move.FINISH): FINISHED,
}


def after(state: TicketState, move: Move) -> TicketState | None:
    """The state after `move`, or None where the table has no such move."""
    return TABLE.get((state, move))


def diagram() -> str:
    """The table as a Mermaid state diagram, for `docs/architecture.md`."""
    lines = ["stateDiagram-v2", f"    [*] --> {WAITING}: issue"]
    lines += [f"    {state} --> {then}: {move}" for (state, move), then in TABLE.items()]
    ends = [state for state in TicketState if not any(start is state for start, _ in TABLE)]
    lines += [f"    {state} --> [*]" for state in ends]
    return "\n".join(lines)
