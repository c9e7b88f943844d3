"""The simulated printer: bytes in, bytes out, paper, all in time and with no clock of its own.

A line brings bytes into a finite receive buffer; urgent commands are obeyed as they arrive, the others when the printer
reaches them; the mechanism prints, a few lines behind. `server` turns the crank: it calls `advance` at `deadline` at
the latest, hands over at most `room` bytes to `receive`, and writes what `data_to_send` gives. Times are seconds on any
monotonic scale.
"""

from printer.profile import Profile
from printer.simulator.commands import Command
from printer.simulator.condition import Condition
from printer.simulator.controller import Controller
from printer.simulator.faults import Fault
from printer.simulator.intake import Flow, Intake
from printer.simulator.mechanism import Mechanism
from printer.simulator.paper import Paper, Ticket
from printer.simulator.script import Director, Progress, Script
from printer.simulator.speaker import Speaker

LAN_BYTES_PER_S = 10e6
NO_SCRIPT = Script()


class Machine:
    """A printer of the family `profile`, switched on and with a roll in it."""

    def __init__(
        self,
        profile: Profile,
        *,
        flow: Flow = Flow.NETWORK,
        bytes_per_s: float = LAN_BYTES_PER_S,
        script: Script = NO_SCRIPT,
    ) -> None:
        """`script` is what will go wrong; its seconds count from 0 of the time that is told."""
        self.profile = profile
        self._faults: set[Fault] = set()
        self._intake = Intake(profile, flow, bytes_per_s)
        self._mechanism = Mechanism(profile, roll_mm=profile.roll_mm if script.roll_mm is None else script.roll_mm)
        self._speaker = Speaker(self._faults, bytes_per_s)
        self._controller = Controller(profile, self._mechanism, self._speaker, self._faults)
        self._director = Director(script.fault)
        self._is_connected = False
        self._tear_at: float | None = None

    @property
    def faults(self) -> frozenset[Fault]:
        """What is wrong at this moment."""
        return frozenset(self._faults)

    @property
    def condition(self) -> Condition:
        """What its sensors and switches say."""
        faults, rows_left = self._faults, self.paper.rows_left
        return Condition(
            near_end=Fault.PAPER_NEAR_END in faults or rows_left < NEAR_END_MM * self.paper.dots_per_mm,
            paper_out=Fault.PAPER_OUT in faults or not rows_left,
            cover_open=Fault.COVER_OPEN in faults,
            cutter_jam=Fault.CUTTER_JAM in faults,
            hot=Fault.HEAD_HOT in faults,
            switched_offline=Fault.OFFLINE in faults,
        )

    @property
    def paper(self) -> Paper:
        """The strip that hangs out, and the roll behind it."""
        return self._mechanism.paper

    @property
    def tickets(self) -> list[Ticket]:
        """The pieces that have come off, oldest first."""
        return self._mechanism.tickets

    @property
    def unknown(self) -> list[Command]:
        """Commands that this printer does not know, in the order they came."""
        return self._controller.unknown

    @property
    def is_busy(self) -> bool:
        """Whether it holds anything that is not on paper yet."""
        return not (self._intake.is_empty and self._mechanism.idle)

    @property
    def received_bytes(self) -> int:
        """How many bytes have reached the receive buffer since the beginning."""
        return self._intake.received_bytes

    @property
    def lost_bytes(self) -> int:
        """How many found it full and were lost."""
        return self._intake.lost_bytes

    # The line

    @property
    def is_off(self) -> bool:
        """Whether connections break and nobody listens."""
        return Fault.POWER_OFF in self._faults

    @property
    def is_free(self) -> bool:
        """Whether a host may connect: printers serve one at a time, and hear it out first."""
        return not self._is_connected and self._intake.line_is_empty

    @property
    def room(self) -> int:
        """How many bytes it takes off the line now; 0 is for the host to wait."""
        return 0 if self._is_dead else self._intake.room

    @property
    def has_stopped_host(self) -> bool:
        """Whether XOFF was its last word."""
        return self._intake.is_held

    def connect(self, now: float) -> None:
        """A host has connected."""
        self._is_connected = True
        self._speaker.connect(now)

    def hang_up(self) -> None:
        """The host has gone; what it sent is still printed."""
        self._is_connected = False
        self._intake.hang_up()
        self._speaker.hang_up()

    def receive(self, data: bytes, now: float) -> None:
        """Bytes from the host, at most `room`."""
        self._intake.receive(data, now)

    def data_to_send(self, now: float) -> bytes:
        """Bytes for the host; they count as sent once taken."""
        return b"" if self._is_dead else self._speaker.take(now)

    # Hands

    def set_fault(self, fault: Fault, on: bool, now: float) -> None:
        """Let something go wrong, or mend it. Where paper was out, mending it puts in a new roll."""
        self.advance(now)
        self._switch(fault, on)
        self.advance(now)

    def change_roll(self, now: float, roll_mm: float | None = None) -> None:
        """Put in another roll, a new one unless `roll_mm` says what is left on it; what hangs out is torn off."""
        self.advance(now)
        self._change_roll(roll_mm)
        self.advance(now)

    # Time

    @property
    def deadline(self) -> float | None:
        """When `advance` must be called, if nothing is received before; None while nothing can happen by itself."""
        times = [self._director.deadline]
        if not self._is_dead:
            times += (self._intake.deadline, self._mechanism.deadline, self._speaker.deadline, self._tear_at)
        return min((at for at in times if at is not None), default=None)

    def advance(self, now: float) -> None:
        """Let happen what happens until `now`; earlier and twice do no harm."""
        while (at := self.deadline) is not None and at < now:
            self._happen(at)
        self._happen(now)

    @property
    def _is_dead(self) -> bool:
        return self.is_off or Fault.HANG in self._faults

    def _happen(self, now: float) -> None:
        """What happens at this moment."""
        self._mechanism.finish(now)
        self._follow_script(now)
        while not self._is_dead and (self._take(now) or self._execute_next(now)):
            self._keep_moving(now)
        if self._is_dead:
            return
        self._keep_moving(now)
        self._tear(now)
        self._speaker.signal(self._intake.flow_control(), now)
        self._speaker.report(self.condition, now)
        self._speaker.advance(self.condition, now)

    def _follow_script(self, now: float) -> None:
        mm = self.paper.printed_rows / self.paper.dots_per_mm
        progress = Progress(seconds=now, bytes=self.received_bytes, mm=mm)
        for fault, on in self._director.due(progress, len(self.tickets)):
            self._switch(fault, on)

    def _take(self, now: float) -> bool:
        """Take in what has arrived; whether there was anything."""
        before = self.received_bytes + self.lost_bytes
        for urgent in self._intake.take(now, self._director.bytes_left(self.received_bytes)):
            if self._controller.obey(urgent, self.condition, now):
                self._forget()
        self._follow_script(now)
        return self.received_bytes + self.lost_bytes > before

    def _keep_moving(self, now: float) -> None:
        if not self.condition.offline:
            self._mechanism.start(now, _SLOW if Fault.SLOW in self._faults else 1.0)
        for report in self._mechanism.take_reports():
            self._controller.confirm(report, now)

    def _execute_next(self, now: float) -> bool:
        """Execute the next command, unless the printer stands still or the mechanism is too far behind."""
        if self.condition.offline or self._mechanism.rows_ahead > _ROWS_AHEAD:
            return False
        if (command := self._intake.next_command()) is None:
            return False
        self._controller.execute(command, self.condition, now)
        return True

    def _switch(self, fault: Fault, on: bool) -> None:
        if not on and fault is Fault.PAPER_OUT and self.condition.paper_out:
            self._change_roll()
        if on:
            self._faults.add(fault)
        else:
            self._faults.discard(fault)
        if self.is_off:
            self._switch_off()
        if self.condition.offline or self._is_dead:
            self._mechanism.stop()

    def _change_roll(self, roll_mm: float | None = None) -> None:
        self._faults -= {Fault.PAPER_OUT, Fault.PAPER_NEAR_END}
        self._mechanism.change_roll(self.profile.roll_mm if roll_mm is None else roll_mm)

    def _forget(self) -> None:
        if self.is_busy:
            self.paper.break_job()
        self._intake.clear()
        self._controller.forget()
        self._mechanism.clear()

    def _switch_off(self) -> None:
        self._forget()
        self._intake.switch_off()
        self._speaker.hang_up()
        self._speaker.reset()
        self._is_connected = False

    def _tear(self, now: float) -> None:
        """Where there is no cutter, somebody tears the ticket off when the paper has rested."""
        rests = not self.profile.has_cutter and not self.is_busy
        if not rests or not self.paper.has_print:
            self._tear_at = None
        elif self._tear_at is None:
            self._tear_at = now + TEAR_S
        elif now >= self._tear_at:
            self._mechanism.tear()
            self._tear_at = None


NEAR_END_MM = 4000.0
"""The near-end sensor feels how thick the roll is; some metres are left."""
TEAR_S = 1.5
_SLOW = 0.1
_ROWS_AHEAD = 64
"""The printer reads on while up to 8 mm are not printed yet, which is why GS r answers a few lines early."""
