"""Answers that were given, within a bound of bytes; what was not asked for longest goes first."""

from collections import OrderedDict
from dataclasses import dataclass

from starlette.types import Message

from app.work.figures import Figures

OVERHEAD_BYTES = 1_000
"""Of an entry besides its body."""
SHARE = 16
"""No answer takes more than one in so many of all bytes."""


@dataclass(frozen=True)
class Kept:
    """An answer as it was sent, in two messages."""

    start: Message
    body: bytes

    @property
    def bytes(self) -> int:
        return len(self.body) + OVERHEAD_BYTES


class Cache:
    """Key -> answer. For one event loop."""

    def __init__(self, limit_bytes: int, figures: Figures) -> None:
        self.limit_bytes = limit_bytes
        self.figures = figures
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()

    @property
    def most_bytes(self) -> int:
        """Of one answer."""
        return self.limit_bytes // SHARE - OVERHEAD_BYTES

    def get(self, key: bytes) -> Kept | None:
        found = self._kept.get(key)
        if found:
            self._kept.move_to_end(key)
            self.figures.cache_hits += 1
        return found

    def put(self, key: bytes, answer: Kept) -> None:
        """Keep an answer of at most `most_bytes`; as many of the others go as it needs."""
        self._drop(key)
        self._kept[key] = answer
        self.figures.cache_bytes += answer.bytes
        while self.figures.cache_bytes > self.limit_bytes:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: bytes) -> None:
        if found := self._kept.pop(key, None):
            self.figures.cache_bytes -= found.bytes
