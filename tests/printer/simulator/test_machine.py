"""The simulated printer as a pure machine: what comes out, what it says, and when. Time is a number here."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.encode import encode
from printer.layout import lay_out
from printer.profile import load_profile
from printer.simulator.faults import NOISE, STALE, Fault
from printer.simulator.intake import Flow
from printer.simulator.machine import NEAR_END_MM, NO_SCRIPT, TEAR_S, Machine
from printer.simulator.mechanism import CUT_S
from printer.simulator.script import Script, Step
from tests.fakes.slips import BANYUWANGI

EPSON80 = load_profile("epson80")
TICKET = encode(lay_out(BANYUWANGI, EPSON80), EPSON80)
STATUS = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"
WELL = b"\x12\x12\x12\x12"
GS_R = b"\x1dr\x01"
JOB_END = b"\x1d\x28\x48\x06\x00\x30\x30JOB1"
JOB_ENDED = b"\x37\x22JOB1\x00"
CUT = b"\x1dVB\x00"
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
CLEAR_AND_RECOVER = b"\x10\x05\x02"
ROWS_PER_S = 150 * EPSON80.dots_per_mm


class Bench:
    """A machine, a host that sends as fast as it may, and a clock that goes from one deadline to the next."""

    def __init__(
        self,
        profile: str = "epson80",
        *,
        flow: Flow = Flow.NETWORK,
        bytes_per_s: float = 1e6,
        script: Script = NO_SCRIPT,
    ) -> None:
        self.machine = Machine(load_profile(profile), flow=flow, bytes_per_s=bytes_per_s, script=script)
        self.now = 0.0
        self.unsent = b""
        self.heard: list[tuple[float, bytes]] = []
        self.machine.connect(0.0)

    def send(self, data: bytes) -> None:
        self.unsent += data
        self._exchange()

    def run(self, until: float = 1e6) -> None:
        """Let time pass, to `until` or until nothing happens by itself any more."""
        while (at := self.machine.deadline) is not None and at <= until:
            self.now = max(self.now, at)
            self._exchange()
        if until < 1e6:
            self.now = until
            self._exchange()

    def fault(self, fault: Fault, on: bool = True) -> None:
        self.machine.set_fault(fault, on, self.now)
        self._exchange()

    @property
    def said(self) -> bytes:
        return b"".join(data for _, data in self.heard)

    @property
    def texts(self) -> Sequence[str]:
        return [ticket.text for ticket in self.machine.tickets]

    def when(self, data: bytes) -> float:
        """When the first answer that contains `data` was heard."""
        return next(at for at, said in self.heard if data in said)

    def _exchange(self) -> None:
        self.machine.advance(self.now)
        while self.unsent and (room := self.machine.room):
            self.machine.receive(self.unsent[:room], self.now)
            self.unsent = self.unsent[room:]
            self.machine.advance(self.now)
        if said := self.machine.data_to_send(self.now):
            self.heard.append((self.now, said))


def lines(*texts: str) -> bytes:
    return b"\x1b@" + "".join(f"{text}\n" for text in texts).encode()


class TestTime:
    def test_paper_takes_the_time_of_its_length_and_the_cut_its_own(self) -> None:
        """150 mm a second, and 0.4 s for the cutter."""
        bench = Bench()
        bench.send(lines("A001") + CUT + JOB_END)
        bench.run()
        rows = bench.machine.paper.printed_rows
        assert rows == 30 + round(15 * EPSON80.dots_per_mm)
        assert bench.when(JOB_ENDED) == pytest.approx(rows / ROWS_PER_S + CUT_S, abs=0.005)

    def test_gs_r_answers_a_few_lines_early_and_gs_h_when_all_is_out(self) -> None:
        """The one says that the buffer is empty, the other that the paper is there."""
        bench = Bench()
        bench.send(lines(*["line"] * 40) + CUT + GS_R + JOB_END)
        bench.run()
        end = bench.when(JOB_ENDED)
        early = end - bench.when(b"\x00")
        assert 0 < early - CUT_S <= 72 / ROWS_PER_S

    def test_a_slow_line_carries_a_byte_in_ten_bits(self) -> None:
        """At 9,600 baud a question of three bytes and its answer of one take 4.2 ms."""
        bench = Bench(flow=Flow.NONE, bytes_per_s=960)
        bench.send(STATUS[:3])
        bench.run()
        assert bench.when(b"\x12") == pytest.approx(4 / 960)

    def test_a_slow_printer_takes_ten_times_as_long(self) -> None:
        bench = Bench()
        bench.fault(Fault.SLOW)
        bench.send(lines("A001") + JOB_END)
        bench.run()
        assert bench.when(JOB_ENDED) == pytest.approx(10 * 30 / ROWS_PER_S, rel=0.01)

    def test_paper_grows_while_it_prints(self) -> None:
        """In the middle of its time, the middle of the picture is out."""
        bench = Bench()
        bench.send(b"\x1dv0\x00\x48\x00\x90\x01" + bytes(72 * 400))
        bench.run(until=200 / ROWS_PER_S)
        assert bench.machine.paper.printed_rows == pytest.approx(200, abs=30)
        bench.run()
        assert bench.machine.paper.printed_rows == 400


class TestBuffer:
    def test_what_does_not_fit_waits_on_the_network(self) -> None:
        """A host on TCP is held up and loses nothing."""
        bench = Bench()
        bench.fault(Fault.COVER_OPEN)
        bench.send(lines("A001") + b"x\n" * 4000 + CUT)
        bench.run(until=60.0)
        assert bench.unsent
        assert not bench.machine.room
        bench.fault(Fault.COVER_OPEN, False)
        bench.run()
        assert bench.texts[0].count("x") == 4000
        assert bench.machine.lost_bytes == 0

    def test_what_does_not_fit_is_lost_on_a_line_without_flow_control(self) -> None:
        """And the ticket that lacks it is not complete."""
        bench = Bench(flow=Flow.NONE, bytes_per_s=11_520)
        bench.fault(Fault.COVER_OPEN)
        job = lines("A001") + b"x\n" * 4000
        bench.send(job)
        bench.run(until=60.0)
        bench.fault(Fault.COVER_OPEN, False)
        bench.send(CUT)
        bench.run()
        assert bench.machine.lost_bytes == len(job) - EPSON80.buffer_bytes
        assert not bench.machine.tickets[0].complete

    def test_xoff_comes_before_the_buffer_is_full_and_xon_when_there_is_room(self) -> None:
        """A host that minds them loses nothing."""
        bench = Bench(flow=Flow.XON_XOFF, bytes_per_s=11_520)
        bench.fault(Fault.COVER_OPEN)
        bench.send(b"\x1b@" + b"x\n" * 4000)
        while b"\x13" not in bench.said:
            bench.run(until=bench.now + 0.001)
        unsent, bench.unsent = bench.unsent, b""
        bench.run(until=60.0)
        assert bench.machine.lost_bytes == 0
        bench.fault(Fault.COVER_OPEN, False)
        bench.run()
        assert bench.said == b"\x13\x11"
        assert unsent

    def test_the_urgent_is_heard_while_the_buffer_holds_much(self) -> None:
        """DLE EOT overtakes what waits."""
        bench = Bench()
        bench.send(lines(*["line"] * 100) + STATUS)
        bench.run(until=0.01)
        assert bench.said == WELL

    def test_a_command_begun_eats_the_next_job_on_a_serial_line_and_not_on_a_network(self) -> None:
        """A host that died in a picture: the end of a connection is noticed, that of a serial cable's host is not."""
        for flow, expected in ((Flow.NETWORK, ["A002"]), (Flow.NONE, [])):
            bench = Bench(flow=flow)
            bench.send(b"\x1dv0\x00\x48\x00\x90\x01" + bytes(72 * 3 + 5))
            bench.run()
            bench.machine.hang_up()
            bench.run()
            bench.machine.advance(bench.now)
            bench.machine.connect(bench.now)
            bench.send(lines("A002") + CUT)
            bench.run()
            assert bench.texts == expected


HOLDING = [Fault.PAPER_OUT, Fault.COVER_OPEN, Fault.CUTTER_JAM, Fault.HEAD_HOT, Fault.OFFLINE]


class TestStandingStill:
    @pytest.mark.parametrize("fault", HOLDING)
    def test_a_held_ticket_comes_out_when_the_fault_is_mended(self, fault: Fault) -> None:
        """Nothing is printed and nothing confirmed until then; the paper that comes is whole."""
        bench = Bench()
        bench.fault(fault)
        bench.send(TICKET + GS_R + STATUS)
        bench.run(until=60.0)
        assert bench.machine.paper.printed_rows == 0
        assert len(bench.said) == 4
        bench.fault(fault, False)
        bench.run()
        assert BANYUWANGI.number in bench.texts[0].split("\n")
        assert bench.machine.tickets[0].complete
        assert bench.said.endswith(b"\x00")

    @pytest.mark.parametrize("fault", HOLDING)
    def test_a_question_that_is_not_urgent_waits(self, fault: Fault) -> None:
        """GS r stands in the buffer, even with nothing before it."""
        bench = Bench()
        bench.fault(fault)
        bench.send(GS_R)
        bench.run(until=60.0)
        assert bench.said == b""
        bench.fault(fault, False)
        bench.run()
        assert bench.said == b"\x00"

    @pytest.mark.parametrize("order", [CLEAR, CLEAR_AND_RECOVER])
    @pytest.mark.parametrize("fault", HOLDING)
    def test_a_held_ticket_can_be_cleared(self, fault: Fault, order: bytes) -> None:
        """DLE DC4 8 and DLE ENQ 2: nothing comes out any more, and the next job is whole."""
        bench = Bench()
        bench.fault(fault)
        bench.send(TICKET + JOB_END)
        bench.run(until=1.0)
        bench.send(order)
        bench.run(until=2.0)
        bench.fault(fault, False)
        bench.run()
        assert bench.machine.tickets == []
        assert bench.said == (b"\x37\x25\x00" if order == CLEAR else b"")
        bench.send(lines("A002") + CUT)
        bench.run()
        assert bench.texts == ["A002"]
        assert bench.machine.tickets[0].complete

    def test_a_printer_that_cannot_clear_does_not(self) -> None:
        """A clone without these commands prints what it holds."""
        bench = Bench("generic80")
        bench.fault(Fault.COVER_OPEN)
        bench.send(lines("A001") + CUT + CLEAR + CLEAR_AND_RECOVER)
        bench.run(until=1.0)
        bench.fault(Fault.COVER_OPEN, False)
        bench.run()
        assert bench.texts == ["A001"]
        assert bench.said == b""

    def test_dle_enq_2_does_nothing_while_all_is_well(self) -> None:
        """It acts in an error state alone."""
        bench = Bench()
        bench.send(lines("A001") + CUT + CLEAR_AND_RECOVER)
        bench.run()
        assert bench.texts == ["A001"]

    def test_a_ticket_stopped_in_the_middle_goes_on_where_it_stopped(self) -> None:
        """A cover opened and closed costs time and no dot."""
        calm, disturbed = Bench(), Bench()
        calm.send(TICKET)
        calm.run()
        disturbed.send(TICKET)
        disturbed.run(until=0.2)
        disturbed.fault(Fault.COVER_OPEN)
        disturbed.run(until=5.0)
        assert 0 < disturbed.machine.paper.printed_rows < 400
        disturbed.fault(Fault.COVER_OPEN, False)
        disturbed.run()
        assert disturbed.machine.tickets == calm.machine.tickets


class TestPaper:
    def test_a_roll_that_ends_in_a_ticket_leaves_two_pieces_and_neither_is_whole(self) -> None:
        """The first half leaves with the old roll, the second comes out on the new one."""
        bench = Bench(script=Script(roll_mm=30))
        bench.send(TICKET + JOB_END)
        bench.run(until=60.0)
        assert bench.machine.condition.paper_out
        bench.send(STATUS)
        bench.run(until=61.0)
        assert bench.said == b"\x1a\x32\x12\x7e"
        bench.machine.change_roll(bench.now)
        bench.run()
        torn, rest = bench.machine.tickets
        assert not torn.cut
        assert rest.cut
        assert not torn.complete
        assert not rest.complete
        assert bench.said.endswith(JOB_ENDED)
        assert torn.text.split("\n") + rest.text.split("\n") == whole_ticket().split("\n")

    def test_the_ticket_after_it_is_whole_again(self) -> None:
        bench = Bench(script=Script(roll_mm=30))
        bench.send(TICKET)
        bench.run(until=60.0)
        bench.machine.change_roll(bench.now)
        bench.send(lines("A002") + CUT)
        bench.run()
        assert bench.texts[-1] == "A002"
        assert bench.machine.tickets[-1].complete

    def test_the_sensor_feels_the_last_metres(self) -> None:
        """Near end is reported, and it prints on."""
        bench = Bench(script=Script(roll_mm=NEAR_END_MM + 10))
        bench.send(STATUS + TICKET + STATUS)
        bench.run(until=0.001)
        bench.run()
        bench.send(STATUS)
        bench.run()
        assert bench.said[:4] == WELL
        assert bench.said[-4:] == b"\x12\x12\x12\x1e"

    def test_a_cut_without_a_feed_leaves_the_last_lines_inside(self) -> None:
        """The blade stands 15 mm behind the head: GS V 1 cuts there, and what is not past it begins the next piece."""
        bench = Bench()
        bench.send(lines("A001", *["line"] * 9, "last") + b"\x1dV\x01")
        bench.run()
        assert "A001" in bench.texts[0]
        assert "last" not in bench.texts[0]
        assert "last" in bench.machine.paper.text

    def test_where_there_is_no_cutter_somebody_tears_it_off(self) -> None:
        """When the paper has rested."""
        bench = Bench("generic58")
        bench.send(lines("A001", "", "", "", ""))
        bench.run(until=TEAR_S)
        assert bench.machine.tickets == []
        bench.run()
        (ticket,) = bench.machine.tickets
        assert (ticket.text, ticket.cut, ticket.complete) == ("A001", False, True)

    def test_what_a_dead_host_left_is_a_fragment_of_the_next_piece(self) -> None:
        """The job on it is whole all the same."""
        bench = Bench()
        bench.send(lines("A001"))
        bench.run()
        bench.machine.hang_up()
        bench.machine.connect(bench.now)
        bench.send(lines("A002") + CUT)
        bench.run()
        (ticket,) = bench.machine.tickets
        assert (ticket.fragments, ticket.text, ticket.complete) == (("A001",), "A002", True)


def whole_ticket() -> str:
    bench = Bench()
    bench.send(TICKET)
    bench.run()
    return bench.texts[0]


class TestWhatItSays:
    def test_silence_prints_and_says_nothing(self) -> None:
        bench = Bench()
        bench.fault(Fault.SILENCE)
        bench.send(STATUS + TICKET + GS_R + JOB_END)
        bench.run()
        assert bench.said == b""
        assert len(bench.texts) == 1

    def test_a_clone_that_answers_nothing(self) -> None:
        """Its family has no status and no confirmation."""
        bench = Bench("generic58")
        bench.send(STATUS + lines("A001") + GS_R + JOB_END + b"\x1da\xff\x1dI\x01")
        bench.run()
        assert bench.said == b""
        assert bench.texts == ["A001"]

    def test_a_confirmation_is_lost_once(self) -> None:
        bench = Bench()
        bench.fault(Fault.LOST_CONFIRMATION)
        bench.send(lines("A001") + CUT + JOB_END + lines("A002") + CUT + JOB_END)
        bench.run()
        assert bench.said == JOB_ENDED
        assert bench.machine.faults == frozenset()

    def test_stale_answers_wait_for_every_host(self) -> None:
        bench = Bench()
        bench.machine.hang_up()
        bench.fault(Fault.STALE)
        bench.machine.connect(bench.now)
        bench.send(STATUS)
        bench.run()
        assert bench.said == STALE + WELL

    def test_reports_nobody_asked_for(self) -> None:
        """Twice a second, between XOFF and XON, and the answers come all the same."""
        bench = Bench()
        bench.fault(Fault.UNASKED)
        bench.run(until=1.9)
        bench.send(STATUS)
        bench.run(until=1.95)
        assert bench.said == b"\x13\x10\x00\x00\x00\x11" * 4 + WELL

    def test_babble_has_no_end_and_no_answers(self) -> None:
        bench = Bench()
        bench.fault(Fault.BABBLE)
        bench.send(STATUS)
        bench.run(until=1.0)
        assert bench.said.replace(NOISE, b"") in NOISE
        assert len(bench.said) > 100_000

    def test_a_change_is_reported_to_who_asked_and_until_esc_at(self) -> None:
        """GS a; a printer that is begun anew has forgotten it."""
        bench = Bench()
        bench.send(b"\x1da\xff")
        bench.run()
        bench.fault(Fault.CUTTER_JAM)
        bench.run()
        bench.fault(Fault.CUTTER_JAM, False)
        bench.run()
        assert bench.said == b"\x10\x00\x00\x00" + b"\x18\x08\x00\x00" + b"\x10\x00\x00\x00"
        bench.send(b"\x1b@")
        bench.run()
        bench.fault(Fault.CUTTER_JAM)
        bench.run()
        assert len(bench.said) == 12

    @pytest.mark.parametrize(
        ("fault", "answer"),
        [(Fault.CUTTER_JAM, b"\x1a\x52\x1a\x12"), (Fault.HEAD_HOT, b"\x1a\x52\x52\x12")],
    )
    def test_errors_that_the_emulator_does_not_know(self, fault: Fault, answer: bytes) -> None:
        """Offline, for an error, and which."""
        bench = Bench()
        bench.fault(fault)
        bench.send(STATUS)
        bench.run()
        assert bench.said == answer

    def test_a_question_hidden_in_a_picture_is_answered(self) -> None:
        """And the picture is printed with its dots, as real printers do."""
        bench = Bench()
        bench.send(b"\x1b@\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01" + CUT)
        bench.run()
        assert bench.said == b"\x12"
        assert bench.texts == ["[image 24x1]"]

    def test_a_clear_hidden_in_a_picture_clears(self) -> None:
        """Ten bytes of a logo that cost a ticket."""
        bench = Bench()
        bench.send(lines("A001") + b"\x1dv0\x00\x0a\x00\x01\x00" + CLEAR + CUT)
        bench.run()
        assert bench.said == b"\x37\x25\x00"
        assert bench.texts != ["A001\n[image 80x1]"]


class TestPower:
    def test_what_it_held_is_lost(self) -> None:
        """Buffer and half a ticket; switched on again it prints the next one whole."""
        bench = Bench()
        bench.send(TICKET)
        bench.run(until=0.1)
        bench.fault(Fault.POWER_OFF)
        assert bench.machine.deadline is None
        assert bench.machine.room == 0
        bench.fault(Fault.POWER_OFF, False)
        assert bench.machine.is_free
        bench.machine.connect(bench.now)
        bench.send(lines("A002") + CUT)
        bench.run()
        assert bench.texts == ["A002"]
        assert bench.machine.tickets[0].fragments != ()

    def test_a_printer_that_hangs_does_nothing_and_goes_on_later(self) -> None:
        bench = Bench()
        bench.send(TICKET)
        bench.run(until=0.1)
        rows = bench.machine.paper.printed_rows
        bench.fault(Fault.HANG)
        bench.send(STATUS)
        bench.run(until=60.0)
        assert bench.machine.paper.printed_rows == rows
        assert bench.said == b""
        bench.fault(Fault.HANG, False)
        bench.run()
        assert bench.said == WELL
        assert bench.machine.tickets[0].complete


class TestScript:
    def test_at_a_byte(self) -> None:
        """Exactly so many bytes have come when it is switched off."""
        bench = Bench(script=Script(fault=(Step(name=Fault.POWER_OFF, bytes=100),)))
        bench.send(TICKET)
        bench.run()
        assert bench.machine.is_off
        assert bench.machine.received_bytes == 100

    def test_at_a_millimetre_of_a_ticket(self) -> None:
        """The second ticket stops after 20 mm, to the millimetre."""
        bench = Bench(script=Script(fault=(Step(name=Fault.COVER_OPEN, ticket=2, mm=20),)))
        bench.send(lines("A001") + CUT)
        bench.run()
        before = bench.machine.paper.printed_rows
        bench.send(TICKET)
        bench.run()
        mm = (bench.machine.paper.printed_rows - before) / EPSON80.dots_per_mm
        assert 20 <= mm <= 21

    def test_at_a_time_and_mended_by_itself(self) -> None:
        bench = Bench(script=Script(fault=(Step(name=Fault.OFFLINE, seconds=5, for_seconds=2),)))
        for until, expected in ((4.9, False), (5.1, True), (6.9, True), (7.1, False)):
            bench.run(until=until)
            assert bench.machine.condition.offline is expected


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_no_bytes_can_break_it(pieces: list[bytes]) -> None:
    """Whatever comes, in whatever pieces: all of it is taken, and the printer comes to rest."""
    bench = Bench()
    for piece in pieces:
        bench.send(piece)
    bench.run()
    assert bench.machine.received_bytes == sum(map(len, pieces))
    assert bench.machine.deadline is None


@given(
    st.lists(
        st.sampled_from([b"\x1b", b"\x1d", b"\x1c", b"(H", b"(L", b"(k", b"v0", b"*", b"q", b"\x10\x04\x01", b"\x00"])
    )
)
def test_no_commands_can_break_it(parts: list[bytes]) -> None:
    """The same with what looks like commands."""
    bench = Bench()
    bench.send(b"".join(parts) + bytes(300))
    bench.run()
    assert bench.machine.deadline is None
