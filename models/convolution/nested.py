"""Nested lists, as JSON gives them, or NumPy arrays -> float64 arrays within bounds.

Strict: bool, text, null, NaN and infinity are refused, and nothing is converted before its shape is
known to be allowed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.errors import (
    EmptyGrid,
    GridTooLarge,
    MagnitudeTooLarge,
    NotAnArray,
    NotANumber,
    RaggedGrid,
    WrongRank,
    shown,
)

Numbers = NDArray[np.float64]
Place = tuple[int, ...]


@dataclass(frozen=True)
class Bounds:
    """What an array may be.

    name: what errors call it, and the field they point at.
    sides: the largest shape for each number of dimensions that is allowed.
    cells: elements in all.
    """

    name: str
    sides: tuple[tuple[int, ...], ...]
    cells: int

    @property
    def ranks(self) -> str:
        return ", ".join(str(len(sides)) for sides in self.sides)

    def check(self, shape: tuple[int, ...]) -> None:
        """Raise WrongRank, EmptyGrid or GridTooLarge where a shape is not allowed."""
        largest = next((sides for sides in self.sides if len(sides) == len(shape)), None)
        if largest is None:
            raise WrongRank(field=self.name, name=self.name, found=len(shape), allowed=self.ranks)
        if 0 in shape:
            raise EmptyGrid(field=self.name, place=self.name)
        if any(side > most for side, most in zip(shape, largest, strict=True)):
            raise GridTooLarge(field=self.name, name=self.name, found=shape, limit=largest)
        if np.prod(shape, dtype=object) > self.cells:
            raise GridTooLarge(field=self.name, name=self.name, found=shape, limit=self.cells)


INPUT = Bounds(
    "input",
    ((limits.GRID_SIDE,) * 2, (limits.CHANNELS, limits.GRID_SIDE, limits.GRID_SIDE)),
    limits.GRID_CELLS,
)
KERNEL = Bounds(
    "kernel",
    ((limits.KERNEL_SIDE,) * 2, (limits.CHANNELS,) * 2 + (limits.KERNEL_SIDE,) * 2),
    (limits.CHANNELS * limits.KERNEL_SIDE) ** 2,
)
BIAS = Bounds("bias", ((limits.CHANNELS,),), limits.CHANNELS)
GRID = Bounds(
    "grid",
    ((limits.GRID_SIDE,) * 2, (limits.GRID_CHANNELS, limits.GRID_SIDE, limits.GRID_SIDE)),
    limits.GRID_CELLS,
)


def array_of(value: object, bounds: Bounds) -> Numbers:
    """A new float64 array of finite numbers.

    Raises NotAnArray, WrongRank, EmptyGrid, GridTooLarge, RaggedGrid, NotANumber or
    MagnitudeTooLarge, each naming the element at fault as input[0][3].
    """
    array = _from_array(value, bounds) if isinstance(value, np.ndarray) else _build(value, bounds)
    check_finite(array, bounds.name)
    return array


def check_finite(array: Numbers, name: str) -> None:
    """Raise NotANumber or MagnitudeTooLarge at the first element that no sum may hold."""
    good = np.abs(array) <= limits.MAGNITUDE
    if good.all():
        return
    place = tuple(int(index) for index in np.argwhere(~good)[0])
    number = float(array[place])
    if np.isfinite(number):
        raise too_large(name, place, describe(number))
    raise NotANumber(field=name, place=path(name, place), value=describe(number))


def too_large(name: str, place: Place, value: str) -> MagnitudeTooLarge:
    return MagnitudeTooLarge(
        field=name, place=path(name, place), value=value, limit=f"{limits.MAGNITUDE:g}"
    )


def path(name: str, place: Place) -> str:
    """An element's address as code writes it: input[0][3]."""
    return name + "".join(f"[{index}]" for index in place)


def describe(value: object) -> str:
    """A value as JSON writes it, cut where it is long."""
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list | tuple):
        return "[…]" if value else "[]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return str(value) if abs(value) < 10**20 else shown(value)
    if isinstance(value, float) and not np.isfinite(value):
        return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _from_array(array: NDArray[Any], bounds: Bounds) -> Numbers:
    if array.dtype.kind not in "iuf":
        raise NotAnArray(
            field=bounds.name, place=bounds.name, value=array.dtype, allowed=bounds.ranks
        )
    bounds.check(array.shape)
    return np.array(array, dtype=np.float64, order="C")


def _build(value: object, bounds: Bounds) -> Numbers:
    shape = _shape(value, bounds)
    bounds.check(shape)
    array = np.empty(shape)
    for place, row in _rows(value, shape, bounds, ()):
        if not set(map(type, row)) <= {int, float}:
            raise _odd_element(row, place, bounds)
        try:
            array[place] = row
        except OverflowError:
            column = next(i for i, number in enumerate(row) if abs(number) > limits.MAGNITUDE)
            raise too_large(bounds.name, (*place, column), describe(row[column])) from None
    return array


def _shape(value: object, bounds: Bounds) -> tuple[int, ...]:
    """Shape by the first element of each level; too deep a nesting stops one level beyond."""
    shape: list[int] = []
    deepest = max(len(sides) for sides in bounds.sides)
    while isinstance(value, list | tuple):
        if not value:
            raise EmptyGrid(field=bounds.name, place=path(bounds.name, (0,) * len(shape)))
        shape.append(len(value))
        if len(shape) > deepest:
            break
        value = value[0]
    if not shape:
        raise NotAnArray(
            field=bounds.name, place=bounds.name, value=describe(value), allowed=bounds.ranks
        )
    return tuple(shape)


def _rows(
    value: object, shape: tuple[int, ...], bounds: Bounds, place: Place
) -> Iterator[tuple[Place, Sequence[Any]]]:
    """The innermost lists with their addresses; raise where a list is missing or of odd length."""
    if not isinstance(value, list | tuple):
        raise NotAnArray(
            field=bounds.name,
            place=path(bounds.name, place),
            value=describe(value),
            allowed=bounds.ranks,
        )
    if len(value) != shape[0]:
        raise RaggedGrid(
            field=bounds.name,
            place=path(bounds.name, place),
            found=len(value),
            expected=shape[0],
        )
    if len(shape) == 1:
        yield place, value
    else:
        for index, part in enumerate(value):
            yield from _rows(part, shape[1:], bounds, (*place, index))


def _odd_element(row: Sequence[Any], place: Place, bounds: Bounds) -> NotANumber:
    column = next(i for i, number in enumerate(row) if type(number) not in (int, float))
    return NotANumber(
        field=bounds.name,
        place=path(bounds.name, (*place, column)),
        value=describe(row[column]),
    )
