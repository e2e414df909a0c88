"""Score functions and the masked softmax against NumPy, and by hand."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.attention.scores import (
    additive_scores,
    masked_softmax,
    scaled_dot_scores,
    valid_mask,
    weighted_pooling,
)


def test_additive_scores_equal_numpy():
    rng = np.random.default_rng(0)
    query, keys, vector = rng.normal(size=(2, 5)), rng.normal(size=(2, 3, 5)), rng.normal(size=5)
    expected = np.einsum("bsh,h->bs", np.tanh(keys + query[:, None]), vector)
    found = additive_scores(*(torch.tensor(x) for x in (query, keys, vector)))
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-12)


def test_scaled_dot_scores_by_hand():
    query, keys = torch.tensor([[1.0, 2.0, 0.0, 1.0]]), torch.tensor([[[3.0, 1.0, 5.0, 1.0]]])
    assert scaled_dot_scores(query, keys).item() == (3 + 2 + 0 + 1) / 2


def test_masked_softmax_by_hand():
    weights = masked_softmax(
        torch.tensor([[math.log(1.0), math.log(3.0), 100.0]]), torch.tensor([[True, True, False]])
    )
    torch.testing.assert_close(weights, torch.tensor([[0.25, 0.75, 0.0]]))


@given(
    st.lists(st.floats(-80, 80), min_size=1, max_size=12).flatmap(
        lambda scores: st.tuples(st.just(scores), st.integers(1, len(scores)))
    )
)
def test_weights_beyond_the_valid_length_are_exactly_zero_and_the_others_sum_to_one(case):
    scores, valid = case
    mask = valid_mask(torch.tensor([valid]), len(scores))
    weights = masked_softmax(torch.tensor([scores], dtype=torch.float64), mask)[0]
    assert (weights[valid:] == 0).all()
    assert weights.sum().item() == pytest.approx(1)
    shifted = np.exp(np.array(scores[:valid]) - max(scores[:valid]))
    np.testing.assert_allclose(weights[:valid].numpy(), shifted / shifted.sum(), rtol=1e-9)


def test_pooling_is_the_weighted_sum_of_the_values():
    values = torch.tensor([[[1.0, 10.0], [3.0, 30.0]]])
    pooled = weighted_pooling(torch.tensor([[0.25, 0.75]]), values)
    torch.testing.assert_close(pooled, torch.tensor([[2.5, 25.0]]))
