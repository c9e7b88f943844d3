"""One question after a printer's health, as a state machine without clock, socket or thread.

Alone it is the idle poll of `printer.driver`; `printer.job` asks it before a ticket, and after one that went wrong.
"""

from printer.replies import REALTIME_QUERIES, RealTime, Reply, ReplyParser
from printer.status import Status, Trouble


class HealthCheck:
    """Asks DLE EOT 1 to 4 at once and decodes the answers by their order: `status` is None until all is known.

    Bytes that arrive before the questions are taken by `data_to_send` answer nothing and are dropped.
    """

    def __init__(self, *, now: float, patience_s: float) -> None:
        self.deadline = now + patience_s
        self.status: Status | None = None
        self._parser = ReplyParser()
        self._to_send = REALTIME_QUERIES
        self._answers = bytearray()

    @property
    def done(self) -> bool:
        return self.status is not None

    def data_to_send(self) -> bytes:
        """The bytes to write now; they count as written once taken."""
        data, self._to_send = self._to_send, b""
        return data

    def receive_data(self, data: bytes, _now: float, /) -> None:
        for reply in self._parser.feed(data):
            self.receive(reply)

    def receive(self, reply: Reply) -> None:
        """Take one reply that another parser has cut out of the same connection."""
        if self._to_send or self.done or not isinstance(reply, RealTime):
            return
        self._answers.append(reply.byte)
        if len(self._answers) == 4:
            self.status = Status.from_realtime(bytes(self._answers))

    def tick(self, now: float) -> None:
        """Give up when the deadline has passed. Some answers are no answer: the one that counts may be missing."""
        if not self.done and now >= self.deadline:
            self.status = Status(silence=Trouble.NO_REPLY)

    def connection_lost(self) -> None:
        if not self.done:
            self.status = Status(silence=Trouble.LOST)
