"""What one process counts, and how the counts of several add up."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

FINEST_MS = 1.0
A_DOUBLING = 4
BOUNDS_MS: Sequence[float] = tuple(FINEST_MS * 2 ** (step / A_DOUBLING) for step in range(69))
"""Upper bounds of the latencies that are counted together, 1 ms to 131 s, a fifth apart."""


@dataclass(frozen=True)
class Totals:
    """Of one process or several: what was counted since they started, and what is the case now."""

    requests: int = 0
    latencies: tuple[int, ...] = (0,) * (len(BOUNDS_MS) + 1)
    """Answers by BOUNDS_MS, the last of them beyond all bounds."""
    rejected: int = 0
    batches: int = 0
    batched: int = 0
    """Sentences in all the batches."""
    hits: int = 0
    misses: int = 0

    in_flight: int = 0
    waiting: int = 0
    running: int = 0
    memory_bytes: int = 0
    cache_bytes: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return self._combined(other, 1)

    def __sub__(self, other: "Totals") -> "Totals":
        return self._combined(other, -1)

    def _combined(self, other: "Totals", sign: int) -> "Totals":
        made: dict[str, int | tuple[int, ...]] = {}
        for one in fields(self):
            own, its = getattr(self, one.name), getattr(other, one.name)
            if isinstance(own, tuple):
                made[one.name] = tuple(a + sign * b for a, b in zip(own, its, strict=True))
            else:
                made[one.name] = own + sign * its
        return Totals(**made)  # type: ignore[arg-type]

    def as_json(self) -> dict[str, int | tuple[int, ...]]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def of_json(cls, found: Mapping[str, int | list[int]]) -> "Totals":
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in found.items()})  # type: ignore[arg-type]


@dataclass
class Tally:
    """The requests of this process. For the event loop's thread."""

    requests: int = 0
    in_flight: int = 0
    latencies: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_MS) + 1))

    def count(self, seconds: float) -> None:
        self.requests += 1
        self.latencies[bisect_left(BOUNDS_MS, seconds * 1000)] += 1


def quantile_ms(latencies: Sequence[int], share: float) -> float | None:
    """The latency that a share of the answers did not exceed, within a tenth; None for none.

    latencies: answers by BOUNDS_MS, as Totals has them. Within its bounds a latency is taken to lie
    so that ratios, not differences, are even.
    """
    total = sum(latencies)
    if total == 0:
        return None
    rank, below = share * total, 0
    for index, count in enumerate(latencies):
        if count and below + count >= rank:
            upper = BOUNDS_MS[min(index, len(BOUNDS_MS) - 1)]
            inside = (rank - below) / count
            return float(upper * 2 ** ((inside - 1) / A_DOUBLING)) if index else upper
        below += count
    return BOUNDS_MS[-1]
