"""The sparing log of what strangers do."""

from pathlib import Path

import pytest

from kiosk.hub.incidents import KINDS, QUIET_S, Incidents
from kiosk.hub.metrics import Metrics

SECURITY = Path(__file__).parents[3] / "docs/security.md"


def test_a_thousand_of_a_kind_are_one_line(caplog: pytest.LogCaptureFixture) -> None:
    """All are counted; after a while the next line says how many were left out."""
    now_s = 0.0
    metrics = Metrics()
    incidents = Incidents(metrics, lambda: now_s)
    for at in range(1000):
        incidents.note("unknown_token", f"10.0.0.{at % 250}")
        incidents.note("bad_frame", "10.0.0.1")
    assert [line.split(":")[0] for line in caplog.messages] == ["unknown_token", "bad_frame"]

    now_s = QUIET_S
    incidents.note("unknown_token", "10.0.0.9")

    assert len(caplog.messages) == 3
    assert caplog.messages[-1].endswith("by 10.0.0.9; 999 more since the line before")
    assert b'antrean_incidents_total{kind="unknown_token"} 1001.0' in metrics.text()


def test_a_traceback_comes_with_the_first_crash(caplog: pytest.LogCaptureFixture) -> None:
    """Enough to find the mistake, and no way to fill the disk with it."""
    incidents = Incidents(Metrics(), lambda: 0.0)
    for _ in range(5):
        try:
            int("no number")
        except ValueError:
            incidents.note("crashed", "10.0.0.1", traceback=True)

    assert caplog.text.count("Traceback") == len(caplog.messages) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_in_the_manual(kind: str) -> None:
    """Who reads the line in the log finds what answers it."""
    assert f"`{kind}`" in SECURITY.read_text(encoding="utf-8")
