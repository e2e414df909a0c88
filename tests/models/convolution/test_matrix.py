"""im2col and the Toeplitz matrix: both products are the layer, the transpose its transposed one."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch.nn.grad import conv2d_input

from models.convolution.matrix import trace_matrix
from models.errors import GridTooLarge, KernelExceedsInput, LoupeError, WrongRank

CASES = 100


@pytest.mark.parametrize("case", range(CASES))
def test_both_products_equal_torch_and_the_transpose_is_the_transposed_layer(case: int) -> None:
    random = np.random.default_rng(case)
    kernel_side, stride = random.integers(1, 4, 2), random.integers(1, 4, 2)
    dilation, pad = random.integers(1, 3, 2), random.integers(0, 3, 2)
    extent = dilation * (kernel_side - 1) + 1
    least = np.maximum(1, extent - 2 * pad)
    side = random.integers(least, 9 - 2 * pad)
    values, kernel = random.normal(size=side), random.normal(size=kernel_side)
    across, gaps, around = stride.tolist(), dilation.tolist(), pad.tolist()
    trace = trace_matrix(
        values.tolist(), kernel.tolist(), stride=across, padding=around, dilation=gaps
    )
    x, w = torch.tensor(values)[None, None], torch.tensor(kernel)[None, None]
    expected = F.conv2d(x, w, stride=across, padding=around, dilation=gaps)[0, 0].numpy()
    for output in (trace.output, trace.im2col @ kernel.ravel(), trace.toeplitz @ values.ravel()):
        np.testing.assert_allclose(np.reshape(output, expected.shape), expected, atol=1e-12)
    back = torch.tensor(expected)[None, None]
    spread = conv2d_input(x.shape, w, back, across, around, gaps)  # type: ignore[no-untyped-call]
    np.testing.assert_allclose(trace.transposed, spread[0, 0], atol=1e-12)


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("pad", [0, 1])
def test_the_transpose_equals_the_transposed_convolution_of_torch(stride: int, pad: int) -> None:
    random = np.random.default_rng(stride)
    side = stride + 3 - 2 * pad
    values, kernel = random.normal(size=(side, side)), random.normal(size=(3, 3))
    trace = trace_matrix(values, kernel, stride=stride, padding=pad)
    back = F.conv_transpose2d(
        torch.tensor(trace.output)[None, None],
        torch.tensor(kernel)[None, None],
        stride=stride,
        padding=pad,
    )
    np.testing.assert_allclose(trace.transposed, back[0, 0], atol=1e-12)


def test_im2col_equals_unfold_of_torch() -> None:
    values = np.random.default_rng(0).normal(size=(4, 5))
    trace = trace_matrix(values, np.ones((2, 3)), stride=2, padding=1)
    columns = F.unfold(torch.tensor(values)[None, None], (2, 3), stride=2, padding=1)[0]
    np.testing.assert_array_equal(trace.im2col, columns.T)


def test_the_example_of_the_book_is_a_four_by_nine_matrix() -> None:
    trace = trace_matrix([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[1, 2], [3, 4]])
    assert trace.toeplitz.tolist() == [
        [1, 2, 0, 3, 4, 0, 0, 0, 0],
        [0, 1, 2, 0, 3, 4, 0, 0, 0],
        [0, 0, 0, 1, 2, 0, 3, 4, 0],
        [0, 0, 0, 0, 1, 2, 0, 3, 4],
    ]
    assert trace.im2col.tolist() == [[0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]]
    assert trace.reads.tolist() == [[0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]]
    assert trace.output.tolist() == [[27, 37], [57, 67]]


def test_padding_has_no_column_and_is_read_as_zero() -> None:
    trace = trace_matrix([[5]], [[1, 2, 3]], padding=[0, 1])
    assert trace.reads.tolist() == [[-1, 0, -1]]
    assert trace.im2col.tolist() == [[0, 5, 0]]
    assert trace.toeplitz.tolist() == [[2]]


@pytest.mark.parametrize(
    ("asked", "error", "field"),
    [
        ({"input": [[1] * 9]}, GridTooLarge, "input"),
        ({"kernel": [[1]] * 9}, GridTooLarge, "kernel"),
        ({"input": [[1] * 8], "kernel": [[1]], "padding": [0, 1]}, GridTooLarge, "padding"),
        ({"kernel": [[[[1]]]]}, WrongRank, "kernel"),
        ({"dilation": 3}, KernelExceedsInput, "kernel"),
    ],
)
def test_what_is_too_large_is_refused_at_its_field(
    asked: dict[str, object], error: type[LoupeError], field: str
) -> None:
    with pytest.raises(error) as caught:
        trace_matrix(**({"input": [[1, 2], [3, 4]], "kernel": [[1, 1]]} | asked))  # type: ignore[arg-type]
    assert caught.value.field == field
