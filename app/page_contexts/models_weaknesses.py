"""What a model is bad at, in plain words: each sentence follows from a fact about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.i18n import Language, texts
from app.schemas.models import ModelDescription

Text = Callable[..., str]

LEAST_DROP = 2.0
"""BLEU that long sentences must lose before it is called a weakness."""
LEAST_SENTENCES = 10
"""A group of fewer says too little about its length."""
LEAST_END_MASS = 0.05
LEAST_SHIFT = 0.02
"""By how much more links another reading of the rows must find to be called the better."""


def weaknesses(model: ModelDescription, language: Language) -> list[str]:
    """Sentences in the page's language."""

    def text(key: str, **parameters: object) -> str:
        return texts().text(f"models_weaknesses.{key}", language, **parameters)

    metrics, training = model.metrics, model.training
    found = [
        _long_sentences(metrics, text),
        text("data", pairs=training["pairs"]) if "pairs" in training else text("small"),
        text("unknown", pieces=model.network["source_vocabulary"]),
        _grammar(model, text),
        _links(metrics, text),
        _shift(metrics.get("shift"), text),
        text("unguided") if training.get("recipe", {}).get("guidance") == 0 else "",
        _end(metrics.get("end_mass"), text),
        text("no_explanation"),
    ]
    return [sentence for sentence in found if sentence]


def lengths(metrics: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The groups of sentences by length whose BLEU was measured; empty for a model without."""
    groups = metrics.get("by_length") or ()
    return [one for one in groups if isinstance(one.get("bleu"), int | float) and one.get("items")]


def _long_sentences(metrics: Mapping[str, Any], text: Text) -> str:
    groups = [one for one in lengths(metrics) if one["items"] >= LEAST_SENTENCES]
    if len(groups) < 2:
        return text("long_unmeasured")
    key = "bleu_beam" if all("bleu_beam" in one for one in groups) else "bleu"
    best, last = max(groups, key=lambda one: one[key]), groups[-1]
    if best[key] - last[key] < LEAST_DROP:
        return ""
    return text(
        "long_measured",
        least=last["least"],
        bleu=last[key],
        best=best[key],
        from_=best["least"],
        to=best["most"],
    )


def _grammar(model: ModelDescription, text: Text) -> str:
    pair = f"{model.source_language}_{model.target_language}"
    known = ("en_fr", "fr_en", "en_de", "zh_en")
    return text(f"grammar_{pair}") if pair in known else ""


def _links(metrics: Mapping[str, Any], text: Text) -> str:
    share, aer, plain = (metrics.get(key) for key in ("link_share", "aer", "diagonal_aer"))
    if share is None:
        return ""
    if aer is not None and plain is not None and aer >= plain:
        return text("no_better_than_diagonal", aer=aer, diagonal=plain)
    return text("links_missed", share=1 - share)


def _shift(shift: Mapping[str, float] | None, text: Text) -> str:
    if not shift or "0" not in shift:
        return ""
    best = max(shift, key=lambda key: shift[key])
    if shift[best] - shift["0"] <= LEAST_SHIFT:
        return ""
    key = "shifted_back" if best.startswith("-") else "shifted_on"
    return text(key, own=shift["0"], other=shift[best])


def _end(mass: float | None, text: Text) -> str:
    return text("end", share=mass) if mass is not None and mass >= LEAST_END_MASS else ""
