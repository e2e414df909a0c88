"""Grids to start from and well-known kernels, for cross-correlation as layers compute it."""

import math
from collections.abc import Mapping

Grid = tuple[tuple[float, ...], ...]

COUNTING = "counting"
"""The worked example: asymmetric on purpose, so that nothing can be turned round unnoticed."""


def _drawn(*rows: str) -> Grid:
    """Rows of 0 (".") and 1 ("#")."""
    return tuple(tuple(float(cell == "#") for cell in row) for row in rows)


def _wave(side: int) -> Grid:
    """Ripples around a point off the middle, -9 to 9."""
    return tuple(
        tuple(
            float(round(9 * math.cos(math.hypot(row - 4, column - 3) * 1.1)))
            for column in range(side)
        )
        for row in range(side)
    )


def _hill(side: int) -> Grid:
    """A smooth hill with a steeper far side, 0 to 99."""
    return tuple(
        tuple(
            float(round(99 * math.exp(-(((row - 9) / 4) ** 2) - ((column - 6) / 5) ** 2)))
            for column in range(side)
        )
        for row in range(side)
    )


def _shared(divisor: int, *rows: tuple[int, ...]) -> Grid:
    return tuple(tuple(weight / divisor for weight in row) for row in rows)


GRIDS: Mapping[str, Grid] = {
    COUNTING: _shared(1, (0, 1, 2), (3, 4, 5), (6, 7, 8)),
    "edge": _drawn(*["##....##"] * 6),
    "impulse": _drawn(".......", ".......", ".......", "...#...", ".......", ".......", "......."),
    "letter": _drawn(
        ".........",
        ".######..",
        ".#.......",
        ".#.......",
        ".####....",
        ".#.......",
        ".#.......",
        ".#.......",
        ".........",
    ),
    "wave": _wave(10),
    "hill": _hill(16),
}

KERNELS: Mapping[str, Grid] = {
    COUNTING: _shared(1, (0, 1), (2, 3)),
    "identity": _shared(1, (0, 0, 0), (0, 1, 0), (0, 0, 0)),
    "edges-vertical": _shared(1, (1, -1)),
    "edges-horizontal": _shared(1, (1,), (-1,)),
    "sobel-x": _shared(1, (-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "sobel-y": _shared(1, (-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    "sharpen": _shared(1, (0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "box-blur": _shared(9, (1, 1, 1), (1, 1, 1), (1, 1, 1)),
    "gaussian-blur": _shared(16, (1, 2, 1), (2, 4, 2), (1, 2, 1)),
    "emboss": _shared(1, (-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
    "corner": _shared(1, (1, -1), (-1, 1)),
}
