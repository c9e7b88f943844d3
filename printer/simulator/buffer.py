"""The receive buffer: what has come in and is not executed yet, as commands, and what is obeyed on the way. Pure."""

from collections import deque
from collections.abc import Container, Iterator

from printer.simulator.commands import Command, CommandParser
from printer.simulator.realtime import Urgent, UrgentScanner


class ReceiveBuffer:
    """`capacity` bytes. A command that is begun stands in the printer's working memory and takes none of them."""

    def __init__(self, capacity: int, *, strange: Container[str] = ()) -> None:
        self.capacity = capacity
        self._commands: deque[Command] = deque()
        self._used = 0
        self._parser = CommandParser(strange)
        self._scanner = UrgentScanner()

    @property
    def room(self) -> int:
        """How many bytes may still come."""
        return max(0, self.capacity - self._used)

    @property
    def is_empty(self) -> bool:
        return not self._commands

    def put(self, data: bytes) -> Iterator[Urgent]:
        """Take `data` in, and give each urgent command when all before it is in the buffer and nothing behind it is."""
        begin = 0
        for end, urgent in self._scanner.feed(data):
            self._keep(data[begin:end])
            begin = end
            yield urgent
        self._keep(data[begin:])

    def put_loss(self) -> None:
        """Note that bytes are missing here."""
        if not self._commands or self._commands[-1].name != "loss":
            self._commands.append(Command("loss"))

    def next(self) -> Command | None:
        """The oldest command, taken out; None when there is none."""
        if not self._commands:
            return None
        command = self._commands.popleft()
        self._used -= command.size
        return command

    def clear(self) -> None:
        """Forget all, also what is begun."""
        self._commands.clear()
        self._used = 0
        self._parser.reset()

    def forget_begun(self) -> None:
        """Forget the command that is begun: its host has gone."""
        self._parser.reset()
        self._scanner.reset()

    def _keep(self, data: bytes) -> None:
        for command in self._parser.feed(data):
            self._commands.append(command)
            self._used += command.size
