"""What the page /status shows: the present figures in a table; its script draws the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams, State

from app.i18n import Language
from app.observing.sampler import Sample, Sampler
from models.seq2seq.measures import DASH

Form = Callable[[float], str]

FORMS: dict[str, Form] = {
    "requests": "{:.1f}".format,
    "median_ms": "{:.0f}".format,
    "p95_ms": "{:.0f}".format,
    "in_flight": "{:.0f}".format,
    "waiting": "{:.0f}".format,
    "running": "{:.0f}".format,
    "batch": "{:.1f}".format,
    "rejected": "{:.1f}".format,
    "hit_rate": "{:.0%}".format,
    "cache_mb": "{:.1f}".format,
    "memory_mb": "{:,.0f}".format,
}
"""Fields of Sample in the order of the table, as pages write them; static/js/status.js does so."""


@dataclass(frozen=True)
class Figure:
    """One row of the table; its key names its texts."""

    key: str
    value: str


@dataclass(frozen=True)
class Chart:
    """One picture: up to two fields of Sample, the first the more important."""

    name: str
    keys: Sequence[str]


@dataclass(frozen=True)
class LoadedModel:
    name: str
    state: str
    """Key of a text: loaded, loading or damaged."""
    seconds: str


@dataclass(frozen=True)
class StatusPage:
    figures: Sequence[Figure]
    charts: Sequence[Chart]
    processes: int
    models: Sequence[LoadedModel]


CHARTS = (
    Chart("requests", ("requests",)),
    Chart("latency", ("median_ms", "p95_ms")),
    Chart("queue", ("waiting", "running")),
    Chart("batch", ("batch",)),
    Chart("hit_rate", ("hit_rate",)),
    Chart("memory", ("memory_mb",)),
)


def build(_query: QueryParams, state: State, _language: Language) -> StatusPage:
    """The newest sample; a server that has just started has none yet."""
    sampler: Sampler = state.sampler
    newest = sampler.ring[-1] if sampler.ring else None
    figures = [Figure(key, written(newest, key)) for key in FORMS]
    return StatusPage(figures, CHARTS, sampler.processes, models_of(state))


def written(sample: Sample | None, key: str) -> str:
    value = None if sample is None else getattr(sample, key)
    return DASH if value is None else FORMS[key](value)


def models_of(state: State) -> list[LoadedModel]:
    registry = state.registry
    seconds = registry.loaded
    found = [
        LoadedModel(one.name, "loaded", f"{seconds[one.name]:.2f}")
        if one.name in seconds
        else LoadedModel(one.name, "loading", DASH)
        for one in registry.described
    ]
    return found + [LoadedModel(name, "damaged", DASH) for name in registry.broken]
