"""Of many requests in one moment a few are taken up in each turn of the event loop."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from uvicorn import Config, Server

from app.main import create_app
from app.serving.server import Protocol
from app.settings import Settings
from app.work.pacing import PER_TURN, Pacer
from tests.app.at_once import on_a_loop


def test_calls_run_in_order_a_few_in_a_turn() -> None:
    async def main() -> None:
        pacer = Pacer(asyncio.get_running_loop())
        ran: list[int] = []
        for number in range(3 * PER_TURN + 1):
            if pacer.free():
                ran.append(number)
            else:
                pacer.later(lambda number=number: ran.append(number))
        for turn in range(1, 5):
            assert ran == list(range(min(turn * PER_TURN, 3 * PER_TURN + 1)))
            await asyncio.sleep(0)
        assert not pacer.free() or pacer._ran == 1
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert pacer.free()

    on_a_loop(main())


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Of a server in a thread of this process."""
    none = tmp_path / "none"
    app = create_app(Settings(weights=none, classifiers=none))
    config = Config(app, port=0, http=Protocol, log_level="error")
    server = Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def request(path: str, body: bytes = b"") -> bytes:
    method = "POST" if body else "GET"
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"Content-Type: text/csv\r\nConnection: close\r\n\r\n" + body


async def answer(port: int, content: bytes, *, pieces: int = 1) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    size = -(-len(content) // pieces)
    for at in range(0, len(content), size):
        writer.write(content[at : at + size])
        await writer.drain()
        await asyncio.sleep(0)
    found = await reader.read()
    writer.close()
    return found


def test_many_at_once_are_all_answered_whole_and_uncut(port: int) -> None:
    grid = b"\n".join([b"1,2,3,4,5,6,7,8" * 20] * 900)

    async def main() -> None:
        small = [answer(port, request("/api/v1/grids", b"1,2")) for _ in range(60)]
        large = [answer(port, request("/api/v1/grids", grid), pieces=40) for _ in range(4)]
        probes = [answer(port, request("/healthz")) for _ in range(5)]
        found = await asyncio.gather(*small, *large, *probes)
        assert all(one.startswith(b"HTTP/1.1 200 OK") for one in found)
        assert all(one.endswith(b"}") for one in found)

    on_a_loop(main())


def test_who_leaves_before_its_turn_harms_nobody(port: int) -> None:
    async def main() -> None:
        for _ in range(40):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request("/api/v1/grids", b"1,2"))
            writer.transport.abort()
        assert (await answer(port, request("/api/v1/grids", b"1,2"))).startswith(b"HTTP/1.1 200")

    on_a_loop(main())
