"""Translations of held-out sentences against every reference, by greedy and by beam search."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from models import limits
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import beam
from models.seq2seq.search import Hypothesis, greedy
from models.seq2seq.training.alignment import word_count
from models.seq2seq.training.batches import Example, in_order, with_end
from models.seq2seq.training.corpus import Item, Pair

BEAM, LENGTH_PENALTY = limits.BEAM_SIZE_DEFAULT, limits.LENGTH_PENALTY_DEFAULT
LENGTHS = ((1, 4), (5, 6), (7, 8), (9, 12), (13, 20), (21, 40), (41, 2000))
"""Source words from, to: items are also measured in these groups."""
_BATCH = 32

Search = Callable[[Sequence[tuple[int, ...]]], list[Hypothesis]]


@dataclass(frozen=True)
class Scores:
    """Of translations against all references, by sacrebleu."""

    bleu: float
    """0..100"""
    chrf: float
    """0..100"""
    exact_match: float
    """Share of items whose translation is one of the references to the letter, 0..1."""


@dataclass(frozen=True)
class LengthGroup:
    """Items of like length."""

    least: int
    most: int
    """Source words."""
    items: int
    bleu: float
    chrf: float
    bleu_beam: float


@dataclass(frozen=True)
class TranslationQuality:
    """Both searches on the items of a split."""

    greedy: Scores
    beam: Scores
    by_length: tuple[LengthGroup, ...]
    items: int
    bleu_signature: str
    chrf_signature: str
    words_per_second: float
    """Target words a second of greedy search, in batches, on the machine that measured."""
    words_per_second_beam: float


def translation_quality(artefact: Artefact, evaluated: Sequence[Item]) -> TranslationQuality:
    """Translate the items and compare; at least one item."""
    network, most = artefact.network, limits.TARGET_TOKENS_DEFAULT
    plain, words_per_second = _translated(
        artefact, evaluated, lambda sentences: greedy(network, sentences, most)
    )
    beamed, words_per_second_beam = _translated(
        artefact,
        evaluated,
        lambda sentences: [
            best[0] for best in beam(network, sentences, BEAM, LENGTH_PENALTY, most)
        ],
    )
    metrics = Metrics(artefact.target_language)
    lengths = [word_count(item.source) for item in evaluated]
    groups = []
    for low, high in LENGTHS:
        rows = [row for row, length in enumerate(lengths) if low <= length <= high]
        if rows:
            here = [evaluated[row] for row in rows]
            scores = metrics.scores([plain[row] for row in rows], here)
            by_beam = metrics.scores([beamed[row] for row in rows], here)
            longest = min(high, max(lengths[row] for row in rows))
            groups.append(
                LengthGroup(low, longest, len(rows), scores.bleu, scores.chrf, by_beam.bleu)
            )
    return TranslationQuality(
        metrics.scores(plain, evaluated),
        metrics.scores(beamed, evaluated),
        tuple(groups),
        len(evaluated),
        str(metrics.bleu.get_signature()),
        str(metrics.chrf.get_signature()),
        words_per_second,
        words_per_second_beam,
    )


class Metrics:
    """sacrebleu's, for one target language."""

    def __init__(self, language: str) -> None:
        self.bleu, self.chrf = BLEU(tokenize="zh" if language == "zh" else "13a"), CHRF()

    def scores(self, translations: Sequence[str], evaluated: Sequence[Item]) -> Scores:
        most = max(len(item.references) for item in evaluated)
        # sacrebleu takes None where a sentence has fewer references; its types do not say so
        streams: list[Any] = [
            [item.references[i] if i < len(item.references) else None for item in evaluated]
            for i in range(most)
        ]
        matches = sum(t in item.references for t, item in zip(translations, evaluated, strict=True))
        return Scores(
            self.bleu.corpus_score(translations, streams).score,
            self.chrf.corpus_score(translations, streams).score,
            matches / len(evaluated),
        )


def _translated(
    artefact: Artefact, evaluated: Sequence[Item], search: Search
) -> tuple[list[str], float]:
    """Translations in the order of the items, and target words a second."""
    started = time.perf_counter()
    encoded = [with_end(artefact.source.ids(item.source)) for item in evaluated]
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
    found = [""] * len(encoded)
    for start in range(0, len(order), _BATCH):
        rows = order[start : start + _BATCH]
        for row, hypothesis in zip(rows, search([encoded[i] for i in rows]), strict=True):
            found[row] = artefact.target.decode(hypothesis.ids).text
    seconds = time.perf_counter() - started
    return found, sum(map(word_count, found)) / seconds


@torch.inference_mode()
def perplexity(artefact: Artefact, pairs: Sequence[Pair]) -> float:
    """Of a target token, given those before it."""
    examples = [
        Example(with_end(artefact.source.ids(a)), with_end(artefact.target.ids(b)))
        for a, b in pairs
    ]
    total, tokens = 0.0, 0
    for batch in in_order(examples, 4000):
        unrolled = artefact.network(batch.source, batch.valid_lengths, batch.inputs)
        logits = artefact.network.decoder.logits(unrolled.readout)
        total += float(
            torch.nn.functional.cross_entropy(
                logits.flatten(0, 1), batch.targets.flatten(), reduction="sum"
            )
        )
        tokens += batch.target_tokens
    return math.exp(total / tokens)
