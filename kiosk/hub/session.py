"""One connection, from hello to goodbye: what it says is read, judged by its role, passed on, and answered in order."""

import time
from collections.abc import Callable
from uuid import uuid4

from websockets.exceptions import ConnectionClosed

from hall.commands import Request, StartKiosk
from hall.day import Day
from hall.model import CounterId, KioskId, RequestId, ZoneId
from hall.refusals import Code, Refused
from kiosk import wire
from kiosk.hub.access import may
from kiosk.hub.audience import STAFF, Listener
from kiosk.hub.core import TURNED_AWAY, Core
from kiosk.hub.door import BREACHES, Door
from kiosk.hub.gate import Crowded
from kiosk.hub.inbox import Fault
from kiosk.hub.limits import Bucket
from kiosk.hub.readiness import readiness
from kiosk.hub.translate import NoCounter, command_of, done
from kiosk.store.errors import StoreError

REQUEST_ID_MAX = 64


class Unwelcome(Exception):
    """A hello that is not accepted, with the problem the client is told."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.problem = wire.Problem(code=code, detail=detail)
        super().__init__(code)


class Superseded(Unwelcome):
    """The process of a kiosk that another one has followed."""

    def __init__(self) -> None:
        super().__init__("superseded", "another process of this kiosk has come since")


class Session:
    """A connection's conversation with the hub."""

    def __init__(self, connection: Door, core: Core) -> None:
        self._connection = connection
        self._core = core
        self._buckets = [Bucket(core.limits.rate_per_s, core.limits.burst, time.monotonic())]
        """Its own, and its device's."""

    async def run(self) -> None:
        """Talk until the connection ends."""
        try:
            listener = await self._welcome(await self._hello())
        except Unwelcome as exc:
            self._core.incidents.note(exc.problem.code, self._connection.asker())
            await self._connection.send(wire.encode(exc.problem), text=True)
            await self._connection.close(TURNED_AWAY, exc.problem.code)
            return
        try:
            async for frame in self._connection:
                await self._heard(listener, frame)
        finally:
            self._core.audience.leave(listener)
            self._core.came_or_left(listener)

    async def _hello(self) -> wire.Hello:
        async with self._core.hello_timeout():
            frame = await self._connection.recv()
        try:
            message = wire.decode_from_client(frame)
        except wire.Malformed as exc:
            self._core.metrics.messages.labels("malformed").inc()
            raise Unwelcome("malformed", str(exc)) from exc
        if not isinstance(message, wire.Hello):
            raise Unwelcome("hello_first", "the first message is hello")
        if message.protocol != wire.PROTOCOL:
            raise Unwelcome("protocol", f"this hub speaks protocol {wire.PROTOCOL}")
        return message

    async def _welcome(self, hello: wire.Hello) -> Listener:
        try:
            return await self._welcome_known(await self._known(hello), hello)
        except (Fault, StoreError) as exc:
            raise Unwelcome("storage_failing", "try again soon") from exc

    async def _welcome_known(self, listener: Listener, hello: wire.Hello) -> Listener:
        if listener.role == "kiosk":
            if hello.shown is not None:
                await self._core.hear(listener.device, hello.shown)
            await self._start_kiosk(listener)
        core = self._core

        def picture(day: Day) -> Callable[[], None]:
            if listener.zone is not None and listener.zone not in core.hall.zones:
                raise Unwelcome("unknown_zone", f"this hall has no zone {hello.zone}")
            if day.is_superseded(KioskId(listener.device), listener.boot):
                raise Superseded
            bring = core.audience.greet(listener, day, hello)
            welcome = wire.Welcome(
                protocol=wire.PROTOCOL,
                version=core.in_force.version,
                device=listener.device,
                epoch=day.epoch,
                now_ms=core.clock.now_ms(),
                hall=core.catalogue_for(listener),
            )

            def send() -> None:
                for old in core.audience.superseded_by(listener):
                    core.hang_up(old, Superseded().problem)
                core.audience.tell(listener, welcome)
                bring()
                core.came_or_left(listener)
                if listener.role in STAFF:
                    core.audience.tell(listener, core.printers.picture())
                if notices := core.writer.notices():
                    core.audience.tell(listener, wire.Notice(codes=notices))

            return send

        await core.writer.look(picture, lambda send: send())
        return listener

    async def _start_kiosk(self, listener: Listener) -> None:
        """Let the day know which process of the kiosk speaks, so that no print of the one before stays pending."""
        command = StartKiosk(KioskId(listener.device), listener.boot)
        try:
            await self._core.writer.submit(Request(RequestId(f"hub-{uuid4()}"), listener.device, command))
        except Refused as refused:
            if refused.code is Code.SUPERSEDED:
                raise Superseded from refused
            # Before the first date there is nothing to print; the kiosk's first ticket says again which process it is.

    async def _known(self, hello: wire.Hello) -> Listener:
        if hello.role == "ticket":
            return await self._ticket_page(hello)
        device = self._core.devices.find(hello.token)
        if device is None:
            self._guess()
            raise Unwelcome("unknown_token", "no device has this token")
        if device.role != hello.role:
            raise Unwelcome("wrong_role", f"this token is of a {device.role}")
        self._buckets.append(self._core.bucket_of(device.name))
        await self._take_turn(device.name)
        self._let_in(device.token_hash)
        zone = ZoneId(hello.zone) if hello.role == "board" and hello.zone else None
        return Listener(self._connection, hello.role, device.name, zone=zone, boot=hello.boot)

    async def _ticket_page(self, hello: wire.Hello) -> Listener:
        ticket = await self._core.find_ticket(hello.token, before_search=self._guess)
        if ticket is None:
            raise Unwelcome("unknown_token", "no ticket has this token")
        self._let_in(hello.token, phone=True)
        return Listener(self._connection, "ticket", "a ticket's page", token=hello.token, old_ticket=ticket)

    def _guess(self) -> None:
        """An unknown token is one guess of its address; known ones never come here, whoever else is at that address."""
        if not self._core.guesses.may(self._connection.asker(), time.monotonic()):
            raise Unwelcome("too_many_guesses", "too many unknown tokens from this address; try again later")

    def _let_in(self, key: str, *, phone: bool = False) -> None:
        try:
            self._core.gate.welcome(self._connection, key, phone=phone)
        except Crowded as exc:
            raise Unwelcome("crowded", "the hub has no room for one more of these") from exc

    async def _take_turn(self, who: str) -> None:
        """Wait until this connection, and its device over all its connections, may ask the next thing."""
        now_s = time.monotonic()
        if wait_s := max(bucket.wait_s(now_s) for bucket in self._buckets):
            self._core.metrics.messages.labels("throttled").inc()
            self._core.incidents.note("throttled", who)
            await self._core.pause(wait_s)

    async def _heard(self, listener: Listener, frame: str | bytes) -> None:
        await self._take_turn(listener.device)
        try:
            message = wire.decode_from_client(frame)
        except wire.Malformed as exc:
            self._core.metrics.messages.labels("malformed").inc()
            self._core.incidents.note("malformed", listener.device)
            self._say(listener, wire.Problem(code="malformed", detail=str(exc)))
            return
        if isinstance(message, wire.Ping):
            seq = self._core.audience.position(listener)
            self._say(listener, wire.Pong(now_ms=self._core.clock.now_ms(), seq=seq))
        elif isinstance(message, wire.Hello):
            self._say(listener, wire.Problem(code="hello_twice"))
        elif not may(listener.role, message):
            self._core.metrics.messages.labels("not_allowed").inc()
            self._core.incidents.note("not_allowed", listener.device)
            self._say(listener, self._not_allowed(listener, message))
        elif isinstance(message, wire.ReportPrinter):
            self._core.printers.report(listener.device, message, self._core.clock.now_ms())
        elif isinstance(message, wire.ReadLog):
            await self._read_log(listener, message)
        elif isinstance(message, wire.AskReadiness):
            self._say(listener, await readiness(self._core))
        else:
            await self._act(listener, message)

    async def _read_log(self, listener: Listener, message: wire.ReadLog) -> None:
        try:
            self._say(listener, await self._core.read_log(message))
        except StoreError as exc:
            self._say(listener, wire.Problem(code="storage_failing", detail=str(exc)))

    def _not_allowed(self, listener: Listener, message: wire.Message) -> wire.Message:
        if isinstance(message, wire.Act):
            return wire.Refused(request=message.request, code="not_allowed", data={"role": listener.role})
        return wire.Problem(code="not_allowed", detail=f"a {listener.role} may not say this")

    async def _act(self, listener: Listener, act: wire.ClientAct) -> None:
        if not 0 < len(act.request) <= REQUEST_ID_MAX:
            self._say(listener, wire.Problem(code="malformed", detail=f"request: 1 to {REQUEST_ID_MAX} characters"))
            return
        began_s = time.monotonic()
        answer = await self._answer(listener, act)
        outcome = {wire.Refused: "refused", wire.Fault: "fault"}.get(type(answer), "done")
        self._core.metrics.messages.labels(outcome).inc()
        self._core.metrics.answer_s.observe(time.monotonic() - began_s)
        self._say(listener, answer)

    async def _answer(self, listener: Listener, act: wire.ClientAct) -> wire.Message:
        try:
            if isinstance(act, wire.AddDevice):
                return await self._core.add_device(act)
            if isinstance(act, wire.ReloadHall):
                return done(act.request, await self._core.reload(RequestId(act.request), listener.device))
            if isinstance(act, wire.DoWithout):
                await self._core.hear(act.kiosk, {})
                return done(act.request, [])
            if isinstance(act, wire.MakeBackup):
                return await self._core.make_backup(act)
            if isinstance(act, wire.NewRoll):
                return self._core.new_roll(act)
            command = command_of(act, listener, self._core.printers.kiosks())
            request = Request(RequestId(act.request), listener.device, command)
            records = await self._core.writer.submit(request)
            if isinstance(act, wire.OpenCounter | wire.CloseCounter):
                await self._sit(listener, CounterId(act.counter) if isinstance(act, wire.OpenCounter) else None)
        except NoCounter:
            return wire.Refused(request=act.request, code="no_counter")
        except Refused as refused:
            return wire.Refused(request=act.request, code=refused.code, data=refused.data)
        except (Fault, StoreError):
            return wire.Fault(request=act.request)
        return done(act.request, records)

    async def _sit(self, listener: Listener, counter: CounterId | None) -> None:
        """From now on this connection sits at `counter`, and sees what that one shows.

        Whether it may is asked of the day: a request id that was used before answers for what was asked then.
        """
        audience = self._core.audience

        def sit(day: Day) -> Callable[[], None]:
            if counter is not None and counter not in day.open_counters & self._core.hall.counters.keys():
                raise Refused(Code.COUNTER_CLOSED, counter=counter)
            listener.seat = counter
            return audience.refresh(listener, day)

        await self._core.writer.look(sit, lambda send: send())

    def _say(self, listener: Listener, message: wire.Message) -> None:
        self._core.audience.tell(listener, message)


async def converse(connection: Door, core: Core) -> None:
    """The handler of every websocket: a session, and the fence around it."""
    try:
        await Session(connection, core).run()
    except TimeoutError:
        core.incidents.note("silent", connection.address)
    except ConnectionClosed as exc:
        if exc.sent is not None and (breach := BREACHES.get(exc.sent.code)):
            core.incidents.note(breach, connection.asker())
    except Exception:  # noqa: BLE001 - the outermost fence
        core.metrics.messages.labels("crashed").inc()
        core.incidents.note("crashed", connection.asker(), traceback=True)
        await connection.close(1011)
