"""What every request passes first: who may ask, how much they may send, what the answer forbids."""

import asyncio
import logging
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.problems import Refused, answer_to
from models.errors import BodyTooLarge

log = logging.getLogger("loupe")

# Plotly 7.1 adds a style sheet for its maps when it loads, and an empty one: these two hashes and
# no other inline sheet. Its charts set style attributes, which style-src-attr allows.
PLOTLY_STYLES = (
    "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
)
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        f"style-src-elem 'self' {' '.join(PLOTLY_STYLES)}",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
DRAINED_BYTES = 64 * 2**20
DRAINED_S = 10.0


class Guard:
    """Give every answer, errors included, its request id and headers; let no traceback out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        try:
            await self.app(scope, receive, send_guarded)
        except Exception as error:
            if started:
                raise
            response = answer_to(Request(scope), error)
            if response.status_code >= 500:
                log.exception("request %s failed", request_id)
            await response(scope, receive, send_guarded)


def host_name(host: str) -> str:
    """The name in a Host header, in lower case and without its port: "[::1]:80" -> "[::1]"."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0]


class OwnHost:
    """Answer only for the hosts that are trusted, so that no other name can be bound to us."""

    def __init__(self, app: ASGIApp, trusted_hosts: tuple[str, ...]) -> None:
        self.app = app
        self.trusted = frozenset(trusted_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "*" not in self.trusted:
            host = Headers(scope=scope).get("host", "")
            if host_name(host) not in self.trusted:
                raise Refused(400, "host_not_served", value=host)
        await self.app(scope, receive, send)


class OwnOrigin:
    """Refuse what a page of another site sends; programs without an Origin header are welcome."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in WITH_BODY:
            headers = Headers(scope=scope)
            origin = headers.get("origin")
            foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
            if origin is not None:
                foreign = foreign or urlsplit(origin).netloc.lower() != headers.get("host", "")
            if foreign:
                raise Refused(403, "foreign_origin", value=origin or "?")
        await self.app(scope, receive, send)


class BodyCap:
    """Hold a request body in memory up to a cap; past it, whatever length was declared, 413."""

    def __init__(self, app: ASGIApp, limit: int, timeout_s: float) -> None:
        self.app = app
        self.limit = limit
        self.timeout_s = timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "0")
        if not (declared.isascii() and declared.isdecimal()):
            raise Refused(400, "bad_request")
        if len(declared) > 18 or int(declared) > self.limit:
            await self.refuse(scope, receive, send)
            return
        if scope["method"] not in WITH_BODY:
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.timeout_s):
                body, more = await self.read(receive)
        except TimeoutError:
            raise Refused(408, "body_too_slow", seconds=f"{self.timeout_s:g}") from None
        if body is None:
            await self.refuse(scope, receive if more else None, send)
            return
        await self.app(scope, replay(body, receive), send)

    async def read(self, receive: Receive) -> tuple[bytes | None, bool]:
        """The body, or None once it is longer than the cap; and whether there is more of it."""
        body = bytearray()
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self.limit:
                return None, more
        return bytes(body), False

    async def refuse(self, scope: Scope, rest: Receive | None, send: Send) -> None:
        """Answer at once, then read the rest for a while: a browser that is still sending would
        see a closed connection instead of the answer.
        """

        async def send_and_drain(message: Message) -> None:
            if message["type"] == "http.response.body":
                await send({**message, "more_body": True})
                if rest is not None:
                    await drain(rest)
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        response = answer_to(Request(scope), BodyTooLarge(limit=self.limit))
        response.headers["Connection"] = "close"
        await response(scope, closed, send_and_drain)


async def closed() -> Message:
    return {"type": "http.disconnect"}


def replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands out a body once and then what the server says."""
    waiting = True

    async def replayed() -> Message:
        nonlocal waiting
        if waiting:
            waiting = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replayed


async def drain(receive: Receive) -> None:
    """Throw away the rest of a body, within bounds of bytes and seconds."""
    left = DRAINED_BYTES
    try:
        async with asyncio.timeout(DRAINED_S):
            while left > 0:
                message = await receive()
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))
    except TimeoutError:
        return
