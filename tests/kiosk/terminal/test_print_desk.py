"""The printer's thread: one slip after the other, never one twice, and news from every one of them."""

from queue import SimpleQueue
from threading import Event

from kiosk.terminal.print_desk import PrintDesk
from kiosk.terminal.visit import PaperState
from printer.job import Failed, Outcome, Printed, Unconfirmed
from printer.slip import Slip
from printer.status import Status, Trouble


class Printer:
    """Answers from a list, then always with the last."""

    def __init__(self, *outcomes: Outcome, status: Status | None = None) -> None:
        self.outcomes = list(outcomes)
        self.printed: list[str] = []
        self.now = status or Status()
        self.asked = Event()

    def print_slip(self, slip: Slip) -> Outcome:
        self.printed.append(slip.number)
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]

    def status(self) -> Status:
        self.asked.set()
        return self.now


def news_of(printer: Printer, count: int) -> list[tuple[str, PaperState, str]]:
    """Print `count` slips and wait for what is said about each."""
    said: SimpleQueue[tuple[str, PaperState, str]] = SimpleQueue()
    desk = PrintDesk(printer, on_paper=lambda *news: said.put(news), on_ready=lambda _ready: None)
    desk.open()
    for number in range(1, count + 1):
        desk.print_slip(f"T{number}", Slip(number=f"A{number:03d}"))
    news = [said.get(timeout=5) for _ in range(count)]
    desk.close()
    return news


def test_each_outcome_is_told_as_it_is() -> None:
    """Printed, not confirmed, failed: with the printer's reason, in the order of the slips."""
    printer = Printer(Printed(), Unconfirmed(Trouble.NO_CONFIRMATION), Failed(Trouble.COVER_OPEN))
    assert news_of(printer, 3) == [
        ("T1", PaperState.PRINTED, ""),
        ("T2", PaperState.UNCONFIRMED, "no_confirmation"),
        ("T3", PaperState.FAILED, "cover_open"),
    ]


def test_a_slip_is_never_printed_again_by_itself() -> None:
    """Not after a failure, and not when the outcome is not known."""
    printer = Printer(Failed(Trouble.PAPER_OUT))
    news_of(printer, 2)
    assert printer.printed == ["A001", "A002"]


def test_the_printer_is_asked_while_idle() -> None:
    """Trouble is known before anybody takes a number; paper that is merely low is none."""
    ready: SimpleQueue[bool] = SimpleQueue()
    printer = Printer(Printed(), status=Status(paper_out=True))
    desk = PrintDesk(printer, on_paper=lambda *_news: None, on_ready=ready.put, poll_s=0.01)
    desk.open()
    assert ready.get(timeout=5) is False
    printer.now = Status(paper_near_end=True)
    assert any(ready.get(timeout=5) for _ in range(3))
    desk.close()
