"""A legal no. It carries a code and data; the sentence is made at the edge, in the reader's language.

Refused
  code    one of `Code`
  data    what the sentence needs, such as the number that is at the counter now
"""

from enum import StrEnum


class Code(StrEnum):
    """Every reason the day can give for a no."""

    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_COUNTER = "unknown_counter"
    UNKNOWN_TICKET = "unknown_ticket"
    HALL_CLOSED = "hall_closed"
    SERIES_EXHAUSTED = "series_exhausted"
    COUNTER_CLOSED = "counter_closed"
    COUNTER_BUSY = "counter_busy"
    NOBODY_WAITING = "nobody_waiting"
    MOVED_ON = "moved_on"
    """The counter holds another ticket than the one the command was meant for."""
    NOT_STARTED = "not_started"
    """The called visitor is neither here nor missed yet."""
    WRONG_STATE = "wrong_state"
    DATE_NEEDS_PERSON = "date_needs_person"
    DATE_IMPOSSIBLE = "date_impossible"
    """No hall is open in that year: a dead clock, or a slip of the finger."""
    STRANDS_TICKETS = "strands_tickets"
    HALL_MISTAKES = "hall_mistakes"
    """The hall's folder has mistakes; the one before stays in force."""
    OTHER_HALL = "other_hall"
    """The folder is of another hall than this file's."""
    """The hall's folder has no counter any more for somebody who waits or is being served."""
    UNKNOWN_KIOSK = "unknown_kiosk"
    KIOSK_AWAY = "kiosk_away"
    """Nothing can be printed there now: the kiosk is not connected."""
    COPY_PENDING = "copy_pending"
    """The kiosk has not said yet what became of the print before."""
    NOT_YOURS = "not_yours"
    """A kiosk reports prints of its own and no others."""
    SUPERSEDED = "superseded"
    """Another process of this kiosk has started since."""
    NO_DAY = "no_day"
    """No business date has been opened yet."""
    RESTORED = "restored"
    """The queue comes from a backup, and not every kiosk has said yet what it has shown."""
    DISK_FULL = "disk_full"
    """No more numbers can be kept; whoever has one is served."""


class Refused(Exception):
    """Nothing has changed, and the same request may be judged anew later."""

    def __init__(self, code: Code, **data: str) -> None:
        self.code = code
        self.data = data
        super().__init__(code.value)
