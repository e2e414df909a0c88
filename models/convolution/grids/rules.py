"""Grids made by a rule: the value of a cell follows from its row and column alone.

So a larger grid of a rule holds the smaller one, and each can be had at any size.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.convolution.grids.pebbles import pebbles
from models.convolution.grids.scatter import uniform

Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]
"""(rows, 1)"""
Columns = NDArray[np.int64]
"""(1, columns)"""


@dataclass(frozen=True)
class Rule:
    """value: rows (n, 1) and columns (1, m), counted from 0 -> (n, m) or what broadcasts to it.

    rows, columns: the size where none is asked for.
    """

    value: Callable[[Rows, Columns], NDArray[np.generic]]
    rows: int
    columns: int

    def grid(self, rows: int, columns: int) -> Numbers:
        """(rows, columns)."""
        down, across = np.arange(rows)[:, None], np.arange(columns)[None, :]
        return np.broadcast_to(self.value(down, across), (rows, columns)).astype(np.float64)


def _impulse(rows: Rows, columns: Columns) -> Numbers:
    return np.where((rows == 3) & (columns == 3), 1.0, 0.0)


def _rings(rows: Rows, columns: Columns) -> Numbers:
    """Rings of 1 and 0, 3 cells wide, around the middle of 16 x 16."""
    rings: Numbers = (np.hypot(rows - 7.5, columns - 7.5) // 3 + 1) % 2
    return rings


def _ripple(rows: Rows, columns: Columns) -> Numbers:
    """Around a point off the middle, -9 to 9."""
    return np.round(9 * np.cos(np.hypot(rows - 4, columns - 3) * 1.1))


def _hill(rows: Rows, columns: Columns) -> Numbers:
    """A smooth hill with a steeper far side, 0 to 99."""
    return np.round(99 * np.exp(-(((rows - 9) / 4) ** 2) - ((columns - 6) / 5) ** 2))


RULES: Mapping[str, Rule] = {
    "impulse": Rule(_impulse, 7, 7),
    "gradient": Rule(lambda _, columns: columns, 8, 10),
    "steps": Rule(lambda _, columns: columns // 3, 8, 12),
    "checkerboard": Rule(lambda rows, columns: (rows + columns) % 2, 8, 8),
    "circles": Rule(_rings, 16, 16),
    "wave": Rule(_ripple, 10, 10),
    "hill": Rule(_hill, 16, 16),
    "texture": Rule(pebbles, 64, 64),
}


def random_grid(
    rows: int, columns: int, *, low: float, high: float, seed: int, decimals: int
) -> Numbers:
    """(rows, columns) drawn evenly from low, low + 10**-decimals, ... up to high.

    A cell's number depends on the seed and its place alone.
    """
    unit = 10**decimals
    choices = int(np.floor((high - low) * unit + 1e-9)) + 1
    drawn = np.floor(uniform(seed, np.arange(rows)[:, None], np.arange(columns)[None, :]) * choices)
    numbers: Numbers = np.round(low + drawn / unit, decimals) + 0.0
    return numbers
