"""Linear maps with the weights of a network.

Of a few rows a product takes as long as its weight takes to be read. oneDNN, which comes with
torch, reads a weight about twice as fast from a copy that lies in the blocks in which it
multiplies; a network in use keeps such copies beside its weights.
"""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional as F

LinearMap = Callable[..., Tensor]
"""inputs -> inputs W^T + b, or inputs, added -> inputs W^T + added."""
_ROWS_AT_ONCE = 64


def linear(weight: Tensor, bias: Tensor | None = None) -> LinearMap:
    """A map x -> x W^T + b.

    weight (out, in) and bias (out,) with inputs (..., in); or a stack of them, (stack, out, in)
    and (stack, out) with inputs (stack, rows, in).
    """
    if weight.dim() == 2:
        return partial(F.linear, weight=weight, bias=bias)
    assert bias is not None
    added, transposed = bias.unsqueeze(1), weight.transpose(1, 2)
    return lambda inputs: torch.baddbmm(added, inputs, transposed)


def can_pack() -> bool:
    """Whether this build of torch can copy weights in oneDNN's order and multiply with them."""
    built = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    return built and hasattr(torch.ops.mkldnn, "_linear_pointwise")


def packed_linear(weight: Tensor, bias: Tensor | None = None) -> LinearMap:
    """The same map, or x, y -> x W^T + y, with a packed copy of a float32 weight; no gradients."""
    if weight.dim() == 2:
        return _Packed(weight, bias)
    biases = [None] * len(weight) if bias is None else bias
    maps = [_Packed(*one) for one in zip(weight, biases, strict=True)]

    def apply(*stacked: Tensor) -> Tensor:
        rows = stacked[0].shape[1]
        found = stacked[0].new_empty(len(maps), rows, weight.shape[1])
        for map_, place, *parts in zip(maps, found, *stacked, strict=True):
            map_.write(place, *parts)
        return found

    return apply


class _Packed:
    """A packed copy of a weight (out, in), and its bias."""

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        self._weight = torch.ops.mkldnn._reorder_linear_weight(weight)
        self._bias = bias

    def __call__(self, inputs: Tensor, *added: Tensor) -> Tensor:
        """Inputs (..., in), or inputs (rows, in) and added (rows, out) -> the same with out."""
        if inputs.dim() > 2:
            return self(inputs.flatten(0, -2)).view(*inputs.shape[:-1], -1)
        if len(inputs) <= _ROWS_AT_ONCE:
            return self._product(inputs, *added)
        found = inputs.new_empty(len(inputs), self._weight.shape[0])
        self.write(found, inputs, *added)
        return found

    def write(self, place: Tensor, *rows: Tensor) -> None:
        """The same into a place (rows, out)."""
        for first in range(0, len(place), _ROWS_AT_ONCE):
            some = slice(first, first + _ROWS_AT_ONCE)
            place[some] = self._product(*(one[some] for one in rows))

    def _product(self, inputs: Tensor, *added: Tensor) -> Tensor:
        count = len(inputs)
        if missing := filled(count) - count:
            parts = (F.pad(part, (0, 0, 0, missing)) for part in (inputs, *added))
            return self._product(*parts)[:count]
        product = torch.ops.mkldnn._linear_pointwise
        found: Tensor = (
            product.binary(inputs, *added, self._weight, None, "add")
            if added
            else product(inputs, self._weight, self._bias, "none", [], "")
        )
        return found


def filled(rows: int) -> int:
    """The next of 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40 ...

    oneDNN compiles a program of half a megabyte for each number of rows that a weight meets.
    """
    step = min(8, 1 << max(0, (rows - 1).bit_length() - 2))
    return -(-rows // step) * step
