"""The attention of a decoder to one source, over all steps of a pass.

As in `unrolled.py`, the steps' shares of the gradients of memory, keys and score vector are
gathered: the memory's by one product at the end of the backward pass. Values and gradients are
those of the functions in `models.attention.scores`.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from models.attention.scores import masked_softmax, scaled_dot_scores, weighted_pooling
from models.seq2seq.unrolled import product_type


class Attended(NamedTuple):
    """One step's attention."""

    scores: Tensor
    """(batch, source) before the mask."""
    weights: Tensor
    """(batch, source), 0 outside the mask; each row sums to 1."""
    context: Tensor
    """(batch, hidden)"""


AttentionMap = Callable[[Tensor], Attended]
"""Projected query (batch, hidden) -> what a step's attention finds."""


class _Source:
    """What the steps of one pass attend to, and what they leave behind for its gradients."""

    def __init__(self, memory: Tensor, keys: Tensor, mask: Tensor, vector: Tensor | None) -> None:
        dtype = product_type(memory)
        wide = torch.promote_types(dtype, torch.float32)
        self.memory = memory.detach().to(dtype)
        self.mask = mask
        self.vector = None if vector is None else vector.detach().to(wide)
        # additive: twice the keys in float32, see `_Attend`; dot: the keys for products
        self.keys = keys.detach().to(wide) * 2 if vector is not None else keys.detach().to(dtype)
        self.by_keys = torch.zeros_like(keys, dtype=wide)
        self.by_vector = None if self.vector is None else torch.zeros_like(self.vector)
        self.squashed, self.by_sums = torch.empty_like(self.keys), torch.empty_like(self.keys)
        self.weights: list[Tensor] = []
        self.by_context: list[Tensor] = []

    def squash(self, query: Tensor) -> Tensor:
        """Sigmoid(2 (key + query)): overwritten by the next call. (batch, source, hidden)."""
        torch.add(self.keys, 2 * query.to(self.keys.dtype).unsqueeze(1), out=self.squashed)
        return self.squashed.sigmoid_()


class _GatherSource(torch.autograd.Function):
    """Stands for memory, keys and score vector in the graph."""

    @staticmethod
    def forward(
        ctx: Any, memory: Tensor, keys: Tensor, _vector: Tensor | None, source: _Source
    ) -> Tensor:
        ctx.source = source
        ctx.types = memory.dtype, keys.dtype
        return torch.zeros(())

    @staticmethod
    def backward(ctx: Any, *_: Any) -> tuple[Tensor, Tensor, Tensor | None, None]:
        source = ctx.source
        weights = torch.stack(source.weights, dim=2)
        by_context = torch.stack(source.by_context, dim=1)
        by_memory = torch.bmm(weights.to(by_context.dtype), by_context)
        memory_type, keys_type = ctx.types
        return by_memory.to(memory_type), source.by_keys.to(keys_type), source.by_vector, None


class _Attend(torch.autograd.Function):
    """Scores, masked softmax and pooling of one step, with the gradient written out.

    Additive: v . tanh(x) = sum of 2 v sigmoid(2 x) - v, since tanh is several times as slow; the
    derivative of tanh(x) by x is 4 s (1 - s) with s = sigmoid(2 x). These (batch, source, hidden)
    values are formed again in the backward pass: in the cache that is faster than to keep them.
    """

    @staticmethod
    @torch.autocast("cpu", enabled=False)  # type: ignore[untyped-decorator]
    def forward(ctx: Any, query: Tensor, _gathered: Tensor, source: _Source) -> Any:
        if source.vector is None:
            scores = scaled_dot_scores(query, source.keys).to(source.by_keys.dtype)
        else:
            scores = source.squash(query) @ (2 * source.vector) - source.vector.sum()
        weights = masked_softmax(scores, source.mask)
        context = weighted_pooling(weights.to(source.memory.dtype), source.memory)
        ctx.source = source
        ctx.save_for_backward(query, weights)
        ctx.mark_non_differentiable(scores)
        return scores, weights, context

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Tensor, Tensor, None]:
        _, by_weights, by_context = gradients
        query, weights = ctx.saved_tensors
        source: _Source = ctx.source
        source.weights.append(weights.detach())  # with its graph it would keep itself alive
        source.by_context.append(by_context)
        through = torch.bmm(source.memory, by_context.unsqueeze(-1)).squeeze(-1)
        by_weights = by_weights + through
        by_scores = weights * (by_weights - (weights * by_weights).sum(-1, keepdim=True))
        if source.vector is None:
            scale = 1.0 / math.sqrt(query.shape[-1])
            by_scores = by_scores.to(query.dtype) * scale
            source.by_keys += by_scores.unsqueeze(-1) * query.unsqueeze(1)
            by_query = torch.bmm(by_scores.unsqueeze(1), source.keys).squeeze(1)
        else:
            assert source.by_vector is not None
            squashed, by_sums = source.squash(query), source.by_sums
            flat = by_scores.flatten()
            source.by_vector += 2 * (flat @ squashed.flatten(0, 1)) - flat.sum()
            torch.mul(by_scores.unsqueeze(-1), 4 * source.vector, out=by_sums)
            torch.ops.aten.sigmoid_backward.grad_input(by_sums, squashed, grad_input=by_sums)
            source.by_keys += by_sums
            by_query = by_sums.sum(1).to(query.dtype)
        return by_query, torch.zeros(()), None


def unrolled_attention(
    memory: Tensor, keys: Tensor, mask: Tensor, vector: Tensor | None
) -> AttentionMap:
    """The attention to one source, to be asked at each step of one pass.

    memory and keys (batch, source, hidden), mask (batch, source); with a vector (hidden,) the
    scores are additive, else scaled dot products.
    """
    source = _Source(memory, keys, mask, vector)
    gathered = _GatherSource.apply(memory, keys, vector, source)  # type: ignore[no-untyped-call]

    def attend(query: Tensor) -> Attended:
        return Attended(*_Attend.apply(query, gathered, source))  # type: ignore[no-untyped-call]

    return attend
