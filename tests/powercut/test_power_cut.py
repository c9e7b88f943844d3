"""A power cut takes nothing that anybody was told: the small size of `make powercut`."""

import os
from collections import Counter
from pathlib import Path

import pytest

from kiosk import wire
from tests.powercut.cuts import at_the_end, cuts, summary
from tests.powercut.disk import Fate
from tests.powercut.record import FORGETFUL, Recording, record, why_not

SEED = int(os.environ.get("ANTREAN_SEED", "1"))
ANSWERS = 250
IMAGES = 100


@pytest.fixture(scope="module", autouse=True)
def _strace() -> None:
    """Without strace the tests are skipped by name; on a build server (`CI` is set) that is a failure instead."""
    if problem := why_not():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(problem)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """An honest hub's two lives."""
    return record(tmp_path_factory.mktemp("honest"), answers=ANSWERS, seed=SEED)


def test_nothing_that_was_told_is_lost_in_a_power_cut(recording: Recording, tmp_path: Path) -> None:
    """Every file that a cut leaves is opened by the store, follows the laws, and knows each number, call, print and
    device that anybody was told of.
    """
    found = list(cuts(recording, IMAGES, SEED, tmp_path / "image"))

    assert [cut for cut in found if cut.broken] == [], f"ANTREAN_SEED={SEED}: {summary(found)}"
    assert Counter(cut.fate for cut in found) == dict.fromkeys(Fate, IMAGES / len(Fate))
    assert found[-1].told > ANSWERS


def test_a_hub_that_syncs_too_little_is_found_out(tmp_path: Path) -> None:
    """With `synchronous=NORMAL` the same cuts lose what people were told; everything that was written is still there
    when all of it had reached the disk.
    """
    forgetful = record(tmp_path, answers=ANSWERS, seed=SEED, program=FORGETFUL)
    found = list(cuts(forgetful, IMAGES, SEED, tmp_path / "image"))

    lost = Counter(cut.fate for cut in found if "kept" in {broken.promise for broken in cut.broken})
    assert lost[Fate.NONE] > 0, summary(found)
    assert lost[Fate.ALL] == 0, summary(found)


def test_the_recording_is_understood(recording: Recording) -> None:
    """At its end the model disk holds what the hub's folder holds, byte for byte; and every answer that a client
    received is one that the hub is known to have given.
    """
    assert at_the_end(recording) == {path: path.read_bytes() for path in recording.folder.iterdir()}
    given = [answered for _at, answered in recording.answered()]
    assert sorted(given, key=str) == sorted(recording.received, key=str)


def test_the_recording_is_of_a_busy_hall(recording: Recording) -> None:
    """Numbers, papers, calls and everything that follows a call are asked for, and boards are told of the calls."""
    done = {type(answered.act).__name__ for answered in recording.received}
    assert {"TakeTicket", "ReportPrint", "OpenCounter", "CallNext", "Recall", "Start", "Finish", "Miss"} <= done
    assert any(isinstance(message, wire.Called) for _at, _device, message in recording.told)
