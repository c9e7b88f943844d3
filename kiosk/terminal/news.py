"""What happens outside the screen, as Textual messages: workers and threads post them, the app's handlers paint."""

from textual.message import Message

from kiosk import wire
from kiosk.client import Link
from kiosk.terminal.ledger import Ended


class HubSaid(Message):
    """A message from the hub."""

    def __init__(self, message: wire.FromHub) -> None:
        super().__init__()
        self.message = message


class LinkChanged(Message):
    """The link to the hub came up or went down."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link


class Answered(Message):
    """The hub's answer to the request for a number."""

    def __init__(self, answer: wire.Done | wire.Refused) -> None:
        super().__init__()
        self.answer = answer


class PaperKnown(Message):
    """What became of a print."""

    def __init__(self, ended: Ended) -> None:
        super().__init__()
        self.ended = ended


class PrinterReady(Message):
    """Whether the printer, asked just now, would print."""

    def __init__(self, ready: bool) -> None:
        super().__init__()
        self.ready = ready
