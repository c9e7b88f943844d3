"""Turns the crank of a `Machine` over a line to the world: the one place of the simulator with a clock and a thread.

`SimulatedPrinter` is for whoever wants a printer: start it, print to `url`, switch faults on, look at the tickets. All
of it may be called from any thread.
"""

import logging
import os
import select
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from printer.simulator.faults import Fault
from printer.simulator.machine import Machine
from printer.simulator.paper import Ticket

log = logging.getLogger(__name__)

_T = TypeVar("_T")


class Line(Protocol):
    """How hosts reach the machine; nothing here ever blocks."""

    @property
    def url(self) -> str:
        """The address for hosts, in the words of `printer.ports`."""
        ...

    def turn(self, machine: Machine, now: float) -> None:
        """Carry what can be carried now, both ways; follow the machine's power switch."""
        ...

    def interests(self, machine: Machine) -> list[tuple[int, int]]:
        """File descriptors with the events of poll(2) that would make another turn worth while."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


class SimulatedPrinter:
    """A machine on a line, in a thread of its own from `start` to `stop`."""

    def __init__(self, machine: Machine, line: Line, *, pace: float = 1.0) -> None:
        """`pace` is how many seconds pass for the printer in one of ours."""
        self._machine = machine
        self._line = line
        self._pace = pace
        self._began = time.monotonic()
        self._news = threading.Condition()
        self._is_running = False
        self._is_stopping = False
        self._turns = 0
        self._wake, self._wake_end = os.pipe()
        os.set_blocking(self._wake, False)
        self._crash: Exception | None = None

    @property
    def url(self) -> str:
        """Where to print."""
        return self._line.url

    @property
    def tickets(self) -> Sequence[Ticket]:
        """The pieces of paper that have come off so far, oldest first."""
        with self._news:
            return tuple(self._machine.tickets)

    @property
    def now(self) -> float:
        """Seconds of the printer's own time since it was made."""
        return (time.monotonic() - self._began) * self._pace

    def start(self) -> None:
        """Begin to serve."""
        self._is_running = True
        threading.Thread(target=self._run, name="simulated printer", daemon=True).start()

    def join(self, timeout_s: float | None = None) -> None:
        """Wait until it ends; by itself it does so only when it breaks down."""
        with self._news:
            self._news.wait_for(lambda: not self._is_running, timeout_s)

    def stop(self) -> None:
        """End it, connections included; raises what ended it before, if something did."""
        self._is_stopping = True
        self._ring()
        self.join(_TURN_S)
        self._line.close()
        os.close(self._wake)
        os.close(self._wake_end)
        if self._crash:
            raise self._crash

    def fault(self, name: str, on: bool = True) -> None:
        """Switch one of `Fault` on or off; ValueError if it is none."""
        fault = Fault(name)
        self.act(lambda machine, now: machine.set_fault(fault, on, now))

    def new_roll(self, roll_mm: float | None = None) -> None:
        """Put in a new roll, or one of that length."""
        self.act(lambda machine, now: machine.change_roll(now, roll_mm))

    def act(self, hand: Callable[[Machine, float], None]) -> None:
        """Do something to the machine; its consequences on the line follow before this returns."""
        with self._news:
            hand(self._machine, self.now)
            turns = self._turns
            # Only the thread touches the line: a socket closed while another thread polls it stays open until then.
            self._ring()
            self._news.wait_for(lambda: self._turns > turns or not self._is_running, _TURN_S)

    def look(self, eye: Callable[[Machine], _T]) -> _T:
        """See something of the machine while it stands still."""
        with self._news:
            self._machine.advance(self.now)
            return eye(self._machine)

    def wait_until(self, condition: Callable[[Machine], bool], timeout_s: float = 30.0) -> None:
        """Wait until `condition` holds; raises `TimeoutError`."""
        with self._news:
            if not self._news.wait_for(lambda: condition(self._machine), timeout_s):
                raise TimeoutError(f"it did not happen within {timeout_s} s")

    def _ring(self) -> None:
        os.write(self._wake_end, b"!")

    def _run(self) -> None:
        try:
            while not self._is_stopping:
                self._wait()
                with self._news:
                    self._turn()
        except Exception as exc:  # the fence of this thread: told by `stop`
            log.exception("the simulated printer broke down")
            self._crash = exc
        with self._news:
            self._is_running = False
            self._news.notify_all()

    def _turn(self) -> None:
        self._machine.advance(self.now)
        self._line.turn(self._machine, self.now)
        if self._machine.is_off:  # perhaps by a script, with the last byte that the line has just brought
            self._line.turn(self._machine, self.now)
        self._turns += 1
        self._news.notify_all()

    def _wait(self) -> None:
        with self._news:
            poll = select.poll()
            poll.register(self._wake, select.POLLIN)
            for descriptor, events in self._line.interests(self._machine):
                poll.register(descriptor, events)
            deadline = self._machine.deadline
            timeout_s = None if deadline is None else max(0.0, deadline - self.now) / self._pace
        poll.poll(None if timeout_s is None else timeout_s * 1000)
        if any(descriptor == self._wake for descriptor, _ in poll.poll(0)):
            os.read(self._wake, 4096)


_TURN_S = 10.0
"""A turn takes no time; a thread that has broken down takes none any more."""
