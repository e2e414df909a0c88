"""What is read off app.work, which counts itself; zeros where an application has none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from starlette.datastructures import State


class Counted(Protocol):
    """What `app.state.work` holds: gauges of now, and counts since the start."""

    running: int
    waiting: int
    cache_hits: int
    cache_misses: int
    cache_bytes: int

    @property
    def refused(self) -> Mapping[str, int]: ...
    @property
    def late(self) -> Mapping[str, int]: ...
    @property
    def batch_sizes(self) -> Mapping[int, int]: ...


@dataclass(frozen=True)
class WorkFigures:
    """The same at one moment, in the words of /metrics."""

    running: int = 0
    waiting: int = 0
    rejections: Mapping[str, int] = field(default_factory=dict)
    """Reason, one of a few fixed words -> requests that were turned away for it."""
    batch_sizes: Mapping[int, int] = field(default_factory=dict)
    """Sentences in a batch -> batches of that size."""
    cache_hits: int = 0
    cache_misses: int = 0
    cache_bytes: int = 0


def figures_of(state: State) -> WorkFigures:
    work: Counted | None = getattr(state, "work", None)
    if work is None:
        return WorkFigures()
    late = {f"late_{at}": count for at, count in work.late.items()}
    return WorkFigures(
        running=work.running,
        waiting=work.waiting,
        rejections={**work.refused, **late},
        batch_sizes=dict(work.batch_sizes),
        cache_hits=work.cache_hits,
        cache_misses=work.cache_misses,
        cache_bytes=work.cache_bytes,
    )
