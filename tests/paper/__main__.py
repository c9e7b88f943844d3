"""`python -m tests.paper` (`make paper`): 2,000 tickets, 50 kills of their kiosks and 50 power cuts of their printers.

Ends with 0 when every kill and cut came and no promise was broken.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.paper.long_run import Scale, run


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.paper", description=__doc__)
    arguments.add_argument("--tickets", type=int, default=2000)
    arguments.add_argument("--kills", type=int, default=50, help="of kiosks, by SIGKILL")
    arguments.add_argument("--unplugs", type=int, default=50, help="of printers, most of them in a ticket")
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    scale = Scale(chosen.tickets, chosen.kills, chosen.unplugs)
    with tempfile.TemporaryDirectory() as folder:
        ran = run(Path(folder), scale, chosen.seed)
    prints = Counter((one.outcome.value, one.why) for ticket in ran.tickets for one in ticket.prints)
    for (outcome, why), count in prints.most_common():
        print(f"{count:6,} {outcome} {why}".rstrip())
    broken = [*ran.broken_log, *ran.broken]
    print(f"{len(ran.tickets):,} tickets, {ran.kills} kills, {ran.unplugs} power cuts: {len(broken)} promises broken")
    for case in broken[:10]:
        print(case)
    return 1 if broken or (ran.kills, ran.unplugs) != (scale.kills, scale.unplugs) else 0


if __name__ == "__main__":
    sys.exit(main())
