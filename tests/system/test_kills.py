"""The hub under `kill -9`: whatever anybody was told before it died is true after it is back."""

import asyncio
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

from kiosk import wire
from tests.fakes.load import DEVICES, Crowd
from tests.fakes.promises import Asked, Broken, Shown, broken_promises, kept_in
from tests.fakes.running_hall import RunningHall, running_hall

SEED = int(os.environ.get("ANTREAN_SEED", "1"))
ANSWERS_BETWEEN = 30
"""So many answers at least between a start and the next kill: the load is on."""
LONGEST_LIFE_S = 0.3
"""After those, the kill comes at a random instant of this time."""

LONGEST_START_S = 0.6
"""A hub that starts is killed somewhere between its first line of Python and its first clients."""


async def live_through(hall: RunningHall, kills: int) -> tuple[Crowd, list[Broken]]:
    """Who was there, and all promises broken, in a busy hall whose hub is killed `kills` times.

    Every other kill comes at the instant of an answer, before anybody has acted on it; after every fourth the hub is
    killed once more while it starts.
    """
    print(f"ANTREAN_SEED={SEED}")
    random = Random(SEED)
    crowd = Crowd(hall.url, await asyncio.to_thread(hall.tokens, DEVICES), SEED)
    answers = crowd.ledger.answers
    shown = [board.shown for board in crowd.boards]
    broken: list[Broken] = []
    async with crowd.in_the_hall():
        for number in range(kills):
            await crowd.ledger.reach(len(answers) + ANSWERS_BETWEEN)
            await asyncio.sleep(random.uniform(0, LONGEST_LIFE_S))
            if number % 2:
                await crowd.ledger.do_at_next(hall.kill)
            else:
                hall.kill()
            found = broken_promises(answers, shown, kept_in(hall.data), crowd.prints)
            broken += [case for case in found if case.promise != "board_late"]
            if number % 4 == 0:
                hall.begin()
                await asyncio.sleep(random.uniform(0, LONGEST_START_S))
                hall.kill()
            await asyncio.to_thread(hall.start)
        await crowd.go_home()
        hall.kill()
    return crowd, [*broken, *broken_promises(answers, shown, kept_in(hall.data), crowd.prints)]


async def test_nothing_that_was_told_is_lost(tmp_path: Path) -> None:
    """Through twenty kills under load every answer stays true, no number and no ticket is given twice, and boards
    show every call once and in order.
    """
    with running_hall(tmp_path / "data") as hall:
        crowd, broken = await live_through(hall, kills=20)
    assert broken == []
    done = Counter(type(answered.act).__name__ for answered in crowd.ledger.answers)
    assert {"TakeTicket", "ReportPrint", "OpenCounter", "CallNext", "Recall", "Start", "Finish", "Miss"} <= done.keys()
    assert done["PrintCopy"]
    assert crowd.prints


async def test_a_hub_that_answers_too_early_is_found_out(tmp_path: Path) -> None:
    """The same hall with a hub that answers before it commits breaks its promises, and the checker says which."""
    with running_hall(tmp_path / "data", program=["tests.fakes.wrong_hub"]) as hall:
        _crowd, broken = await live_through(hall, kills=3)
    promises = Counter(case.promise for case in broken)
    assert promises["kept"], promises
    assert promises["once"], promises


async def test_the_checker_notices_each_broken_promise(tmp_path: Path) -> None:
    """What an honest hub left, spoilt in one place, breaks the promise that was spoilt."""
    with running_hall(tmp_path / "data") as hall:
        crowd, broken = await live_through(hall, kills=2)
        kept = kept_in(hall.data)
    assert broken == []
    answers, board = crowd.ledger.answers, crowd.boards[0].shown
    yes = next(answered for answered in answers if isinstance(answered.act, wire.TakeTicket))
    assert isinstance(yes.answer, wire.Done)  # nobody is refused a number
    other = yes._replace(answer=wire.Done(request=yes.act.request, seq=yes.answer.seq + 1, events=yes.answer.events))
    no = yes._replace(answer=wire.Refused(request=yes.act.request, code="moved_on"))
    call = next(place for place, message in enumerate(board.heard) if isinstance(message, wire.Called))
    shown_twice = Shown("spoilt", [*board.heard[: call + 1], *board.heard[call:]])
    never_shown = Shown("spoilt", [*board.heard[:call], *board.heard[call + 1 :]])
    row, ticket = kept.rows[-1], kept.tickets[-1]
    spoilt = {
        "kept": (answers, [], kept._replace(rows=[r for r in kept.rows if r.request != yes.act.request])),
        "same_answer": ([*answers, other], [], kept),
        "refusal": ([*answers, no], [], kept),
        "once": ([*answers, yes._replace(act=wire.Start(request="other", ticket=""))], [], kept),
        "chain": (answers, [], kept._replace(rows=[*kept.rows[:-1], row._replace(at_ms=row.at_ms + 1)])),
        "rows": (answers, [], kept._replace(tickets=[*kept.tickets[:-1], replace(ticket, calls=ticket.calls + 1)])),
        "board": (answers, [shown_twice], kept),
        "board_late": (answers, [Shown("spoilt", board.heard[:call])], kept),
    }
    for promise, case in spoilt.items():
        assert promise in {found.promise for found in broken_promises(*case)}, promise
    assert "board" in {found.promise for found in broken_promises(answers, [never_shown], kept)}
    unasked = Asked("kiosk-1", wire.PrintTicket(job=1, copy=True, issued={"ticket": ticket.id}))
    assert "print" in {found.promise for found in broken_promises(answers, [], kept, [unasked])}
