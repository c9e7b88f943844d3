"""The printer's thread: one slip after the other, never one twice, and news from every one of them."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, get_ident

from printer.desk import PrintDesk
from printer.job import Failed, Outcome, Printed, Unconfirmed
from printer.slip import Slip
from printer.status import Status, Trouble

News = tuple[str, Outcome, float]


class Printer:
    """Answers from a list, then always with the last."""

    def __init__(self, *outcomes: Outcome, status: Status | None = None) -> None:
        self.outcomes = list(outcomes)
        self.printed: list[str] = []
        self.threads: set[int] = set()
        self.now = status or Status()
        self.asked = Event()

    def print_slip(self, slip: Slip) -> Outcome:
        self.printed.append(slip.number)
        self.threads.add(get_ident())
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]

    def status(self) -> Status:
        self.asked.set()
        return self.now

    def paper_mm(self, slip: Slip) -> float:
        return 80.0


class CrashingPrinter(Printer):
    def print_slip(self, slip: Slip) -> Outcome:
        super().print_slip(slip)
        raise RuntimeError("out of luck")


def news_of(printer: Printer, count: int, on_sending: Callable[[str], None] = lambda _job: None) -> list[News]:
    """Print `count` slips and wait for what is said about each."""
    said: SimpleQueue[News] = SimpleQueue()
    desk = PrintDesk(
        printer, on_sending=on_sending, on_outcome=lambda *news: said.put(news), on_status=lambda _status: None
    )
    desk.open()
    for number in range(1, count + 1):
        desk.print_slip(f"T{number}", Slip(number=f"A{number:03d}"))
    news = [said.get(timeout=5) for _ in range(count)]
    desk.close()
    return news


def test_each_outcome_is_told_as_it_is() -> None:
    """Printed, not confirmed, failed: with the printer's reason, in the order of the slips; only a failure is free."""
    outcomes: list[Outcome] = [Printed(), Unconfirmed(Trouble.NO_CONFIRMATION), Failed(Trouble.COVER_OPEN)]
    assert news_of(Printer(*outcomes), 3) == [
        ("T1", outcomes[0], 80.0),
        ("T2", outcomes[1], 80.0),
        ("T3", outcomes[2], 0.0),
    ]


def test_a_slip_is_never_printed_again_by_itself() -> None:
    """Not after a failure, and not when the outcome is not known."""
    printer = Printer(Failed(Trouble.PAPER_OUT))
    news_of(printer, 2)
    assert printer.printed == ["A001", "A002"]


def test_a_job_is_announced_before_it_can_leave() -> None:
    """Whoever keeps a journal has written when the printer is told, in the printer's own thread."""
    printer = Printer(Printed())
    announced: list[tuple[str, list[str], int]] = []
    news_of(printer, 2, on_sending=lambda job: announced.append((job, list(printer.printed), get_ident())))
    assert [(job, printed) for job, printed, _ in announced] == [("T1", []), ("T2", ["A001"])]
    assert {thread for *_, thread in announced} == printer.threads != {get_ident()}


def test_a_job_that_cannot_be_noted_does_not_leave() -> None:
    """A journal on a full disk costs the paper, not the truth; the next job is tried again."""
    printer = Printer(Printed())

    def note(job: str) -> None:
        if job == "T1":
            raise OSError("no space left on device")

    assert news_of(printer, 2, on_sending=note) == [("T1", Failed(Trouble.CRASHED), 0.0), ("T2", Printed(), 80.0)]
    assert printer.printed == ["A002"]


def test_a_crash_is_news_too() -> None:
    """A printer whose program fails leaves every job open, and the desk alive."""
    assert [outcome for _, outcome, _ in news_of(CrashingPrinter(), 2)] == [Unconfirmed(Trouble.CRASHED, held=True)] * 2


def test_a_slip_that_cannot_be_laid_out_does_not_leave() -> None:
    """Not even the journal has it; the next slip is printed."""
    printer = Printer(Printed())
    measure, announced = printer.paper_mm, list[str]()

    def measured(slip: Slip) -> float:
        if slip.number == "A001":
            raise ValueError("no such letter")
        return measure(slip)

    printer.paper_mm = measured  # type: ignore[method-assign] # this one printer's
    assert news_of(printer, 2, announced.append) == [("T1", Failed(Trouble.CRASHED), 0.0), ("T2", Printed(), 80.0)]
    assert announced == ["T2"]


def test_the_printer_is_asked_while_idle() -> None:
    """Trouble is known before anybody takes a number, and so is its end."""
    told: SimpleQueue[Status] = SimpleQueue()
    printer = Printer(Printed(), status=Status(paper_out=True))
    desk = PrintDesk(printer, on_outcome=lambda *_news: None, on_status=told.put, poll_s=0.01)
    desk.open()
    assert told.get(timeout=5) == Status(paper_out=True)
    printer.now = Status(paper_near_end=True)
    assert any(told.get(timeout=5) == Status(paper_near_end=True) for _ in range(3))
    desk.close()
