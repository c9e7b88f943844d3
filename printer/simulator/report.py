"""What a simulated printer looks like at this moment, as data for a page or a script."""

import json
from typing import Any

from printer.simulator.machine import Machine

TICKETS_SHOWN = 12


def state(machine: Machine) -> dict[str, Any]:
    """The printer, its roll, the strip that hangs out and the last pieces that came off, newest first.

    `rows` are rows of dots; tickets are numbered from 1 in the order they came off.
    """
    condition, paper, tickets = machine.condition, machine.paper, machine.tickets
    newest = range(len(tickets), max(0, len(tickets) - TICKETS_SHOWN), -1)
    return {
        "profile": machine.profile.name,
        "faults": sorted(machine.faults),
        "condition": {
            "offline": condition.offline,
            "paper_out": condition.paper_out,
            "near_end": condition.near_end,
            "cover_open": condition.cover_open,
            "cutter_jam": condition.cutter_jam,
            "hot": condition.hot,
            "off": machine.is_off,
        },
        "busy": machine.is_busy,
        "roll_mm": 0 if condition.paper_out else round(paper.rows_left / paper.dots_per_mm),
        "full_roll_mm": machine.profile.roll_mm,
        "dots": paper.width,
        "dots_per_mm": paper.dots_per_mm,
        "printed_rows": paper.printed_rows,
        "strip_rows": paper.height,
        "blade_rows": paper.blade_rows,
        "tickets": [
            {"number": number, "rows": ticket.height, "cut": ticket.cut, "complete": ticket.complete}
            for number in newest
            for ticket in [tickets[number - 1]]
        ],
        "unknown_commands": len(machine.unknown),
        "lost_bytes": machine.lost_bytes,
    }


def state_json(machine: Machine) -> str:
    """`state` on one line."""
    return json.dumps(state(machine))
