"""How often one client may ask: a bucket of tokens each, filled at a steady rate up to a burst."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.problems import Refused, answer_to
from app.work.figures import Figures
from app.work.paths import Kind, kind_of

CLIENTS = 10_000
"""Remembered at once; who was not seen for longest has a full bucket again."""
NETWORK_BITS = 64
"""Of an IPv6 address: one client has all that share them."""


class Buckets:
    """Tokens by client."""

    def __init__(
        self, per_s: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.per_s = per_s
        self.burst = burst
        self.clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Client -> tokens, and when there were so many."""

    def take(self, client: str) -> float:
        """Take a token: 0, or where there is none the seconds until there is one."""
        now = self.clock()
        tokens, since = self._left.pop(client, (float(self.burst), now))
        tokens = min(self.burst, tokens + (now - since) * self.per_s)
        taken = tokens >= 1
        self._left[client] = (tokens - 1 if taken else tokens, now)
        if len(self._left) > CLIENTS:
            self._left.popitem(last=False)
        return 0.0 if taken else (1 - tokens) / self.per_s


class RateLimited:
    """Turns away who asks for computations too often; this machine's own programs may always."""

    def __init__(
        self, app: ASGIApp, per_s: float, burst: int, forwarded_for: bool, figures: Figures
    ) -> None:
        self.app = app
        self.buckets = Buckets(per_s, burst) if per_s else None
        self.forwarded_for = forwarded_for
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.buckets and scope["type"] == "http" and kind_of(scope) is not Kind.LIGHT:
            client = client_of(scope, forwarded_for=self.forwarded_for)
            if client and (wait_s := self.buckets.take(client)):
                self.figures.refused["rate"] += 1
                error = Refused(429, "too_many_requests", retry_after_s=math.ceil(wait_s))
                await answer_to(Request(scope), error)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def client_of(scope: Scope, *, forwarded_for: bool) -> str | None:
    """Who asks, as an address or an IPv6 network; None for this machine itself.

    forwarded_for: whether a proxy in front adds the client's address to X-Forwarded-For. Only the
    last one is its own word, the others may be anybody's.
    """
    address = _address(scope["client"][0]) if scope.get("client") else None
    if forwarded_for:
        named = Headers(scope=scope).getlist("x-forwarded-for")
        address = _address(",".join(named).rpartition(",")[2].strip()) or address
    if address is None or address.is_loopback:
        return None
    if isinstance(address, IPv6Address):
        return str(ip_network((address, NETWORK_BITS), strict=False))
    return str(address)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
