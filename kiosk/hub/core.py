"""What every session of a hub shares: the writer, the audience, the devices, and the few things asked of the store."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from config.loader import HallFolder
from hall.commands import LoadHall, Request
from hall.day import Day
from hall.events import Record
from hall.model import Hall, RequestId, Ticket
from hall.refusals import Code, Refused
from kiosk import wire
from kiosk.hub.access import Devices, hash_of, new_token
from kiosk.hub.audience import Audience, Listener
from kiosk.hub.backups import Backups
from kiosk.hub.clock import Clock
from kiosk.hub.door import Door
from kiosk.hub.gate import Gate
from kiosk.hub.in_force import InForce
from kiosk.hub.inbox import NewRules
from kiosk.hub.incidents import Incidents
from kiosk.hub.limits import Bucket, Guesses, Limits
from kiosk.hub.metrics import Metrics
from kiosk.hub.printers import Printers
from kiosk.hub.writer import Writer
from kiosk.store.backup import BackupFailed
from kiosk.store.reserve import free_bytes
from kiosk.store.store import DeviceInfo, Store
from kiosk.tasks import spawn

TURNED_AWAY = 4401
"""Close code for a hello that is not accepted, or not any more."""


class Core:
    """The shared parts of one running hub, put together by `server`."""

    def __init__(
        self,
        *,
        in_force: InForce,
        store: Store,
        writer: Writer,
        audience: Audience,
        devices: Devices,
        printers: Printers,
        backups: Backups,
        clock: Clock,
        limits: Limits,
        metrics: Metrics,
        incidents: Incidents,
        gate: Gate[Door],
    ) -> None:
        self.in_force = in_force
        self.writer = writer
        self.audience = audience
        self.devices = devices
        self.printers = printers
        self.backups = backups
        self.clock = clock
        self.limits = limits
        self.metrics = metrics
        self.incidents = incidents
        self.gate = gate
        self.guesses = Guesses(limits)
        self._buckets: dict[str, Bucket] = {}
        self._store = store

    @property
    def hall(self) -> Hall:
        """The hall whose rules are in force."""
        return self.in_force.hall

    def hello_timeout(self) -> asyncio.Timeout:
        """How long a new connection may take to say hello."""
        return asyncio.timeout(self.limits.hello_s)

    async def pause(self, wait_s: float) -> None:
        """Let a connection that asks too fast wait; its own socket fills up, nobody else notices."""
        await asyncio.sleep(wait_s)

    def catalogue_for(self, listener: Listener) -> dict[str, Any]:
        """What of the hall's catalogue this listener needs."""
        whole = self.in_force.catalogue
        if listener.role == "kiosk":
            return dict(whole)
        catalogue = {key: value for key, value in whole.items() if key != "logo"}  # which kiosks alone print
        if listener.role in {"counter", "admin"}:
            return catalogue
        kept = {key: value for key, value in catalogue.items() if key != "services"}
        if listener.old_ticket is not None:
            ticket = listener.old_ticket
            services = (entry for entry in whole["services"] if entry["code"] == ticket.service)
            kept["services"] = [entry for entry in services if not entry["sensitive"]]
            kept["agencies"] = [entry for entry in kept["agencies"] if entry["code"] == ticket.agency]
        return kept

    def bucket_of(self, device: str) -> Bucket:
        """What all connections of a device may ask together."""
        limits = self.limits
        if device not in self._buckets:
            self._buckets[device] = Bucket(limits.device_rate_per_s, limits.device_burst, time.monotonic())
        return self._buckets[device]

    async def find_ticket(self, token: str, *, before_search: Callable[[], None]) -> Ticket | None:
        """The ticket whose page has this token, of today or, from the file, of any date before.

        `before_search` is called before the file is asked; what it raises ends the search.
        """
        found: list[Ticket] = []

        def see(day: Day) -> Ticket | None:
            known = day.by_token.get(token)
            return None if known is None else day.tickets[known]

        await self.writer.look(see, lambda ticket: found.append(ticket) if ticket else None)
        if found:
            return found[0]
        before_search()
        return await self.writer.stored(self._store.ticket_by_token, token)

    async def add_device(self, act: wire.AddDevice) -> wire.DeviceAdded:
        """Let a new device connect; its token is told once and never again."""
        token = new_token()
        device = DeviceInfo(hash_of(token), act.role, act.name)
        await self.writer.stored(self._store.add_device, device, self.clock.now_ms())
        self.devices.add(device)
        if device.role == "kiosk":
            self.printers.know(device.name, self.clock.now_ms())
        return wire.DeviceAdded(request=act.request, token=token)

    def came_or_left(self, listener: Listener) -> None:
        """Note whether the kiosk of `listener` is connected now."""
        if listener.role == "kiosk":
            connected = self.audience.kiosk(listener.device) is not None
            self.printers.connect(listener.device, connected, self.clock.now_ms())

    def new_roll(self, act: wire.NewRoll) -> wire.Done:
        """Tell a kiosk that there is a new roll in its printer; raises `Refused`."""
        kiosk = self.audience.kiosk(act.kiosk)
        if kiosk is None:
            known = act.kiosk in self.printers.kiosks()
            raise Refused(Code.KIOSK_AWAY if known else Code.UNKNOWN_KIOSK, kiosk=act.kiosk)
        self.audience.tell(kiosk, wire.RollChanged(request=act.request))
        return wire.Done(request=act.request, seq=0, events=[])

    async def reload(self, request: RequestId, actor: str) -> list[Record]:
        """Bring the hall's folder into force as it is on the disk now, and tell everybody who is connected.

        Raises `Refused` with the mistakes of the folder, or with the numbers that it would strand, and `Fault`; the
        folder before then stays in force.
        """
        folder = await asyncio.to_thread(self.in_force.read)
        wanted = Request(request, actor, LoadHall())
        return await self.writer.load(wanted, NewRules(folder.hall, partial(self._entered, folder)))

    def _entered(self, folder: HallFolder) -> None:
        """Another folder is in force: its words and names go out before the first picture that is of it."""
        if folder.hall.digest == self.hall.digest:
            return
        self.in_force.enter(folder)
        self.audience.enter(folder.hall, calls_shown=self.in_force.calls_shown)
        for listener in self.audience.listeners():
            if listener.zone is not None and listener.zone not in self.hall.zones:
                self.hang_up(listener, wire.Problem(code="unknown_zone", detail=f"no zone {listener.zone} any more"))
            else:
                changed = wire.HallChanged(version=self.in_force.version, hall=self.catalogue_for(listener))
                self.audience.tell(listener, changed)

    def hang_up(self, listener: Listener, problem: wire.Problem) -> None:
        """End a connection that was accepted, and say why."""
        self.audience.leave(listener)
        self.audience.tell(listener, problem)
        spawn(listener.connection.close(TURNED_AWAY, problem.code), name=f"hang up on {listener.device}")

    async def hear(self, kiosk: str, shown: wire.Shown) -> None:
        """Let a kiosk say what it has shown: no such number is given again, whatever the log says. Raises `Fault`."""
        told = await self.writer.stored(self._store.hear, kiosk, shown)
        await self.writer.rise_above(told)

    async def make_backup(self, act: wire.MakeBackup) -> wire.BackupMade | wire.Refused:
        """A copy of the file where `act` wants it, or in the hub's own folders."""
        try:
            files = await self.backups.make([Path(act.folder)] if act.folder else [])
        except BackupFailed as exc:
            return wire.Refused(request=act.request, code="backup_failed", data={"why": str(exc)})
        return wire.BackupMade(request=act.request, files=[str(path) for path in files])

    async def free_bytes(self) -> int:
        """Room on the disk of the hub's file; -1 when nobody knows."""
        try:
            return await asyncio.to_thread(free_bytes, self._store.path.parent)
        except OSError:
            return -1

    async def read_log(self, asked: wire.ReadLog) -> wire.Log:
        """A page of the log as it stands in the file."""
        rows = await self.writer.stored(lambda: list(self._store.rows(asked.after, asked.limit)))
        anchor = await self.writer.stored(self._store.anchor)
        return wire.Log(
            records=[row._asdict() for row in rows],
            head=self._store.head,
            anchor_seq=anchor.seq,
            anchor_hash=anchor.hash if anchor.seq else "",
        )
