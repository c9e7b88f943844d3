"""Run the measurements and print one table: `python -m tests.bench [--quick] [--json FILE] [NAME…]`."""

import argparse
import json
import logging
import os
import platform
import signal
import sqlite3
import sys
import time
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from types import FrameType

from tests.bench.rows import Missing, Row, Size, table

log = logging.getLogger(__name__)

NAMES = ("tap", "print", "call", "commands", "log", "idle", "start", "stalled", "strangers", "backup")
"""The measurements, each a module `bench_NAME`."""


def main() -> int:
    """Measure what was asked for; 1 when something could not be measured."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, _end)
    size = Size(asked.size) if asked.size else Size.QUICK if asked.quick else Size.FULL
    rows: list[Row] = []
    missing: list[str] = []
    print(f"Load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    for name in asked.names or NAMES:
        begin = time.monotonic()
        try:
            rows += import_module(f"tests.bench.bench_{name}").measure(size)
        except Missing as exc:
            missing.append(f"{name}: not measured, {exc}")
        except Exception:  # one that breaks must not take the others' numbers along
            log.exception("measuring %s failed", name)
            missing.append(f"{name}: not measured, it broke; see above")
        print(f"{name}: {time.monotonic() - begin:.0f} s, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    print(f"\n{table(rows)}")
    print("\n".join(missing))
    if asked.json is not None:
        asked.json.write_text(json.dumps({"machine": _machine(), "rows": [asdict(row) for row in rows]}, indent=1))
    return 1 if missing else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the promises of the design.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to measure: {', '.join(NAMES)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: under four minutes instead of ten")
    parser.add_argument("--size", choices=[*Size], help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in NAMES]:
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    return asked


def _machine() -> dict[str, object]:
    return {
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def _end(_number: int, _frame: FrameType | None) -> None:
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
