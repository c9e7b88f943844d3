"""The hub as the measurements need it: the real one, that lets one connection ask as fast as it can.

A program: `python -m tests.bench.wide_hub HALL --data DIR --host HOST --port PORT --base-url URL`, the arguments of
`antrean hub`. The product's 50 messages a second would measure the limit and not the hub.
"""

import argparse
import asyncio
import logging
from pathlib import Path

from kiosk.appliance import serve_hub
from kiosk.cli.halls import load
from kiosk.demo import READY
from kiosk.hub.limits import Limits

WIDE = Limits(rate_per_s=1e9, burst=1e9, device_rate_per_s=1e9, device_burst=1e9)


def main() -> None:
    """Read the arguments and serve."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    parser = argparse.ArgumentParser()
    parser.add_argument("hall")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--base-url", default="")
    asked = parser.parse_args()
    folder = load(asked.hall)

    def ready(port: int) -> None:
        print(f"{READY}: {folder.identity.id} on port {port}", flush=True)

    hub = serve_hub(
        folder, asked.data, host=asked.host, port=asked.port, base_url=asked.base_url, limits=WIDE, ready=ready
    )
    asyncio.run(hub)


if __name__ == "__main__":
    main()
