"""What the page /models shows: each model's choices, its measured quality, and its card."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.datastructures import QueryParams, State

from app.i18n import Language, texts
from app.schemas.models import ModelDescription
from models.seq2seq.artefact import CARD

METRICS = (
    ("bleu", "{:.1f}"),
    ("chrf", "{:.1f}"),
    ("link_share", "{:.0%}"),
    ("diagonal_link_share", "{:.0%}"),
    ("aer", "{:.2f}"),
)
"""Shown in this order; a model that was not measured so shows a dash."""


@dataclass(frozen=True)
class ModelRow:
    name: str
    default: bool
    languages: str
    score: str
    cell: str
    parameters: str
    metrics: Sequence[str]
    card: Markup


@dataclass(frozen=True)
class ModelsPage:
    rows: Sequence[ModelRow]
    metric_names: Sequence[str]


def build(_query: QueryParams, state: State, language: Language) -> ModelsPage:
    """The models that this server has loaded, the default one first."""
    rows = [
        _row(ModelDescription.of(one), state.settings.weights, language) for one in state.registry
    ]
    return ModelsPage(rows, [name for name, _ in METRICS])


def _row(model: ModelDescription, folder: Path, language: Language) -> ModelRow:
    def text(key: str, **parameters: object) -> str:
        return texts().text(f"models.{key}", language, **parameters)

    def name(tag: str) -> str:
        known = {"en": "english", "fr": "french", "de": "german", "zh": "chinese"}.get(tag)
        return text(known) if known else tag

    return ModelRow(
        name=model.name,
        default=model.default,
        languages=text(
            "direction", source=name(model.source_language), target=name(model.target_language)
        ),
        score=text("additive" if model.attention == "additive" else "dot"),
        cell=model.cell.upper(),
        parameters=f"{model.parameters:,}",
        metrics=[_number(model.metrics.get(key), form) for key, form in METRICS],
        card=card_as_html(folder / model.name / CARD),
    )


def _number(value: Any, form: str) -> str:
    return form.format(value) if isinstance(value, int | float) else "–"


def card_as_html(path: Path) -> Markup:
    """A model card as HTML that fits below a heading of the second level; empty without a file."""
    try:
        written = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Markup("")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(written)
    if tokens and tokens[0].tag == "h1":
        tokens = tokens[3:]
    for place, token in enumerate(tokens):
        if token.type.startswith("heading"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        elif token.type == "table_open":
            token.attrSet("class", "table-numbers")
        elif token.type == "th_open" and not tokens[place + 1].content:
            token.tag = tokens[place + 2].tag = "td"  # a heading cell must not be empty
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))
