"""The hub under `kill -9`: whatever anybody was told before it died is true after it is back."""

import asyncio
import os
from collections import Counter
from pathlib import Path
from random import Random

from tests.fakes.load import DEVICES, Crowd
from tests.fakes.promises import Answered, Broken, broken_promises, kept_in
from tests.fakes.running_hall import RunningHall, running_hall

SEED = int(os.environ.get("ANTREAN_SEED", "1"))
ANSWERS_BETWEEN = 30
"""So many answers at least between a start and the next kill: the load is on."""
LONGEST_LIFE_S = 0.3
"""After those, the kill comes at a random instant of this time."""


async def live_through(hall: RunningHall, kills: int) -> tuple[list[Answered], list[Broken]]:
    """All answers, and all promises broken, in a busy hall whose hub is killed `kills` times.

    Every other kill comes at the instant of an answer, before anybody has acted on it.
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
            found = broken_promises(answers, shown, kept_in(hall.data))
            broken += [case for case in found if case.promise != "board_late"]
            await asyncio.to_thread(hall.start)
        await crowd.go_home()
        hall.kill()
    return answers, [*broken, *broken_promises(answers, shown, kept_in(hall.data))]


async def test_nothing_that_was_told_is_lost(tmp_path: Path) -> None:
    """Through twenty kills under load every answer stays true, no number and no ticket is given twice, and boards
    show every call once and in order.
    """
    with running_hall(tmp_path / "data") as hall:
        answers, broken = await live_through(hall, kills=20)
    assert broken == []
    done = Counter(type(answered.act).__name__ for answered in answers)
    assert {"TakeTicket", "ReportPrint", "OpenCounter", "CallNext", "Recall", "Start", "Finish", "Miss"} <= done.keys()


async def test_a_hub_that_answers_too_early_is_found_out(tmp_path: Path) -> None:
    """The same hall with a hub that answers before it commits breaks its promises, and the checker says which."""
    with running_hall(tmp_path / "data", program=["tests.fakes.wrong_hub"]) as hall:
        _answers, broken = await live_through(hall, kills=3)
    promises = Counter(case.promise for case in broken)
    assert promises["kept"], promises
    assert promises["once"], promises
