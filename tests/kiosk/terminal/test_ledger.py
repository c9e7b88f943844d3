"""What the lines of a journal mean, without any file."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.terminal import ledger
from kiosk.terminal.ledger import (
    Ended,
    Highest,
    Ledger,
    Line,
    NewRoll,
    OutOfPaper,
    Paper,
    Print,
    Queued,
    Released,
    Sending,
    Told,
)

ONE, TWO, COPY = Print(7, "2026-11-24/A001", 0), Print(7, "2026-11-24/A002", 0), Print(0, "2026-11-24/A001", 117)


def folded(lines: Iterable[Line]) -> Ledger:
    made = Ledger()
    for line in lines:
        made.apply(line)
    return made


prints = st.builds(Print, st.integers(1, 2), st.sampled_from([ONE.ticket, TWO.ticket]), st.integers(0, 2))
ends = st.builds(
    Ended,
    prints,
    st.sampled_from(["printed", "unconfirmed", "failed"]),
    st.sampled_from(["", "lost"]),
    st.integers(0, 200),
    st.booleans(),
)
lines = st.one_of(
    st.builds(Queued, prints),
    st.builds(Sending, prints),
    ends,
    st.builds(Told, prints),
    st.just(Released()),
    st.just(OutOfPaper()),
    st.builds(NewRoll, st.sampled_from(["", "r1", "r2"])),
    st.builds(Highest, st.sampled_from(["2026-11-23", "2026-11-24"]), st.just("A"), st.integers(1, 9)),
)


@given(st.lists(lines, max_size=40))
def test_the_fewest_lines_mean_the_same(history: list[Line]) -> None:
    """A journal that was written anew tells what the long one told, whatever has happened and in whatever order."""
    assert folded(folded(history).lines()) == folded(history)


@given(st.lists(lines, max_size=40))
def test_no_print_that_may_have_begun_is_called_unprinted(history: list[Line]) -> None:
    """After a crash, "not printed" is said only where no byte can have left."""
    begun = {line.of for line in history if isinstance(line, Sending)}
    unprinted = {ended.of for ended in folded(history).unfinished() if ended.outcome == "failed"}
    assert begun & unprinted == set()


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ([Queued(ONE)], [Ended(ONE, "failed", "not_printed")]),
        ([Queued(ONE), Sending(ONE)], [Ended(ONE, "unconfirmed", "kiosk_restarted", held=True)]),
        ([Sending(ONE)], [Ended(ONE, "unconfirmed", "kiosk_restarted", held=True)]),
        ([Queued(ONE), Sending(ONE), Ended(ONE, "printed")], []),
        ([Told(ONE)], []),
    ],
)
def test_what_a_crash_leaves_is_named(history: list[Line], said: list[Ended]) -> None:
    """Nothing left: not printed. Something may have left: nobody knows. An outcome is an outcome."""
    assert folded(history).unfinished() == said


def test_a_copy_is_a_print_of_its_own() -> None:
    """Its outcome is not the first paper's, and both wait for the hub's answer in the order in which they ended."""
    known = folded([Queued(ONE), Queued(COPY), Ended(ONE, "printed"), Ended(COPY, "failed", "paper_out"), Told(ONE)])

    assert known.unreported() == [Ended(COPY, "failed", "paper_out")]
    assert known.outcome(ONE) == Ended(ONE, "printed")
    assert known.knows(COPY)
    assert not known.knows(TWO)


def test_the_highest_number_is_kept_for_each_series_and_date() -> None:
    """By the number itself, not by the order in which numbers were shown."""
    shown = [Print(7, ticket, 0) for ticket in ("2026-11-24/A002", "2026-11-24/AB010", "2026-11-25/A001", ONE.ticket)]

    assert folded(map(Queued, shown)).highest == {
        ("2026-11-24", "A"): 2,
        ("2026-11-24", "AB"): 10,
        ("2026-11-25", "A"): 1,
    }


def test_the_paper_is_counted_from_the_new_roll_on() -> None:
    """Before it nobody knows how much has gone; a request counts once; a ticket's length is that of the recent ones."""
    before = folded([Ended(ONE, "printed", mm=80), Ended(TWO, "unconfirmed", "lost", mm=100)])
    after = folded([*before.lines(), NewRoll("r1"), Ended(COPY, "printed", mm=90)])

    assert (before.paper.used_mm, before.paper.ticket_mm) == (None, 90)
    assert (after.paper.used_mm, after.paper.ticket_mm) == (90, 90)
    assert after.knows_roll("r1")
    assert not after.knows_roll("r2")


@pytest.mark.parametrize(
    ("then", "held"),
    [
        ([], True),
        ([Ended(TWO, "failed", "paper_out")], True),
        ([Ended(TWO, "unconfirmed", "lost")], True),
        ([Ended(TWO, "printed")], False),
        ([Ended(TWO, "unconfirmed", "cannot_say")], False),
        ([Released()], False),
        ([NewRoll()], False),
    ],
)
def test_a_ticket_is_held_until_it_must_have_come_out(then: list[Line], held: bool) -> None:
    """Another one pushes it out that is printed, as far as its printer can say; one that fails does not."""
    assert folded([Ended(ONE, "unconfirmed", "paper_out", held=True), *then]).paper.held is held


@pytest.mark.parametrize(
    ("history", "torn"),
    [
        ([], False),
        ([Ended(ONE, "unconfirmed", "kiosk_restarted")], True),
        ([Ended(ONE, "unconfirmed", "lost"), Ended(TWO, "failed", "paper_out")], True),
        ([Ended(ONE, "unconfirmed", "lost"), NewRoll()], True),
        ([Ended(ONE, "unconfirmed", "lost"), Ended(TWO, "printed")], False),
        ([Ended(ONE, "unconfirmed", "cannot_say")], False),
    ],
)
def test_paper_is_torn_until_a_ticket_was_cut(history: list[Line], torn: bool) -> None:
    """After a ticket whose end nobody saw; one of which nothing left changes nothing, and no roll cuts paper."""
    assert folded(history).paper.torn is torn


def test_an_odd_name_of_a_ticket_breaks_nothing() -> None:
    """A count of more digits than Python reads is no number that a kiosk has shown."""
    assert folded([Queued(Print(7, "2026-11-24/A" + "9" * 5000, 0))]).highest == {}


def test_an_empty_roll_is_out_until_there_is_a_new_one() -> None:
    """That is the state by which a restarted kiosk notices a roll that was changed meanwhile."""
    assert folded([OutOfPaper()]).paper.out
    assert folded([OutOfPaper(), NewRoll()]).paper == Paper(used_mm=0)


def test_what_is_old_is_forgotten_and_what_is_open_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a kiosk runs, it remembers about so many prints and dates; a report without an answer stays."""
    monkeypatch.setattr(ledger, "KEPT_PRINTS", 5)
    monkeypatch.setattr(ledger, "KEPT_DATES", 3)
    known = folded([Queued(ONE), Ended(ONE, "printed")])
    for day in range(1, 29):
        of = Print(7, f"2027-02-{day:02}/A{day:03}", 0)
        for line in (Queued(of), Sending(of), Ended(of, "printed"), Told(of)):
            known.apply(line)

    assert known.unreported() == [Ended(ONE, "printed")]
    assert known.knows(of)
    assert not known.knows(Print(7, "2027-02-01/A001", 0))
    assert set(known.highest) == {("2027-02-26", "A"), ("2027-02-27", "A"), ("2027-02-28", "A")}
    assert len(list(known.lines())) < 40
