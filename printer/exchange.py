"""Turns the crank of a conversation with a printer: bytes between a link and a state machine, until it is done.

The one loop that `printer.driver` and `printer.doctor` share. It decides nothing and never raises for a device: a link
that breaks is told to the machine, and one that hangs costs the time until the machine's deadline.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from printer.errors import Lost
from printer.ports import Link

log = logging.getLogger(__name__)


class Exchange(Protocol):
    """What a conversation offers to be driven by: `printer.job`, `printer.check` and `printer.examination` are some."""

    deadline: float
    """When `tick` must be called at the latest."""

    @property
    def done(self) -> bool: ...

    def data_to_send(self) -> bytes: ...

    def receive_data(self, data: bytes, now: float, /) -> None: ...

    def tick(self, now: float) -> None: ...

    def connection_lost(self) -> None: ...


def carry(link: Link, exchange: Exchange, clock: Callable[[], float]) -> None:
    """Carry bytes both ways until `exchange` is done or `link` is lost; close the link. `clock` is monotonic."""
    try:
        # What waits already was said to somebody else.
        exchange.receive_data(link.read(0), clock())
        while not exchange.done:
            if data := exchange.data_to_send():
                link.write(data, exchange.deadline - clock())
            exchange.receive_data(link.read(exchange.deadline - clock()), clock())
            exchange.tick(clock())
    except Lost as error:
        log.debug("%s", error)
        exchange.connection_lost()
    finally:
        link.close()
