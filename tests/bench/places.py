"""Where measurements run: a hall with room for many numbers, a hub on it, and what the kernel says of a process."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.copy import copy_hall
from tests.fakes.running_hall import RunningHall, running_hall

DEVICES = {role: role for role in ("kiosk", "counter", "board")}
WIDE_HUB = ("tests.bench.wide_hub",)


def wide_hall(folder: Path) -> Path:
    """A copy of the first hall in `folder` whose series count to 9999: nobody shall run out of numbers."""
    hall = folder / "wide"
    copy_hall("banyuwangi", hall)
    series = hall / "series.toml"
    text = series.read_text(encoding="utf-8")
    series.write_text(re.sub(r"^digits = 3$", "digits = 4", text, flags=re.MULTILINE), encoding="utf-8")
    return hall


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder on a disk, not in memory: what is measured there are commits."""
    with tempfile.TemporaryDirectory(prefix="antrean-bench-", dir="/var/tmp") as folder:
        yield Path(folder)


@contextmanager
def wide_hub(folder: Path, name: str = "data") -> Iterator[tuple[RunningHall, dict[str, str]]]:
    """A hub with no limit on askers, on `folder / name`, and a token for each role."""
    hall = folder / "wide"
    with running_hall(folder / name, hall=str(hall if hall.exists() else wide_hall(folder)), program=WIDE_HUB) as hub:
        yield hub, hub.tokens(DEVICES)


def resident_mib(pid: int) -> float:
    """Resident memory of a process now."""
    return _status_kib(pid, "VmRSS") / 1024


def _status_kib(pid: int, key: str) -> int:
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    found = re.search(rf"^{key}:\s+(\d+) kB$", text, re.MULTILINE)
    assert found is not None, f"{pid} has ended"
    return int(found[1])


def cpu_ms(pid: int) -> float:
    """Processor time a process has used so far, all its threads that still live, in milliseconds."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text(encoding="ascii").split()[0]) for thread in threads) / 1e6
