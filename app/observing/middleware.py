"""Looks at each request from outside everything else: counts it, times it, writes its line."""

import logging
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.observing.metrics import Metrics
from app.observing.request import Observed, current, method_of, request_id_of
from app.observing.routes import STREAMS, Templates, counts
from app.observing.tally import Tally

log = logging.getLogger("loupe.requests")
OVERLOADED = 503


class Observing:
    """The outermost of the application's own layers; it changes nothing that passes."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tally: Tally, addresses: bool) -> None:
        self.app = app
        self.metrics = metrics
        self.tally = tally
        self.addresses = addresses
        self.templates: Templates | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.templates is None:
            self.templates = Templates(scope["app"].routes)
        seen = Observed(request_id_of(scope), method_of(scope), self.templates.of(scope))
        scope.setdefault("state", {})["request_id"] = seen.request_id

        async def receive_seen() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                seen.bytes_in += len(message.get("body", b""))
            elif message["type"] == "http.disconnect" and not seen.whole:
                seen.gone = True
            return message

        async def send_seen(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
            elif message["type"] == "http.response.body":
                seen.bytes_out += len(message.get("body", b""))
                seen.whole = not message.get("more_body", False)
            await send(message)

        waited_for = seen.route not in STREAMS
        self.tally.in_flight += waited_for
        self.metrics.in_flight.inc(waited_for)
        token = current.set(seen)
        began = perf_counter()
        try:
            await self.app(scope, receive_seen, send_seen)
        finally:
            seconds = perf_counter() - began
            current.reset(token)
            self.tally.in_flight -= waited_for
            self.metrics.in_flight.dec(waited_for)
            if waited_for:
                self.metrics.answered(seen, seconds)
            if counts(seen.route):
                self.tally.count(seconds)
            self.write(scope, seen, seconds)

    def write(self, scope: Scope, seen: Observed, seconds: float) -> None:
        faulty = seen.status >= 500 and seen.status != OVERLOADED
        level = logging.ERROR if faulty else logging.INFO
        if not log.isEnabledFor(level):
            return
        fields: dict[str, Any] = {
            "request_id": seen.request_id,
            "method": seen.method,
            "route": seen.route,
            "status": seen.status,
            "ms": round(seconds * 1000, 1),
            "bytes_in": seen.bytes_in,
            "bytes_out": seen.bytes_out,
        }
        if seen.model:
            fields["model"] = seen.model
        if seen.gone:
            fields["gone"] = True
        if self.addresses and scope.get("client"):
            fields["address"] = scope["client"][0]
        log.log(level, "request", extra={"fields": fields})
