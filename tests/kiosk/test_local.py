"""How a command finds the hub of its own machine."""

import stat
from pathlib import Path

from kiosk.local import TOKEN_FILE, LocalHub, announce, find_local_hub, local_token, withdraw
from kiosk.store.lock import Lock


def test_the_token_stays_and_only_this_user_reads_it(tmp_path: Path) -> None:
    """Made once, with no rights for anybody else."""
    data = tmp_path / "new"

    assert local_token(data) == local_token(data)
    assert stat.S_IMODE((data / TOKEN_FILE).stat().st_mode) == 0o600


def test_a_hub_is_found_while_it_runs(tmp_path: Path) -> None:
    """The address counts only while somebody owns the folder: a crash leaves the file behind and no hub."""
    lock = Lock(tmp_path)
    announce(tmp_path, "ws://127.0.0.1:1/ws")
    assert find_local_hub(tmp_path) is None

    lock.take("a hub")
    assert find_local_hub(tmp_path) == LocalHub("ws://127.0.0.1:1/ws", local_token(tmp_path))

    withdraw(tmp_path)
    assert find_local_hub(tmp_path) is None
    lock.release()
