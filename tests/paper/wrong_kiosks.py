"""Kiosks that are wrong on purpose, the controls of the run: a checker that lets them pass proves nothing.

A program: `python -m tests.paper.wrong_kiosks KIND --hub URL …`, otherwise as `tests.paper.unseen_kiosk`. The forgetful
one keeps no journal.
"""

import sys
import time

from printer.driver import Driver
from printer.job import Failed, Outcome, Printed, Unconfirmed
from printer.slip import Slip
from printer.status import Status, Trouble
from tests.paper.unseen_kiosk import main

TRIES_AGAIN_S = 0.02


class Hopeful:
    """Says that a ticket is printed when it has been sent."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def print_slip(self, slip: Slip) -> Outcome:
        outcome = self._driver.print_slip(slip)
        return Printed() if isinstance(outcome, Unconfirmed) else outcome

    def status(self) -> Status:
        return self._driver.status()

    def paper_mm(self, slip: Slip) -> float:
        return self._driver.paper_mm(slip)


class Stubborn(Hopeful):
    """Prints once more what may not have come out, as soon as there is a printer."""

    def print_slip(self, slip: Slip) -> Outcome:
        outcome = self._driver.print_slip(slip)
        if not isinstance(outcome, Unconfirmed):
            return outcome
        while (again := self._driver.print_slip(slip)) == Failed(Trouble.UNREACHABLE):
            time.sleep(TRIES_AGAIN_S)
        return again


if __name__ == "__main__":
    kind = sys.argv.pop(1)
    if kind == "forgetful":
        main(keeps_journal=False)
    else:
        main(at_desk={"hopeful": Hopeful, "stubborn": Stubborn}[kind])
