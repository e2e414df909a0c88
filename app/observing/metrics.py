"""The figures of one application as Prometheus counts them.

Where PROMETHEUS_MULTIPROC_DIR is set they lie in files there, and those of all processes add up.
"""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import ValueClass

from app import __version__
from app.observing.request import Observed
from app.observing.work import WorkFigures

# a series beside each one that tells when it began
disable_created_metrics()  # type: ignore[no-untyped-call]

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
SENTENCES = (1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    """Every label has few values: templates of routes, names of models, classes, reasons."""

    def __init__(self) -> None:
        own = self.registry = CollectorRegistry()
        self.seconds = Histogram(
            "loupe_request_seconds",
            "From the first byte of a request to the last of its answer.",
            ["route", "model", "status"],
            buckets=SECONDS,
            registry=own,
        )
        self.in_flight = self._gauge("requests_in_flight", "Requests that are being answered.")
        self.waiting = self._gauge("work_waiting", "Pieces of work that wait for their turn.")
        self.running = self._gauge("work_running", "Pieces of work that are being done.")
        self.batches = Histogram(
            "loupe_batch_sentences",
            "Sentences that were decoded together.",
            buckets=SENTENCES,
            registry=own,
        )
        self.rejections = Counter(
            "loupe_rejections", "Requests that were turned away.", ["reason"], registry=own
        )
        self.hits = Counter("loupe_cache_hits", "Answers that were ready.", registry=own)
        self.misses = Counter("loupe_cache_misses", "Answers that were computed.", registry=own)
        self.cache_bytes = self._gauge("cache_bytes", "Size of the answers that are kept.")
        self.memory = self._gauge("memory_bytes", "Memory of the processes that answer.")
        self.listeners = self._gauge("status_listeners", "Open streams of /status/events.")
        self.load_seconds = Gauge(
            "loupe_model_load_seconds",
            "How long it took to read a model; only of those that are loaded.",
            ["model"],
            registry=own,
            multiprocess_mode="livemax",
        )
        self.build = Gauge(
            "loupe_build_info",
            "Always 1; its labels are the versions that run.",
            ["version", "python", "torch"],
            registry=own,
            multiprocess_mode="livemax",
        )
        self.build.labels(__version__, platform.python_version(), version("torch")).set(1)
        self._followed = WorkFigures()
        self._series: dict[tuple[str, str, str], Histogram] = {}

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(f"loupe_{name}", what, registry=self.registry, multiprocess_mode="livesum")

    def answered(self, observed: Observed, seconds: float) -> None:
        """A request has come to its end."""
        labels = observed.route, observed.model, observed.outcome
        series = self._series.get(labels)
        if series is None:  # finding it by its labels costs more than counting
            series = self._series[labels] = self.seconds.labels(*labels)
        series.observe(seconds)

    def follow(self, work: WorkFigures) -> None:
        """Take over what the work has counted itself, and what is the case now."""
        before, self._followed = self._followed, work
        self.waiting.set(work.waiting)
        self.running.set(work.running)
        self.cache_bytes.set(work.cache_bytes)
        self.hits.inc(work.cache_hits - before.cache_hits)
        self.misses.inc(work.cache_misses - before.cache_misses)
        for reason, count in work.rejections.items():
            self.rejections.labels(reason).inc(count - before.rejections.get(reason, 0))
        for size, count in work.batch_sizes.items():
            for _ in range(count - before.batch_sizes.get(size, 0)):
                self.batches.observe(size)

    def text(self) -> bytes:
        """All of them in Prometheus's text format, those of other processes included."""
        if not ValueClass._multiprocess:
            return generate_latest(self.registry)
        folder = Path(os.environ[FOLDER])
        forget_the_dead(folder)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody, str(folder))  # type: ignore[no-untyped-call]
        return generate_latest(everybody)


def forget_the_dead(folder: Path) -> None:
    """Remove what processes that are gone said of their present; what they counted stays."""
    for path in folder.glob("gauge_live*_*.db"):
        process = path.stem.rpartition("_")[2]
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            path.unlink(missing_ok=True)
        except (OSError, ValueError):
            continue
