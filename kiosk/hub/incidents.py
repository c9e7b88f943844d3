"""What strangers and broken devices do: counted every time, told to the log once and not a thousand times.

The log of a hub under attack was its weakest point: a line for every broken socket fills the disk and stalls the loop.
Here each kind gets one line, and silence for a while; the next line says how many were left out. What a stranger has
sent is never in it.
"""

import logging
import time
from collections.abc import Callable, Mapping

from kiosk.hub.metrics import Metrics

log = logging.getLogger(__name__)

QUIET_S = 600.0
"""So long a kind that has been told is only counted."""

KINDS: Mapping[str, str] = {
    "crowded": "more connections than there is room for; those that had not said who they are went first",
    "no_request": "a connection ended without a request that could be answered",
    "http_refused": "a request for something that is not served",
    "foreign_page": "a page of another origin wanted to open a connection",
    "silent": "a connection did not say hello in time",
    "hello_first": "something else was said before hello",
    "protocol": "a client speaks another protocol",
    "unknown_token": "a hello with a token that nobody has",
    "too_many_guesses": "an address tries one unknown token after the other; it is not listened to for a while",
    "wrong_role": "a hello with the token of another role",
    "unknown_zone": "a board of a zone that the hall does not have",
    "superseded": "a process of a kiosk that another one has followed came back",
    "storage_failing": "a client was sent away while the storage fails",
    "bad_frame": "a frame that breaks the rules of websockets (RFC 6455)",
    "bad_text": "a message that is not UTF-8",
    "too_big": "a message that is too long",
    "odd_frames": "a flood of pings or fragments; the connection was cut",
    "malformed": "a message that is none of the protocol's",
    "not_allowed": "a client asked for what its role may not",
    "throttled": "a client asks faster than it may; it waits",
    "out_of_files": "this process can open no more files or connections for now",
    "crashed": "a session crashed; its connection is closed, the hub goes on",
}
"""Every kind, and what the log says of it."""


class Incidents:
    """The counts of a hub, and its sparing log; `now_s` is monotonic."""

    def __init__(self, metrics: Metrics, now_s: Callable[[], float] = time.monotonic) -> None:
        self._count = metrics.incidents
        self._now_s = now_s
        self._told_s: dict[str, float] = {}
        self._left_out: dict[str, int] = {}

    def note(self, kind: str, who: str, *, traceback: bool = False) -> None:
        """One more of `kind`, a key of `KINDS`, by an address or a device; `traceback` of the exception at hand."""
        self._count.labels(kind).inc()
        now_s, told_s = self._now_s(), self._told_s.get(kind)
        if told_s is not None and now_s - told_s < QUIET_S:
            self._left_out[kind] = self._left_out.get(kind, 0) + 1
            return
        self._told_s[kind] = now_s
        more = self._left_out.pop(kind, 0)
        since = f"; {more} more since the line before" if more else ""
        log.warning("%s: %s, by %s%s", kind, KINDS[kind], who, since, exc_info=traceback)
