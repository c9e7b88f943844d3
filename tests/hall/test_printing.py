"""Paper: who prints a ticket, what becomes of the print, and what is known when a kiosk or a date has gone."""

from datetime import timedelta
from typing import Any

import pytest

from hall.commands import (
    CallNext,
    Command,
    Elsewhere,
    Finish,
    Itself,
    OpenDay,
    PrintCopy,
    ReportPrint,
    Start,
    StartKiosk,
    Tick,
)
from hall.day import BOOTS_KEPT
from hall.events import DayOpened, KioskStarted, PaperReported, PrintAsked, TicketIssued
from hall.model import JobId, KioskId, Paper, Print, TicketId, TicketState
from hall.refusals import Code, Refused
from tests.fakes.halls import A001, A002, BOTH_THERE, KIOSK, ONE, ONE_AGENCY, OTHER_KIOSK, TODAY, TOMORROW
from tests.fakes.script import AT_KIOSK, OPEN, At, Nothing, Script, played, report, script, some, take

TAKEN = take("t1", paper=AT_KIOSK)
FIRST_BOOT, SECOND_BOOT = StartKiosk(KIOSK, "b1"), StartKiosk(KIOSK, "b2")
PENDING, PRINTED, UNCONFIRMED, FAILED = Paper.PENDING, Paper.PRINTED, Paper.UNCONFIRMED, Paper.FAILED


def copy_at(kiosk: KioskId | None, ticket: TicketId = A001) -> PrintCopy:
    return PrintCopy(ticket, kiosk, BOTH_THERE)


def reported(outcome: Paper, why: str = "") -> Any:
    return some(PaperReported, outcome=outcome, why=why)


def paper(transcript: Script, ticket: TicketId = A001) -> tuple[str, str, int, bool]:
    """What staff see of a ticket's paper."""
    found = transcript.day.tickets[ticket]
    return (found.paper, found.paper_why, found.copies, found.printing)


class TestNews:
    @pytest.mark.parametrize("outcome", [UNCONFIRMED, FAILED, PRINTED])
    def test_paper_is_news_about_the_ticket_and_never_its_state(self, outcome: Paper) -> None:
        """Whatever became of the paper, the ticket waits on."""
        transcript = played(ONE_AGENCY, TAKEN)
        issued = transcript.day.tickets[A001].issued_seq
        assert transcript >> report(A001, outcome, "x") << PaperReported(A001, outcome, "x", JobId(issued), KIOSK)
        assert transcript.day.tickets[A001].state is TicketState.WAITING
        assert paper(transcript) == (outcome, "x", 0, False)
        assert transcript.day.printing == {}

    def test_later_news_replaces_earlier_news(self) -> None:
        """A failed paper may be printed after all, and the same news twice is no news."""
        assert (
            script(ONE_AGENCY)
            >> TAKEN
            << TicketIssued
            >> report(A001, FAILED, "paper_out")
            << reported(FAILED, "paper_out")
            >> report(A001, FAILED, "paper_out")
            << Nothing
            >> report(A001, FAILED, "cover_open")
            << reported(FAILED, "cover_open")
            >> report(A001, PRINTED)
            << reported(PRINTED)
        )

    @pytest.mark.parametrize("outcome", Paper)
    def test_nothing_can_be_unprinted(self, outcome: Paper) -> None:
        """Once paper is known to be in the visitor's hand, later doubts change nothing."""
        assert played(ONE_AGENCY, TAKEN, report(A001, PRINTED)) >> report(A001, outcome, "late") << Nothing

    def test_that_a_print_is_pending_is_no_news(self) -> None:
        """What is known is not forgotten."""
        assert played(ONE_AGENCY, TAKEN, report(A001, FAILED, "x")) >> report(A001, PENDING) << Nothing

    def test_paper_of_a_ticket_that_was_already_served_is_still_news(self) -> None:
        """The printer may answer after the visitor has been called."""
        served: list[Command] = [TAKEN, OPEN, CallNext(ONE, None), Start(ONE, A001), Finish(ONE, A001)]
        assert played(ONE_AGENCY, *served) >> report(A001, PRINTED) << PaperReported

    def test_paper_of_an_unknown_ticket_is_refused(self) -> None:
        """The id is named back."""
        assert script(ONE_AGENCY) >> report(A001, PRINTED) << Refused(Code.UNKNOWN_TICKET, ticket=A001)

    def test_a_kiosk_reports_its_own_prints_and_no_others(self) -> None:
        """Neither another kiosk's, nor one that nobody asked for."""
        no = Refused(Code.NOT_YOURS, ticket=A001)
        assert (
            played(ONE_AGENCY, TAKEN)
            >> report(A001, PRINTED, kiosk=OTHER_KIOSK)
            << no
            >> report(A001, PRINTED, job=99)
            << no
            >> report(A001, PRINTED)
            << PaperReported
        )


class TestAtTheDesk:
    def test_a_ticket_without_a_printer_has_no_paper_from_the_start(self) -> None:
        """It is never pending, and nobody can report it."""
        transcript = played(ONE_AGENCY, take("t1"))
        assert paper(transcript) == (FAILED, "no_printer", 0, False)
        assert transcript >> report(A001, PRINTED) << Refused(Code.NOT_YOURS, ticket=A001)

    def test_a_kiosk_is_asked_for_what_was_taken_at_a_desk(self) -> None:
        """Its first paper is no copy, and the kiosk reports it like its own."""
        transcript = script(ONE_AGENCY)
        assert (
            transcript
            >> take("t1", paper=Elsewhere(OTHER_KIOSK, BOTH_THERE))
            << some(TicketIssued, kiosk=None)
            << PrintAsked(A001, OTHER_KIOSK, copy=False)
        )
        job = JobId(transcript.day.seq)
        assert transcript.day.printing == {job: Print(job, A001, OTHER_KIOSK, copy=False)}
        assert transcript >> report(A001, PRINTED, job=job, kiosk=OTHER_KIOSK) << PaperReported
        assert paper(transcript) == (PRINTED, "", 0, False)

    @pytest.mark.parametrize(
        ("kiosks", "code"), [({}, Code.UNKNOWN_KIOSK), ({OTHER_KIOSK: False}, Code.KIOSK_AWAY)], ids=["unknown", "away"]
    )
    def test_a_kiosk_that_cannot_be_asked_is_named(self, kiosks: dict[KioskId, bool], code: Code) -> None:
        """And no number is given: the clerk chooses another one, or no paper. For a copy it is the same."""
        no = Refused(code, kiosk=OTHER_KIOSK)
        transcript = script(ONE_AGENCY) >> take("t1", paper=Elsewhere(OTHER_KIOSK, kiosks)) << no
        assert transcript >> TAKEN << TicketIssued >> PrintCopy(A001, OTHER_KIOSK, kiosks) << no


class TestCopies:
    def test_a_copy_is_asked_where_the_ticket_was_printed_unless_somebody_says_where(self) -> None:
        """By default at the kiosk of its last print; without any, at the only one there is."""
        asked = some(PrintAsked, kiosk=KIOSK, copy=True)
        printed = report(A001, PRINTED)
        assert played(ONE_AGENCY, TAKEN, printed) >> copy_at(None) << asked
        assert played(ONE_AGENCY, TAKEN, printed) >> copy_at(OTHER_KIOSK) << PrintAsked(A001, OTHER_KIOSK, copy=True)
        unprinted = played(ONE_AGENCY, take("t1"))
        assert unprinted >> copy_at(None) << Refused(Code.UNKNOWN_KIOSK, kiosk="")
        assert unprinted >> PrintCopy(A001, None, {KIOSK: True}) << PrintAsked(A001, KIOSK, copy=False)

    @pytest.mark.parametrize("outcome", [UNCONFIRMED, FAILED])
    @pytest.mark.parametrize("why", ["", "paper_out"])
    def test_a_copy_that_fails_takes_nothing_away(self, outcome: Paper, why: str) -> None:
        """The first paper is in somebody's hand."""
        transcript = played(ONE_AGENCY, TAKEN, report(A001, PRINTED), copy_at(None))
        transcript.ask(report(A001, outcome, why, job=transcript.day.seq))
        assert paper(transcript)[:2] == (PRINTED, "")

    @pytest.mark.parametrize("outcome", [UNCONFIRMED, FAILED])
    def test_a_copy_that_comes_out_is_the_visitors_paper(self, outcome: Paper) -> None:
        """However the first print went."""
        transcript = played(ONE_AGENCY, TAKEN, report(A001, outcome, "x"), copy_at(None))
        transcript.ask(report(A001, PRINTED, job=transcript.day.seq))
        assert paper(transcript) == (PRINTED, "", 1, False)

    def test_a_copy_reported_twice_counts_once(self) -> None:
        """Unconfirmed first and printed later is one copy; another one is two."""
        transcript = played(ONE_AGENCY, TAKEN, report(A001, PRINTED), copy_at(None))
        job = transcript.day.seq
        transcript.ask(report(A001, UNCONFIRMED, "no_confirmation", job=job))
        transcript.ask(report(A001, PRINTED, job=job))
        transcript.ask(report(A001, PRINTED, job=job))
        transcript.ask(copy_at(None))
        assert paper(transcript) == (PRINTED, "", 1, True)
        transcript.ask(report(A001, PRINTED, job=transcript.day.seq))
        assert paper(transcript) == (PRINTED, "", 2, False)

    def test_one_print_of_a_ticket_is_pending_at_a_kiosk(self) -> None:
        """While the first paper or a copy is on its way there, a second press prints nothing."""
        no = Refused(Code.COPY_PENDING, number="A001", kiosk=KIOSK)
        transcript = played(ONE_AGENCY, TAKEN)
        assert transcript >> copy_at(None) << no >> report(A001, PRINTED) << PaperReported
        assert transcript >> copy_at(None) << PrintAsked >> copy_at(KIOSK) << no

    def test_a_kiosk_that_does_not_answer_holds_nobody_up(self) -> None:
        """Asking another one gives the first print up as unconfirmed; what the first still says counts."""
        transcript = played(ONE_AGENCY, TAKEN)
        assert (
            transcript
            >> copy_at(OTHER_KIOSK)
            << reported(UNCONFIRMED, "asked_elsewhere")
            << PrintAsked(A001, OTHER_KIOSK, copy=True)
            >> report(A001, PRINTED)
            << reported(PRINTED)
        )
        assert paper(transcript) == (PRINTED, "", 0, True)

    def test_a_ticket_whose_life_is_over_is_not_printed_again(self) -> None:
        """Nor one that never was."""
        over: list[Command] = [TAKEN, OPEN, CallNext(ONE, None), Start(ONE, A001), Finish(ONE, A001)]
        no = Refused(Code.WRONG_STATE, number="A001", state="finished")
        assert played(ONE_AGENCY, *over) >> copy_at(KIOSK) << no
        assert script(ONE_AGENCY) >> copy_at(KIOSK) << Refused(Code.UNKNOWN_TICKET, ticket=A001)


class TestRestart:
    def test_what_a_crashed_kiosk_was_printing_is_unconfirmed(self) -> None:
        """All of it and at once, what it took and what it was asked for; not what another kiosk prints."""
        transcript = played(
            ONE_AGENCY,
            FIRST_BOOT,
            take("t1", paper=Itself(KIOSK, "b1")),
            take("t2", paper=Elsewhere(KIOSK, BOTH_THERE)),
            take("t3", paper=Itself(OTHER_KIOSK)),
        )
        lost = reported(UNCONFIRMED, "kiosk_restarted")
        assert transcript >> SECOND_BOOT << KioskStarted(KIOSK, "b2") << lost << lost
        assert [one.kiosk for one in transcript.day.printing.values()] == [OTHER_KIOSK]

    def test_what_its_journal_still_tells_counts(self) -> None:
        """The new process reports what the one before had printed."""
        transcript = played(ONE_AGENCY, FIRST_BOOT, take("t1", paper=Itself(KIOSK, "b1")), SECOND_BOOT)
        assert transcript >> report(A001, PRINTED) << reported(PRINTED)

    def test_the_same_process_again_changes_nothing(self) -> None:
        """A link that broke is no restart; and a kiosk that does not say which process it is starts nothing."""
        transcript = played(ONE_AGENCY, FIRST_BOOT, take("t1", paper=Itself(KIOSK, "b1")))
        assert transcript >> FIRST_BOOT << Nothing >> StartKiosk(KIOSK, "") << Nothing
        assert paper(transcript)[0] == PENDING

    def test_a_process_that_was_followed_never_comes_back(self) -> None:
        """What it still asks would be printed by nobody, or by two."""
        no = Refused(Code.SUPERSEDED, kiosk=KIOSK)
        transcript = played(ONE_AGENCY, FIRST_BOOT, SECOND_BOOT)
        assert transcript >> take("t1", paper=Itself(KIOSK, "b1")) << no >> FIRST_BOOT << no
        assert transcript.day.tickets == {}

    def test_a_ticket_says_which_process_it_is_taken_by(self) -> None:
        """Where the hello could not be noted, as before the first date."""
        assert script(ONE_AGENCY) >> take("t1", paper=Itself(KIOSK, "b1")) << KioskStarted(KIOSK, "b1") << TicketIssued

    def test_a_kiosk_that_crashes_all_day_does_not_fill_the_memory(self) -> None:
        """Only its last processes are remembered."""
        transcript = played(ONE_AGENCY, *(StartKiosk(KIOSK, f"b{number}") for number in range(50)))
        assert len(transcript.day.boots[KIOSK]) == BOOTS_KEPT
        assert transcript >> StartKiosk(KIOSK, "b48") << Refused(Code.SUPERSEDED, kiosk=KIOSK)


class TestDateOver:
    def test_a_print_that_is_pending_at_midnight_is_unconfirmed(self) -> None:
        """Its ticket is not of the new date; which process of a kiosk is the latest is known on."""
        transcript = played(ONE_AGENCY, FIRST_BOOT, TAKEN, At(ONE_AGENCY.end_of_ms(TODAY)))
        assert transcript >> Tick() << some(DayOpened, boots=((KIOSK, ("b1",)),)) << reported(UNCONFIRMED, "date_over")
        assert transcript.day.printing == {}
        assert transcript >> SECOND_BOOT << KioskStarted >> FIRST_BOOT << Refused(Code.SUPERSEDED, kiosk=KIOSK)

    def test_a_log_that_went_back_to_a_backup_does_not_wait_for_what_it_was_told(self) -> None:
        """A kiosk says once what became of a number it took; what it is asked for it is asked for again."""
        transcript = played(ONE_AGENCY, FIRST_BOOT, TAKEN, take("t2", paper=Elsewhere(OTHER_KIOSK, BOTH_THERE)))
        restored = OpenDay(TODAY, confirmed=True, epoch=transcript.day.epoch + 1)
        assert transcript >> restored << DayOpened << reported(UNCONFIRMED, "hub_restored")
        assert [one.ticket for one in transcript.day.printing.values()] == [A002]
        assert transcript >> report(A001, PRINTED) << reported(PRINTED)

    def test_what_is_said_after_midnight_is_not_lost(self) -> None:
        """Taken at 23:59, printed at 00:00; what is printed stays printed on the new date too."""
        transcript = played(ONE_AGENCY, TAKEN, At(ONE_AGENCY.end_of_ms(TODAY)), Tick())
        assert (
            transcript
            >> report(A001, PRINTED, kiosk=OTHER_KIOSK)
            << Refused(Code.NOT_YOURS, ticket=A001)
            >> report(A001, PRINTED)
            << reported(PRINTED)
            >> report(A001, FAILED, "late")
            << Nothing
        )

    def test_what_only_the_file_knows_can_be_reported(self) -> None:
        """Days later, from the kiosk's journal."""
        known = Print(JobId(3), A001, KIOSK, copy=False, outcome=UNCONFIRMED, why="kiosk_restarted")
        late = played(ONE_AGENCY, OpenDay(TOMORROW), OpenDay(TOMORROW + timedelta(days=1)))
        asked = ReportPrint(KIOSK, A001, PRINTED, known=(known,))
        assert late >> asked << PaperReported(A001, PRINTED, "", known.job, KIOSK) >> report(A001, FAILED) << Nothing

    def test_a_print_of_a_ticket_that_goes_on_stays_pending(self) -> None:
        """Who is at a counter at midnight may still get the copy that was asked for."""
        serving: list[Command] = [TAKEN, OPEN, CallNext(ONE, None), Start(ONE, A001)]
        transcript = played(ONE_AGENCY, *serving, take("t2", paper=AT_KIOSK), At(ONE_AGENCY.end_of_ms(TODAY)))
        assert transcript >> Tick() << DayOpened << some(PaperReported, ticket=A002)
        assert [one.ticket for one in transcript.day.printing.values()] == [A001]
        assert transcript >> report(A001, PRINTED) << PaperReported
