"""Large answers are compressed in a worker thread, so that none of them holds up the others."""

import gzip

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class CompressedApart:
    """Compresses answers that are sent in one piece; streams are left to who stands outside."""

    def __init__(self, app: ASGIApp, minimum_size: int, level: int) -> None:
        self.app = app
        self.minimum_size = minimum_size
        self.level = level

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        start: Message | None = None

        async def compress(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if start is not None:
                await send(await self._begun(start, message))
                start = None
            await send(message)

        await self.app(scope, receive, compress)

    async def _begun(self, start: Message, message: Message) -> Message:
        """The start of the answer; a body that is whole is replaced in its message."""
        headers = MutableHeaders(raw=start["headers"])
        body = message.get("body", b"")
        whole = not message.get("more_body", False)
        if whole and len(body) >= self.minimum_size and "content-encoding" not in headers:
            message["body"] = await run_sync(gzip.compress, body, self.level)
            headers["content-encoding"] = "gzip"
            headers["content-length"] = str(len(message["body"]))
            headers.add_vary_header("Accept-Encoding")
        return start
