"""What an attention matrix alone says about its translation.

Rikters and Fishel 2017, "Confidence through attention". All of them are 0 at best and otherwise
below: a sum over the matrix that penalises.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.arrays import Array, frozen


@dataclass(frozen=True, eq=False)
class Confidence:
    """Penalties in nats, 0 at best."""

    coverage: Array
    """(source,) the weight that each source token got in all, 0..target tokens."""
    coverage_deviation: float
    """Mean over source tokens j of -log(1 + (1 - coverage_j)^2): below 0 where a word was left
    out or used more than once."""
    absentmindedness_out: float
    """Minus the mean entropy of the rows: how each target token scatters its attention."""
    absentmindedness_in: float
    """Minus the mean entropy of the columns, each divided by its sum: how each source token is
    scattered over the translation. A column without weight counts as 0."""


def confidence(attention: Array) -> Confidence:
    """Attention (target, source), each row a distribution, both at least 1 long."""
    weights = np.asarray(attention, dtype=np.float64)
    coverage = weights.sum(axis=0)
    columns = np.divide(weights, coverage, out=np.zeros_like(weights), where=coverage > 0)
    return Confidence(
        frozen(coverage),
        float(-np.log1p((1 - coverage) ** 2).mean()),
        float(-entropies(weights).mean()),
        float(-entropies(columns.T).mean()),
    )


def entropies(weights: Array) -> NDArray[np.float64]:
    """Of each row, in nats; 0 log 0 is 0. (rows, columns) -> (rows,)."""
    wide = np.asarray(weights, dtype=np.float64)
    logarithms = np.log(np.where(wide > 0, wide, 1.0))
    return np.asarray(-(wide * logarithms).sum(axis=1))
