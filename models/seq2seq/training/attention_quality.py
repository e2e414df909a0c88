"""What attention is worth: its word links against others', and where its weight goes.

The model reads reference translations (teacher forcing), so that its attention can be compared
with word links of exactly these sentences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from models.arrays import Array
from models.attention.confidence import entropies
from models.seq2seq.artefact import Artefact
from models.seq2seq.tokens import Pieces
from models.seq2seq.training.aer import (
    LinkScore,
    attention_links,
    diagonal_links,
    score,
    word_attention,
)
from models.seq2seq.training.alignment import Alignment, word_spans
from models.seq2seq.training.batches import Example, make_batch, with_end
from models.seq2seq.training.corpus import Pair
from models.seq2seq.training.gold import GoldPair, Sentence

SHIFTS = (-1, 0, 1)
_BATCH = 32


@dataclass(frozen=True)
class AttentionQuality:
    """Averages over sentence pairs whose word links are known."""

    links: LinkScore
    """Each target word's largest weight as a link."""
    diagonal: LinkScore
    """The links of a plain diagonal, for comparison."""
    shift: dict[int, float]
    """Share of the sure links found if row i is read as the attention of target token i + shift."""
    end_mass: float
    """Mean weight on the end-of-sentence token, 0..1, over target tokens without the last."""
    punctuation_mass: float
    """Mean weight on pieces of punctuation marks alone, 0..1, over the same."""
    entropy: float
    """Mean entropy of a target token's weights in nats, 0..log(source tokens), over the same."""


@dataclass(frozen=True)
class _Reading:
    weights: Array
    """(target tokens + 1, source tokens + 1): the ends of sentence are the last."""
    source: Pieces
    target: Pieces


def as_gold(pairs: Sequence[Pair], links: Sequence[Alignment]) -> list[GoldPair]:
    """An aligner's links as if people had drawn them."""

    def sentence(text: str) -> Sentence:
        return Sentence(text, tuple(word_spans(text)))

    return [GoldPair(sentence(a), sentence(b), c) for (a, b), c in zip(pairs, links, strict=True)]


def attention_quality(artefact: Artefact, gold: Sequence[GoldPair]) -> AttentionQuality:
    """Compare attention with known links; what they do not tell is nan."""
    found: dict[int, list[frozenset[tuple[int, int]]]] = {shift: [] for shift in SHIFTS}
    end, punctuation, entropy = [], [], []
    for pair, reading in zip(gold, _readings(artefact, gold), strict=True):
        words = (pair.source.words, pair.target.words)
        for shift in SHIFTS:
            weights = shifted(reading.weights, shift)[: len(reading.target.ids)]
            matrix = word_attention(weights, reading.source, reading.target, words)
            found[shift].append(attention_links(matrix))
        rows = reading.weights[: len(reading.target.ids)]
        end.append(rows[:, -1])
        punctuation.append(rows[:, :-1][:, punctuation_marks(reading.source)].sum(axis=1))
        entropy.append(entropies(rows))
    alignments = [pair.links for pair in gold]
    diagonal = [diagonal_links(len(p.source.words), len(p.target.words)) for p in gold]
    return AttentionQuality(
        score(found[0], alignments),
        score(diagonal, alignments),
        {shift: score(found[shift], alignments).sure_share for shift in SHIFTS},
        float(np.concatenate(end).mean()),
        float(np.concatenate(punctuation).mean()),
        float(np.concatenate(entropy).mean()),
    )


def shifted(weights: Array, shift: int) -> Array:
    """Row i moved to row i + shift; rows that get none are 0. The same shape."""
    moved = np.zeros_like(weights)
    for row in range(len(weights)):
        if 0 <= row - shift < len(weights):
            moved[row] = weights[row - shift]
    return moved


def punctuation_marks(pieces: Pieces) -> Array:
    """Which pieces hold punctuation and nothing else. (pieces,), boolean."""
    texts = (pieces.text[start:end].strip() for start, end in pieces.spans)
    return np.array([bool(t) and not any(c.isalnum() for c in t) for t in texts], dtype=bool)


@torch.inference_mode()
def _readings(artefact: Artefact, gold: Sequence[GoldPair]) -> Iterator[_Reading]:
    for start in range(0, len(gold), _BATCH):
        pieces = [
            (artefact.source.encode(p.source.text), artefact.target.encode(p.target.text))
            for p in gold[start : start + _BATCH]
        ]
        batch = make_batch([Example(with_end(a.ids), with_end(b.ids)) for a, b in pieces])
        weights = artefact.network(batch.source, batch.valid_lengths, batch.inputs).weights
        for one, (source, target) in zip(weights.double().numpy(), pieces, strict=True):
            yield _Reading(one[: len(target.ids) + 1, : len(source.ids) + 1], source, target)
