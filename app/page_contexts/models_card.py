"""One model's card on the page /models: drawing, parameters, quality, training, weaknesses."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

from app.i18n import QUERY, Language, texts
from app.page_contexts.models_drawing import draw
from app.page_contexts.models_picture import Drawing
from app.problems import problem_texts
from app.schemas.models import ModelDescription
from models.seq2seq.artefact import CARD
from models.seq2seq.config import NetworkConfig
from models.seq2seq.measures import ATTENTION, DASH, TRANSLATION, measure, number
from models.seq2seq.weaknesses import Weakness, length_groups, weaknesses

Text = Callable[..., str]


@dataclass(frozen=True)
class Part:
    """A part of the network; `share` of all parameters in per cent."""

    name: str
    parameters: str
    share: float


@dataclass(frozen=True)
class Measure:
    """A figure on dev and on test, a dash where it was not measured."""

    key: str
    dev: str
    test: str


@dataclass(frozen=True)
class ModelCard:
    """A fact or a figure that the model's files do not hold is left out, a number is a dash."""

    name: str
    default: bool
    address: str
    languages: str
    drawing: Drawing
    parts: Sequence[Part]
    parameters: str
    translation: Sequence[Measure]
    attention: Sequence[Measure]
    curve: Sequence[Sequence[str]]
    """A row an epoch: epoch, target tokens, training loss, dev loss, dev perplexity."""
    lengths: Sequence[Sequence[str]]
    """A row a group of sentences: words, sentences, BLEU with beam search, BLEU, chrF."""
    facts: Mapping[str, str]
    remark: str
    weaknesses: Sequence[str]
    card: Markup


def build(model: ModelDescription, folder: Path, direction: str, language: Language) -> ModelCard:
    """folder: of the model's files. direction: its languages as the page writes them."""

    def text(key: str, **parameters: object) -> str:
        return texts().text(f"models.{key}", language, **parameters)

    dev = model.metrics.get("dev") or {}
    languages = f"{model.source_language}-{model.target_language}"
    pieces = model.network["source_vocabulary"]
    return ModelCard(
        name=model.name,
        default=model.default,
        address="/attention" if model.default else f"/attention?model={model.name}",
        languages=direction,
        drawing=draw(NetworkConfig(**model.network), language),
        parts=[
            Part(name, f"{count:,}", round(100 * count / model.parameters, 2))
            for name, count in model.parameters_by_part.items()
        ],
        parameters=f"{model.parameters:,}",
        translation=_measures(TRANSLATION, dev, model.metrics),
        attention=_measures(ATTENTION, dev, model.metrics),
        curve=[_epoch(row) for row in curve(model.training)],
        lengths=[_length(one) for one in length_groups(model.metrics)],
        facts=_facts(model, text),
        remark=str(model.training.get("remark") or ""),
        weaknesses=[
            _said(one, language)
            for one in weaknesses(model.metrics, model.training, languages, pieces)
        ],
        card=card_as_html(folder / CARD),
    )


def curve(training: Mapping[str, Any]) -> Sequence[Mapping[str, float]]:
    """The epochs whose loss on dev is known; empty for a model whose run kept no log."""
    rows = training.get("curve") or ()
    return [row for row in rows if isinstance(row.get("dev_loss"), int | float)]


def _said(weakness: Weakness, language: Language) -> str:
    if language == "en":
        return str(weakness)
    template = problem_texts()[f"weakness.{weakness.code}"][QUERY[language]]
    return template.format_map(weakness.parameters)


def _measures(
    names: Iterable[str], dev: Mapping[str, Any], test: Mapping[str, Any]
) -> list[Measure]:
    return [Measure(name, measure(dev, name), measure(test, name)) for name in names]


def _epoch(row: Mapping[str, float]) -> Sequence[str]:
    return (
        number(row.get("epoch"), "{:g}"),
        number(row.get("target_tokens"), "{:,}"),
        number(row.get("train_loss"), "{:.3f}"),
        number(row["dev_loss"], "{:.3f}"),
        f"{math.exp(min(row['dev_loss'], 50)):.2f}",
    )


def _length(group: Mapping[str, Any]) -> Sequence[str]:
    return (
        f"{group['least']}–{group['most']}",
        number(group.get("items"), "{:,}"),
        number(group.get("bleu_beam"), "{:.1f}"),
        number(group["bleu"], "{:.1f}"),
        number(group.get("chrf"), "{:.1f}"),
    )


def _facts(model: ModelDescription, text: Text) -> dict[str, str]:
    """What the card says in words, by key of the catalogue."""
    training, recipe = model.training, model.training.get("recipe") or {}
    facts = {"score": text(model.attention), "query": text(f"query_{model.attend}")}
    if "guidance" in recipe:
        weight = recipe["guidance"]
        facts["guidance"] = text("guided", weight=weight) if weight else text("unguided")
    facts["file"] = text("megabytes", size=model.file_bytes / 1e6)
    facts["memory"] = text("megabytes", size=model.memory_bytes / 1e6)
    if "corpus" in training:
        data, _, licence = str(training["corpus"]).rpartition("; ")
        facts |= {"data": data or licence, "licence": licence if data else DASH}
    if "pairs" in training:
        facts["pairs"] = f"{training['pairs']:,}"
    if {"target_tokens", "seconds", "threads"} <= training.keys():
        facts["trained"] = text(
            "trained_for",
            tokens=training["target_tokens"],
            minutes=training["seconds"] / 60,
            threads=training["threads"],
        )
    return facts


def card_as_html(path: Path) -> Markup:
    """A model card as HTML that fits below a heading of the second level; empty if unreadable."""
    try:
        written = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
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
