"""Between the wire and the hall: an act becomes a command, and what it led to becomes the answer."""

from collections.abc import Mapping
from typing import assert_never

from hall import commands, model
from hall.events import Record
from hall.model import CounterId, KioskId, TicketId
from kiosk import wire
from kiosk.hub.access import new_ticket_token
from kiosk.hub.audience import Listener
from kiosk.store import codec


class NoCounter(Exception):
    """The act is done at a counter, and this connection has not sat down at one."""


def command_of(act: wire.ClientAct, who: Listener, kiosks: Mapping[KioskId, bool]) -> commands.Command:
    """The command that `act` means from the connection `who`; raises `NoCounter` and `ValueError`.

    `kiosks`: every kiosk there is, and whether it is connected.
    """
    match act:
        case wire.TakeTicket():
            paper = _paper(act, who, kiosks)
            return commands.TakeTicket(model.ServiceCode(act.service), act.language, new_ticket_token(), paper)
        case wire.PrintCopy():
            return commands.PrintCopy(TicketId(act.ticket), KioskId(act.print_at) or None, kiosks)
        case wire.ReportPrint():
            outcome = model.Paper(act.outcome)
            return commands.ReportPrint(
                KioskId(who.device), TicketId(act.ticket), outcome, act.why, model.JobId(act.job)
            )
        case wire.OpenCounter():
            return commands.OpenCounter(CounterId(act.counter))
        case wire.Cancel():
            return commands.Cancel(TicketId(act.ticket), who.seat)
        case wire.OpenDay():
            return commands.OpenDay(act.on, confirmed=True, fresh=act.fresh)
        case wire.CloseDay():
            return commands.CloseDay()
        case wire.AddDevice() | wire.NewRoll() | wire.ReloadHall() | wire.MakeBackup() | wire.DoWithout():
            raise ValueError("not an act of the queue")
        case _:
            return _at_counter(act, who.seat)


def _paper(
    act: wire.TakeTicket, who: Listener, kiosks: Mapping[KioskId, bool]
) -> commands.Itself | commands.Elsewhere | None:
    if who.role == "kiosk":
        return commands.Itself(KioskId(who.device), who.boot)
    return commands.Elsewhere(KioskId(act.print_at), kiosks) if act.print_at else None


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
