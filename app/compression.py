"""Answers are compressed in a worker thread, so that none of them holds up the others."""

import gzip
import re
from enum import Enum

import brotli
from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REFUSED = re.compile(r"q=0(\.0*)?")


class Coding(Enum):
    """How a body is packed: its name in HTTP. The first that a client takes is used."""

    BROTLI = "br"
    GZIP = "gzip"
    IDENTITY = "identity"

    def at_once(self, body: bytes) -> bytes:
        """For an answer that somebody waits for: brotli's first level takes half of gzip's time."""
        match self:
            case Coding.BROTLI:
                return bytes(brotli.compress(body, quality=1))
            case Coding.GZIP:
                return gzip.compress(body, 1)
        return body

    def for_keeps(self, body: bytes) -> bytes:
        """For a file that is packed once; brotli's last two levels take ten times as long."""
        match self:
            case Coding.BROTLI:
                return bytes(brotli.compress(body, quality=9))
            case Coding.GZIP:
                return gzip.compress(body, 9, mtime=0)
        return body


def accepted(header: str) -> Coding:
    """The best coding that an Accept-Encoding header names and does not refuse by q=0."""
    named = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if not _REFUSED.fullmatch(weight.strip()):
            named.add(name.strip())
    return next((coding for coding in Coding if coding.value in named), Coding.IDENTITY)


class Compressed:
    """Compresses answers that are sent in one piece; streams stay as they are."""

    def __init__(self, app: ASGIApp, minimum_size: int) -> None:
        self.app = app
        self.minimum_size = minimum_size

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        coding = accepted(Headers(scope=scope).get("accept-encoding", ""))
        start: Message | None = None

        async def compress(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None:
                await send(await self._begun(start, message, coding))
                start = None
            await send(message)

        await self.app(scope, receive, compress)

    async def _begun(self, start: Message, message: Message, coding: Coding) -> Message:
        """The start of the answer; a body that is whole is replaced in its message."""
        headers = MutableHeaders(raw=start["headers"])
        body = message.get("body", b"")
        whole = not message.get("more_body", False)
        if not whole or len(body) < self.minimum_size or "content-encoding" in headers:
            return start
        if "accept-encoding" not in headers.get("vary", "").lower():
            headers.add_vary_header("Accept-Encoding")
        if coding is not Coding.IDENTITY:
            message["body"] = await run_sync(coding.at_once, body)
            headers["content-encoding"] = coding.value
            headers["content-length"] = str(len(message["body"]))
        return start
