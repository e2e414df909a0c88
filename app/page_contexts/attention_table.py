"""Attention over tokens or over words, as a table: what the page shows without any script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.seq2seq.tokens import UNKNOWN_TOKEN
from models.seq2seq.words import Unit, View, merged, units_in

Answer = Mapping[str, Any]
"""An answer of the API as JSON, or one sentence of it."""


@dataclass(frozen=True)
class WeightRow:
    """One row of the table: the weights of one target token or word, and their sum."""

    label: str
    weights: Sequence[float]

    @property
    def total(self) -> float:
        return sum(self.weights)


@dataclass(frozen=True)
class WeightTable:
    """All weights of an answer in one view."""

    columns: Sequence[str]
    rows: Sequence[WeightRow]


def has_unknown(*sides: Mapping[str, Any]) -> bool:
    """Whether a text holds a character that the model does not know."""
    return any(UNKNOWN_TOKEN in side["tokens"] for side in sides)


def signed(value: float) -> str:
    """Three decimals with a real minus sign."""
    return f"{value:.3f}".replace("-", "\u2212")


def units_of(side: Mapping[str, Any], view: View) -> list[Unit]:
    """The rows or columns that one side of an answer makes in a view."""
    return units_in(side["text"], side["tokens"], side["words"], view)


def weight_table(answer: Answer, view: View) -> WeightTable:
    """Every weight of one sentence's answer, over tokens or over words."""
    columns = units_of(answer["source"], view)
    rows = units_of(answer["target"], view)
    weights = merged(answer["attention"], rows, columns)
    return WeightTable(
        [column.label for column in columns],
        [WeightRow(row.label, line) for row, line in zip(rows, weights, strict=True)],
    )
