"""The way out of an answer: it frees the slot when it begins, and cannot be read too slowly."""

import asyncio
from collections.abc import Iterator

from starlette.requests import Request
from starlette.types import Message, Scope, Send

from app.problems import Refused, answer_to
from app.work.figures import Figures
from app.work.gate import Slot

LARGE_BYTES = 2**20
LARGE_AT_ONCE = 16
"""Large answers on their way; whoever reads slowly keeps one in memory."""
PIECE_BYTES = 2**18
"""So much of a large answer is with the server's own buffers at once."""
SENT_WITHIN_S = 120.0
RETRY_AFTER_S = 10


class Sending:
    """Counts the large answers that are on their way."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.now = 0

    def __enter__(self) -> None:
        self.now += 1

    def __exit__(self, *_: object) -> None:
        self.now -= 1

    def refusal(self) -> Refused | None:
        """What is said instead of one answer too many."""
        if self.now < LARGE_AT_ONCE:
            return None
        self.figures.refused["sending"] += 1
        return Refused(503, "server_busy", retry_after_s=RETRY_AFTER_S, waiting=self.now)


class Outlet:
    """A `send` for one answer."""

    def __init__(self, scope: Scope, send: Send, sending: Sending) -> None:
        self.scope = scope
        self.send = send
        self.sending = sending
        self.slot: Slot | None = None
        self.begun = False
        self.closed = False
        """Whether what still comes is for nobody."""
        self._start: Message | None = None

    def leave(self) -> None:
        """Give the slot back."""
        if self.slot:
            self.slot.leave()

    async def __call__(self, message: Message) -> None:
        if self.closed:
            return
        if message["type"] == "http.response.start":
            self._start = message
            return
        large = len(message.get("body", b"")) > LARGE_BYTES
        refusal = self.sending.refusal() if large and not self.begun else None
        self.begun = True
        self.leave()
        if refusal:
            self.closed = True
            # the answer of a refusal never waits for the client
            await answer_to(Request(self.scope), refusal)(self.scope, _nothing, self.send)
            return
        messages = [self._start, message] if self._start else [message]
        self._start = None
        if not large:
            for one in messages:
                await self.send(one)
            return
        try:
            with self.sending:
                async with asyncio.timeout(SENT_WITHIN_S):
                    for one in messages:
                        for piece in _pieces(one):
                            await self.send(piece)
        except TimeoutError:  # the server closes the connection of an answer without its end
            self.closed = True


def _pieces(message: Message) -> Iterator[Message]:
    """A message of an answer as several, if its body is long."""
    body = message.get("body", b"")
    if len(body) <= PIECE_BYTES:
        yield message
        return
    for at in range(0, len(body), PIECE_BYTES):
        more = message.get("more_body", False) or at + PIECE_BYTES < len(body)
        yield {**message, "body": body[at : at + PIECE_BYTES], "more_body": more}


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
