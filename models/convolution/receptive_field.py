"""How far a cell deep in a stack of layers sees: plain integers, one axis."""

from collections.abc import Sequence
from typing import NamedTuple

from models import limits
from models.convolution.geometry import extent
from models.convolution.options import whole


class Step(NamedTuple):
    """One layer along one axis; of pooling the window is the kernel."""

    kernel: int
    stride: int = 1
    dilation: int = 1


class ReceptiveField(NamedTuple):
    """field: input cells from the first that an output cell depends on to the last, both included.

    jump: input cells between the fields of two neighbouring output cells.
    """

    field: int
    jump: int


def receptive_fields(layers: Sequence[Sequence[int]]) -> tuple[ReceptiveField, ...]:
    """After each layer of a stack, first to last: field + (extent - 1) * jump, jump * stride.

    layers: kernel, stride, dilation of each; 1 to 5 of them, the two latter 1 if left out.
    Raises OutOfRange or WrongForm with field "layers". Araujo, Norris and Sim 2019, equation 2.
    """
    whole(len(layers), "layers", 1, limits.STACK_LAYERS)
    found = []
    field, jump = 1, 1
    for layer in layers:
        step = _step(layer)
        field += (extent(step.kernel, step.dilation) - 1) * jump
        jump *= step.stride
        found.append(ReceptiveField(field, jump))
    return tuple(found)


def _step(layer: Sequence[int]) -> Step:
    most = (limits.KERNEL_SIDE, limits.STRIDE, limits.DILATION)
    whole(len(layer), "layers", 1, len(most))
    given = zip(layer, most, strict=False)
    return Step(*(whole(value, "layers", 1, largest) for value, largest in given))
