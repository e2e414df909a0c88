"""Pooling cell by cell: what a window holds, what is chosen, what is counted."""

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from models.convolution.trace import trace_convolution

GRID = [[1, -2, 3], [-4, 5, 5], [-7, -8, -9]]
ALL = (0, 4096)


@pytest.mark.parametrize("seed", range(20))
def test_of_equal_values_the_one_that_pytorch_chooses_is_chosen(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = random.integers(0, 3, (2, 7, 8)) * 1.0
    options: Any = {
        "stride": random.integers(1, 4, 2).tolist(),
        "padding": random.integers(0, 2, 2).tolist(),
        "dilation": random.integers(1, 3, 2).tolist(),
        "ceil_mode": bool(seed % 2),
    }
    _, indices = F.max_pool2d(torch.tensor(values), (3, 2), return_indices=True, **options)
    trace = trace_convolution(values, operation="max_pool", window=(3, 2), frames=ALL, **options)
    top, left = trace.geometry.rows.before, trace.geometry.columns.before
    for frame, expected in zip(trace.frames, indices.flatten().tolist(), strict=True):
        assert frame.chosen is not None
        row, column = frame.chosen
        assert (row - top) * values.shape[2] + column - left == expected
        assert trace.padded_input[frame.channel, row, column] == frame.value


def test_padding_of_a_maximum_is_empty_and_never_chosen() -> None:
    trace = trace_convolution(GRID, operation="max_pool", window=2, padding=1, stride=2)
    nan = np.nan
    expected = [[nan] * 5, [nan, 1, -2, 3, nan], [nan, -4, 5, 5, nan], [nan, -7, -8, -9, nan]]
    np.testing.assert_array_equal(trace.padded_input, [*expected, [nan] * 5])
    np.testing.assert_array_equal(trace.output, [[1, 3], [-4, 5]])
    np.testing.assert_array_equal(trace.frames[0].products, [[nan, nan], [nan, 1]])
    assert trace.frames[0].chosen == (1, 1)


@pytest.mark.parametrize("counted", [True, False])
@pytest.mark.parametrize("ceil_mode", [True, False])
def test_a_mean_counts_the_cells_that_are_not_empty(counted: bool, ceil_mode: bool) -> None:
    random = np.random.default_rng(0)
    options: Any = {"padding": 1, "ceil_mode": ceil_mode, "count_include_pad": counted}
    trace = trace_convolution(
        random.normal(size=(2, 6, 7)),
        operation="average_pool",
        window=(3, 2),
        stride=(2, 3),
        frames=ALL,
        **options,
    )
    ones = F.avg_pool2d(torch.ones(1, 6, 7), (3, 2), (2, 3), divisor_override=1, **options)
    for frame in trace.frames:
        held = frame.products[~np.isnan(frame.products)]
        assert len(held) == frame.divisor
        real = ones[0, frame.row, frame.column].item()
        assert frame.divisor == real if not counted else frame.divisor >= real
    assert np.isnan(trace.padded_input).any() != counted


def test_what_overhangs_the_padding_is_empty_and_not_counted() -> None:
    trace = trace_convolution(GRID, operation="average_pool", window=2, ceil_mode=True)
    assert trace.output.tolist() == [[0, 4], [-7.5, -9]]
    last = trace.frames[3]
    assert (last.window, last.divisor) == ((2, 2, 4, 4), 1)
    np.testing.assert_array_equal(last.products, [[-9, np.nan], [np.nan, np.nan]])
    assert (trace.geometry.rows.overhang, trace.geometry.rows.remainder) == (1, 0)


def test_the_window_is_the_stride_unless_another_is_given() -> None:
    for stride, shape in ((None, (2, 3)), (1, (5, 5)), ((1, 2), (5, 3))):
        trace = trace_convolution(
            np.ones((6, 6)), operation="max_pool", window=(2, 2), stride=stride, padding=0
        )
        assert trace.output.shape == (shape if stride is not None else (3, 3))


def test_each_channel_is_pooled_by_itself_and_nothing_is_learned() -> None:
    trace = trace_convolution([GRID, np.negative(GRID).tolist()], operation="max_pool", window=3)
    assert trace.output.tolist() == [[[5]], [[9]]]
    assert (trace.weights, trace.biases, trace.multiply_adds) == (0, 0, 0)
    assert [frame.channel for frame in trace.frames] == [0, 1]
    assert trace.frames[1].products.shape == (3, 3)
    for array in (trace.output, trace.frames[0].products, trace.frames[0].channel_sums):
        assert not array.flags.writeable
