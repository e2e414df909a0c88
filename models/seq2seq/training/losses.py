"""The two terms of the training loss."""

from typing import Any

import torch
from torch import Tensor

_CHUNK = 256
"""Rows whose probabilities are held at a time: they fit the processor's cache."""


class _VocabularyLoss(torch.autograd.Function):
    """Output product, softmax and cross-entropy in one, chunk by chunk.

    The gradient of a row's loss by its logits is `probabilities - smoothed target`. Formed along
    with the loss, it spares keeping (rows, vocabulary) tensors until the backward pass.
    """

    @staticmethod
    def forward(
        ctx: Any, readout: Tensor, weight: Tensor, bias: Tensor, targets: Tensor, smoothing: float
    ) -> Tensor:
        autocast = torch.is_autocast_enabled("cpu")
        dtype = torch.get_autocast_dtype("cpu") if autocast else weight.dtype
        vocabulary = weight.shape[0]
        low = smoothing / vocabulary
        readout_low, weight_low, bias_low = (x.to(dtype) for x in (readout, weight, bias))
        by_readout = torch.empty_like(readout_low)
        by_weight = torch.zeros_like(weight)
        by_bias = torch.zeros_like(bias)
        total = readout.new_zeros((), dtype=torch.float32)
        with torch.autocast("cpu", enabled=False):
            for start in range(0, len(readout), _CHUNK):
                rows = slice(start, start + _CHUNK)
                logits = torch.addmm(bias_low, readout_low[rows], weight_low.T).float()
                target = targets[rows].unsqueeze(1)
                chosen = logits.gather(1, target)
                normaliser = torch.logsumexp(logits, dim=1, keepdim=True)
                total += normaliser.sum()
                total -= (1 - smoothing) * chosen.sum() + low * logits.sum()
                gradient = logits.sub_(normaliser).exp_().sub_(low)
                gradient.scatter_add_(1, target, torch.full_like(chosen, smoothing - 1))
                by_bias += gradient.sum(0)
                gradient = gradient.to(dtype)
                torch.mm(gradient, weight_low, out=by_readout[rows])
                by_weight += gradient.T @ readout_low[rows]
        ctx.save_for_backward(by_readout.to(readout.dtype), by_weight, by_bias)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Tensor, Tensor, Tensor, None, None]:
        scale = gradients[0]
        by_readout, by_weight, by_bias = ctx.saved_tensors
        return by_readout * scale, by_weight * scale, by_bias * scale, None, None


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
