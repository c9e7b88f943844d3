"""The power is cut at many instants of a recorded life; each time the store must know all that had been told by then.

An image is what one cut leaves of the hub's folder. The real store opens it and replays its log, as the hub would at
its next start, and the promises of the recording are held against what it finds.
"""

import shutil
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from random import Random
from typing import NamedTuple

from kiosk import wire
from kiosk.hub.access import hash_of
from kiosk.store.errors import StoreError
from kiosk.store.store import Store
from tests.fakes.promises import Answered, Broken, Kept, Shown, broken_promises
from tests.powercut.disk import Fate
from tests.powercut.record import Recording
from tests.powercut.replay import Replay
from tests.powercut.told import Told


class Cut(NamedTuple):
    """One power cut, and every promise that it broke."""

    at: int
    fate: Fate
    told: int
    """How many messages clients had been told by then."""
    broken: list[Broken]
    """Of the sorts of `Broken.promise`, and `opens`, `seq` and `device`."""


def cuts(recording: Recording, images: int, seed: int, scratch: Path) -> Iterator[Cut]:
    """Cut the power `images` times, at instants spread over the whole recording, and look at what is left each time.

    The four fates take turns. `scratch` holds one image at a time.
    """
    random = Random(f"power cut {seed}")
    calls, answered, told = recording.calls, recording.answered(), recording.told
    replay = Replay(recording.folder)
    done = 0
    for at, fate in _instants(recording, images, random):
        due = bisect_left(calls, at, lo=done, key=lambda call: call.ended)
        for call in calls[done:due]:
            replay.do(call)
        done = due
        answers = [answer for _at, answer in answered[: bisect_left(answered, at, key=lambda given: given[0])]]
        messages = told[: bisect_left(told, at, key=lambda message: message.at)]
        _lay_out(replay.disk.after_power_cut(fate, random), recording.folder, scratch)
        yield Cut(at, fate, len(messages), _broken(scratch, answers, messages))
        shutil.rmtree(scratch)


def at_the_end(recording: Recording) -> dict[PurePath, bytes]:
    """The hub's folder at the end of the recording, as the model has it: every file with its content."""
    replay = Replay(recording.folder)
    for call in recording.calls:
        replay.do(call)
    return replay.disk.after_power_cut(Fate.ALL, Random(0))


def summary(found: Sequence[Cut]) -> str:
    """One line for people: how many cuts, what they broke."""
    lost = [cut for cut in found if cut.broken]
    sorts = Counter(sort for cut in lost for sort in {broken.promise for broken in cut.broken})
    fates = Counter(cut.fate.value for cut in lost)
    told = max((cut.told for cut in found), default=0)
    start = f"{len(found)} power cuts in a life of {told} messages: {len(found) - len(lost)} broke no promise"
    if not lost:
        return start
    return f"{start}, {len(lost)} did ({_listed(sorts)}; where {_listed(fates)} of the rest had reached the disk)"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _instants(recording: Recording, images: int, random: Random) -> Iterator[tuple[int, Fate]]:
    """One instant in each of so many equal parts of the recording's happenings.

    Happenings and not lines: strace writes many lines while the program only reads.
    """
    changes = {call.ended for call in recording.calls if call.name not in {"mmap", "openat"}}
    happenings = sorted(changes | {message.at for message in recording.told})
    fates = list(Fate)
    for number in range(images):
        low, high = (len(happenings) * part // images for part in (number, number + 1))
        yield happenings[random.randrange(low, max(low + 1, high))] + 1, fates[number % len(fates)]


def _shown(told: Sequence[Told]) -> list[Shown]:
    """What each board had been sent."""
    boards: dict[str, Shown] = {}
    for _at, device, message in told:
        if device.startswith("board") and isinstance(message, wire.Called | wire.State):
            boards.setdefault(device, Shown(device)).heard.append(message)
    return list(boards.values())


def _lay_out(image: Mapping[PurePath, bytes], folder: Path, scratch: Path) -> None:
    """Write the files of `folder` into `scratch`."""
    scratch.mkdir()
    for path, content in image.items():
        place = scratch / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _broken(folder: Path, answers: Sequence[Answered], told: Sequence[Told]) -> list[Broken]:
    """Start the real store on what is left; every promise that it does not keep."""
    store = Store(folder, hall="banyuwangi", owner="a test", synchronous="off")  # the test's own power stays on
    try:
        store.open()
        store.replay()
        kept = Kept(list(store.rows()), store.tickets(), dict(store.counters()))
        devices = {device.token_hash for device in store.devices()}
    except StoreError as exc:
        return [Broken("opens", str(exc))]
    finally:
        store.close()
    found = broken_promises(answers, _shown(told), kept)
    # A board whose link went with the power is late, and resumes.
    return [*(case for case in found if case.promise != "board_late"), *_unknown(told, len(kept.rows), devices)]


def _unknown(told: Sequence[Told], rows: int, devices: set[str]) -> Iterator[Broken]:
    """No place in the log that anybody was told is beyond its end, and no device that was let in is a stranger."""
    for _at, device, message in told:
        if isinstance(message, wire.Done | wire.State | wire.Called | wire.Pong) and message.seq > rows:
            yield Broken("seq", f"{device} was told of record {message.seq}; the log has {rows}")
        elif isinstance(message, wire.DeviceAdded) and hash_of(message.token) not in devices:
            yield Broken("device", f"the token given for {message.request} is not known")
