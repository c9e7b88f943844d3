"""How a command ends: the exit code, and the sentence on standard error that goes with it."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of `antrean`."""

    OK = 0
    WRONG = 1
    """What was checked or asked is wrong, or refused; the sentence says what."""
    USAGE = 2
    """The command line cannot be understood."""
    UNAVAILABLE = 3
    """A part that is needed is not there: no hub, a taken port, a file in use."""


class Stop(Exception):
    """End the command with a sentence and a code."""

    def __init__(self, sentence: str, code: Exit = Exit.WRONG) -> None:
        self.code = code
        super().__init__(sentence)
