"""A network between a hub and everybody else: a namespace of the kernel, a cable, and what becomes of its packets.

Root alone may do this; without it the tests are skipped by name, and fail on a build server (`CI` is set).
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

PACKETS = {
    "": "",
    "silent": "add rule inet faults in iif {plug} drop; add rule inet faults out oif {plug} drop",
    "deaf": "add rule inet faults in iif {plug} drop",
    "mute": "add rule inet faults out oif {plug} drop",
    "reset": "add rule inet faults in iif {plug} meta l4proto tcp reject with tcp reset",
}
"""What happens to packets at the hub's end, by fault: all lost, lost on the way in, on the way out, answered by RST."""


class Lan:
    """A hub that runs `under` it is at `host`; everybody else is at this end of the cable."""

    def __init__(self, number: int) -> None:
        self.host = f"10.213.{number}.2"
        self._here = f"10.213.{number}.1"
        self._name = f"antrean-{number}"
        self._plugs = (f"an{number}here", f"an{number}hub")
        self.under = ("ip", "netns", "exec", self._name)

    def build(self) -> None:
        here, there = self._plugs
        _run("ip", "netns", "add", self._name)
        _run("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", self._name)
        _run("ip", "addr", "add", f"{self._here}/30", "dev", here)
        _run("ip", "link", "set", here, "up")
        self._inside("ip", "addr", "add", f"{self.host}/30", "dev", there)
        self._inside("ip", "link", "set", there, "up")
        self._inside("ip", "link", "set", "lo", "up")
        self._inside("ip", "addr", "add", f"{self.host}/32", "dev", "lo")  # the hub's own machine needs no cable

    def remove(self) -> None:
        """Whatever there is of it; the cable first, which the kernel keeps for as long as a connection in there."""
        for command in (("ip", "link", "del", self._plugs[0]), ("ip", "netns", "del", self._name)):
            subprocess.run(command, check=False, capture_output=True)

    def fails(self, fault: str) -> None:
        """From now on it has this fault: one of `PACKETS`, or a cable that is out of the hub (`unplugged`) or of the
        others' machine (`down`); sound for an empty one.
        """
        here, there = self._plugs
        self._inside("ip", "link", "set", there, "down" if fault == "unplugged" else "up")
        _run("ip", "link", "set", here, "down" if fault == "down" else "up")
        table = "flush ruleset; add table inet faults"
        chains = (
            f"add chain inet faults {hook} {{ type filter hook {hook}put priority 0; }}" for hook in ("in", "out")
        )
        self._inside("nft", "; ".join([table, *chains, PACKETS.get(fault, "").format(plug=there)]))

    def _inside(self, *command: str) -> None:
        _run(*self.under, *command)


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"


@contextmanager
def lan() -> Iterator[Lan]:
    """A sound network of its own, for as long as the block lasts."""
    if os.geteuid() != 0 or not shutil.which("nft") or not shutil.which("ip"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("network namespaces need root, iproute2 and nftables")
    made = Lan(os.getpid() % 250)
    try:
        made.build()
        yield made
    finally:
        made.remove()
