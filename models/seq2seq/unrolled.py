"""Linear maps that a recurrence applies once a time step.

Autograd would form the gradient of such a weight anew at each step and add the pieces up: many
thin matrix products and as many passes over a matrix of millions. `unrolled_linear` gathers the
steps' inputs and output gradients instead and forms the weight's gradient in one product at the
end of the backward pass. Values and gradients are those of `F.linear`.
"""

from typing import Any

import torch
from torch import Tensor

from models.seq2seq.linear import LinearMap


class _Steps:
    """What one pass through time leaves behind for the weight's gradient."""

    def __init__(self, weight: Tensor, dtype: torch.dtype) -> None:
        self.weight = weight.detach().to(dtype)
        self.inputs: list[Tensor] = []
        self.gradients: list[Tensor] = []


class _Gather(torch.autograd.Function):
    """Stands for the weight in the graph; its backward runs after that of every step."""

    @staticmethod
    def forward(ctx: Any, weight: Tensor, steps: _Steps) -> Tensor:
        ctx.steps = steps
        ctx.dtype = weight.dtype
        return weight.new_zeros(())

    @staticmethod
    def backward(ctx: Any, *_: Any) -> tuple[Tensor | None, None]:
        steps = ctx.steps
        if not steps.gradients:
            return None, None
        gradient = torch.cat(steps.gradients, dim=-2)
        inputs = torch.cat(steps.inputs, dim=-2)
        return torch.matmul(gradient.transpose(-1, -2), inputs).to(ctx.dtype), None


class _Step(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, inputs: Tensor, added: Tensor | None, _gathered: Tensor, steps: _Steps
    ) -> Tensor:
        ctx.steps = steps
        ctx.dtype = inputs.dtype
        inputs = inputs.to(steps.weight.dtype)
        ctx.save_for_backward(inputs)
        return _product(inputs, steps.weight.transpose(-1, -2), added)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Tensor, Tensor | None, Tensor, None]:
        steps = ctx.steps
        gradient = gradients[0]
        (inputs,) = ctx.saved_tensors
        steps.inputs.append(inputs.detach())  # with its graph it would keep itself alive
        steps.gradients.append(gradient)
        through = torch.matmul(gradient, steps.weight).to(ctx.dtype)
        by_added = gradient if ctx.needs_input_grad[1] else None
        return through, by_added, torch.zeros(()), None


def _product(inputs: Tensor, transposed: Tensor, added: Tensor | None) -> Tensor:
    if added is None:
        return torch.matmul(inputs, transposed)
    if inputs.dim() == 2:
        return torch.addmm(added.to(inputs.dtype), inputs, transposed)
    return torch.baddbmm(added.to(inputs.dtype), inputs, transposed)


def unrolled_linear(weight: Tensor) -> LinearMap:
    """A map x -> x W^T, or x, y -> x W^T + y, to be applied at each step of one pass.

    weight (out, in), or (stack, out, in) with inputs (stack, batch, in). Under autocast the
    products run in its type. Without gradients it is the plain product.
    """
    if not (torch.is_grad_enabled() and weight.requires_grad):
        transposed = weight.transpose(-1, -2)
        return lambda inputs, added=None: _product(inputs, transposed, added)
    steps = _Steps(weight, product_type(weight))
    gathered = _Gather.apply(weight, steps)  # type: ignore[no-untyped-call]

    def apply(inputs: Tensor, added: Tensor | None = None) -> Tensor:
        outputs: Tensor = _Step.apply(inputs, added, gathered, steps)  # type: ignore[no-untyped-call]
        return outputs

    return apply


def product_type(like: Tensor) -> torch.dtype:
    """The type of matrix products: autocast's, else the tensor's own."""
    autocast = torch.is_autocast_enabled("cpu") and like.device.type == "cpu"
    return torch.get_autocast_dtype("cpu") if autocast else like.dtype
