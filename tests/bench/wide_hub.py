"""The hub as the measurements need it: the real one, that lets one connection ask as fast as it can.

A program: `python -m tests.bench.wide_hub HALL --data DIR --host HOST --port PORT --base-url URL`, the arguments of
`antrean hub`. The product's 50 messages a second would measure the limit and not the hub.
"""

import argparse
import asyncio
import logging
import signal
from pathlib import Path

from kiosk.appliance import hub_address
from kiosk.cli.halls import load
from kiosk.demo import READY
from kiosk.hub.access import hash_of
from kiosk.hub.limits import Limits
from kiosk.hub.server import Hub
from kiosk.local import announce, local_token, withdraw
from kiosk.store.store import DeviceInfo, Store

WIDE = Limits(rate_per_s=1e9, burst=1e9)


async def serve(hall: str, data: Path, host: str, port: int, base_url: str) -> None:
    """Run the hub until SIGTERM."""
    folder = load(hall)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    store = Store(data, owner="a measurement")
    hub = Hub(folder, store, host=host, port=port, base_url=base_url, version="bench", limits=WIDE)
    await hub.start([DeviceInfo(hash_of(local_token(data)), "admin", "admin")])
    announce(data, hub_address(host, hub.port))
    print(f"{READY}: {folder.identity.id} on port {hub.port}", flush=True)
    try:
        await hub.run(stop)
    finally:
        withdraw(data)


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
    asyncio.run(serve(asked.hall, asked.data, asked.host, asked.port, asked.base_url))


if __name__ == "__main__":
    main()
