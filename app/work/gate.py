"""So many computations at once, and a bounded room in which others wait for their turn."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from app.problems import Refused
from app.work.figures import Figures
from app.work.visit import begun
from models import interruption

RETRY_AT_MOST_S = 60
_REMEMBERED = 0.1
"""Share of the latest computation in the mean that tells when to ask again."""


class Slot:
    """The right to compute; given back once, however often `leave` is called."""

    def __init__(self, gate: "Gate") -> None:
        self._gate: Gate | None = gate
        self._since = time.monotonic()

    def leave(self) -> None:
        if self._gate is not None:
            gate, self._gate = self._gate, None
            gate.left_after(time.monotonic() - self._since)

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self.leave()


class Gate:
    """Gives out slots in the order in which they are asked for. For one event loop."""

    def __init__(self, slots: int, room: int, figures: Figures) -> None:
        self.slots = slots
        self.room = room
        self.figures = figures
        self._queue: deque[asyncio.Future[None]] = deque()
        self._mean_s = 0.1

    async def enter(self) -> Slot:
        """Wait for a slot. Raises Refused, at once, if the waiting room is full.

        A task that is cancelled while it waits leaves the queue.
        """
        if self.figures.running < self.slots:
            self.figures.running += 1
        else:
            with self.seat():
                await self._turn()
        begun(interruption.current())
        return Slot(self)

    async def enter_for_seated(self) -> Slot:
        """Wait for a slot on behalf of some who have seats in the waiting room already."""
        if self.figures.running < self.slots:
            self.figures.running += 1
        else:
            await self._turn()
        return Slot(self)

    @contextmanager
    def seat(self) -> Iterator[None]:
        """A place in the waiting room. Raises Refused if there is none."""
        waiting = self.figures.waiting
        if waiting >= self.room:
            self.figures.refused["full"] += 1
            seconds = math.ceil(waiting * self._mean_s / self.slots)
            retry = min(max(seconds, 1), RETRY_AT_MOST_S)
            raise Refused(503, "server_busy", retry_after_s=retry, waiting=waiting)
        self.figures.waiting += 1
        try:
            yield
        finally:
            self.figures.waiting -= 1

    async def _turn(self) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                with suppress(ValueError):  # it may have been passed over already
                    self._queue.remove(turn)
            else:  # the slot was handed over in the same moment
                self._hand_over()
            raise

    def left_after(self, seconds: float) -> None:
        """A slot is given back."""
        self._mean_s += _REMEMBERED * (seconds - self._mean_s)
        self._hand_over()

    def _hand_over(self) -> None:
        """A slot goes to who has waited longest, or becomes free."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.figures.running -= 1
