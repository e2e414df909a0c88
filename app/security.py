"""What every request passes first: who may ask, and what every answer forbids."""

import logging
import re
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.observing.failures import described
from app.problems import Refused, answer_to

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
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}
WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Guard:
    """Give every answer, errors included, its request id and headers; let no traceback out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {}).setdefault("request_id", secrets.token_hex(8))
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
                fields = {"request_id": request_id, **described(error)}
                log.error("request %s failed", request_id, extra={"fields": fields})
            await response(scope, receive, send_guarded)


HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]@/\s]+)(?::[0-9]{1,5})?", re.ASCII)


def host_name(host: str) -> str:
    """The name in a Host header, in lower case and without its port: "[::1]:80" -> "[::1]".

    Empty for what is no name and port.
    """
    match = HOST.fullmatch(host.strip().lower())
    return match[1] if match else ""


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


def host_of(origin: str) -> str:
    """Host and port of an origin; empty where it cannot be read."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


class OwnOrigin:
    """Refuse what a page of another site asks for; programs, which send no Origin, are welcome.

    Such a page cannot read an answer, but could keep the server computing: by a form, a picture, a
    frame, a script. It may lead a visitor here, though: a link is a navigation of the whole window.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if is_foreign(scope["method"], headers):
                raise Refused(403, "foreign_origin", value=headers.get("origin", "?"))
        await self.app(scope, receive, send)


def is_foreign(method: str, headers: Headers) -> bool:
    """Whether a page of another site sent a request that is not a visitor following a link.

    Two ports of one host are two origins but one site, so that "same-site" may be foreign too.
    """
    from_outside = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    if method not in WITH_BODY:
        follows_link = (
            headers.get("sec-fetch-mode") == "navigate"
            and headers.get("sec-fetch-dest") == "document"
        )
        return from_outside and not follows_link
    origin = headers.get("origin")
    return from_outside or (origin is not None and host_of(origin) != headers.get("host", ""))
