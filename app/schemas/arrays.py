"""Arrays of float32 in JSON: as numbers, or packed."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from app.schemas.numbers import AsItIs, Matrix
from models.arrays import Array

ArrayForm = Literal["numbers", "base64"]
Write = Callable[[Array], Any]
"""An array as it goes into an answer."""

_DIGITS = 9
"""As many as tell any float32 from its neighbours."""
_LARGEST_POWER = 60
_POWERS = np.array([float(f"1e{n}") for n in range(-_LARGEST_POWER, _LARGEST_POWER + 1)])
"""Of ten; any that a float32 needs."""


class PackedArray(BaseModel):
    """Instead of nested lists, with `"arrays": "base64"`."""

    dtype: Literal["float32"]
    shape: list[int]
    data: str = Field(description="Base64 of the little-endian values, row by row.")


Vector = AsItIs[list[float] | PackedArray]
Rows = AsItIs[Matrix | PackedArray]


def writer(form: ArrayForm) -> Write:
    return _packed if form == "base64" else _numbers


def _packed(array: Array) -> dict[str, Any]:
    data = b64encode(array.astype("<f4").tobytes()).decode("ascii")
    return {"dtype": "float32", "shape": list(array.shape), "data": data}


def _numbers(array: Array) -> Any:
    """Nested lists of decimals that read back as the very same float32; infinity is null.

    The decimals are no longer than that takes: as they are, they would be twice as long.
    """
    wide = array.astype(np.float64)
    finite = np.isfinite(wide)
    sizes = np.abs(np.where(finite & (wide != 0), wide, 1.0))
    exponents = _DIGITS - 1 - np.floor(np.log10(sizes)).astype(np.intp)
    scale = _POWERS[exponents + _LARGEST_POWER]
    short = np.rint(np.where(finite, wide, 0.0) * scale) / scale
    if finite.all():
        return short.tolist()
    with_nulls = short.astype(object)
    with_nulls[~finite] = None
    return with_nulls.tolist()
