"""Requests handed to the application just as they are, without a client that tidies them."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import Message

Received = Callable[[], Awaitable[Message]]


async def nothing_more() -> Message:
    """What an application is told when its client has gone away."""
    return {"type": "http.disconnect"}


def first_answer(
    app: FastAPI,
    method: str,
    path: str,
    headers: dict[bytes, bytes] | None = None,
    receive: Received = nothing_more,
) -> tuple[int, Headers]:
    """Status and headers of an answer, even of one that would never end."""
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"testserver"), *(headers or {}).items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    starts: list[tuple[int, Headers]] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            starts.append((message["status"], Headers(raw=message["headers"])))

    # in a thread of its own: a browser that other tests drive keeps a loop running in this one
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, app(scope, receive, send)).result(30)
    return starts[0]
