"""The two terms of the training loss."""

from typing import Any

import torch
from torch import Tensor

from models.seq2seq.unrolled import product_type

_CHUNK = 128
"""Rows whose probabilities are held at a time: they fit the processor's cache."""


class _VocabularyLoss(torch.autograd.Function):
    """Output product, softmax and cross-entropy in one, chunk by chunk.

    The gradient of a row's loss by its logits is `probabilities - smoothed target`. Formed along
    with the loss, it spares keeping (rows, vocabulary) tensors until the backward pass. What the
    smoothing adds is the same for each word of the vocabulary: sums of the weight and of the
    readout give it without a pass over the logits.
    """

    @staticmethod
    def forward(
        ctx: Any, readout: Tensor, weight: Tensor, bias: Tensor, targets: Tensor, smoothing: float
    ) -> Tensor:
        dtype = product_type(readout)
        low = smoothing / len(weight)
        readout_low, weight_low, bias_low = (x.to(dtype) for x in (readout, weight, bias))
        weight_sum, readout_sum = weight.sum(0), readout_low.sum(0, dtype=weight.dtype)
        by_readout = torch.empty_like(readout_low)
        by_weight = -low * readout_sum.expand_as(weight)
        by_bias = torch.full_like(bias, -low * len(readout))
        total = -low * (readout_sum @ weight_sum + len(readout) * bias.sum())
        with torch.autocast("cpu", enabled=False):
            for start in range(0, len(readout), _CHUNK):
                rows = slice(start, start + _CHUNK)
                logits = torch.addmm(bias_low, readout_low[rows], weight_low.T)
                target = targets[rows].unsqueeze(1)
                gradient = torch.softmax(logits, dim=1)
                top, likeliest = logits.max(dim=1, keepdim=True)
                normaliser = top.to(total.dtype) - gradient.gather(1, likeliest).log().to(
                    total.dtype
                )
                total += normaliser.sum() - (1 - smoothing) * logits.gather(1, target).sum(
                    dtype=total.dtype
                )
                gradient.scatter_add_(1, target, torch.full_like(top, smoothing - 1))
                by_bias += gradient.sum(0, dtype=bias.dtype)
                torch.mm(gradient, weight_low, out=by_readout[rows])
                by_weight += gradient.T @ readout_low[rows]
        by_readout = by_readout.to(readout.dtype) - (low * weight_sum).to(readout.dtype)
        ctx.save_for_backward(by_readout, by_weight, by_bias)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Tensor, Tensor, Tensor, None, None]:
        scale = gradients[0]
        by_readout, by_weight, by_bias = ctx.saved_tensors
        return (
            by_readout * scale.to(by_readout.dtype),
            by_weight * scale,
            by_bias * scale,
            None,
            None,
        )


def vocabulary_loss(
    readout: Tensor, weight: Tensor, bias: Tensor, targets: Tensor, smoothing: float
) -> Tensor:
    """Cross-entropy of softmax(readout W^T + b) with smoothed targets, summed over rows.

    readout (rows, embedding), weight (vocabulary, embedding), bias (vocabulary,), targets (rows,)
    -> a scalar in nats, equal to `F.cross_entropy(..., label_smoothing=smoothing,
    reduction="sum")`. Szegedy et al. 2016, section 7.
    """
    arguments = (readout, weight, bias, targets, smoothing)
    return _VocabularyLoss.apply(*arguments)  # type: ignore[no-any-return, no-untyped-call]


def guidance_loss(weights: Tensor, guide: Tensor) -> Tensor:
    """Cross-entropy between an alignment and the attention, summed over linked target tokens.

    weights and guide (batch, target, source) -> a scalar in nats. Chen et al. 2016, section 3.
    """
    return -(guide * torch.log(weights.clamp_min(1e-6))).sum()
