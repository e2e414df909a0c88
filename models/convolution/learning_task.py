"""What is to be learned, checked: everything may come straight from JSON."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from models import limits
from models.arrays import frozen
from models.convolution.geometry import Geometry
from models.convolution.nested import Bounds, array_of, describe, path
from models.convolution.options import whole
from models.errors import (
    FirstKernelGiven,
    HiddenKernelLarger,
    KernelExceedsInput,
    LearningRateOutOfRange,
    MagnitudeTooLarge,
    TargetOrHiddenKernel,
    TargetShape,
    WrongForm,
)

Numbers = NDArray[np.float64]
Pair = tuple[int, int]

INPUT_SIDES = (limits.LEARN_INPUT_SIDE,) * 2
KERNEL_SIDES = (limits.LEARN_KERNEL_SIDE,) * 2


@dataclass(frozen=True, eq=False)
class Task:
    """An input, what a kernel is to make of it, and where the descent starts."""

    input: Numbers  # (rows, columns)
    hidden: Numbers | None  # (kernel rows, kernel columns), if one makes the target
    target: Numbers  # (rows - kernel rows + 1, columns - kernel columns + 1)
    kernel: Numbers  # (kernel rows, kernel columns) to start from
    bias: float | None  # to start from; None: there is none
    rate: float
    steps: int


def task_of(
    input: ArrayLike,  # noqa: A002 - the field's own word, and the API's
    *,
    target: ArrayLike | None = None,
    target_kernel: ArrayLike | None = None,
    kernel: ArrayLike | None = None,
    kernel_size: object = None,
    seed: object = None,
    bias: object = None,
    learning_rate: object = limits.LEARNING_RATE_DEFAULT,
    steps: object = limits.LEARN_STEPS_DEFAULT,
) -> Task:
    """Check what is asked for; raises a leaf of errors.InvalidInput whose `field` is at fault.

    The kernel has the size of the numbers given for it, else `kernel_size` (rows, columns), else
    that of the hidden kernel, else the one with which the input makes the target's size. A smaller
    hidden kernel is put into the middle of zeros.
    """
    given = _array(input, "input", INPUT_SIDES)
    if target is not None and target_kernel is not None:
        raise TargetOrHiddenKernel(field="target")
    wanted = None if target is None else _array(target, "target", INPUT_SIDES)
    hidden = None if target_kernel is None else _array(target_kernel, "target_kernel", KERNEL_SIDES)
    first = _first_kernel(kernel, kernel_size, seed, _implied_size(given, hidden, wanted))
    size = (first.shape[0], first.shape[1])
    sized_by = "target_kernel" if kernel_size is None else "kernel_size"
    sized_by = sized_by if kernel is None else "kernel"
    try:
        output = Geometry.of((given.shape[0], given.shape[1]), size).output
    except KernelExceedsInput as error:
        error.field = sized_by
        raise
    if hidden is not None:
        hidden = _in_the_middle(hidden, size, sized_by)
        wanted = np.tensordot(windows_of(given, size), hidden, 2)
    elif wanted is None:
        raise TargetOrHiddenKernel(field="target")
    elif wanted.shape != output:
        raise TargetShape(
            field="target", found=wanted.shape, kernel=size, input=given.shape, expected=output
        )
    return Task(
        input=frozen(given),
        hidden=None if hidden is None else frozen(hidden),
        target=frozen(wanted),
        kernel=frozen(first),
        bias=None if bias is None else _number(bias, "bias"),
        rate=_rate(learning_rate),
        steps=whole(steps, "steps", 1, limits.LEARN_STEPS),
    )


def windows_of(given: Numbers, size: Pair) -> Numbers:
    """(rows, columns) -> (output rows, output columns, kernel rows, kernel columns)."""
    return np.ascontiguousarray(sliding_window_view(given, size))


def _array(value: ArrayLike, name: str, sides: tuple[int, ...]) -> Numbers:
    array = array_of(value, Bounds(name, (sides,), math.prod(sides)))
    for found in np.argwhere(np.abs(array) > limits.LEARN_MAGNITUDE).tolist():
        place = tuple(found)
        raise MagnitudeTooLarge(
            field=name,
            place=path(name, place),
            value=describe(float(array[place])),
            limit=f"{limits.LEARN_MAGNITUDE:,.0f}",
        )
    return array


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongForm(field=name, name=name, value=describe(value), allowed="null, 0.5")
    return float(_array([value], name, (1,))[0])


def _rate(value: object) -> float:
    if isinstance(value, int | float) and value is not True and 0 < value <= limits.LEARNING_RATE:
        return float(value)
    raise LearningRateOutOfRange(
        field="learning_rate", value=describe(value), most=f"{limits.LEARNING_RATE:,.0f}"
    )


def _implied_size(given: Numbers, hidden: Numbers | None, wanted: Numbers | None) -> Pair:
    """The hidden kernel's size, or the one that leaves so many places as the target has cells."""
    if hidden is not None:
        return hidden.shape[0], hidden.shape[1]
    shape = given.shape if wanted is None else wanted.shape
    rows, columns = (side - out + 1 for side, out in zip(given.shape, shape, strict=True))
    most = limits.LEARN_KERNEL_SIDE
    return min(max(rows, 1), most), min(max(columns, 1), most)


def _first_kernel(kernel: ArrayLike | None, size: object, seed: object, implied: Pair) -> Numbers:
    """The numbers given, else normal ones from a seed, rounded to tenths, else zeros."""
    if kernel is not None:
        for name, value in (("kernel_size", size), ("seed", seed)):
            if value is not None:
                raise FirstKernelGiven(field=name, name=name)
        return _array(kernel, "kernel", KERNEL_SIDES)
    rows, columns = implied if size is None else _pair(size)
    if seed is None:
        return np.zeros((rows, columns))
    random = np.random.default_rng(whole(seed, "seed", 0, limits.SEED))
    return random.standard_normal((rows, columns)).round(1) + 0.0


def _pair(value: object) -> Pair:
    parts = value if isinstance(value, list | tuple) else (value, value)
    if len(parts) != 2:
        raise WrongForm(
            field="kernel_size", name="kernel_size", value=describe(value), allowed="3, [1, 2]"
        )
    rows, columns = (whole(part, "kernel_size", 1, limits.LEARN_KERNEL_SIDE) for part in parts)
    return rows, columns


def _in_the_middle(hidden: Numbers, size: Pair, sized_by: str) -> Numbers:
    """The hidden kernel in a frame of zeros; an odd row or column of them goes after it."""
    over = size[0] - hidden.shape[0], size[1] - hidden.shape[1]
    if min(over) < 0:
        raise HiddenKernelLarger(field=sized_by, kernel=size, hidden=hidden.shape)
    before = over[0] // 2, over[1] // 2
    return np.pad(hidden, [(n, m - n) for n, m in zip(before, over, strict=True)])
