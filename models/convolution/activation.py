"""What may follow a layer: each output number goes through one function."""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

Activation = Literal["none", "relu", "sigmoid", "tanh"]
ACTIVATIONS: tuple[Activation, ...] = get_args(Activation)


def activate(values: Numbers, activation: Activation) -> Numbers:
    """relu: max(0, x), from 0 on. sigmoid: 1 / (1 + exp(-x)), 0 … 1. tanh: -1 … 1. none: x."""
    if activation == "relu":
        return np.maximum(values, 0.0)
    if activation == "sigmoid":
        small = np.exp(-np.abs(values))  # never overflows
        return np.where(values < 0, small, 1.0) / (1.0 + small)
    return np.tanh(values) if activation == "tanh" else values
