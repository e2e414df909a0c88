"""What may be written for the options of a layer -> plain integers and arrays.

Each takes what JSON can hold and raises a typed error for anything else.
"""

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.convolution.geometry import Padding, same_padding
from models.convolution.nested import BIAS, array_of, describe
from models.errors import (
    BiasCount,
    CausalNeedsOneRow,
    NegativePadding,
    OutOfRange,
    SameNeedsStrideOne,
    StrideTooSmall,
    WrongForm,
)

Pair = tuple[int, int]

PAIR_FORMS = "2, [2, 1]"
PADDING_FORMS = (
    '1, [1, 2], {"top": 1, "bottom": 1, "left": 2, "right": 2}, "same", "valid", "causal"'
)
PADDING_WORDS = ("same", "valid", "causal")

Word = TypeVar("Word", bound=str)


def whole(value: object, name: str, least: int, most: int) -> int:
    """A whole number from least to most; raises WrongForm or OutOfRange."""
    if type(value) is not int:
        raise WrongForm(field=name, name=name, value=describe(value), allowed=f"{least} … {most}")
    if not least <= value <= most:
        raise OutOfRange(field=name, name=name, value=describe(value), least=least, most=most)
    return value


def one_of(value: object, name: str, words: tuple[Word, ...]) -> Word:
    """One of some words; raises WrongForm."""
    for word in words:
        if value == word:
            return word
    allowed = ", ".join(map(describe, words))
    raise WrongForm(field=name, name=name, value=describe(value), allowed=allowed)


def truth(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise WrongForm(field=name, name=name, value=_written(value), allowed="true, false")
    return value


def stride_of(value: object) -> Pair:
    """Rows and columns from one number or two; raises StrideTooSmall below 1."""
    rows, columns = _pair(value, "stride", PAIR_FORMS)
    if min(rows, columns) < 1:
        raise StrideTooSmall(field="stride", stride=f"{describe(rows)}, {describe(columns)}")
    return whole(rows, "stride", 1, limits.STRIDE), whole(columns, "stride", 1, limits.STRIDE)


def dilation_of(value: object) -> Pair:
    """Rows and columns from one number or two, each at least 1."""
    return _whole_pair(value, "dilation", 1, limits.DILATION)


def window_of(value: object) -> Pair:
    """Rows and columns from one number or two, each at least 1."""
    return _whole_pair(value, "window", 1, limits.KERNEL_SIDE)


def output_padding_of(value: object) -> Pair:
    """Rows and columns from one number or two, each at least 0."""
    return _whole_pair(value, "output_padding", 0, limits.STRIDE - 1)


def padding_of(value: object, kernel: Pair, stride: Pair, dilation: Pair) -> Padding:
    """Four sides from one number, (rows, columns), a mapping of sides, or one of PADDING_WORDS.

    A side that a mapping leaves out is 0. "causal" is all on the left: no output cell of a row
    reads what comes after it.
    Raises NegativePadding, OutOfRange, WrongForm, SameNeedsStrideOne or CausalNeedsOneRow.
    """
    if value == "valid":
        return Padding()
    if value == "same":
        if stride != (1, 1):
            raise SameNeedsStrideOne(field="padding", stride=f"{stride[0]}, {stride[1]}")
        return Padding(*same_padding(kernel[0], dilation[0]), *same_padding(kernel[1], dilation[1]))
    if value == "causal":
        if kernel[0] != 1:
            raise CausalNeedsOneRow(field="padding", rows=kernel[0])
        return Padding(left=dilation[1] * (kernel[1] - 1))
    return sides_of(value)


def sides_of(value: object) -> Padding:
    """Four sides of padding in numbers."""
    padding = _sides(value)
    if min(padding) < 0:
        raise NegativePadding(field="padding", padding=", ".join(map(describe, padding)))
    for cells in padding:
        whole(cells, "padding", 0, limits.PADDING)
    return padding


def bias_of(value: object, outputs: int) -> NDArray[np.float64]:
    """One number an output channel; none is 0, a single one goes to all. Raises BiasCount."""
    if value is None:
        return np.zeros(outputs)
    if isinstance(value, list | tuple | np.ndarray):
        bias = array_of(value, BIAS)
        if len(bias) != outputs:
            raise BiasCount(field="bias", found=len(bias), expected=outputs)
        return bias
    if type(value) not in (int, float):
        raise WrongForm(
            field="bias", name="bias", value=describe(value), allowed="null, 1.5, [1.5, 0]"
        )
    return np.full(outputs, array_of([value], BIAS)[0])


def _pair(value: object, name: str, forms: str) -> Pair:
    parts = value if isinstance(value, list | tuple) else (value, value)
    if len(parts) != 2 or any(type(part) is not int for part in parts):
        raise WrongForm(field=name, name=name, value=_written(value), allowed=forms)
    return parts[0], parts[1]


def _whole_pair(value: object, name: str, least: int, most: int) -> Pair:
    rows, columns = _pair(value, name, PAIR_FORMS)
    return whole(rows, name, least, most), whole(columns, name, least, most)


def _sides(value: object) -> Padding:
    if isinstance(value, Padding):
        return value
    if not isinstance(value, Mapping):
        rows, columns = _pair(value, "padding", PADDING_FORMS)
        return Padding(rows, rows, columns, columns)
    if not set(value) <= set(Padding._fields) or any(
        type(cells) is not int for cells in value.values()
    ):
        raise WrongForm(
            field="padding", name="padding", value=_written(value), allowed=PADDING_FORMS
        )
    return Padding(**value)


def _written(value: object) -> str:
    """A short list or mapping as JSON writes it, so that the reader finds it again."""
    if isinstance(value, list | tuple) and len(value) <= 4:
        return f"[{', '.join(map(describe, value))}]"
    if isinstance(value, Mapping) and len(value) <= 4:
        return "{" + ", ".join(f'"{key}": {describe(cells)}' for key, cells in value.items()) + "}"
    return describe(value)
