"""A hub that asks too little of the disk: `synchronous=NORMAL`, as much advice on the web has it. The control of the
power cuts.

Everything else is the hub itself, so that cuts which do not find this one out prove nothing about the other. Run as
`python -m tests.powercut.forgetful_hub HALL …` with the options of `antrean hub`.
"""

import sys
from functools import partial

from kiosk import appliance
from kiosk.cli import main
from kiosk.store.store import Store

if __name__ == "__main__":
    appliance.Store = partial(Store, synchronous="normal")  # type: ignore[attr-defined,assignment]  # by this name
    sys.exit(main(["hub", *sys.argv[1:]]))
