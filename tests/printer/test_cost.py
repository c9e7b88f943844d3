"""What a ticket costs on a line."""

from dataclasses import replace

import pytest

from printer.cost import MOST_WIRE_S, Cost, advice, cost
from printer.encode import encode
from printer.layout import lay_out, length_mm
from printer.profile import load_profile
from tests.fakes.slips import BANYUWANGI, WITH_LOGO

EPSON80 = load_profile("epson80")


def test_length_bytes_and_seconds() -> None:
    """The paper of the layout, the bytes of the encoder, and their time at ten bits a byte."""
    blocks = lay_out(BANYUWANGI, EPSON80)
    assert cost(blocks, EPSON80, 960) == Cost(
        length_mm(blocks, EPSON80), len(encode(blocks, EPSON80)), len(encode(blocks, EPSON80)) / 960
    )


@pytest.mark.parametrize(
    ("baud", "stored", "slow"), [(9_600, False, True), (9_600, True, False), (115_200, False, False)]
)
def test_a_logo_is_slow_on_a_slow_line(baud: int, stored: bool, slow: bool) -> None:
    """Seconds at 9,600 baud, unless the printer keeps it; the advice names what helps."""
    price = cost(lay_out(WITH_LOGO, EPSON80, logo_stored=stored), EPSON80, baud / 10)
    assert price.is_slow == slow
    said = list(advice(price, EPSON80, can_be_stopped=True))
    assert len(said) == slow
    assert all("store the logo" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("data_bytes", "can_be_stopped", "is_told"),
    [(4096, False, False), (4097, False, True), (4097, True, False)],
)
def test_more_than_the_printer_has_room_for_is_lost_where_it_cannot_say_stop(
    data_bytes: int, can_be_stopped: bool, is_told: bool
) -> None:
    """Whoever installs it reads so before a visitor gets half a ticket."""
    said = list(advice(Cost(90.0, data_bytes, 1.0), EPSON80, can_be_stopped=can_be_stopped))
    assert len(said) == is_told
    assert all("flow=xonxoff" in sentence for sentence in said)


def test_the_limit_itself_is_not_slow() -> None:
    """Two seconds are what a visitor bears."""
    at_the_limit = Cost(90.0, 1920, MOST_WIRE_S)
    assert not at_the_limit.is_slow
    assert replace(at_the_limit, wire_s=MOST_WIRE_S + 0.01).is_slow
