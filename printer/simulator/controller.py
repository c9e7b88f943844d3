"""What commands do: urgent ones at once, the others in their turn. Pure; when either happens, the machine says.

What a family of printers does not know is kept as `unknown`; what it cannot say is not said.
"""

from collections.abc import MutableSet

from printer.profile import Clearing, Confirmation, Profile
from printer.simulator.commands import Command
from printer.simulator.condition import CLEARED, Condition, identity, process_id
from printer.simulator.faults import Fault
from printer.simulator.mechanism import Mark, Mechanism, Report
from printer.simulator.realtime import Urgent
from printer.simulator.speaker import Speaker
from printer.simulator.typesetter import Typesetter, Unknown


class Controller:
    """The program of a printer of the family `profile`; `faults` is the printer's own set, as it changes."""

    def __init__(self, profile: Profile, mechanism: Mechanism, speaker: Speaker, faults: MutableSet[Fault]) -> None:
        self.unknown: list[Command] = []
        """Commands that this printer does not know, in the order they came."""
        self._profile = profile
        self._mechanism = mechanism
        self._speaker = speaker
        self._faults = faults
        self._typesetter = Typesetter(profile)

    def obey(self, urgent: Urgent, condition: Condition, now: float) -> bool:
        """Answer or obey an urgent command; whether all that the printer holds is to be forgotten."""
        clearing = self._profile.clearing
        match urgent:
            case Urgent.RECOVER:
                return False  # a fault that no hand has mended would come back at once
            case Urgent.RECOVER_AND_CLEAR:
                return clearing is not Clearing.NONE and condition.offline
            case Urgent.CLEAR:
                if clearing is Clearing.DLE_DC4:
                    self._speaker.say(CLEARED, now)
                return clearing is Clearing.DLE_DC4
            case _:
                if self._profile.realtime_status:
                    self._speaker.say(condition.answer(urgent), now)
                return False

    def execute(self, command: Command, condition: Condition, now: float) -> None:
        """Execute one command from the buffer."""
        try:
            self._execute(command, condition, now)
        except (Unknown, IndexError):  # the latter of a command that is shorter than it must be
            self.unknown.append(command)

    def confirm(self, answer: bytes, now: float) -> None:
        """Say that a print is done, or how the paper is."""
        if Fault.LOST_CONFIRMATION in self._faults:
            self._faults.discard(Fault.LOST_CONFIRMATION)
        else:
            self._speaker.say(answer, now)

    def forget(self) -> None:
        """Forget the line that is begun, and how to print it."""
        self._typesetter.reset()

    def _execute(self, command: Command, condition: Condition, now: float) -> None:
        name, parameters = command.name, command.parameters
        match name:
            case "ESC @":
                self._typesetter.reset()
                self._speaker.reset()
                self._mechanism.add(Mark.JOB)
            case "loss":
                self._mechanism.add(Mark.LOSS)
            case "GS r" | "ESC v" | "ESC u" if self._profile.confirmation is not Confirmation.NONE:
                is_paper = name == "ESC v" or (name == "GS r" and parameters[0] in (1, 49))
                self.confirm(condition.paper_sensors if is_paper else b"\x00", now)
            case "GS ( H" if self._profile.confirmation is Confirmation.PROCESS_ID and parameters[1] == 48:
                self._mechanism.add(Report(process_id(parameters[2:6])))
            case "GS I" if self._profile.clearing is not Clearing.NONE:
                self._speaker.say(identity(parameters[0], self._profile.dpi), now)
            case "GS a" if self._profile.realtime_status:
                self._speaker.watch(parameters[0], condition, now)
            case _:
                for motion in self._typesetter.execute(command):
                    self._mechanism.add(motion)
