"""Alignment error rate, and the links that attention draws."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Array
from models.seq2seq.tokens import Pieces
from models.seq2seq.training.alignment import Alignment, Links, word_spans

Spans = Sequence[tuple[int, int]]
"""Characters [start, end) of each word of a text."""
_SAME = 1e-9


@dataclass(frozen=True)
class LinkScore:
    """How a set of links compares with an aligner's; nan where it has no sure link."""

    aer: float
    """Alignment error rate in 0..1; lower is better."""
    sure_share: float
    """Share of the sure links that were found, 0..1."""
    sure_links: int
    """How many sure links there were."""


def score(found: Iterable[Links], gold: Iterable[Alignment]) -> LinkScore:
    """Score the links A of several sentences against the sure S and the possible P of the same.

    AER = 1 - (|A and S| + |A and P|) / (|A| + |S|), each summed over the sentences; S is counted
    as part of P. Och and Ney 2003, section 5.
    """
    in_sure = in_possible = size = sure = 0
    for links, alignment in zip(found, gold, strict=True):
        in_sure += len(links & alignment.both)
        in_possible += len(links & (alignment.either | alignment.both))
        size += len(links)
        sure += len(alignment.both)
    if not sure:
        return LinkScore(math.nan, math.nan, 0)
    return LinkScore(1 - (in_sure + in_possible) / (size + sure), in_sure / sure, sure)


def word_attention(
    weights: Array,
    source: Pieces,
    target: Pieces,
    words: tuple[Spans, Spans] | None = None,
) -> Array:
    """Attention between words and punctuation marks: columns summed, rows averaged.

    weights (target tokens, source tokens) with the end of sentence as last column (its row may be
    there too) -> (target words, source words + 1); the last column is the end of sentence's.
    words: characters of each source and target word; the aligner's words if not given. Words that
    share a piece have its weight each.
    """
    source_words, target_words = words or (word_spans(source.text), word_spans(target.text))
    columns = [source.covering(*span) for span in source_words]
    rows = [target.covering(*span) for span in target_words]
    summed = np.stack(
        [weights[:, first : last + 1].sum(axis=1) for first, last in columns] + [weights[:, -1]],
        axis=1,
    )
    words_by_words = np.zeros((len(rows), summed.shape[1]))
    for row, (first, last) in enumerate(rows):
        if last >= first:
            words_by_words[row] = summed[first : last + 1].mean(axis=0)
    return words_by_words


def attention_links(weights: Array) -> Links:
    """Each target word with the source word of its largest weight, if that is a word.

    weights (target words, source words + 1) -> (source word, target word) pairs: several of one
    target word where source words share a piece, none where a row is all zeros.
    """
    most = weights.max(axis=1, keepdims=True)
    rows, columns = np.nonzero((weights >= most - _SAME) & (weights[:, -1:] < most) & (most > 0))
    return frozenset(zip(columns.tolist(), rows.tolist(), strict=True))


def diagonal_links(source_words: int, target_words: int) -> Links:
    """Each target word with the source word at the same relative position: the baseline."""
    scale = source_words / max(1, target_words)
    return frozenset(
        (min(source_words - 1, int((j + 0.5) * scale)), j)
        for j in range(target_words if source_words else 0)
    )
