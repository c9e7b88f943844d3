"""`antrean demo`, `hub`, `kiosk`, `counter`: the commands that run until they are told to stop."""

import argparse
import asyncio
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from kiosk import wire
from kiosk.appliance import hub_address, serve_hub, show_counter, show_kiosk
from kiosk.box import Box, BoxError, load_box
from kiosk.cli.ask import Conversation, converse, new_id
from kiosk.cli.exits import Exit, Stop
from kiosk.cli.halls import load
from kiosk.cli.options import add_data, add_port, made
from kiosk.demo import PRINTER_READY, READY, ChildProcess, DidNotStart, Tokens, lan_address, tokens
from kiosk.hub.server import PortTaken
from kiosk.hub.writer import FolderRefused
from kiosk.local import find_local_hub
from kiosk.store.connection import FILE_NAME
from kiosk.store.errors import StoreError
from kiosk.store.reserve import DEFAULT_BYTES
from printer.errors import BadAddress
from printer.ports import port_from_url


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    about = "run a whole hall on this machine, with no hardware"
    demo = commands.add_parser("demo", help=about, description=about)
    demo.add_argument("--hall", default="banyuwangi", help="the hall's folder or name (default: banyuwangi)")
    add_data(demo)
    add_port(demo)
    demo.add_argument(
        "--printer", metavar="URL", help="tcp://HOST:PORT of a real printer (default: a simulated one, with a page)"
    )
    demo.set_defaults(run=_demo)

    about = "run the hub of a hall: the queue, its file, its pages"
    hub = commands.add_parser("hub", help=about, description=about)
    hub.add_argument("hall", metavar="HALL", help="the hall's folder, or the name of a hall that comes with Antrean")
    add_data(hub)
    add_port(hub)
    hub.add_argument("--base-url", default="", metavar="URL", help="what phones open for the QR code, without a slash")
    hub.add_argument("--paper", type=Path, metavar="DIR", help="show a simulated printer's paper, from its --paper DIR")
    hub.add_argument(
        "--reserve",
        type=float,
        default=DEFAULT_BYTES / 2**20,
        metavar="MIB",
        help="room on the disk that is kept for the last writes; numbers stop when it is needed (default: %(default)g)",
    )
    hub.add_argument(
        "--backup",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="a folder for copies of the file, best on another disk, hourly and at closing; say it again for a second "
        "one; `antrean backup DIR` prepares it",
    )
    hub.set_defaults(run=_hub)

    about = "run the visitor's touchscreen in this terminal"
    kiosk = commands.add_parser("kiosk", help=about, description=about)
    kiosk.add_argument("--box", type=Path, required=True, help="this machine's settings: hub, token, printer (TOML)")
    kiosk.add_argument("--log", type=Path, default=Path("kiosk.log"), help="log file (default: ./kiosk.log)")
    kiosk.add_argument("--journal", type=Path, help="what was shown and printed here (default: beside the log)")
    kiosk.add_argument("--unlocked", action="store_true", help="let Ctrl+Q end it, for trying it out")
    kiosk.set_defaults(run=_kiosk)

    about = "run a counter's console in this terminal"
    counter = commands.add_parser("counter", help=about, description=about)
    counter.add_argument("counter", metavar="COUNTER", nargs="?", default="", help="the counter's id (default: choose)")
    counter.add_argument(
        "--box", type=Path, help="this machine's settings: hub, token (TOML; default: the hub of this machine)"
    )
    add_data(counter)
    counter.set_defaults(run=_counter)


def _hub(arguments: argparse.Namespace) -> int:
    folder = load(arguments.hall)

    def ready(port: int) -> None:
        print(f"{READY}: {folder.identity.id} on port {port}", flush=True)

    try:
        asyncio.run(
            serve_hub(
                folder,
                made(arguments.data),
                host=arguments.host,
                port=arguments.port,
                base_url=arguments.base_url.rstrip("/"),
                paper=arguments.paper,
                reserve_bytes=int(arguments.reserve * 2**20),
                backups=[folder.absolute() for folder in arguments.backup],
                ready=ready,
            )
        )
    except PortTaken as exc:
        raise Stop(f"{exc}; choose another with --port", Exit.UNAVAILABLE) from exc
    except StoreError as exc:
        raise Stop(str(exc), Exit.UNAVAILABLE) from exc
    except FolderRefused as exc:
        numbers = exc.refused.data.get("numbers", "")
        raise Stop(
            f"{arguments.hall} has no counter any more for {numbers}, who wait or are being served; put back what was "
            "taken out, or let the day end first"
        ) from exc
    return Exit.OK


def _kiosk(arguments: argparse.Namespace) -> int:
    try:
        box = load_box(arguments.box)
        _try_log(arguments.log)
        journal = arguments.journal or arguments.log.with_suffix(".journal")
        show_kiosk(box, log_file=arguments.log, journal=journal, locked=not arguments.unlocked)
    except BoxError as exc:
        raise Stop(str(exc)) from exc
    return Exit.OK


def _counter(arguments: argparse.Namespace) -> int:
    try:
        box = None if arguments.box is None else load_box(arguments.box)
    except BoxError as exc:
        raise Stop(str(exc)) from exc
    if box is not None:
        return show_counter(box.hub, box.token, role="counter", counter=arguments.counter, language=box.language)
    hub = find_local_hub(arguments.data)
    if hub is None:
        raise Stop(f"no hub runs on {arguments.data}; --box FILE names another machine's", Exit.UNAVAILABLE)
    return show_counter(hub.url, hub.token, role="admin", counter=arguments.counter, language=Box(token="").language)


def _try_log(path: Path) -> None:
    """Find out before the screen is taken whether the log can be written."""
    try:
        path.open("a", encoding="utf-8").close()
    except OSError as exc:
        raise Stop(f"{path} cannot be the log: {exc.strerror}") from exc


def _demo(arguments: argparse.Namespace) -> int:
    folder = load(arguments.hall)
    data = made(arguments.data)
    _check_address(arguments.printer)
    new = not (data / FILE_NAME).exists()
    port = arguments.port or _free_port()
    base_url = f"http://{arguments.host or lan_address()}:{port}"
    options: dict[str, object] = {"--data": data, "--host": arguments.host, "--port": port, "--base-url": base_url}
    if not arguments.printer:
        options["--paper"] = data / "paper"
    hub = ChildProcess(["hub", arguments.hall, *_flat(options)], ready=READY, log=data / "hub.log")
    printer = _simulated_printer(data)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        printer_url = arguments.printer or printer.start()
        hub.start()
        known = tokens(data, lambda role, name: _added(data, role, name), new=new)
        _say_addresses(folder.identity.id, base_url, known, arguments.printer)
        if all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
            print("The kiosk takes this screen now; Ctrl+Q ends everything.", flush=True)
            box = Box(
                hub=hub_address(arguments.host, port),
                token=known.kiosk,
                printer=printer_url,
                language=folder.hall.languages[0],
            )
            show_kiosk(box, log_file=data / "kiosk.log", journal=data / "kiosk.journal", locked=False)
        else:
            print("No terminal here, so no kiosk: everything else runs until SIGTERM or Ctrl+C.", flush=True)
            return Exit.OK if hub.wait() == 0 else Exit.UNAVAILABLE
    except DidNotStart as exc:
        raise Stop(str(exc), Exit.UNAVAILABLE) from exc
    finally:
        hub.stop()
        printer.stop()
    return Exit.OK


def _check_address(printer: str | None) -> None:
    try:
        if printer:
            port_from_url(printer)
    except BadAddress as exc:
        raise Stop(str(exc), Exit.USAGE) from exc


def _simulated_printer(data: Path) -> ChildProcess:
    options = {"--tcp": 0, "--paper": data / "paper", "--control": data / "printer.control"}
    return ChildProcess(["printer", "simulate", *_flat(options)], ready=PRINTER_READY, log=data / "printer.log")


def _flat(options: Mapping[str, object]) -> list[str]:
    return [str(part) for option in options.items() for part in option]


def _free_port() -> int:
    """A port that nobody listens on now: the demonstration's addresses are known before its hub runs."""
    with socket.create_server(("", 0)) as probe:
        return int(probe.getsockname()[1])


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _added(data: Path, role: Any, name: str) -> str:
    tokens_made: list[str] = []

    async def talk(hub: Conversation) -> int:
        added = await hub.ask(wire.AddDevice(request=new_id(), role=role, name=name))
        assert isinstance(added, wire.DeviceAdded)  # the answer to this act
        tokens_made.append(added.token)
        return Exit.OK

    converse(data, talk)
    return tokens_made[0]


def _say_addresses(hall: str, base_url: str, known: Tokens, printer: str | None) -> None:
    print(
        f"Hall {hall} is open.\n"
        f"  board:    {base_url}/board/#k={known.board}\n"
        f"  counter:  {base_url}/counter/#k={known.counter}\n"
        f"  printer:  {printer or f'{base_url}/paper/'}",
        flush=True,
    )


LONG_RUNNING = (_demo, _hub, _kiosk)
"""These log what happens; every other command only answers."""
