"""Score functions and the masked softmax, as plain functions of tensors."""

import math

import torch
from torch import Tensor

Score = str
"""Name of a score function of a network: "additive" or "dot" (which is scaled)."""


def additive_scores(query: Tensor, keys: Tensor, vector: Tensor) -> Tensor:
    """Score each key against the query: v . tanh(k + q), with q and k already projected.

    query (batch, hidden) is W_q q, keys (batch, source, hidden) is W_k k, vector (hidden,)
    -> (batch, source), bounded by the sum of |v|.
    Bahdanau, Cho and Bengio 2015, appendix A.1.2.
    """
    # tanh(x) = 2 sigmoid(2 x) - 1, several times as fast; torch adds by pairs what a product adds
    # one after the other, so that large scores keep five places after the point
    squashed = 2 * torch.sigmoid(2 * (keys + query.unsqueeze(1))) - 1
    return (squashed * vector).sum(-1)


def dot_scores(query: Tensor, keys: Tensor) -> Tensor:
    """Score each key against the query: q . k.

    query (batch, hidden), keys (batch, source, hidden) -> (batch, source), unbounded.
    Luong, Pham and Manning 2015, section 3.1.
    """
    return torch.matmul(keys, query.unsqueeze(-1)).squeeze(-1)


def scaled_dot_scores(query: Tensor, keys: Tensor) -> Tensor:
    """Score each key against the query: q . k / sqrt(hidden).

    query (batch, hidden), keys (batch, source, hidden) -> (batch, source), unbounded.
    Vaswani et al. 2017, section 3.2.1.
    """
    return dot_scores(query, keys) * (1.0 / math.sqrt(keys.shape[-1]))


def valid_mask(valid_lengths: Tensor, source: int) -> Tensor:
    """True where a position lies within its sequence.

    valid_lengths (batch,) of 1..source -> (batch, source) of bool.
    """
    positions = torch.arange(source, device=valid_lengths.device)
    return positions.unsqueeze(0) < valid_lengths.unsqueeze(1)


def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the last axis in which positions outside the mask weigh exactly 0.

    scores (..., source), mask (..., source) of bool with at least one True a row
    -> (..., source) in 0..1; each row sums to 1.
    """
    return torch.softmax(scores.masked_fill(~mask, -math.inf), dim=-1)


def weighted_pooling(weights: Tensor, values: Tensor) -> Tensor:
    """The average of the values under the weights.

    weights (batch, source), values (batch, source, value) -> (batch, value).
    """
    return torch.bmm(weights.unsqueeze(1), values).squeeze(1)
