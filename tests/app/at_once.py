"""Requests to the application on one event loop: many at once, and clients that go away."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers


def on_a_loop(main: Coroutine[Any, Any, Any]) -> Any:
    """Run it in a thread of its own: browser tests leave a loop in the main thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, main).result()


class Asked:
    """A request on its way and what has come of it so far."""

    def __init__(self, app: FastAPI, method: str, path: str, body: bytes, headers: dict[str, str]):
        self.sent: list[dict[str, Any]] = []
        self._left = asyncio.Event()
        self.arrives = asyncio.Event()
        """Whether the body does."""
        self.arrives.set()
        self.reads = asyncio.Event()
        """Whether the client reads its answer."""
        self.reads.set()
        self._pieces = [{"type": "http.request", "body": body, "more_body": False}]
        path, _, query = path.partition("?")
        client = headers.pop("client", "127.0.0.1")
        given = {"host": "testserver", "content-length": str(len(body))} | headers
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(k.lower().encode(), v.encode()) for k, v in given.items() if v],
            "client": (client, 50_000),
            "server": ("testserver", 80),
        }
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.arrives.wait()
        if self._pieces:
            return self._pieces.pop()
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        await self.reads.wait()
        self.sent.append(message)

    def leave(self) -> None:
        """The client goes away."""
        self._left.set()

    async def answered(self, within_s: float = 20.0) -> "Asked":
        async with asyncio.timeout(within_s):
            while not (self.sent and not self.sent[-1].get("more_body", False) and self.body):
                if self.task.done():
                    self.task.result()
                    break
                await asyncio.sleep(0.001)
        return self

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> Headers:
        return Headers(raw=self.sent[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)

    @property
    def problem(self) -> str:
        """The last part of the problem's type."""
        assert self.headers["content-type"] == "application/problem+json"
        return str(json.loads(self.body)["type"]).rpartition("/")[2]

    def json(self) -> Any:
        return json.loads(self.body)


def get(app: FastAPI, path: str, **headers: str) -> Asked:
    return Asked(app, "GET", path, b"", headers)


def post(app: FastAPI, path: str, body: Any, **headers: str) -> Asked:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Asked(app, "POST", path, content, {"content-type": "application/json"} | headers)


@asynccontextmanager
async def started(app: FastAPI) -> AsyncIterator[FastAPI]:
    async with app.router.lifespan_context(app):
        yield app


async def until(condition: Any, within_s: float = 10.0) -> None:
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.001)
