"""Arrays of numbers in JSON."""

from typing import Annotated, Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import SerializeAsAny, SkipValidation

Row = list[float]
Matrix = list[Row]
Stack = list[Matrix]

Kind = TypeVar("Kind")
AsItIs = Annotated[Kind, SkipValidation, SerializeAsAny()]
"""Described by its type, but neither checked nor converted: millions of numbers pass through."""

EXACT = 2**53
"""Whole doubles up to here are whole numbers in JSON too."""


def plain(array: NDArray[np.float64]) -> Any:
    """Nested lists; whole numbers without a decimal point, which halves the text of an image."""
    if (np.abs(array) <= EXACT).all() and (array == np.trunc(array)).all():
        return array.astype(np.int64).tolist()
    return array.tolist()


def plain_number(number: float) -> float:
    return int(number) if abs(number) <= EXACT and number.is_integer() else number
