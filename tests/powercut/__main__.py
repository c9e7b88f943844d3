"""`python -m tests.powercut` (`make powercut`): a long life of the hub, and a thousand power cuts and more.

Ends with 0 when no promise was broken and the control, a hub with `synchronous=NORMAL`, broke some.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.powercut.cuts import Cut, cuts, summary
from tests.powercut.record import FORGETFUL, HONEST, record, why_not


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.powercut", description=__doc__)
    arguments.add_argument("--images", type=int, default=1500, help="power cuts for each of the two hubs")
    arguments.add_argument("--answers", type=int, default=2000, help="so many answers are given before the last cut")
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    if problem := why_not():
        print(problem, file=sys.stderr)
        return 3
    broken = _broken(HONEST, chosen)
    for cut in broken[:10]:
        print(f"line {cut.at}, {cut.fate.value} kept: {cut.broken[0]}")
    return 0 if _broken(FORGETFUL, chosen) and not broken else 1


def _broken(program: Sequence[str], chosen: argparse.Namespace) -> list[Cut]:
    """Those power cuts in the life of `program` that broke a promise."""
    with tempfile.TemporaryDirectory() as scratch:
        recording = record(Path(scratch), answers=chosen.answers, seed=chosen.seed, program=program)
        found = list(cuts(recording, chosen.images, chosen.seed, Path(scratch) / "image"))
    print(f"{' '.join(program)}: {summary(found)}", flush=True)
    return [cut for cut in found if cut.broken]


if __name__ == "__main__":
    sys.exit(main())
