"""The laboratory's numbers against PyTorch's attention, NumPy and SciPy."""

import math

import numpy as np
import pytest
import scipy.special
import scipy.stats
import torch

from models.attention.examples import EXAMPLES
from models.attention.trace import AttentionTrace, trace_attention
from models.errors import InvalidInput


def case(seed: int) -> dict[str, np.ndarray]:
    """Random matrices of random sizes, with valid lengths."""
    random = np.random.default_rng(seed)
    queries, keys, d, d_v = random.integers(1, 17, size=4)
    return {
        "queries": random.normal(size=(queries, d)) * 3,
        "keys": random.normal(size=(keys, d)) * 3,
        "values": random.normal(size=(keys, d_v)),
        "valid_lengths": random.integers(1, keys + 1, size=queries),
    }


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(("score", "scale"), [("scaled_dot", None), ("dot", 1.0)])
def test_dot_products_equal_pytorch(seed: int, score: str, scale: float | None) -> None:
    given = case(seed)
    trace = trace_attention(**given, score=score)
    q, k, v = (torch.tensor(given[name])[None] for name in ("queries", "keys", "values"))
    lengths = torch.tensor(given["valid_lengths"])
    mask = torch.arange(k.shape[1])[None] < lengths[:, None]
    expected = torch.nn.functional.scaled_dot_product_attention(
        q, k, v, attn_mask=mask[None], scale=scale
    )
    np.testing.assert_allclose(trace.output, expected[0].numpy(), rtol=1e-9, atol=1e-12)
    assert (trace.weights[~mask.numpy()] == 0).all()
    np.testing.assert_allclose(trace.weights.sum(axis=1), 1)


@pytest.mark.parametrize("seed", range(20))
def test_additive_scores_equal_numpy(seed: int) -> None:
    random = np.random.default_rng(seed)
    queries, keys, d_q, d_k, d_v, hidden = random.integers(1, 17, size=6)
    q, k, v = (random.normal(size=s) for s in ((queries, d_q), (keys, d_k), (keys, d_v)))
    w_q, w_k, vector = (random.normal(size=s) for s in ((hidden, d_q), (hidden, d_k), (hidden,)))
    lengths = random.integers(1, keys + 1, size=queries)
    trace = trace_attention(
        q,
        k,
        v,
        valid_lengths=lengths,
        score="additive",
        weights={"query": w_q, "key": w_k, "vector": vector},
    )
    scores = np.array([[vector @ np.tanh(w_q @ a + w_k @ b) for b in k] for a in q])
    np.testing.assert_allclose(trace.scores, scores, rtol=1e-9, atol=1e-12)
    masked = np.where(np.arange(keys) < lengths[:, None], scores, -np.inf)
    np.testing.assert_allclose(trace.masked_scores, masked, rtol=1e-9, atol=1e-12)
    weights = scipy.special.softmax(masked, axis=1)
    np.testing.assert_allclose(trace.weights, weights, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(trace.output, weights @ v, rtol=1e-9, atol=1e-12)
    assert trace.additive is not None
    np.testing.assert_allclose(trace.additive.projected_queries, q @ w_q.T, atol=1e-12)
    np.testing.assert_allclose(trace.additive.projected_keys, k @ w_k.T, atol=1e-12)


def test_entropies_equal_scipy_with_and_without_the_division() -> None:
    given = case(3)
    trace = trace_attention(**given)
    products = given["queries"] @ given["keys"].T
    for found, scores in (
        (trace.entropy_unscaled, products),
        (trace.entropy_scaled, products / math.sqrt(given["keys"].shape[1])),
    ):
        assert found is not None
        expected = [
            scipy.stats.entropy(scipy.special.softmax(row[:length]))
            for row, length in zip(scores, given["valid_lengths"], strict=True)
        ]
        np.testing.assert_allclose(found, expected, atol=1e-12)
    np.testing.assert_array_equal(trace.entropy, trace.entropy_scaled)


@pytest.mark.parametrize("score", ["dot", "scaled_dot", "additive"])
@pytest.mark.parametrize("size", [1e30, 1e100, -1e100])
def test_huge_numbers_never_overflow(score: str, size: float) -> None:
    trace = trace_attention([[size, size]], [[size, size], [1, -1]], [[size], [1]], score=score)
    for array in (trace.scores, trace.weights, trace.output, trace.entropy):
        assert np.isfinite(array).all()
    assert trace.weights.sum() == pytest.approx(1)


def test_every_array_is_read_only() -> None:
    trace = trace_attention([[1.0]], [[1.0]], [[1.0]])
    for array in vars(trace).values():
        if isinstance(array, np.ndarray):
            assert not array.flags.writeable


def test_drawn_weights_follow_from_the_seed() -> None:
    def drawn(seed: int | None) -> list[list[float]]:
        trace = trace_attention([[1, 2]], [[1]], [[1]], score="additive", seed=seed)
        assert trace.additive is not None
        return trace.additive.query.tolist()

    assert drawn(None) == drawn(0) == drawn(0) != drawn(1)


def example(name: str) -> AttentionTrace:
    return trace_attention(**vars(EXAMPLES[name]))


def test_examples_show_what_they_are_for() -> None:
    np.testing.assert_allclose(example("lookup").output[:, 1], [3, 1, 4], atol=0.2)
    np.testing.assert_allclose(example("averaging").output, [[3, 4], [3, 4]])
    np.testing.assert_array_equal(
        np.count_nonzero(example("masking").weights, axis=1), [1, 2, 3, 4]
    )
    saturation = example("saturation")
    assert saturation.entropy_unscaled is not None
    assert saturation.entropy_scaled is not None
    assert (saturation.entropy_unscaled < 0.4).all()
    assert (saturation.entropy_scaled > 1.5 * saturation.entropy_unscaled).all()
    assert example("additive").additive is not None
    assert example("worked").scale == 0.5


def test_an_unknown_score_function_is_refused() -> None:
    with pytest.raises(InvalidInput, match="scaled_dot"):
        trace_attention([[1]], [[1]], [[1]], score="cosine")
