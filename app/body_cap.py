"""How large a request body may be, whatever length it declares."""

import asyncio

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.problems import Refused, answer_to
from app.security import WITH_BODY
from models.errors import BodyTooLarge

DRAINED_BYTES = 64 * 2**20
DRAINED_S = 10.0


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
