"""Paper: who prints what, and what is known of it. The rules of prints, as `calling` has the rules of calls.

A print is asked of one kiosk and is pending until that kiosk has said what became of it. It belongs to the process that
the kiosk is now: when another one starts, nobody knows what the one before has printed, and nothing is printed by
surprise later. It is then unconfirmed, as at the end of the date, and what its kiosk says later still counts. A ticket
has one pending print at most.
"""

from collections.abc import Mapping
from dataclasses import replace

from hall.commands import Elsewhere, Itself, PrintCopy, ReportPrint
from hall.day import Day
from hall.events import DayOpened, Event, KioskStarted, PaperReported, PrintAsked, TicketIssued
from hall.model import KioskId, Paper, Print, Ticket
from hall.refusals import Code, Refused

KIOSK_RESTARTED = "kiosk_restarted"
ASKED_ELSEWHERE = "asked_elsewhere"
DATE_OVER = "date_over"
HUB_RESTORED = "hub_restored"
"""Why a print is unconfirmed when its kiosk has not said so itself."""


def start(day: Day, kiosk: KioskId, boot: str) -> tuple[Event, ...]:
    """What follows when the process `boot` of a kiosk speaks: nothing for the one that is known, or for an empty one.

    Raises `Refused` for one that another has followed.
    """
    if day.is_superseded(kiosk, boot):
        raise Refused(Code.SUPERSEDED, kiosk=kiosk)
    if not boot or boot in day.boots.get(kiosk, ()):
        return ()
    left = (one for one in day.printing.values() if one.may_be_of(kiosk))
    return (KioskStarted(kiosk, boot), *(_unconfirmed(one, KIOSK_RESTARTED) for one in left))


def issued(day: Day, fact: TicketIssued, paper: Itself | Elsewhere | None) -> tuple[Event, ...]:
    """The issue of a ticket and what is to become of its paper; raises `Refused`."""
    match paper:
        case Itself(kiosk, boot):
            return (*start(day, kiosk, boot), replace(fact, kiosk=kiosk))
        case Elsewhere(kiosk, kiosks):
            _expect_there(kiosk, kiosks)
            return (fact, PrintAsked(fact.ticket, kiosk, copy=False))
        case None:
            return (fact,)


def copy(day: Day, command: PrintCopy) -> tuple[Event, ...]:
    """One more print of a ticket; what is still pending of it elsewhere is given up. Raises `Refused`."""
    ticket = day.tickets.get(command.ticket)
    if ticket is None:
        raise Refused(Code.UNKNOWN_TICKET, ticket=command.ticket)
    if not ticket.going_on:
        raise Refused(Code.WRONG_STATE, number=ticket.number, state=ticket.state.value)
    kiosk = command.kiosk or _usual_kiosk(ticket, command.kiosks)
    _expect_there(kiosk, command.kiosks)
    pending = [one for one in ticket.prints if one.outcome is Paper.PENDING]
    if any(one.may_be_of(kiosk) for one in pending):
        raise Refused(Code.COPY_PENDING, number=ticket.number, kiosk=kiosk)
    given_up = (_unconfirmed(one, ASKED_ELSEWHERE) for one in pending)
    return (*given_up, PrintAsked(ticket.id, kiosk, copy=bool(ticket.prints)))


def report(day: Day, command: ReportPrint) -> tuple[Event, ...]:
    """Later news about a print replaces earlier news, but nothing can be unprinted. Raises `Refused`."""
    ticket = day.tickets.get(command.ticket)
    if ticket is None:
        late = {one.job: one for one in command.known}
        late |= {job: one for job, one in day.earlier.items() if one.ticket == command.ticket}
        prints = tuple(late.values())
        if not prints:
            raise Refused(Code.UNKNOWN_TICKET, ticket=command.ticket)
    else:
        prints = ticket.prints
    asked = next((one for one in prints if (one.job == command.job if command.job else not one.copy)), None)
    if asked is None or not asked.may_be_of(command.kiosk):
        raise Refused(Code.NOT_YOURS, ticket=command.ticket)
    no_news = command.outcome is Paper.PENDING or (asked.outcome, asked.why) == (command.outcome, command.why)
    if no_news or asked.outcome is Paper.PRINTED:
        return ()
    return (PaperReported(asked.ticket, command.outcome, command.why, asked.job, asked.kiosk, asked.copy),)


def left_behind(day: Day, opened: DayOpened) -> tuple[Event, ...]:
    """What becomes of pending prints when a date begins: their kiosks may still say.

    Under another epoch the log is a backup. Kiosks may have said of the numbers they took what it lacks, and say it
    once; whatever else it has pending they are asked for again.
    """
    there = {ticket.id: ticket for ticket in opened.carried}
    over = {one: DATE_OVER for one in day.printing.values() if one.ticket not in there}
    if opened.epoch != day.epoch:
        kept = (one for one in day.printing.values() if one.ticket in there)
        over |= {one: HUB_RESTORED for one in kept if one.job == there[one.ticket].issued_seq}
    return tuple(_unconfirmed(one, why) for one, why in over.items())


def _usual_kiosk(ticket: Ticket, kiosks: Mapping[KioskId, bool]) -> KioskId:
    """The kiosk that printed `ticket` last, or the only one there is; else none."""
    named = [one.kiosk for one in ticket.prints if one.kiosk]
    only = next(iter(kiosks)) if len(kiosks) == 1 else KioskId("")
    return named[-1] if named else only


def _expect_there(kiosk: KioskId, kiosks: Mapping[KioskId, bool]) -> None:
    if kiosk not in kiosks:
        raise Refused(Code.UNKNOWN_KIOSK, kiosk=kiosk)
    if not kiosks[kiosk]:
        raise Refused(Code.KIOSK_AWAY, kiosk=kiosk)


def _unconfirmed(one: Print, why: str) -> PaperReported:
    return PaperReported(one.ticket, Paper.UNCONFIRMED, why, one.job, one.kiosk, one.copy)
