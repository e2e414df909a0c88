"""Penalties of an attention matrix, and Kendall's tau against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import entropy, kendalltau

from models.attention.confidence import confidence
from models.attention.rank_correlation import kendall_tau


def matrix(rows: int, columns: int) -> np.ndarray:
    return np.random.default_rng(rows).dirichlet(np.full(columns, 0.3), size=rows)


def test_penalties_follow_their_formulas():
    attention = matrix(5, 4)
    found = confidence(attention)
    columns = [attention[:, j] / attention[:, j].sum() for j in range(4)]
    assert found.coverage == pytest.approx([sum(row[j] for row in attention) for j in range(4)])
    assert found.coverage_deviation == pytest.approx(
        np.mean([np.log(1 / (1 + abs(1 - share) ** 2)) for share in found.coverage])
    )
    assert found.absentmindedness_out == pytest.approx(-np.mean([entropy(r) for r in attention]))
    assert found.absentmindedness_in == pytest.approx(-np.mean([entropy(c) for c in columns]))


def test_a_permutation_has_no_penalty():
    found = confidence(np.eye(4)[[2, 0, 3, 1]])
    assert found.coverage_deviation == 0
    assert found.absentmindedness_out == found.absentmindedness_in == 0


def test_a_source_token_without_weight_costs_coverage_and_leaves_the_other_columns_alone():
    with_unread = confidence(np.array([[0.5, 0.5, 0.0], [0.25, 0.75, 0.0]]))
    without = confidence(np.array([[0.5, 0.5], [0.25, 0.75]]))
    assert with_unread.coverage_deviation * 3 == pytest.approx(
        without.coverage_deviation * 2 - np.log(2)
    )
    assert with_unread.absentmindedness_in * 3 == pytest.approx(without.absentmindedness_in * 2)


@given(arrays.arrays(np.int8, st.tuples(st.just(2), st.integers(2, 12))))
def test_rank_correlation_equals_scipy(items):
    one, other = items.astype(np.float64) // 16
    expected = kendalltau(one, other).statistic
    found = kendall_tau(one, other)
    assert np.isnan(expected) if found is None else found == pytest.approx(expected, abs=1e-12)
