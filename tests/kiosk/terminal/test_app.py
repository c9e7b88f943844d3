"""A visitor's way through the real app, at both sizes, against a hub on a real socket."""

import pytest

from kiosk import wire
from tests.kiosk.terminal.conftest import LANDSCAPE, SIZES, Running


@pytest.mark.parametrize("size", SIZES)
async def test_three_taps_give_a_number_and_a_paper(kiosk: Running, size: tuple[int, int]) -> None:
    """Agency, service, yes: the hub is asked once, the number is on the screen, the slip is printed and reported."""
    async with kiosk(size) as k:
        await k.choose("Dukcapil", "Perekaman KTP-el baru", "Ambil nomor")
        await k.sees("Nomor Anda", "3 orang di depan Anda", "Silakan ambil karcis")
        await k.until(lambda: len(k.hub.acts(wire.ReportPrint)) == 1)
        assert [act.service for act in k.hub.acts()] == ["A01"]
        assert [slip.number for slip in k.printer.slips] == ["A001"]
        report = k.hub.acts(wire.ReportPrint)[0]
        assert (report.ticket, report.outcome) == ("2026-11-24/A001", "printed")
