"""For the proxies of a Ray cluster: what a replica lost is asked of another one.

Every request can be computed again, for nothing is stored. Ray's proxies load this where
RAY_SERVE_HTTP_PROXY_CALLBACK_IMPORT_PATH=app.asked_again.middlewares is set when a node starts.
"""

import asyncio
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.problems import Refused
from app.security import Guard
from app.settings import Settings

TRIES = 3
PAUSE_S = 0.1
"""Before each further try, in which the proxy learns that the replica is gone."""
RETRY_AFTER_S = 1
OURS = "content-security-policy"
"""A header that is in each answer of the application and in none of Ray's own."""


class AskedAgain:
    """Ray's own errors become another try, or in the end a 503 that reads like any other answer."""

    def __init__(self, app: ASGIApp, body_bytes: int, body_timeout_s: float) -> None:
        self.app = app
        self.body_bytes = body_bytes
        self.body_timeout_s = body_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def refuse(*_: object) -> None:
            raise refusal

        try:
            async with asyncio.timeout(self.body_timeout_s):
                messages, whole = await self._begin(receive)
        except TimeoutError:
            refusal = Refused(408, "body_too_slow", seconds=f"{self.body_timeout_s:g}")
        else:
            for number in range(TRIES if whole else 1):
                await asyncio.sleep(number * PAUSE_S)
                answer = _Answer(send)
                # a copy: what the proxy notes in a scope is of one try
                await self.app(dict(scope), _replay(messages, receive), answer)
                if answer.kept:
                    return
                if answer.status != 500:
                    break
            refusal = Refused(503, "no_replica", retry_after_s=RETRY_AFTER_S)
        await Guard(refuse)(scope, receive, send)

    async def _begin(self, receive: Receive) -> tuple[Sequence[Message], bool]:
        """A body up to the limit, beyond which a replica will refuse it; whether that is all."""
        messages: list[Message] = []
        size = 0
        while size <= self.body_bytes:
            messages.append(await receive())
            size += len(messages[-1].get("body", b""))
            if not messages[-1].get("more_body", False):
                return messages, True
        return messages, False


class _Answer:
    """A `send` that keeps back what Ray says where a replica should have answered."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.kept = False
        self.status = 500

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.kept = self.status < 500 or OURS in Headers(raw=message["headers"])
        if self.kept:
            await self.send(message)


def _replay(messages: Sequence[Message], receive: Receive) -> Receive:
    """A `receive` that hands out what has come already and then what comes."""
    waiting = iter(messages)

    async def replayed() -> Message:
        return next(waiting, None) or await receive()

    return replayed


def middlewares() -> list[Middleware]:
    settings = Settings()
    return [
        Middleware(
            AskedAgain,
            body_bytes=settings.body_bytes,
            body_timeout_s=settings.body_timeout_s,
        )
    ]
