"""The keys of the console's dialogs: none is a key of an act, which would come first and never let the dialog open."""

import re

from display.pages import assets
from hall.acts import counter_acts


def test_no_dialog_has_the_key_of_an_act() -> None:
    """Acts get their keys in the hall, dialogs on the page; a new act must not take a dialog's."""
    keys = re.search(r"this\.keys = \{(.*?)\}", assets()["/counter/tools.js"].body.decode())
    assert keys is not None
    dialogs = set(re.findall(r"(\w+):", keys[1]))
    acts = {act.key.lower() for act in counter_acts(None, None, is_open=True)}
    assert dialogs == {"a", "c", "k"}
    assert dialogs & acts == set()
