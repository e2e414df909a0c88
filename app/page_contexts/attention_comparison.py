"""Two models on one sentence: their weights, the difference, and how far each row diverges."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.page_contexts.attention_table import Answer, WeightTable, weight_table
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
        view=shared,
        columns=mine.columns,
        rows=[
            ComparedRow(a.label, a.weights, b.weights, jensen_shannon(a.weights, b.weights))
            for a, b in pairs
        ],
    )


def labels(table: WeightTable) -> tuple[list[str], list[str]]:
    return list(table.columns), [row.label for row in table.rows]
