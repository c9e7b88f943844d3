"""The hub on its port: put together, started, served, and stopped within two seconds.

`Hub.start` returns when the first client may come; `Hub.run` serves until `stop` is set. Pages and websockets share the
port: `pages` answers the former, `session` holds the latter.
"""

import asyncio
import errno
import logging
import socket
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import uuid4

from websockets.asyncio.server import Server, serve
from websockets.datastructures import Headers
from websockets.http11 import Request as HttpRequest
from websockets.http11 import Response as HttpResponse

from config.loader import HallFolder
from hall.day import Day
from hall.events import Record
from hall.model import RequestId
from hall.refusals import Refused
from kiosk import wire
from kiosk.hub.access import Devices
from kiosk.hub.audience import Audience
from kiosk.hub.backups import Backups
from kiosk.hub.clock import Clock
from kiosk.hub.core import Core
from kiosk.hub.door import ACCEPTED_IN_A_TURN, RECEIVE_BYTES, Door
from kiosk.hub.gate import SPARE_FILES, Gate, open_files
from kiosk.hub.in_force import InForce
from kiosk.hub.inbox import Fault
from kiosk.hub.incidents import Incidents
from kiosk.hub.limits import Limits
from kiosk.hub.metrics import Metrics
from kiosk.hub.pages import Response, Site, foreign, respond
from kiosk.hub.paper import PaperFolder
from kiosk.hub.printers import Printers
from kiosk.hub.session import converse
from kiosk.hub.upkeep import Upkeep
from kiosk.hub.writer import Writer
from kiosk.store.reserve import Reserve
from kiosk.store.store import DeviceInfo, Store
from kiosk.tasks import spawn

log = logging.getLogger(__name__)

KEEPALIVE_S = 10.0
BACKLOG = 512
MESSAGES_AHEAD = 4
"""What is read of one connection before it is listened to; the kernel holds the rest, and then the client does."""
FAREWELL_S = 1.0
"""A connection that does not say goodbye by then is cut."""


class PortTaken(Exception):
    """The port cannot be had; the text names it."""


class Hub:
    """One hall's hub."""

    def __init__(
        self,
        folder: HallFolder,
        store: Store,
        *,
        host: str,
        port: int,
        base_url: str = "",
        version: str,
        clock: Clock | None = None,
        limits: Limits | None = None,
        paper: Path | None = None,
        reserve: Reserve | None = None,
        backups: Sequence[Path] = (),
    ) -> None:
        """`version` is Antrean's own; `paper` is the folder of a simulated printer, which then has a page."""
        self._store = store
        self._host = host
        self._port = port
        self._limits = limits or Limits()
        self._clock = clock or Clock()
        self._metrics = Metrics()
        self._incidents = Incidents(self._metrics)
        self._in_force = InForce(folder, release=version, base_url=base_url, clock=self._clock)
        self._audience = Audience(
            folder.hall, calls_shown=self._in_force.calls_shown, unsent_bytes=self._limits.unsent_bytes
        )
        self._writer = Writer(folder.hall, store, self._clock, changed=self._changed, warned=self._warned)
        self._upkeep = Upkeep(self._writer, store, reserve)
        self._backup_folders = backups
        self._paper = PaperFolder(paper).read if paper else None
        self._server: Server | None = None
        self._core: Core | None = None

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        assert self._server is not None  # `start` has returned
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def start(self, devices: Sequence[DeviceInfo] = ()) -> None:
        """Open the file, replay, open the port. `devices` may connect besides those the file knows.

        Raises `StoreError`, `FolderRefused` and `PortTaken`; then nothing is left open.
        """
        await self._upkeep.look()  # a full disk takes no file, and the reserve makes room for it
        await self._writer.stored(self._store.open)
        try:
            await self._writer.start()
            for device in devices:
                await self._writer.stored(self._store.add_device, device, self._clock.now_ms())
            self._core = await self._build()
            self._server = await self._listen(self._core)
        except BaseException:
            await self._writer.stored(self._store.close)
            self._writer.close()
            raise

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then say goodbye and give the file up. Raises what ended the writer, if it did."""
        writing = spawn(self._writer.run(), name="writer")
        stopping = spawn(stop.wait(), name="stop")
        assert self._core is not None  # `start` has returned
        keeping = [spawn(self._upkeep.run(), name="upkeep"), spawn(self._core.backups.run(), name="backups")]
        await asyncio.wait({writing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await self._farewell()
        for task in (*keeping, stopping, writing):
            task.cancel()
        await asyncio.wait({writing, stopping, *keeping})
        await self._upkeep.remember()
        await self._writer.stored(self._store.close)
        self._writer.close()
        if not writing.cancelled() and (crash := writing.exception()) is not None:
            raise crash

    async def reload(self) -> None:
        """Bring the hall's folder into force as it is on the disk now; what speaks against it is said in the log."""
        assert self._core is not None  # `start` has returned
        try:
            await self._core.reload(RequestId(f"hub-{uuid4()}"), "hub")
        except Refused as refused:
            log.warning("the hall's folder is not taken: %s %s", refused.code, " ".join(refused.data.values()))
        except Fault as fault:
            log.error("it is not known whether the hall's folder was taken; ask again: %s", fault)  # noqa: TRY400

    async def _build(self) -> Core:
        devices = Devices(await self._writer.stored(self._store.devices))
        printers = Printers(devices.kiosks(), self._clock.now_ms(), changed=self._audience.tell_staff)
        return Core(
            in_force=self._in_force,
            store=self._store,
            writer=self._writer,
            audience=self._audience,
            devices=devices,
            printers=printers,
            backups=Backups(self._writer, self._store, self._clock, self._backup_folders),
            clock=self._clock,
            limits=self._limits,
            metrics=self._metrics,
            incidents=self._incidents,
            gate=Gate(self._limits, open_files=open_files(self._limits.connections + SPARE_FILES)),
        )

    async def _listen(self, core: Core) -> Server:
        logging.getLogger("websockets").setLevel(logging.CRITICAL)  # a stranger must not be able to fill the log
        logging.getLogger("asyncio").setLevel(logging.ERROR)  # which warns of each write to a connection that is gone
        site = Site(self._in_force.pages, health=self._health, metrics=self._measure, paper=self._paper)
        try:
            sock = _listening(self._host, self._port)
        except OSError as exc:
            raise PortTaken(f"port {self._port} on {self._host or 'this machine'}: {exc.strerror or exc}") from exc
        asyncio.get_running_loop().set_exception_handler(self._loop_trouble)
        door = partial(Door, gate=core.gate, incidents=self._incidents, limits=self._limits)
        server = await serve(
            partial(converse, core=core),
            sock=sock,
            process_request=partial(_process_request, site=site),
            create_connection=door,  # type: ignore[arg-type]  # the library asks for a subclass or a wrapper of one
            backlog=ACCEPTED_IN_A_TURN,
            compression=None,
            server_header=None,
            open_timeout=self._limits.hello_s,
            ping_interval=KEEPALIVE_S,
            ping_timeout=KEEPALIVE_S,
            close_timeout=self._limits.close_s,
            max_size=self._limits.message_bytes,
            max_queue=MESSAGES_AHEAD,
        )
        sock.listen(BACKLOG)  # once more: asyncio uses one number for the kernel's queue and for its own turn
        return server

    async def _farewell(self) -> None:
        """Close every connection; one that does not answer is cut, so that nobody can hold the hub up."""
        assert self._server is not None  # `start` has returned
        connections = list(self._server.connections)
        self._server.close(code=1012, reason="restart")
        try:
            async with asyncio.timeout(FAREWELL_S):
                await self._server.wait_closed()
        except TimeoutError:
            for connection in connections:
                connection.transport.abort()

    def _changed(self, day: Day, records: Sequence[Record]) -> None:
        self._metrics.seq.set(day.seq)
        self._metrics.waiting.set(sum(len(queue) for queue in day.waiting.values()))
        self._audience.publish(day, records)

    def _warned(self) -> None:
        self._audience.tell_all(wire.Notice(codes=self._writer.notices()))

    def _loop_trouble(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What the loop has nobody to tell; out of files it says so a hundred times a second, and tries again."""
        trouble = context.get("exception")
        if isinstance(trouble, OSError) and trouble.errno in {errno.EMFILE, errno.ENFILE}:
            self._incidents.note("out_of_files", "this process")
        else:
            loop.default_exception_handler(context)

    def _health(self) -> str:
        return self._writer.failing

    def _measure(self) -> bytes:
        for role, count in self._audience.roles().items():
            self._metrics.connections.labels(role).set(count)
        if self._core is not None:
            for printer in self._core.printers.picture().printers:
                prints = printer.connected and printer.since_ms and not printer.trouble
                self._metrics.printer_in_trouble.labels(printer.kiosk).set(not prints)
                self._metrics.printer_paper_near_end.labels(printer.kiosk).set(printer.paper_near_end)
        return self._metrics.text()


def _listening(host: str, port: int) -> socket.socket:
    """One socket, so that port 0 is one port: without a host it hears both families, where the machine has both."""
    family = socket.AF_INET6 if ":" in host or not host else socket.AF_INET
    if host or socket.has_dualstack_ipv6():
        made = socket.create_server((host, port), family=family, dualstack_ipv6=not host, backlog=BACKLOG)
    else:
        made = socket.create_server(("", port), backlog=BACKLOG)
    # Its connections inherit both. Little is kept of one that says more than it may, and little is read at once.
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    # asyncio sets it only on sockets it made itself, and without it a push waits 40 ms.
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _process_request(connection: Door, request: HttpRequest, *, site: Site) -> HttpResponse | None:
    if request.path.partition("?")[0] == "/ws" and request.method == "GET":
        if foreign(request.headers):
            connection.incidents.note("foreign_page", connection.asker())
            return connection.respond(HTTPStatus.FORBIDDEN, "this page is not the hub's own\n")
        return None
    local = _is_local(connection) and "X-Forwarded-For" not in request.headers
    response = respond(site, request.method, request.path, request.headers, local=local)
    if 400 <= response.status < 500:
        connection.incidents.note("http_refused", connection.asker())
    return _as_http(response)


def _is_local(connection: Door) -> bool:
    address = ip_address(connection.remote_address[0].partition("%")[0])
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _as_http(response: Response) -> HttpResponse:
    headers = Headers(response.headers)
    headers.setdefault("Content-Length", str(len(response.body)))
    headers["Connection"] = "close"
    return HttpResponse(response.status.value, response.status.phrase, headers, response.body)
