"""The schema as its reader meets it: every key explains itself, and no file holds what belongs to a box."""

import re

import pytest

from config.schema import Agency, Calling, Counter, Entry, HallIdentity, Printing, Series, Service, Zone

MODELS = (HallIdentity, Agency, Service, Counter, Zone, Series, Printing, Calling)


@pytest.mark.parametrize("model", MODELS)
def test_every_key_explains_itself(model: type[Entry]) -> None:
    """A missing key is answered with its description: one sentence with a full stop."""
    for name, field in model.model_fields.items():
        assert field.description, f"{model.__name__}.{name}"
        assert field.description.endswith("."), f"{model.__name__}.{name}"


@pytest.mark.parametrize("model", MODELS)
def test_no_key_belongs_to_a_box(model: type[Entry]) -> None:
    """Ports, secrets and addresses of machines are settings of the box, never of the hall."""
    for name in model.model_fields:
        assert not re.search(r"port|token|secret|password|pin$|url|host|path", name), f"{model.__name__}.{name}"


def test_what_was_read_cannot_be_changed() -> None:
    """Entries are values: the hub can hand them on without fear."""
    calling = Calling()
    with pytest.raises(ValueError, match="frozen"):
        calling.speak_within_s = 5


def test_a_folder_may_leave_out_what_has_a_default() -> None:
    """Printing prints every word, without a logo and in silence; calls are spoken within 30 s and five are shown."""
    assert {line for line, printed in Printing().model_dump().items() if not printed} == {"logo", "beep"}
    assert Calling().model_dump() == {"recent_calls_shown": 5, "speak_within_s": 30}
