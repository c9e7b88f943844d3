"""What all tests share: two Hypothesis profiles, and the promise that no transcript is left unasked."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.fakes import script

settings.register_profile(
    "fast",
    deadline=None,
    derandomize=True,
    max_examples=60,
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
"""The same runs every time: a red run is the change's doing, never luck."""
settings.register_profile(
    "deep",
    deadline=None,
    max_examples=3000,
    stateful_step_count=80,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.fixture(autouse=True)
def _scripts_are_asked() -> Iterator[None]:
    """A transcript that nobody asked would prove nothing."""
    script.unchecked.clear()
    yield
    left = len(script.unchecked)
    script.unchecked.clear()
    if left:
        pytest.fail(f"{left} script(s) written and never asked: `assert script(...) >> … << …`")
