"""What a model is worth, all together: the figures of its card."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from models.seq2seq.artefact import Artefact
from models.seq2seq.training.alignment import align
from models.seq2seq.training.attention_quality import (
    AttentionQuality,
    as_gold,
    attention_quality,
)
from models.seq2seq.training.corpus import Splits, items
from models.seq2seq.training.gold import GoldPair
from models.seq2seq.training.translation_quality import (
    TranslationQuality,
    perplexity,
    translation_quality,
)

SPLITS = ("dev", "test")


@dataclass(frozen=True)
class Evaluation:
    """Everything measured on one split; the aligner is eflomal."""

    translation: TranslationQuality
    attention: AttentionQuality
    perplexity: float

    def speeds(self) -> dict[str, float]:
        """Target words a second, on this machine."""
        translation = self.translation
        return {
            "words_per_second": round(translation.words_per_second),
            "words_per_second_beam": round(translation.words_per_second_beam),
        }

    def as_metrics(self) -> dict[str, Any]:
        """By the names of metrics.json, rounded to four places; what cannot be told is left out."""
        translation = self.translation
        return _rounded(
            {
                **asdict(translation.greedy),
                **{f"{name}_beam": value for name, value in asdict(translation.beam).items()},
                "perplexity": self.perplexity,
                "items": translation.items,
                "by_length": [asdict(group) for group in translation.by_length],
                **attention_metrics(self.attention),
                "bleu_signature": translation.bleu_signature,
                "chrf_signature": translation.chrf_signature,
            }
        )


def attention_metrics(quality: AttentionQuality) -> dict[str, Any]:
    """By the names of metrics.json, rounded to four places; what cannot be told is left out."""
    return _rounded(
        {
            "link_share": quality.links.sure_share,
            "aer": quality.links.aer,
            "links": quality.links.sure_links,
            "diagonal_link_share": quality.diagonal.sure_share,
            "diagonal_aer": quality.diagonal.aer,
            "shift": {str(shift): share for shift, share in quality.shift.items()},
            "end_mass": quality.end_mass,
            "punctuation_mass": quality.punctuation_mass,
            "entropy": quality.entropy,
        }
    )


def evaluate(
    artefact: Artefact, splits: Splits, names: Sequence[str] = SPLITS
) -> dict[str, Evaluation]:
    """Measure a model on "dev" or "test" or both.

    The aligner learns from the training pairs and those of the splits together.
    """
    chosen = {name: {"dev": splits.dev, "test": splits.test}[name] for name in names}
    links = iter(align([*splits.train, *(p for pairs in chosen.values() for p in pairs)]))
    for _ in splits.train:
        next(links)
    return {
        name: Evaluation(
            translation_quality(artefact, items(pairs)),
            attention_quality(artefact, as_gold(pairs, [next(links) for _ in pairs])),
            perplexity(artefact, pairs),
        )
        for name, pairs in chosen.items()
    }


def evaluate_gold(artefact: Artefact, gold: Sequence[GoldPair]) -> dict[str, Any]:
    """Measure attention on sentences whose links people drew."""
    return {"sentences": len(gold), **attention_metrics(attention_quality(artefact, gold))}


def _rounded(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _round(value)
        for key, value in figures.items()
        if not (isinstance(value, float) and math.isnan(value))
    }


def _round(value: Any) -> Any:
    if isinstance(value, list):
        return [_round(part) for part in value]
    if isinstance(value, dict):
        return _rounded(value)
    return round(value, 4) if isinstance(value, float) else value
