"""One try at a TCP connection to the hub, short, because of what a system does with a network that is away.

The first packet of a connection is sent again after one second, then after two and four more (RFC 6298, 2.1 and 5.5):
whoever waits for the same try misses the cure by as much. A new try is a new packet.
"""

import asyncio
import socket

from websockets.uri import parse_uri

REACH_S = 1.0
"""For the addresses of the hub's name together; and for finding them."""


async def reach(url: str) -> socket.socket:
    """A connected socket to the hub of `url`; raises `InvalidURI`, or `OSError` within seconds when nobody is there."""
    hub = parse_uri(url)
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(REACH_S):
        found = await loop.getaddrinfo(hub.host, hub.port, type=socket.SOCK_STREAM)
    for place, (family, kind, protocol, _name, address) in enumerate(found, 1):
        made = socket.socket(family, kind, protocol)
        try:
            made.setblocking(False)
            async with asyncio.timeout(REACH_S / len(found)):
                await loop.sock_connect(made, address)
        except BaseException as exc:
            made.close()
            if place == len(found) or not isinstance(exc, OSError):
                raise
        else:
            return made
    raise OSError(f"{hub.host} has no address")
