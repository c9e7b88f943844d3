"""What the service manager hears: a real socket stands in for it."""

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.notify import notify, reporting
from tests.fakes.running_hall import PATIENCE_S, running_hall


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """Listens where this process is told to report to; no watchdog yet."""
    for name in ("WATCHDOG_USEC", "WATCHDOG_PID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        yield listening


async def heard(manager: socket.socket, count: int) -> list[str]:
    """The next `count` states."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(PATIENCE_S):
        return [(await loop.sock_recv(manager, 100)).decode() for _ in range(count)]


async def test_ready_comes_first_and_stopping_last(manager: socket.socket) -> None:
    """Without a watchdog these two are all."""
    with reporting():
        assert await heard(manager, 1) == ["READY=1"]
    assert await heard(manager, 1) == ["STOPPING=1"]


async def test_a_watchdog_hears_beats_while_the_loop_turns(
    manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They go on, one after the other, and end with the work."""
    monkeypatch.setenv("WATCHDOG_USEC", "30000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    with reporting():
        assert await heard(manager, 4) == ["READY=1", *["WATCHDOG=1"] * 3]
    while (state := (await heard(manager, 1))[0]) == "WATCHDOG=1":
        pass
    assert state == "STOPPING=1"


async def test_the_watchdog_of_another_process_is_not_fed(
    manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that inherits the environment does not hide that its parent hangs."""
    monkeypatch.setenv("WATCHDOG_USEC", "1")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getppid()))
    with reporting():
        await asyncio.sleep(0)
    assert await heard(manager, 2) == ["READY=1", "STOPPING=1"]


async def test_a_name_in_the_abstract_namespace_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """systemd writes its first byte, a zero, as @."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0antrean-{os.getpid()}")
        listening.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@antrean-{os.getpid()}")
        notify("READY=1")
        assert await heard(listening, 1) == ["READY=1"]


def test_a_manager_that_is_gone_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The hall goes on, and the log says what could not be told."""
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    notify("READY=1")
    assert "READY=1" in caplog.text


async def test_the_hub_is_ready_when_its_pages_are(manager: socket.socket, tmp_path: Path) -> None:
    """A real hub reports once it listens, feeds its watchdog, and says that it stops."""
    with running_hall(tmp_path / "data") as hall:
        assert await heard(manager, 1) == ["READY=1"]
        _, writer = await asyncio.open_connection("127.0.0.1", hall.port)
        writer.close()
        hall.stop()
    assert await heard(manager, 1) == ["STOPPING=1"]
