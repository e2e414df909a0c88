"""What the laboratory of attention is given: checked, and as arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.convolution.nested import Bounds, Numbers, array_of, describe
from models.convolution.options import whole
from models.errors import (
    KeysAndValuesDiffer,
    QueriesAndKeysDiffer,
    ValidLengthCount,
    WeightShape,
    WeightsNeedAdditive,
    WrongForm,
)

ScoreFunction = Literal["dot", "scaled_dot", "additive"]
SCORE_FUNCTIONS: tuple[ScoreFunction, ...] = get_args(ScoreFunction)

SIDE = limits.ATTEND_SIDE
LENGTHS = Bounds("valid_lengths", ((SIDE,),), SIDE)
PARTS = ("query", "key", "vector")


def _matrix(name: str) -> Bounds:
    return Bounds(name, ((SIDE, SIDE),), SIDE * SIDE)


@dataclass(frozen=True, eq=False)
class AdditiveWeights:
    """Of v . tanh(W_q q + W_k k)."""

    query: Numbers  # W_q (hidden, d_q)
    key: Numbers  # W_k (hidden, d_k)
    vector: Numbers  # v (hidden,)


@dataclass(frozen=True, eq=False)
class Given:
    """valid_lengths: how many of the keys each query may look at, 1..keys."""

    queries: Numbers  # (queries, d_q)
    keys: Numbers  # (keys, d_k)
    values: Numbers  # (keys, d_v)
    valid_lengths: NDArray[np.int64]  # (queries,)
    score: ScoreFunction
    weights: AdditiveWeights | None  # with the additive score only


def given(
    queries: object,
    keys: object,
    values: object,
    *,
    valid_lengths: object = None,
    score: str = "scaled_dot",
    weights: object = None,
    seed: object = None,
) -> Given:
    """Check nested lists or arrays of at most 16 x 16.

    Raises a leaf of errors.InvalidInput that names the field, and the element at fault as
    keys[2][1].
    """
    kind = next((known for known in SCORE_FUNCTIONS if known == score), None)
    if kind is None:
        allowed = ", ".join(SCORE_FUNCTIONS)
        raise WrongForm(field="score", name="score", value=describe(score), allowed=allowed)
    q, k, v = (
        array_of(value, _matrix(name))
        for name, value in (("queries", queries), ("keys", keys), ("values", values))
    )
    if kind != "additive" and q.shape[1] != k.shape[1]:
        raise QueriesAndKeysDiffer(field="keys", queries=q.shape[1], keys=k.shape[1])
    if len(k) != len(v):
        raise KeysAndValuesDiffer(field="values", keys=len(k), values=len(v))
    if kind == "additive":
        additive = _weights(weights, seed, q.shape[1], k.shape[1])
    else:
        additive = None
        for name, value in (("weights", weights), ("seed", seed)):
            if value is not None:
                raise WeightsNeedAdditive(field=name, name=name, score=kind)
    return Given(q, k, v, _lengths(valid_lengths, len(q), len(k)), kind, additive)


def _lengths(value: object, queries: int, keys: int) -> NDArray[np.int64]:
    """One length a query; a softmax over no key has no value, so that none may be 0."""
    if value is None:
        return np.full(queries, keys)
    array = array_of(value, LENGTHS)
    if len(array) != queries:
        raise ValidLengthCount(field="valid_lengths", found=len(array), expected=queries)
    found = [
        whole(int(length) if length.is_integer() else length, f"valid_lengths[{index}]", 1, keys)
        for index, length in enumerate(array.tolist())
    ]
    return np.array(found)


def _weights(value: object, seed: object, d_q: int, d_k: int) -> AdditiveWeights:
    if value is None:
        return drawn(d_q, d_k, whole(0 if seed is None else seed, "seed", 0, limits.SEED))
    if seed is not None:
        raise WrongForm(field="seed", name="seed", value=describe(seed), allowed="weights / seed")
    if not isinstance(value, Mapping) or set(value) != set(PARTS):
        allowed = "{" + ", ".join(f'"{part}": […]' for part in PARTS) + "}"
        raise WrongForm(field="weights", name="weights", value=describe(value), allowed=allowed)
    query, key = (array_of(value[part], _matrix(f"weights.{part}")) for part in ("query", "key"))
    vector = array_of(value["vector"], Bounds("weights.vector", ((SIDE,),), SIDE))
    hidden = len(query)
    for name, array, expected, meaning in (
        ("query", query, (hidden, d_q), "[h][d_q]"),
        ("key", key, (hidden, d_k), "[h][d_k]"),
        ("vector", vector, (hidden,), "[h]"),
    ):
        if array.shape != expected:
            raise WeightShape(
                field=f"weights.{name}",
                name=f"weights.{name}",
                found=array.shape,
                expected=expected,
                meaning=meaning,
            )
    return AdditiveWeights(query, key, vector)


def drawn(d_q: int, d_k: int, seed: int) -> AdditiveWeights:
    """Normal numbers in so many tenths that they can be read and written by hand."""
    hidden = limits.ATTEND_HIDDEN_DEFAULT
    random = np.random.default_rng(seed)
    query, key, vector = (
        np.round(random.standard_normal(shape), 1) + 0.0
        for shape in ((hidden, d_q), (hidden, d_k), (hidden,))
    )
    return AdditiveWeights(query, key, vector)
