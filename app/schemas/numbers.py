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

AT_ONCE = 2**14
"""Numbers: a millisecond."""
EXACT = 2**53
"""Whole doubles up to here are whole numbers in JSON too."""


def nested(array: NDArray[Any]) -> Any:
    """Nested lists; made part by part, for meanwhile no other Python code runs."""
    if array.ndim < 2 or array.size <= AT_ONCE:
        return array.tolist()
    return [nested(part) for part in array]


def plain(array: NDArray[np.float64]) -> Any:
    """Nested lists; whole numbers without a decimal point, which halves the text of an image."""
    if (np.abs(array) <= EXACT).all() and (array == np.trunc(array)).all():
        return nested(array.astype(np.int64))
    return nested(array)


def plain_number(number: float) -> float:
    return int(number) if abs(number) <= EXACT and number.is_integer() else number
