"""Attention as weighted pooling, with every number between queries and output."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.arrays import frozen
from models.attention.confidence import entropies
from models.attention.given import AdditiveWeights, Given, ScoreFunction, given
from models.attention.scores import (
    additive_scores,
    dot_scores,
    masked_softmax,
    scaled_dot_scores,
    valid_mask,
    weighted_pooling,
)
from models.convolution.nested import Numbers


@dataclass(frozen=True, eq=False)
class AdditiveTrace:
    """What the additive score function makes of queries and keys before it compares them."""

    query: Numbers  # W_q (hidden, d_q)
    key: Numbers  # W_k (hidden, d_k)
    vector: Numbers  # v (hidden,)
    projected_queries: Numbers  # W_q q (queries, hidden)
    projected_keys: Numbers  # W_k k (keys, hidden)


@dataclass(frozen=True, eq=False)
class AttentionTrace:
    """Each row belongs to a query; float64 throughout.

    scale: what a dot product is multiplied with, 1 or 1 / sqrt(d); None for additive scores.
    additive: with additive scores only.
    entropy: of the weights, in nats: 0 (one key takes all) .. ln(valid length) (all alike).
    entropy_unscaled, entropy_scaled: what it is without and with the division by sqrt(d); None for
    additive scores.
    """

    score: ScoreFunction
    queries: Numbers  # (queries, d_q)
    keys: Numbers  # (keys, d_k)
    values: Numbers  # (keys, d_v)
    valid_lengths: NDArray[np.int64]  # (queries,), 1..keys
    scale: float | None
    additive: AdditiveTrace | None
    scores: Numbers  # (queries, keys)
    masked_scores: Numbers  # (queries, keys); minus infinity beyond the valid length
    weights: Numbers  # (queries, keys); 0 beyond the valid length; each row sums to 1
    output: Numbers  # (queries, d_v)
    entropy: Numbers  # (queries,)
    entropy_unscaled: Numbers | None
    entropy_scaled: Numbers | None


def trace_attention(
    queries: object,
    keys: object,
    values: object,
    *,
    valid_lengths: object = None,
    score: str = "scaled_dot",
    weights: object = None,
    seed: object = None,
) -> AttentionTrace:
    """Compare each query with each key, mask, normalise and average the values.

    queries [Q][d_q], keys [K][d_k], values [K][d_v], each at most 16 x 16; valid_lengths [Q] of
    1..K, all K where it is None. Both dot products need d_q = d_k. Additive weights are
    {"query": [h][d_q], "key": [h][d_k], "vector": [h]}, or drawn from a seed (0 if not given).
    Raises a leaf of errors.InvalidInput.
    """
    checked = given(
        queries,
        keys,
        values,
        valid_lengths=valid_lengths,
        score=score,
        weights=weights,
        seed=seed,
    )
    return _trace(checked)


@torch.inference_mode()
def _trace(asked: Given) -> AttentionTrace:
    q, k, v = (torch.from_numpy(array) for array in (asked.queries, asked.keys, asked.values))
    mask = valid_mask(torch.from_numpy(asked.valid_lengths), len(k))
    additive = unscaled = scaled = scale = None
    if asked.weights is not None:
        scores, additive = _additive(asked.weights, q, k)
    else:
        products = {
            "dot": dot_scores(q, _each(k, q)),
            "scaled_dot": scaled_dot_scores(q, _each(k, q)),
        }
        scores = products[asked.score]
        scale = {"dot": 1.0, "scaled_dot": 1 / math.sqrt(k.shape[1])}[asked.score]
        unscaled, scaled = (
            frozen(entropies(masked_softmax(each, mask).numpy())) for each in products.values()
        )
    weights = masked_softmax(scores, mask)
    return AttentionTrace(
        score=asked.score,
        queries=frozen(asked.queries),
        keys=frozen(asked.keys),
        values=frozen(asked.values),
        valid_lengths=frozen(asked.valid_lengths),
        scale=scale,
        additive=additive,
        scores=_array(scores),
        masked_scores=_array(scores.masked_fill(~mask, -math.inf)),
        weights=_array(weights),
        output=_array(weighted_pooling(weights, _each(v, q))),
        entropy=frozen(entropies(weights.numpy())),
        entropy_unscaled=unscaled,
        entropy_scaled=scaled,
    )


def _additive(weights: AdditiveWeights, q: Tensor, k: Tensor) -> tuple[Tensor, AdditiveTrace]:
    w_q, w_k, vector = map(torch.from_numpy, (weights.query, weights.key, weights.vector))
    projected_queries, projected_keys = q @ w_q.T, k @ w_k.T
    trace = AdditiveTrace(
        query=frozen(weights.query),
        key=frozen(weights.key),
        vector=frozen(weights.vector),
        projected_queries=_array(projected_queries),
        projected_keys=_array(projected_keys),
    )
    return additive_scores(projected_queries, _each(projected_keys, q), vector), trace


def _each(rows: Tensor, queries: Tensor) -> Tensor:
    """The same keys or values for each query: (keys, d) -> (queries, keys, d)."""
    return rows.expand(len(queries), *rows.shape)


def _array(tensor: Tensor) -> Numbers:
    return frozen(tensor.numpy())
