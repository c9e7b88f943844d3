"""The token bucket of a connection."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.hub.limits import Bucket


def test_a_burst_is_free_and_what_follows_waits() -> None:
    """Ten at once, then one a tenth of a second."""
    bucket = Bucket(10, 10, 0)

    waits = [bucket.wait_s(0) for _ in range(12)]

    assert waits == [0] * 10 + [0.1, 0.2]


@given(st.lists(st.floats(0, 2), max_size=80))
def test_who_waits_as_told_never_exceeds_the_rate(pauses: list[float]) -> None:
    """Whatever the rhythm: by the time t no more than the burst and t times the rate have passed."""
    bucket, now_s = Bucket(5, 3, 0), 0.0
    for passed, pause in enumerate(pauses, start=1):
        now_s += pause
        now_s += bucket.wait_s(now_s)
        assert passed <= 3 + now_s * 5 + 1e-6
