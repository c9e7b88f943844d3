"""Wall time against monotonic time."""

import pytest

from kiosk.hub.clock import STEP_S, Clock


class Hands:
    """Two clocks that a test moves."""

    wall_ns = 1_795_000_000_000_000_000
    monotonic_s = 5.0


@pytest.mark.parametrize(
    ("wall_s", "monotonic_s", "held"),
    [
        (0, 0, False),
        (3600, 3600, False),
        (STEP_S - 1, 0, False),
        (STEP_S + 1, 0, True),
        (-STEP_S - 1, 0, True),
        (86400, 10, True),
    ],
)
def test_a_step_is_what_the_monotonic_clock_did_not_see(wall_s: float, monotonic_s: float, held: bool) -> None:
    """Time that passed on both clocks is time; time on one is a step."""
    hands = Hands()
    clock = Clock(lambda: hands.wall_ns, lambda: hands.monotonic_s)
    hands.wall_ns += int(wall_s * 1e9)
    hands.monotonic_s += monotonic_s

    assert clock.now_ms() == hands.wall_ns // 1_000_000
    assert clock.held is held


def test_a_step_is_held_until_confirmed_and_then_forgotten() -> None:
    """After a person has looked, only the next step counts."""
    hands = Hands()
    clock = Clock(lambda: hands.wall_ns, lambda: hands.monotonic_s)
    hands.wall_ns += int(1e15)
    clock.now_ms()

    clock.held = False
    clock.now_ms()

    assert not clock.held
