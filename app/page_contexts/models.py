"""What the page /models shows: the set in a table, then each model's card."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.i18n import Language
from app.page_contexts.languages import direction
from app.page_contexts.models_card import ModelCard, curve
from app.page_contexts.models_card import build as build_card
from app.schemas.models import ModelDescription
from app.templating import as_script_data
from models.seq2seq.measures import DASH, number
from models.seq2seq.weaknesses import length_groups

COLUMNS = {
    "bleu_beam": "{:.1f}",
    "bleu": "{:.1f}",
    "chrf_beam": "{:.1f}",
    "link_share": "{:.0%}",
    "diagonal_link_share": "{:.0%}",
    "aer": "{:.2f}",
}
"""Measures in the table of the set, on test; a model that was not measured so shows a dash."""


@dataclass(frozen=True)
class ModelRow:
    name: str
    default: bool
    score: str
    query: str
    guidance: str
    parameters: str
    memory: str
    metrics: Sequence[str]


@dataclass(frozen=True)
class Pair:
    """The models of one pair of languages."""

    languages: str
    rows: Sequence[ModelRow]
    cards: Sequence[ModelCard]


@dataclass(frozen=True)
class ModelsPage:
    pairs: Sequence[Pair]
    columns: Sequence[str]
    unusable: str
    """Names of models whose files are damaged."""
    data: Markup
    """For the charts: of each model its name, its training curve and its quality by length."""


def build(_query: QueryParams, state: State, language: Language) -> ModelsPage:
    """The models that this server has, the default one first."""
    models = [ModelDescription.of(one) for one in state.registry.described]
    pairs = []
    for (source, target), group in groupby(
        models, key=lambda one: (one.source_language, one.target_language)
    ):
        languages = direction(source, target, language)
        same = list(group)
        cards = [
            build_card(one, state.settings.weights / one.name, languages, language) for one in same
        ]
        rows = [_row(one, card) for one, card in zip(same, cards, strict=True)]
        pairs.append(Pair(languages, rows, cards))
    charts = [
        {"name": one.name, "curve": curve(one.training), "lengths": length_groups(one.metrics)}
        for one in models
    ]
    return ModelsPage(
        pairs, list(COLUMNS), ", ".join(state.registry.broken), as_script_data(charts)
    )


def _row(model: ModelDescription, card: ModelCard) -> ModelRow:
    return ModelRow(
        name=model.name,
        default=model.default,
        score=card.facts["score"],
        query=card.facts["query"],
        guidance=card.facts.get("guidance", DASH),
        parameters=card.parameters,
        memory=card.facts["memory"],
        metrics=[number(model.metrics.get(key), form) for key, form in COLUMNS.items()],
    )
