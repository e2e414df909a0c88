"""Two models on one sentence: their weights, the difference, and how far each row diverges."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.page_contexts.attention_given import Chance, Part, chances, given_in
from app.page_contexts.attention_parts import hypothesis_of
from app.page_contexts.attention_table import Answer, WeightTable, signed, weight_table
from models.seq2seq.words import View


@dataclass(frozen=True)
class ComparedRow:
    """One target token or word as both models look from it."""

    label: str
    one: Sequence[float]
    other: Sequence[float]
    divergence: float
    """Jensen-Shannon divergence of the two, in bits: 0..1."""

    @property
    def difference(self) -> list[float]:
        return [a - b for a, b in zip(self.one, self.other, strict=True)]


@dataclass(frozen=True)
class Comparison:
    """Rows and columns that both models have; none where their words do not match."""

    one: str
    other: str
    own_text: str
    """What the second model says when it is not held to the first one's translation."""
    alike: bool
    """Whether that is the same translation, token by token."""
    given: Part
    """How much of the translation the reader gave."""
    log_probabilities: tuple[str, str]
    """Of that one translation, for either model."""
    chances: Sequence[tuple[Chance, str]]
    """Of its words for the first model, and their probability for the second; none where the
    reader gave nothing, or the words do not match."""
    view: View
    columns: Sequence[str]
    rows: Sequence[ComparedRow]


def jensen_shannon(one: Sequence[float], other: Sequence[float]) -> float:
    """Divergence of two distributions in bits, 0 (equal) .. 1 (nothing in common).

    half the sum of p log2(p / m) + q log2(q / m), where m = (p + q) / 2. Lin 1991.
    """
    total = 0.0
    for p, q in zip(one, other, strict=True):
        middle = (p + q) / 2
        total += sum(share * math.log2(share / middle) for share in (p, q) if share > 0)
    return min(max(total / 2, 0.0), 1.0)


def compare(one: Answer, other: Answer, own: Answer, view: View) -> Comparison:
    """Two answers on one sentence and one translation, in the view that both can share.

    own: what the second model makes of the sentence by itself; `other` where it says the same.
    """
    same = all(one[side]["tokens"] == other[side]["tokens"] for side in ("source", "target"))
    shared: View = view if same else "words"
    mine, theirs = (weight_table(answer, shared) for answer in (one, other))
    fits = labels(mine) == labels(theirs)
    pairs = zip(mine.rows, theirs.rows, strict=True) if fits else ()
    return Comparison(
        one=one["model"],
        other=other["model"],
        own_text=own["target"]["text"],
        alike=own is other,
        given=given_in(one),
        log_probabilities=(signed(one["log_probability"]), signed(other["log_probability"])),
        chances=both_chances(one, other),
        view=shared,
        columns=mine.columns,
        rows=[
            ComparedRow(a.label, a.weights, b.weights, jensen_shannon(a.weights, b.weights))
            for a, b in pairs
        ],
    )


def both_chances(one: Answer, other: Answer) -> list[tuple[Chance, str]]:
    """Of the words that the reader gave, or began."""
    first, second = chances(one), chances(hypothesis_of(other, 0))
    if given_in(one) == "none" or [a.label for a in first] != [b.label for b in second]:
        return []
    return [(a, b.probability) for a, b in zip(first, second, strict=True)]


def labels(table: WeightTable) -> tuple[list[str], list[str]]:
    return list(table.columns), [row.label for row in table.rows]
