"""Who may ask what."""

from typing import get_args

from kiosk import wire
from kiosk.hub.access import MAY, Devices, hash_of, may, new_ticket_token, new_token
from kiosk.store.store import DeviceInfo


def test_a_device_is_found_by_its_token_and_by_nothing_else() -> None:
    """Only the hash is kept; the hash itself opens nothing."""
    device = DeviceInfo(hash_of("secret"), "kiosk", "kiosk-1")
    devices = Devices([device])

    assert devices.find("secret") == device
    assert devices.find(device.token_hash) is None
    assert devices.find("") is None


def test_who_only_looks_can_ask_nothing() -> None:
    """A TV in a public hall must not be able to call anybody."""
    assert {role for role, acts in MAY.items() if not acts} == {"board", "ticket"}


def test_every_act_is_somebodys() -> None:
    """A message that no role may say would be dead; one that all may say would be a hole."""
    for act in get_args(wire.ClientAct):
        roles = {role for role in MAY if act in MAY[role]}
        assert roles
        assert len(roles) < len(MAY)
    assert not may("kiosk", wire.CallNext(request="1"))


def test_tokens_cannot_be_guessed() -> None:
    """Long, of a URL's letters, and never the same."""
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) >= 32
    assert len(new_ticket_token()) == 12
    assert new_ticket_token().replace("-", "").replace("_", "").isalnum()
