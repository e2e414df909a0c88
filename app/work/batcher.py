"""Requests of one kind that are computed together, for that costs little more than one alone.

What comes while nothing is computed is computed at once. What comes meanwhile gathers, and is one
batch as soon as there is a slot.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Hashable, Sequence
from contextlib import ExitStack, suppress
from contextvars import Context
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.work.figures import Figures
from app.work.gate import Gate, Slot
from app.work.visit import Together, Visit, begun
from models import interruption
from models.interruption import Interruption, obeying

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")
Result = TypeVar("Result")

FILL_S = 0.004


@dataclass(frozen=True)
class Size:
    """What a batch has at most; an item heavier than that is a batch by itself."""

    items: int
    weight: int


@dataclass(eq=False)
class _Asked(Generic[Item, Result]):
    item: Item
    weight: int
    visit: Interruption
    seat: ExitStack
    """In the waiting room, until the batch begins."""
    result: asyncio.Future[Result]


class Batcher(Generic[Key, Item, Result]):
    """Computes items that have the same key together. For one event loop."""

    def __init__(
        self,
        compute: Callable[[Key, Sequence[Item]], Sequence[Result | Exception]],
        gate: Gate,
        figures: Figures,
        size: Size,
        fill_s: float = FILL_S,
    ) -> None:
        """compute: run in a thread; an exception in the place of a result is of that item alone.

        fill_s: how long a batch may fill up while others are computed.
        """
        self.compute = compute
        self.gate = gate
        self.figures = figures
        self.size = size
        self.fill_s = fill_s
        self._groups: dict[Key, deque[_Asked[Item, Result]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, key: Key, item: Item, weight: int) -> Result:
        """The result of an item, computed with others. Raises Refused, or the item's exception.

        A task that is cancelled while it waits leaves its group.
        """
        visit = interruption.current() or Visit()
        with ExitStack() as seat:
            seat.enter_context(self.gate.seat())
            future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
            asked = _Asked(item, weight, visit, seat, future)
            if key not in self._groups:
                self._groups[key] = deque()
                self._start(self._serve(key))
            group = self._groups[key]
            group.append(asked)
            try:
                return await future
            except asyncio.CancelledError:
                with suppress(ValueError):
                    group.remove(asked)
                raise

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        # in a context of its own, for it is nobody's request alone
        task = asyncio.get_running_loop().create_task(work, context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, key: Key) -> None:
        """Cut a group into batches until nobody is left in it."""
        group = self._groups[key]
        while group:
            if self.figures.running and len(group) < self.size.items:
                await asyncio.sleep(self.fill_s)
            slot = await self.gate.enter_for_seated()
            self._start(self._run(key, self._cut(group), slot))
        del self._groups[key]

    def _cut(self, group: deque[_Asked[Item, Result]]) -> list[_Asked[Item, Result]]:
        batch: list[_Asked[Item, Result]] = []
        weight = 0
        while group and len(batch) < self.size.items:
            weight += group[0].weight
            if batch and weight > self.size.weight:
                break
            batch.append(group.popleft())
        return batch

    async def _run(self, key: Key, batch: list[_Asked[Item, Result]], slot: Slot) -> None:
        results: Sequence[Result | Exception]
        with slot:
            if not batch:  # everybody went away
                return
            for one in batch:
                one.seat.close()
                begun(one.visit)
            self.figures.batch_sizes[len(batch)] += 1
            items = [one.item for one in batch]
            with obeying(Together([one.visit for one in batch])):
                try:
                    results = await asyncio.to_thread(self.compute, key, items)
                except Exception as error:
                    results = [error] * len(batch)
        for one, result in zip(batch, results, strict=True):
            if one.result.done():
                continue
            if isinstance(result, Exception):
                one.result.set_exception(result)
            else:
                one.result.set_result(result)
