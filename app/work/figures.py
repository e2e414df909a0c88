"""What the work amounts to: gauges of now, and counts since the start. Nothing here decides."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Figures:
    """Written on the event loop alone; whoever reads them elsewhere sees some recent value."""

    running: int = 0
    """Computations that hold a slot."""
    waiting: int = 0
    """Requests in the waiting room."""
    uploading: int = 0
    """Large bodies that are read, or held until their answer begins."""
    refused: Counter[str] = field(default_factory=Counter)
    """Requests that were turned away, by reason: "full" waiting room, "rate" of the client,
    too many large answers "sending"."""
    late: Counter[str] = field(default_factory=Counter)
    """Requests whose time was up, by what they were at: "waiting", "computing", or "uploading"
    for those who waited to be read."""
    left: Counter[str] = field(default_factory=Counter)
    """Requests whose client went away before its answer, likewise."""
    batch_sizes: Counter[int] = field(default_factory=Counter)
    """Requests that were computed together -> how often so many were."""
    cache_hits: int = 0
    """Answers that were remembered."""
    cache_misses: int = 0
    """Answers that could have been, and had to be computed."""
    cache_bytes: int = 0
