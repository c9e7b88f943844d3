"""Hands for a simulated printer that runs elsewhere: one line in, one line back, over a socket in the file system.

paper-out on        switch a fault on; `off` mends it (names: `printer.simulator.faults.Fault`)
new-roll 300        put in a new roll, or one with so many millimetres left
state               what it is doing, as JSON
"""

import os
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from printer.simulator.faults import Fault
from printer.simulator.report import state_json
from printer.simulator.server import SimulatedPrinter


class BadOrder(Exception):
    """The line is no order; the text says which there are."""


class NoPrinter(Exception):
    """No simulated printer listens there."""


def obey(printer: SimulatedPrinter, line: str) -> str:
    """Do what one line says; the line to answer. Raises `BadOrder`."""
    match line.split():
        case ["state"]:
            return printer.look(state_json)
        case ["new-roll"]:
            printer.new_roll()
        case ["new-roll", length] if length.isdecimal():
            printer.new_roll(float(length))
        case [name, "on" | "off" as wanted] if name in set(Fault):
            printer.fault(name, wanted == "on")
        case _:
            raise BadOrder(
                f"{line!r} is no order; there are new-roll [MM], state, and on or off for {', '.join(Fault)}"
            )
    return "done"


class ControlSocket:
    """Listens at `path` for as long as a printer runs."""

    def __init__(self, printer: SimulatedPrinter, path: Path) -> None:
        """Raises `OSError` when there can be no socket at `path`; one that was left there is replaced."""
        path.unlink(missing_ok=True)
        self._path = path
        with _short(path) as name:
            self._server = _Server(name, _Conversation)
        self._server.printer = printer
        path.chmod(0o600)
        threading.Thread(target=self._server.serve_forever, name="printer control", daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._path.unlink(missing_ok=True)


def order(path: Path, line: str) -> str:
    """Have the printer whose control socket is at `path` do what `line` says; raises `NoPrinter` and `BadOrder`."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_ANSWER_S)
        try:
            with _short(path) as name:
                connection.connect(name)
            connection.sendall(f"{line}\n".encode())
            with connection.makefile(encoding="utf-8") as answers:
                answer = answers.readline().rstrip("\n")
        except OSError as exc:
            raise NoPrinter(f"no simulated printer at {path}: {exc.strerror or exc}") from exc
    if answer.startswith(_REFUSAL):
        raise BadOrder(answer.removeprefix(_REFUSAL))
    return answer


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """Another name of `path`: the system knows sockets by names of at most 107 bytes."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


class _Server(socketserver.ThreadingUnixStreamServer):
    printer: SimulatedPrinter
    daemon_threads = True


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server
    timeout = 10.0

    def handle(self) -> None:
        line = self.rfile.readline(_LONGEST_LINE).decode("utf-8", "replace").strip()
        try:
            answer = obey(self.server.printer, line)
        except BadOrder as exc:
            answer = f"{_REFUSAL}{exc}"
        self.wfile.write(f"{answer}\n".encode())


_ANSWER_S = 5.0
_LONGEST_LINE = 200
_REFUSAL = "refused: "
