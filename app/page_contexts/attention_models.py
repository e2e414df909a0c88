"""The models that the page offers, by language pair, and what it says of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import State

from app.i18n import Language
from app.page_contexts.languages import direction
from models.seq2seq.artefact import Description

MEASURES = ("bleu", "chrf", "aer")
"""Of the test split; a model that was not measured so has None."""


@dataclass(frozen=True)
class ModelChoice:
    """One model: its name, its languages, its pair as it is written, and its quality."""

    name: str
    source: str
    target: str
    attend: str
    """Whether the query is the decoder's state "before" or "after" the recurrent step."""
    pair: str
    vocabulary: int
    """How many target tokens it knows."""
    bleu: float | None
    chrf: float | None
    aer: float | None

    @classmethod
    def of(cls, model: Description, language: Language) -> "ModelChoice":
        source, target = model.source_language, model.target_language
        return cls(
            name=model.name,
            source=source,
            target=target,
            attend=model.config.attend,
            pair=direction(source, target, language),
            vocabulary=model.config.target_vocabulary,
            **{key: number(model.metrics.get(key)) for key in MEASURES},
        )


def number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def offered(state: State, language: Language) -> dict[str, ModelChoice]:
    """Every model of the server by its name, the default one first."""
    return {one.name: ModelChoice.of(one, language) for one in state.registry.described}


def by_pair(models: Mapping[str, ModelChoice]) -> dict[str, list[ModelChoice]]:
    """The models under the names of their language pairs, in the order in which they come."""
    pairs: dict[str, list[ModelChoice]] = {}
    for one in models.values():
        pairs.setdefault(one.pair, []).append(one)
    return pairs


def rivals(models: Mapping[str, ModelChoice], name: str) -> Sequence[ModelChoice]:
    """The models that can stand beside one: the others of its language pair."""
    if name not in models:
        return []
    mine = models[name]
    return [one for one in models.values() if one.pair == mine.pair and one.name != name]
