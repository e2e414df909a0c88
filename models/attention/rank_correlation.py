"""How far two measures agree on an order."""

import numpy as np

from models.arrays import Array


def kendall_tau(one: Array, other: Array) -> float | None:
    """Kendall's tau-b: the pairs in the same order, less those in the opposite, out of all.

    one and other (items,) -> -1..1, or None where all items of a side are equal, so that there is
    no order to compare. A pair that ties on a side counts half there. Kendall 1945.
    """
    rows, columns = np.triu_indices(len(one), k=1)
    first = np.sign(np.subtract(one[rows], one[columns]))
    second = np.sign(np.subtract(other[rows], other[columns]))
    untied = np.count_nonzero(first) * np.count_nonzero(second)
    return float((first * second).sum() / np.sqrt(untied)) if untied else None
