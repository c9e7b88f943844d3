"""What reaches the app from its tasks, as Textual messages: the hub's words, the state of the link, answers."""

from textual.message import Message

from kiosk import wire
from kiosk.client import Answer, Link


class HubSaid(Message):
    def __init__(self, message: wire.FromHub) -> None:
        self.message = message
        super().__init__()


class LinkChanged(Message):
    def __init__(self, link: Link) -> None:
        self.link = link
        super().__init__()


class Answered(Message):
    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__()
