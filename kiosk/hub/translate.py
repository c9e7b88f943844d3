"""Between the wire and the hall: an act becomes a command, and what it led to becomes the answer."""

from typing import assert_never

from hall import commands, model
from hall.events import Record
from hall.model import CounterId, TicketId
from hall.refusals import Code, Refused
from kiosk import wire
from kiosk.hub.access import new_ticket_token
from kiosk.store import codec


class NoCounter(Exception):
    """The act is done at a counter, and this connection has not sat down at one."""


def command_of(act: wire.ClientAct, seat: CounterId | None) -> commands.Command:
    """The command that `act` means for a connection that sits at `seat`; raises `NoCounter` and `ValueError`."""
    match act:
        case wire.TakeTicket():
            return commands.TakeTicket(model.ServiceCode(act.service), act.language, new_ticket_token())
        case wire.ReportPrint():
            return commands.ReportPrint(TicketId(act.ticket), model.Paper(act.outcome), act.why)
        case wire.OpenCounter():
            return commands.OpenCounter(CounterId(act.counter))
        case wire.Cancel():
            return commands.Cancel(TicketId(act.ticket), seat)
        case wire.OpenDay():
            return commands.OpenDay(act.on, confirmed=True, fresh=act.fresh)
        case wire.CloseDay():
            return commands.CloseDay()
        case wire.PrintCopy():
            raise Refused(Code.KIOSK_AWAY, kiosk=act.print_at)
        case wire.AddDevice() | wire.NewRoll():
            raise ValueError("not an act of the queue")
        case _:
            return _at_counter(act, seat)


def _at_counter(
    act: wire.CloseCounter | wire.CallNext | wire.Recall | wire.Start | wire.Finish | wire.Miss,
    seat: CounterId | None,
) -> commands.Command:
    if seat is None:
        raise NoCounter
    match act:
        case wire.CloseCounter():
            return commands.CloseCounter(seat)
        case wire.CallNext():
            return commands.CallNext(seat, None if act.holding is None else TicketId(act.holding))
        case wire.Recall():
            return commands.Recall(seat, TicketId(act.ticket))
        case wire.Start():
            return commands.Start(seat, TicketId(act.ticket))
        case wire.Finish():
            return commands.Finish(seat, TicketId(act.ticket))
        case wire.Miss():
            return commands.Miss(seat, TicketId(act.ticket))
        case _:
            assert_never(act)


def done(request: str, records: list[Record]) -> wire.Done:
    """The answer to an act that led to `records`."""
    events = [codec.as_wire(record) for record in records]
    return wire.Done(request=request, seq=records[-1].seq if records else 0, events=events)
