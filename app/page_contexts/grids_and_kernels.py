"""Grids to start from and well-known kernels, for cross-correlation as layers compute it."""

from collections.abc import Mapping

from models.convolution.grids.named import DRAWN, RANDOM, named_grid
from models.convolution.grids.rules import RULES

Grid = tuple[tuple[float, ...], ...]

COUNTING = "counting"
"""The worked example: asymmetric on purpose, so that nothing can be turned round unnoticed."""


def _shared(divisor: int, *rows: tuple[int, ...]) -> Grid:
    return tuple(tuple(weight / divisor for weight in row) for row in rows)


def _of(name: str) -> Grid:
    return tuple(tuple(row) for row in named_grid(name).tolist())


BY_RULE = (*RULES, RANDOM)
"""Names that may go on with a size: "checkerboard,64x64"."""
CHOICES = (
    COUNTING,
    *("edge", "impulse", "gradient", "steps", "checkerboard", "circles", "letter", "letters"),
    *("wave", "hill", "texture", RANDOM),
)
"""In the order in which pages offer them."""
LARGE = ("texture",)
"""Too large to be sent with every page."""
GRIDS: Mapping[str, Grid] = {name: _of(name) for name in (*DRAWN, *BY_RULE) if name not in LARGE}

KERNELS: Mapping[str, Grid] = {
    COUNTING: _shared(1, (0, 1), (2, 3)),
    "identity": _shared(1, (0, 0, 0), (0, 1, 0), (0, 0, 0)),
    "edges-vertical": _shared(1, (1, -1)),
    "edges-horizontal": _shared(1, (1,), (-1,)),
    "sobel-x": _shared(1, (-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "sobel-y": _shared(1, (-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    "laplacian": _shared(1, (0, 1, 0), (1, -4, 1), (0, 1, 0)),
    "sharpen": _shared(1, (0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "box-blur": _shared(9, (1, 1, 1), (1, 1, 1), (1, 1, 1)),
    "gaussian-blur": _shared(16, (1, 2, 1), (2, 4, 2), (1, 2, 1)),
    "gaussian-blur-5": _shared(
        256,
        (1, 4, 6, 4, 1),
        (4, 16, 24, 16, 4),
        (6, 24, 36, 24, 6),
        (4, 16, 24, 16, 4),
        (1, 4, 6, 4, 1),
    ),
    "mean-of-row": _shared(3, (1, 1, 1)),
    "mean-of-column": _shared(3, (1,), (1,), (1,)),
    "outline": _shared(1, (-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    "emboss": _shared(1, (-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
    "corner": _shared(1, (1, -1), (-1, 1)),
}
