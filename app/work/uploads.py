"""Large bodies arrive a few at a time, so that their memory is bounded whoever sends them."""

import asyncio

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.problems import Refused, answer_to
from app.security import WITH_BODY
from app.work.figures import Figures

LARGE_BYTES = 2**16
"""What a server reads ahead of any connection in any case."""
RETRY_AFTER_S = 5


class Uploads:
    """Stands outside BodyCap. A body that waits for its turn is not read, and so waits at home."""

    def __init__(
        self,
        app: ASGIApp,
        turns: asyncio.Semaphore,
        limit: int,
        timeout_s: float,
        figures: Figures,
    ) -> None:
        """limit: of one body, in bytes; BodyCap holds it."""
        self.app = app
        self.turns = turns
        self.limit = limit
        self.timeout_s = timeout_s
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _large(scope, self.limit):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.timeout_s):
                await self.turns.acquire()
        except TimeoutError:
            self.figures.late["uploading"] += 1
            seconds = f"{self.timeout_s:g}"
            error = Refused(503, "waited_too_long", retry_after_s=RETRY_AFTER_S, seconds=seconds)
            await answer_to(Request(scope), error)(scope, receive, send)
            return
        turn = _Turn(self.turns, self.figures)

        async def send_and_leave(message: Message) -> None:
            turn.leave()  # the body was read, and is not needed any more
            await send(message)

        try:
            await self.app(scope, receive, send_and_leave)
        finally:
            turn.leave()


class _Turn:
    def __init__(self, turns: asyncio.Semaphore, figures: Figures) -> None:
        self.turns = turns
        self.figures = figures
        self.held = True
        figures.uploading += 1

    def leave(self) -> None:
        if self.held:
            self.held = False
            self.figures.uploading -= 1
            self.turns.release()


def _large(scope: Scope, limit: int) -> bool:
    """Whether a body is declared to be large, or of no length; one too large is refused unread."""
    headers = Headers(scope=scope)
    declared = headers.get("content-length", "")
    if scope["method"] not in WITH_BODY or not declared:
        return "transfer-encoding" in headers
    return declared.isdecimal() and len(declared) <= 18 and LARGE_BYTES < int(declared) <= limit
