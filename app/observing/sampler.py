"""The last five minutes, a sample a second: taken once, whoever looks on."""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass

from starlette.datastructures import State

from app.observing.failures import described
from app.observing.memory import resident, share
from app.observing.metrics import Metrics
from app.observing.peers import Peers
from app.observing.tally import Tally, Totals, quantile_ms
from app.observing.work import figures_of

log = logging.getLogger("loupe")

EVERY_S = 1.0
KEPT = 300
WINDOW = 10
"""Samples over which rates and latencies are taken."""
MEMORY_EVERY = 10
"""Samples; dividing shared memory among processes costs milliseconds."""


@dataclass(frozen=True)
class Sample:
    """What the server does at a moment; rates and latencies are of the last WINDOW seconds.

    None stands where nothing happened that could be measured.
    """

    at: float
    """Seconds since 1970."""
    requests: float
    """Pages and answers of the API, a second."""
    median_ms: float | None
    p95_ms: float | None
    in_flight: int
    waiting: int
    running: int
    batch: float | None
    """Mean sentences in a batch."""
    memory_mb: float
    hit_rate: float | None
    cache_mb: float
    rejected: float
    """Requests turned away, a second."""


class Sampler:
    """Takes samples while the application runs, keeps the last of them and wakes who waits."""

    def __init__(self, metrics: Metrics, tally: Tally) -> None:
        self.metrics = metrics
        self.tally = tally
        self.peers = Peers()
        self.ring: deque[Sample] = deque(maxlen=KEPT)
        self.history: deque[tuple[float, Mapping[int, Totals]]] = deque(maxlen=WINDOW + 1)
        self.processes = 1
        self.listeners = 0
        self._memory = 0
        self._count = 0
        self._next: asyncio.Future[None] | None = None

    @asynccontextmanager
    async def running(self, state: State) -> AsyncIterator[None]:
        """Take samples meanwhile."""
        self._next = None
        task = asyncio.create_task(self._run(state))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait((task,))

    async def _run(self, state: State) -> None:
        """A sample that is late is not made up for; one that fails is left out."""
        while True:
            try:
                self.take(state)
            except Exception as error:
                log.error("no sample was taken", extra={"fields": described(error)})
            await asyncio.sleep(EVERY_S)

    def take(self, state: State) -> Sample:
        """One sample more."""
        totals = self.totals(state)
        everybody = self.peers.exchange(totals)
        now = time.monotonic()
        self.history.append((now, everybody))
        self.processes = len(everybody)
        sample = sample_of(self.history)
        self.ring.append(sample)
        self._count += 1
        if self._next is not None:
            self._next.set_result(None)
            self._next = None
        return sample

    def totals(self, state: State) -> Totals:
        """What this process has counted; tells the metrics what only it knows."""
        work = figures_of(state)
        if self._count % MEMORY_EVERY == 0 or not self.peers:
            self._memory = share() if self.peers else resident()
        self.metrics.follow(work)
        self.metrics.memory.set(self._memory)
        registry = getattr(state, "registry", None)
        for name, seconds in getattr(registry, "loaded", {}).items():
            self.metrics.load_seconds.labels(name).set(seconds)
        return Totals(
            requests=self.tally.requests,
            latencies=tuple(self.tally.latencies),
            rejected=sum(work.rejections.values()),
            batches=sum(work.batch_sizes.values()),
            batched=sum(size * count for size, count in work.batch_sizes.items()),
            hits=work.cache_hits,
            misses=work.cache_misses,
            in_flight=self.tally.in_flight,
            waiting=work.waiting,
            running=work.running,
            memory_bytes=self._memory,
            cache_bytes=work.cache_bytes,
        )

    def next(self) -> asyncio.Future[None]:
        """Done when there is one sample more; everybody waits for the same."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        return self._next

    @contextmanager
    def listening(self) -> Iterator[None]:
        self.listeners += 1
        self.metrics.listeners.set(self.listeners)
        try:
            yield
        finally:
            self.listeners -= 1
            self.metrics.listeners.set(self.listeners)


def sample_of(history: Sequence[tuple[float, Mapping[int, Totals]]]) -> Sample:
    """The newest of several moments, with what came about since the oldest.

    A process that was not there before has counted from nothing; one that has gone is left out.
    """
    (before, past), (now, present) = history[0], history[-1]
    none = Totals()
    total = sum(present.values(), none)
    since = sum((one - past.get(process, none) for process, one in present.items()), none)
    seconds = now - before
    return Sample(
        at=round(time.time(), 1),
        requests=round(since.requests / seconds, 2) if seconds else 0.0,
        median_ms=rounded(quantile_ms(since.latencies, 0.5)),
        p95_ms=rounded(quantile_ms(since.latencies, 0.95)),
        in_flight=total.in_flight,
        waiting=total.waiting,
        running=total.running,
        batch=ratio(since.batched, since.batches),
        memory_mb=round(total.memory_bytes / 1e6, 1),
        hit_rate=ratio(since.hits, since.hits + since.misses),
        cache_mb=round(total.cache_bytes / 1e6, 2),
        rejected=round(since.rejected / seconds, 2) if seconds else 0.0,
    )


def rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.3g}")


def ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def as_columns(samples: Sequence[Sample]) -> str:
    """Samples as JSON, a list for each field."""
    rows = [asdict(sample) for sample in samples]
    names = Sample.__dataclass_fields__
    return json.dumps({name: [row[name] for row in rows] for name in names})
