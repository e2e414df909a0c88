"""A picture such as a camera might take: pebbles, lit from the upper left, on uneven ground.

It has what photographs have and simple patterns lack: smooth shading, sharp edges, shadows, grain.
"""

import numpy as np
from numpy.typing import NDArray

from models.convolution.grids.scatter import uniform

TILE = 32
"""Cells in which one pebble lies."""
SHADOW = 3
"""Cells by which it lies below and to the right."""
LIGHT = np.array([-0.5, -0.45, 0.74])
"""Towards the light: down, across, up from the ground."""
OCTAVES = ((64, 44.0), (16, 16.0), (8, 8.0))
"""Of the ground: cells from one fixed height to the next, and how much they count."""

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


def pebbles(rows: Whole, columns: Whole) -> Numbers:
    """Whole numbers from 0 to 255; rows (n, 1), columns (1, m) -> (n, m)."""
    ground = 96.0 + sum(
        height * (_value_noise(rows, columns, period, seed) - 0.5)
        for seed, (period, height) in enumerate(OCTAVES)
    )
    at = [_of_tile(rows, columns, seed) for seed in range(10, 15)]
    radius = 8.0 + 6.0 * at[0]
    squeezed = 0.75 + 0.25 * at[1]
    reach = TILE - 2 * radius - SHADOW
    down = (rows % TILE) + 0.5 - radius - reach * at[2]
    across = ((columns % TILE) + 0.5 - radius - reach * at[3]) / squeezed
    inside = 1 - (down**2 + across**2) / radius**2
    height = np.sqrt(np.maximum(inside, 0))
    lit = (LIGHT[0] * down + LIGHT[1] * across) / radius + LIGHT[2] * height
    stone = (90 + 130 * at[4]) * (0.25 + 0.75 * np.clip(lit, 0, 1))
    shade = 1 - ((down - SHADOW) ** 2 + (across - SHADOW) ** 2) / radius**2
    picture = np.where(inside > 0, stone, np.where(shade > 0, ground * 0.55, ground))
    grain = 10 * (uniform(20, rows, columns) - 0.5)
    return np.clip(np.round(picture + grain), 0, 255)


def _of_tile(rows: Whole, columns: Whole, seed: int) -> Numbers:
    return uniform(seed, rows // TILE, columns // TILE)


def _value_noise(rows: Whole, columns: Whole, period: int, seed: int) -> Numbers:
    """Smooth between numbers in [0, 1) that are fixed every `period` cells."""
    top, left = rows // period, columns // period
    down, across = (_eased(places % period / period) for places in (rows, columns))
    upper = _between(uniform(seed, top, left), uniform(seed, top, left + 1), across)
    lower = _between(uniform(seed, top + 1, left), uniform(seed, top + 1, left + 1), across)
    return _between(upper, lower, down)


def _between(one: Numbers, other: Numbers, share: Numbers) -> Numbers:
    return one + (other - one) * share


def _eased(share: Numbers) -> Numbers:
    eased: Numbers = share * share * (3 - 2 * share)
    return eased
