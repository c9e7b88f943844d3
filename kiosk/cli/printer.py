"""`antrean printer simulate` and `antrean printer fault`: a printer where there is none, and what goes wrong in it."""

import argparse
import signal
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from kiosk.cli import printer_setup
from kiosk.cli.exits import Exit, Stop
from kiosk.cli.options import DEFAULT_DATA
from kiosk.demo import PRINTER_READY
from printer.errors import BadProfile
from printer.ports.serial import BAUDS
from printer.profile import load_profile, profile_names
from printer.simulator.faults import ABOUT, Fault

if TYPE_CHECKING:  # the simulator draws: only the command that runs it loads Pillow
    from printer.simulator.server import Line, SimulatedPrinter

DEFAULT_PORT = 9100
DEFAULT_CONTROL = DEFAULT_DATA / "printer.control"
EXAMPLES = """\
example:
  antrean printer simulate --tcp 9100 --paper paper
  antrean printer fault paper-out
  antrean printer fault paper-out off

While it runs, its standard input takes the same orders, one a line:
  paper-out on     any fault, on or off
  new-roll 300     a new roll with 300 mm of paper; a full one without a number
  state            what it is doing, as JSON
"""
FAULTS = "faults:\n" + "".join(f"  {fault:<18} {about}\n" for fault, about in ABOUT.items())


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    about = "the ticket printer: a simulated one, and its faults"
    group = commands.add_parser("printer", help=about, description=about)
    acts = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_simulate(acts)
    _add_fault(acts)
    printer_setup.add_commands(acts)


def _add_simulate(acts: Any) -> None:
    about = "be a printer: print what programs send, at a printer's speed and with its faults"
    simulate = acts.add_parser(
        "simulate", help=about, description=about, epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    line = simulate.add_mutually_exclusive_group()
    line.add_argument(
        "--tcp", type=int, default=DEFAULT_PORT, metavar="PORT", help=f"listen at this port (default: {DEFAULT_PORT})"
    )
    line.add_argument("--pty", type=Path, metavar="PATH", help="be a serial line at this path instead")
    simulate.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    simulate.add_argument(
        "--profile",
        default="epson80",
        metavar="NAME",
        help=f"the printer's family: {', '.join(profile_names())}, or a .toml file (default: epson80)",
    )
    simulate.add_argument(
        "--baud", type=int, choices=BAUDS, default=9600, help="speed of the serial line (default: 9600)"
    )
    simulate.add_argument(
        "--flow",
        choices=("xonxoff", "none"),
        default="xonxoff",
        help="flow control of the serial line; with none, what finds the buffer full is lost (default: xonxoff)",
    )
    simulate.add_argument("--paper", type=Path, metavar="DIR", help="show the paper there; `antrean hub --paper DIR`")
    simulate.add_argument("--script", type=Path, metavar="FILE", help="faults that happen by themselves (TOML)")
    _add_control(simulate)
    simulate.set_defaults(run=_simulate)


def _add_fault(acts: Any) -> None:
    about = "switch a fault of the simulated printer on or off"
    fault = acts.add_parser(
        "fault", help=about, description=about, epilog=FAULTS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    fault.add_argument("name", metavar="NAME", choices=[*Fault, "new-roll"], help="one of those below, or new-roll")
    fault.add_argument("switch", nargs="?", choices=("on", "off"), default="on", help="(default: on)")
    _add_control(fault)
    fault.set_defaults(run=_fault)


def _add_control(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--control",
        type=Path,
        default=DEFAULT_CONTROL,
        metavar="PATH",
        help="the socket over which the simulated printer is told what to do (default: printer.control in "
        "$ANTREAN_DATA, else in ./var)",
    )


def _simulate(arguments: argparse.Namespace) -> int:
    from printer.simulator.control import ControlSocket
    from printer.simulator.folder import PaperFolder

    signal.signal(signal.SIGTERM, _interrupt)
    with ExitStack() as stack:
        printer = _printer(arguments)
        printer.start()
        stack.callback(printer.stop)
        try:
            arguments.control.parent.mkdir(parents=True, exist_ok=True)
            stack.callback(ControlSocket(printer, arguments.control).close)
            if arguments.paper:
                folder = PaperFolder(printer, arguments.paper)
                folder.start()
                stack.callback(folder.close)
        except OSError as exc:
            raise Stop(f"{exc.filename or arguments.control}: {exc.strerror or exc}", Exit.UNAVAILABLE) from exc
        print(f"{PRINTER_READY}: {printer.url}", flush=True)
        threading.Thread(target=_obey_lines, args=(printer,), daemon=True).start()
        printer.join()
    return Exit.OK


def _printer(arguments: argparse.Namespace) -> "SimulatedPrinter":
    from printer.simulator.intake import Flow
    from printer.simulator.machine import LAN_BYTES_PER_S, NO_SCRIPT, Machine
    from printer.simulator.script import BadScript, load_script
    from printer.simulator.server import SimulatedPrinter

    try:
        profile = load_profile(arguments.profile)
        script = load_script(arguments.script) if arguments.script else NO_SCRIPT
    except (BadProfile, BadScript) as exc:
        raise Stop(str(exc)) from exc
    is_serial = arguments.pty is not None
    machine = Machine(
        profile,
        flow=Flow(arguments.flow) if is_serial else Flow.NETWORK,
        bytes_per_s=arguments.baud / BITS_PER_BYTE if is_serial else LAN_BYTES_PER_S,
        script=script,
    )
    return SimulatedPrinter(machine, _line(arguments))


def _line(arguments: argparse.Namespace) -> "Line":
    from printer.simulator.serial_line import SerialLine
    from printer.simulator.tcp import TcpLine

    try:
        if arguments.pty is not None:
            return SerialLine(arguments.pty, baud=arguments.baud)
        return TcpLine(arguments.host, arguments.tcp)
    except (OSError, OverflowError) as exc:
        where = arguments.pty or f"port {arguments.tcp} on {arguments.host}"
        raise Stop(f"{where}: {getattr(exc, 'strerror', None) or exc}", Exit.UNAVAILABLE) from exc


def _obey_lines(printer: "SimulatedPrinter") -> None:
    from printer.simulator.control import BadOrder, obey

    # Unbuffered: a thread that waits in a buffered standard input would not let the process end.
    with open(0, "rb", buffering=0, closefd=False) as lines:
        for line in lines:
            try:
                print(obey(printer, line.decode("utf-8", "replace").strip()), flush=True)
            except BadOrder as exc:
                print(f"antrean: {exc}", file=sys.stderr)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _fault(arguments: argparse.Namespace) -> int:
    from printer.simulator.control import NoPrinter, order

    line = "new-roll" if arguments.name == "new-roll" else f"{arguments.name} {arguments.switch}"
    try:
        order(arguments.control, line)
    except NoPrinter as exc:
        raise Stop(f"{exc}; start one with `antrean printer simulate`", Exit.UNAVAILABLE) from exc
    return Exit.OK


BITS_PER_BYTE = 10
"""8N1: a start bit, eight of data, a stop bit."""
LONG_RUNNING = (_simulate,)
"""These log what happens."""
