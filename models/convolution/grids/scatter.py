"""Random numbers by place: the same for a seed, a row and a column, whatever is drawn besides."""

import numpy as np
from numpy.typing import NDArray

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def uniform(seed: int, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.float64]:
    """In [0, 1), of the shape to which rows and columns broadcast; both from 0 to 2**32 - 1.

    SplitMix64 (Steele, Lea and Flood 2014), its state counted up to the place.
    """
    place = (rows.astype(np.uint64) << np.uint64(32)) | columns.astype(np.uint64)
    start = np.array([seed], dtype=np.uint64)
    mixed = _mixed(_mixed(start * GOLDEN + GOLDEN) + (place + np.uint64(1)) * GOLDEN)
    return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
