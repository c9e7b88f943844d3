"""A hall's hub as a process of its own, to be killed, stopped and started again on the same port and the same data.

Everything here waits for what the hub says, never for time to pass. The port lies below the range from which a system
gives ports to those who connect: a client that tries while the hub is away could else be given that port and find
itself at the other end.
"""

import asyncio
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from kiosk import wire
from kiosk.cli.ask import Conversation, new_id
from kiosk.demo import READY
from kiosk.local import find_local_hub

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0
"""Longest wait for a process to start or end; a green run waits a second at most."""

_Answer = TypeVar("_Answer")


def free_port() -> int:
    """A port that nobody listens on and that no outgoing connection is given."""
    random = Random()
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class RunningHall:
    """One hub on `data`; `program` is what `python -m` runs as the hub, `under` the command that is to run that."""

    def __init__(
        self,
        data: Path,
        *,
        hall: str = "banyuwangi",
        port: int | None = None,
        program: Sequence[str] = ("kiosk", "hub"),
        under: Sequence[str] = (),
        options: Sequence[str] = (),
        address: str = "127.0.0.1",
    ) -> None:
        self.data = data
        self.address = address
        self.port = free_port() if port is None else port
        """0 until the hub has said which one it got, when it may choose."""
        self._hall = hall
        self._program = program
        self.under = under
        self.options = options
        self._log = data.parent / f"{data.name}-hub.log"
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """The hub's websocket."""
        return f"ws://{self.address}:{self.port}/ws"

    @property
    def origin(self) -> str:
        """Where the hub's pages are."""
        return f"http://{self.address}:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None  # `start` has returned
        return self._process.pid

    @property
    def log(self) -> str:
        """What the hub has written to standard error, in all its lives."""
        return self._log.read_text(encoding="utf-8")

    def start(self) -> None:
        """Start the hub, on the port it had before, and wait until clients may come."""
        self.begin()
        assert self._process is not None  # it has begun
        assert self._process.stdout is not None  # it is a pipe
        ready = re.match(rf"{READY}: \S+ on port (\d+)$", self._process.stdout.readline())
        if ready is None:
            self.kill()
            raise AssertionError(f"the hub did not start:\n{self.log}")
        self.port = int(ready[1])

    def begin(self) -> None:
        """Start the hub and wait for nothing: it may be killed before it is ready."""
        where = ("--host", self.address, "--port", str(self.port), "--base-url", self.origin)
        options = ("--data", str(self.data), *where)
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [*self.under, sys.executable, "-m", *self._program, self._hall, *options, *self.options],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def kill(self) -> None:
        """SIGKILL: the hub learns nothing of it."""
        self._end(signal.SIGKILL)

    def stop(self, within_s: float = PATIENCE_S) -> int:
        """SIGTERM, and the exit code; a hub that has not ended after `within_s` is killed and fails the test."""
        return self._end(signal.SIGTERM, within_s)

    def wait(self, within_s: float = PATIENCE_S) -> int:
        """The exit code of a hub that ends by itself."""
        assert self._process is not None  # it has begun
        return self._process.wait(within_s)

    def tokens(self, devices: Mapping[str, str]) -> dict[str, str]:
        """A token for each of `devices`, a role by each name."""
        return asked_of(self.data, lambda hub: _add(hub, devices))

    def _end(self, number: signal.Signals, within_s: float = PATIENCE_S) -> int:
        if self._process is None:
            return 0
        process, self._process = self._process, None
        with process:
            if process.poll() is None:
                process.send_signal(number)
            try:
                return process.wait(within_s)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


@contextmanager
def running_hall(data: Path, **arguments: Any) -> Iterator[RunningHall]:
    """A hub that is running, and killed at the end if the test has not ended it."""
    hall = RunningHall(data, **arguments)
    try:
        hall.start()
        yield hall
    finally:
        hall.kill()


def asked_of(data: Path, talk: Callable[[Conversation], Awaitable[_Answer]]) -> _Answer:
    """What `talk(conversation)` returns, as this machine's administrator; from within an event loop or without one."""
    answers: list[_Answer] = []

    async def keep(hub: Conversation) -> int:
        answers.append(await talk(hub))
        return 0

    local = find_local_hub(data)
    assert local is not None, f"no hub runs on {data}"
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(Conversation(local).hold(keep))).result()
    return answers[0]


async def _add(hub: Conversation, devices: Mapping[str, str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for name, role in devices.items():
        wish = wire.AddDevice(request=new_id(), role=role, name=name)  # type: ignore[arg-type]  # the hub judges it
        added = await hub.ask(wish)
        assert isinstance(added, wire.DeviceAdded)
        made[name] = added.token
    return made
