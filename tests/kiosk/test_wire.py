"""Messages as text: each one documented with an example that decodes, and everything else refused with its place."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import wire

DOCUMENT = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
FROM_CLIENT = {kind.__struct_config__.tag: kind for kind in get_args(wire.FromClient)}
FROM_HUB = {kind.__struct_config__.tag: kind for kind in get_args(wire.FromHub)}
EXAMPLES = dict(re.findall(r"^### `(\w+)`\n.*?```json\n(.*?)```", DOCUMENT, re.DOTALL | re.MULTILINE))


def test_every_message_has_its_heading_and_no_other() -> None:
    """The document is complete, and has nothing the wire does not."""
    assert set(EXAMPLES) == {*FROM_CLIENT, *FROM_HUB}


@pytest.mark.parametrize("name", [*FROM_CLIENT, *FROM_HUB])
def test_every_example_decodes_and_hides_no_key(name: str) -> None:
    """The example under a heading is that message, and every key of it is a field."""
    kind = FROM_CLIENT.get(name) or FROM_HUB[name]
    decode = wire.decode_from_client if name in FROM_CLIENT else wire.decode_from_hub

    message = decode(EXAMPLES[name])

    assert type(message) is kind
    assert json.loads(EXAMPLES[name]).keys() - {"t"} <= set(kind.__struct_fields__)


@pytest.mark.parametrize("name", [*FROM_CLIENT, *FROM_HUB])
def test_a_message_survives_the_wire(name: str) -> None:
    """Encoding what was decoded gives the same message again."""
    decode = wire.decode_from_client if name in FROM_CLIENT else wire.decode_from_hub
    message = decode(EXAMPLES[name])

    again = decode(wire.encode(message).decode())

    assert wire.encode(again) == wire.encode(message)


@given(st.text() | st.binary() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_nothing_but_a_message_is_let_through(frame: str | bytes) -> None:
    """Any text, any bytes, any JSON of no known shape: `Malformed`, never another exception."""
    with pytest.raises(wire.Malformed):
        wire.decode_from_client(frame)


@pytest.mark.parametrize("deep", ["[" * 100_000, '{"t":"hello","x":' + "[" * 100_000, '{"a":' * 100_000])
def test_deep_json_is_malformed(deep: str) -> None:
    """Depth is no way to exhaust the stack."""
    with pytest.raises(wire.Malformed):
        wire.decode_from_client(deep)


@pytest.mark.parametrize("sign", ["\x1f", "\n", "\x00", "\x7f", "\x9b"])
@pytest.mark.parametrize(
    ("act", "key"),
    [("close_day", "request"), ("open_counter", "counter"), ("new_roll", "kiosk"), ("report_print", "why")],
)
def test_no_control_character_gets_into_the_log(act: str, key: str, sign: str) -> None:
    """Not in the middle and not at the end, where a pattern's dollar would let a new line pass."""
    for text in (f"a{sign}b", f"a{sign}"):
        with pytest.raises(wire.Malformed, match=key):
            wire.decode_from_client(json.dumps({**json.loads(EXAMPLES[act]), key: text}))


def test_an_unknown_key_is_ignored() -> None:
    """An older client can listen to a newer hub."""
    assert wire.decode_from_client('{"t":"ping","colour":"blue"}') == wire.Ping()
