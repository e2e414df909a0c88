"""Inputs and hidden kernels from which a kernel is learned on /convolution/learn."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.page_contexts.grids_and_kernels import GRIDS, KERNELS

EDGE = "edge"
"""The worked example of Dive into Deep Learning, 7.2.4, with its learning rate and steps."""


def _noise() -> list[list[int]]:
    """Whole numbers from -2 to 2 in which every direction of a kernel shows."""
    drawn: list[list[int]] = np.random.default_rng(5).integers(-2, 3, (8, 8)).tolist()
    return drawn


def _asked(
    values: Any, hidden: str, rate: float, steps: int, seed: int | None = None
) -> dict[str, Any]:
    """As the API takes it."""
    asked = {
        "input": [list(row) for row in values],
        "target_kernel": [list(row) for row in KERNELS[hidden]],
        "learning_rate": rate,
        "steps": steps,
    }
    return asked if seed is None else asked | {"seed": seed}


EXAMPLES: Mapping[str, dict[str, Any]] = {
    EDGE: _asked(GRIDS["edge"], "edges-vertical", 0.03, 10, seed=1),
    "blur": _asked(GRIDS["letter"], "box-blur", 0.02, 40),
    "sobel": _asked(GRIDS["letter"], "sobel-x", 0.02, 100),
    "sharpen": _asked(_noise(), "sharpen", 0.006, 20),
    "too-fast": _asked(GRIDS["edge"], "edges-vertical", 0.1, 100, seed=1),
}
