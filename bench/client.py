"""A client that asks many things at once: HTTP/1.1 over asyncio's streams and nothing more."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float
    body: bytes


class Connection:
    """One connection; requests on it follow one another."""

    def __init__(self, address: str) -> None:
        self.address = urlsplit(address)

    async def __aenter__(self) -> Self:
        host, port = self.address.hostname, self.address.port
        self.reader, self.writer = await asyncio.open_connection(host, port, limit=2**20)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def send(self, path: str, body: Any = None) -> None:
        """GET, or POST with a body: bytes of JSON, or what becomes such."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body else b""
        method = "GET" if body is None else "POST"
        lines = (
            f"{method} {path} HTTP/1.1",
            f"Host: {self.address.netloc}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
        )
        self.writer.write("\r\n".join((*lines, "", "")).encode() + content)
        await self.writer.drain()

    async def ask(self, path: str, body: Any = None) -> Answer:
        began = time.perf_counter()
        async with asyncio.timeout(TIMEOUT_S):
            await self.send(path, body)
            head = await self.reader.readuntil(b"\r\n\r\n")
            status, *fields = head.decode("latin-1").split("\r\n")
            names = dict(field.lower().split(": ", 1) for field in fields if field)
            content = await self.reader.readexactly(int(names["content-length"]))
        return Answer(int(status.split(" ")[1]), time.perf_counter() - began, content)


async def ask(address: str, path: str, body: Any = None) -> Answer:
    """On a connection of its own, which is part of the time."""
    began = time.perf_counter()
    async with Connection(address) as connection:
        answer = await connection.ask(path, body)
    return Answer(answer.status, time.perf_counter() - began, answer.body)


def percentile_s(answers: list[Answer], share: float) -> float:
    """The time within which that share of the answers came."""
    ordered = sorted(answer.seconds for answer in answers)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
