"""What arrives in the same moment is taken up a few requests at a time, probes first.

An event loop runs everything that is ready before it looks again for what has come. Of hundreds of
requests at once each takes about a millisecond there, and a probe would wait for all of them.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

PER_TURN = 8
"""Pieces of requests in one turn of the event loop."""
FIRST = tuple(
    f"{method} {path} ".encode()
    for method in ("GET", "HEAD")
    for path in ("/healthz", "/readyz", "/metrics")
)


class Pacer:
    """Runs a few of the calls that it is given in each turn of the event loop, in order."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._later: deque[Callable[[], None]] = deque()
        self._ran = 0

    def free(self) -> bool:
        """Whether a call may run at once; it counts as run then."""
        if self._later or self._ran >= PER_TURN:
            return False
        self._count()
        return True

    def later(self, call: Callable[[], None]) -> None:
        self._later.append(call)

    def _count(self) -> None:
        if not self._ran:
            self.loop.call_soon(self._turn)
        self._ran += 1

    def _turn(self) -> None:
        self._ran = 0
        while self._later and self._ran < PER_TURN:
            self._count()
            self._later.popleft()()


class PacedProtocol(H11Protocol):
    """HTTP/1.1 that is read at such a pace."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._gone = False

    def data_received(self, data: bytes) -> None:
        pacer = _pacer(self.loop)
        if data.startswith(FIRST) or pacer.free():
            super().data_received(data)
            return
        self.transport.pause_reading()  # one piece of a connection waits, no more
        pacer.later(lambda: self._take_up(data))

    def _take_up(self, data: bytes) -> None:
        if self._gone:
            return
        super().data_received(data)
        if not self.flow.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone = True
        super().connection_lost(exc)


_PACERS: dict[asyncio.AbstractEventLoop, Pacer] = {}
"""One an event loop, of which a process that serves has one."""


def _pacer(loop: asyncio.AbstractEventLoop) -> Pacer:
    if loop not in _PACERS:
        _PACERS.clear()
        _PACERS[loop] = Pacer(loop)
    return _PACERS[loop]
