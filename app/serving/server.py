"""One process that answers: uvicorn, with an end that is in order."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI

from app.security import HEADERS
from app.work.pacing import PacedProtocol

GRACE_S = 10
"""In which what runs may be finished after a SIGTERM."""
PATIENCE_S = 2
"""Beyond that, for the end itself."""
STOPS = (signal.SIGTERM, signal.SIGINT)


class Protocol(PacedProtocol):
    """Gives what cannot even be read as HTTP the headers of every other answer."""

    def send_400_response(self, msg: str) -> None:
        body = f"{msg}\n".encode()
        headers = {
            **HEADERS,
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.transport.write(f"HTTP/1.1 400 Bad Request\r\n{lines}\r\n".encode() + body)
        self.transport.close()


class Server(uvicorn.Server):
    """Sets `app.state.stopping` when it is told to end: what has no end of its own looks there."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(
            app,
            http=Protocol,
            ws="none",
            server_header=False,
            proxy_headers=False,  # app.work.rate reads them, if a setting says so
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        super().__init__(config)
        self.app = app
        self.parent = os.getppid()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.app.state.stopping = True
        signal.signal(signal.SIGALRM, lambda *_: os._exit(1))  # computing threads cannot be ended
        signal.alarm(GRACE_S + PATIENCE_S)
        super().handle_exit(sig, frame)


class Worker(Server):
    """A server that ends with its supervisor, for nobody else would end it."""

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or os.getppid() != self.parent


@contextmanager
def in_order() -> Iterator[None]:
    """SIGTERM and SIGINT end the process with status 0, also while it is still loading."""

    def leave(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    before = {number: signal.signal(number, leave) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket with an address; it listens once a server has started. OSError if it cannot."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound
