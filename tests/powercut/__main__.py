"""`python -m tests.powercut` (`make powercut`): a long life of the hub, and a thousand power cuts and more.

Ends with 0 when no promise was broken and the control, a hub with `synchronous=NORMAL`, broke some.
"""

import argparse
import sys
import tempfile
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
    found: dict[tuple[str, ...], list[Cut]] = {}
    for program in (HONEST, FORGETFUL):
        with tempfile.TemporaryDirectory() as scratch:
            recording = record(Path(scratch), answers=chosen.answers, seed=chosen.seed, program=program)
            found[program] = list(cuts(recording, chosen.images, chosen.seed, Path(scratch) / "image"))
        print(f"{' '.join(program)}: {summary(found[program])}", flush=True)
    broken = [cut for cut in found[HONEST] if cut.broken]
    for cut in broken[:10]:
        print(f"line {cut.at}, {cut.fate.value} kept: {cut.broken[0]}")
    return 0 if not broken and any(cut.broken for cut in found[FORGETFUL]) else 1


if __name__ == "__main__":
    sys.exit(main())
