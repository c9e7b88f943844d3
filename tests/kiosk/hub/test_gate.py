"""How many may be connected, and who goes first."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hub.gate import SPARE_FILES, Crowded, Gate, address_of
from kiosk.hub.limits import Limits

LIMITS = Limits(connections=40, strangers=8, strangers_per_address=3, phones=6, per_ticket=2, per_device=5)


def gate(limits: Limits = LIMITS, *, open_files: int = 10_000) -> Gate[int]:
    return Gate(limits, open_files=open_files)


def test_the_stranger_who_has_stood_there_longest_goes() -> None:
    """First of an address that is full, then of all; whoever has just come stays."""
    door = gate()

    assert [door.arrive(caller, "one") for caller in range(5)] == [None, None, None, 0, 1]
    assert [door.arrive(caller, str(caller)) for caller in range(5, 11)] == [None] * 5 + [2]


def test_strangers_push_out_nobody_who_was_welcomed() -> None:
    """However many come, the ones inside stay inside."""
    door = gate()
    door.arrive(0, "one")
    door.welcome(0, "kiosk-1", phone=False)

    gone = {door.arrive(caller, f"{caller % 7}") for caller in range(1, 500)}

    assert 0 not in gone
    assert len(door) == 1 + LIMITS.strangers


def test_a_device_finds_room_when_phones_and_strangers_have_taken_theirs() -> None:
    """Phones never take the places of devices."""
    door = gate()
    for caller in range(6):
        door.arrive(caller, "one")
        door.welcome(caller, f"ticket {caller}", phone=True)
    door.arrive(6, "one")
    with pytest.raises(Crowded):
        door.welcome(6, "ticket 6", phone=True)
    for caller in range(100, 200):
        door.arrive(caller, str(caller))

    door.arrive(7, "one")
    door.welcome(7, "kiosk-1", phone=False)


@pytest.mark.parametrize(("phone", "most"), [(True, LIMITS.per_ticket), (False, LIMITS.per_device)])
def test_one_token_is_good_for_so_many_connections(phone: bool, most: int) -> None:
    """The next is refused, until one leaves."""
    door = gate()
    for caller in range(most + 1):
        door.arrive(caller, "one")
        if caller < most:
            door.welcome(caller, "same", phone=phone)
    with pytest.raises(Crowded):
        door.welcome(most, "same", phone=phone)

    door.leave(0)

    door.welcome(most, "same", phone=phone)


@given(
    st.lists(st.tuples(st.sampled_from(["arrive", "welcome", "leave"]), st.integers(0, 60), st.integers(0, 5))),
    st.integers(SPARE_FILES, SPARE_FILES + 100),
)
def test_the_bounds_hold_whatever_happens(steps: list[tuple[str, int, int]], open_files: int) -> None:
    """In any order of coming, hello and going, against an account that is kept beside; nothing is left of the gone."""
    door = gate(open_files=open_files)
    strangers: dict[int, str] = {}
    welcomed: dict[int, tuple[str, bool]] = {}
    for act, caller, place in steps:
        if act == "arrive" and caller not in strangers | welcomed:
            strangers[caller] = str(place)
            if (gone := door.arrive(caller, str(place))) is not None:
                del strangers[gone]
        elif act == "welcome" and caller in strangers:
            try:
                door.welcome(caller, str(place), phone=place < 3)
            except Crowded:
                continue
            del strangers[caller]
            welcomed[caller] = (str(place), place < 3)
        elif act == "leave":
            door.leave(caller)
            strangers.pop(caller, None)
            welcomed.pop(caller, None)
        assert len(door) == len(strangers) + len(welcomed) <= max(4, min(40, open_files - SPARE_FILES))
        assert len(strangers) <= LIMITS.strangers
        assert max(Counter(strangers.values()).values(), default=0) <= LIMITS.strangers_per_address
        assert sum(phone for _key, phone in welcomed.values()) <= LIMITS.phones
        assert all(
            many <= (LIMITS.per_ticket if phone else LIMITS.per_device)
            for (_key, phone), many in Counter(welcomed.values()).items()
        )
    for caller in [*strangers, *welcomed]:
        door.leave(caller)
    assert not any((door._strangers, door._at_address, door._welcomed, door._of_key, door._phones))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("fe80::1:2:3%eth0", "fe80::"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("::1", "::1"),
    ],
)
def test_a_neighbour_is_an_address_or_a_network_of_one(host: str, address: str) -> None:
    """Of a /64 anybody has as many addresses as they like."""
    assert address_of(host) == address
