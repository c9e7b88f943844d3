"""The token bucket, and the guesses of an address."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.hub.limits import Bucket, Guesses, Limits


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


def test_who_may_not_has_lost_nothing_by_asking() -> None:
    """A hundred refusals do not put the next yes off."""
    bucket = Bucket(1, 1, 0)

    assert bucket.may(0)
    assert not any(bucket.may(0.5) for _ in range(100))
    assert bucket.may(1)


def test_an_address_that_guesses_is_heard_now_and_then_and_others_are_not_concerned() -> None:
    """The burst, then the rate; every address for itself, and only so many are remembered."""
    guesses = Guesses(Limits(guess_rate_per_s=1, guess_burst=3))

    assert [guesses.may("one", 0) for _ in range(5)] == [True] * 3 + [False] * 2
    assert guesses.may("other", 0)
    assert [guesses.may("one", 2) for _ in range(3)] == [True, True, False]
    for stranger in range(2 * Guesses.ADDRESSES_MAX):
        guesses.may(str(stranger), 2)
    assert len(guesses._buckets) == Guesses.ADDRESSES_MAX
