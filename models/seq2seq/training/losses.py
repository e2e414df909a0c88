"""The two terms of the training loss."""

from typing import Any

import torch
from torch import Tensor

from models.seq2seq.unrolled import product_type

_CHUNK = 512
"""Rows whose probabilities are held at a time."""
_LEAST = 1e-37
"""A probability that is smaller counts as this; about the smallest of float32 and bfloat16."""


class _VocabularyLoss(torch.autograd.Function):
    """Output product, softmax and cross-entropy in one.

    The gradient of a row's loss by its logits is `probabilities - smoothed target`. Formed along
    with the loss, it spares keeping logits and probabilities until the backward pass. What the
    smoothing adds is the same for each word of the vocabulary: sums of the weight and of the
    readout give it without a pass over the logits.
    """

    @staticmethod
    @torch.autocast("cpu", enabled=False)  # type: ignore[untyped-decorator]
    def forward(
        ctx: Any,
        readout: Tensor,
        weight: Tensor,
        bias: Tensor,
        targets: Tensor,
        smoothing: float,
        dtype: torch.dtype,
    ) -> Tensor:
        low = smoothing / len(weight)
        low_readout, low_weight, low_bias = (x.to(dtype) for x in (readout, weight, bias))
        weight_sum, readout_sum = weight.sum(0), low_readout.sum(0, dtype=weight.dtype)
        total = -low * (readout_sum @ weight_sum + len(readout) * bias.sum())
        by_readout = torch.empty_like(low_readout)
        by_weight = -low * readout_sum.expand_as(weight)
        by_bias = torch.full_like(bias, -low * len(readout))
        both = low_readout.new_empty(2, min(_CHUNK, len(readout)), len(weight))
        ones = low_readout.new_ones(1, _CHUNK)
        for start in range(0, len(readout), _CHUNK):
            rows = low_readout[start : start + _CHUNK]
            target = targets[start : start + _CHUNK]
            logits, gradient = both[:, : len(rows)]
            torch.addmm(low_bias, rows, low_weight.T, out=logits)
            torch.softmax(logits, dim=1, out=gradient)
            at = torch.arange(len(rows), device=rows.device), target
            chance = gradient[at].to(total.dtype).clamp_min(_LEAST)
            total += smoothing * logits[at].sum(dtype=total.dtype) - chance.log().sum()
            gradient[at] -= 1 - smoothing
            by_bias += torch.mm(ones[:, : len(rows)], gradient).squeeze(0)
            torch.mm(gradient, low_weight, out=by_readout[start : start + _CHUNK])
            by_weight += gradient.T @ rows
        by_readout = by_readout.to(readout.dtype) - (low * weight_sum).to(readout.dtype)
        ctx.save_for_backward(by_readout, by_weight, by_bias)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Tensor | None, ...]:
        scale = gradients[0]
        by_readout, by_weight, by_bias = ctx.saved_tensors
        by_readout = by_readout * scale.to(by_readout.dtype)
        return by_readout, by_weight * scale, by_bias * scale, None, None, None


def vocabulary_loss(
    readout: Tensor, weight: Tensor, bias: Tensor, targets: Tensor, smoothing: float
) -> Tensor:
    """Cross-entropy of softmax(readout W^T + b) with smoothed targets, summed over rows.

    readout (rows, embedding), weight (vocabulary, embedding), bias (vocabulary,), targets (rows,)
    -> a scalar in nats, equal to `F.cross_entropy(..., label_smoothing=smoothing,
    reduction="sum")`. Szegedy et al. 2016, section 7.
    """
    arguments = (readout, weight, bias, targets, smoothing, product_type(readout))
    return _VocabularyLoss.apply(*arguments)  # type: ignore[no-any-return, no-untyped-call]


def guidance_loss(weights: Tensor, guide: Tensor) -> Tensor:
    """Cross-entropy between an alignment and the attention, summed over linked target tokens.

    weights and guide (batch, target, source) -> a scalar in nats. Chen et al. 2016, section 3.
    """
    return -(guide * torch.log(weights.clamp_min(1e-6))).sum()
