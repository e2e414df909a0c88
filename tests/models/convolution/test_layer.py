"""Output and frames against PyTorch and SciPy, and against a reader's own sums."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.signal import correlate2d

from models.convolution import layer
from models.convolution.trace import trace_convolution

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Case:
    input: Numbers
    kernel: Numbers
    bias: Numbers | None
    stride: tuple[int, int]
    padding: tuple[int, int]
    dilation: tuple[int, int]
    groups: int

    def options(self) -> dict[str, Any]:
        return {
            "bias": self.bias,
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }


@st.composite
def cases(draw: st.DrawFn) -> Case:
    pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
    kernel, stride, dilation = draw(pairs), draw(pairs), draw(pairs)
    padding = draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
    least = [
        max(1, d * (k - 1) + 1 - 2 * p) for k, d, p in zip(kernel, dilation, padding, strict=True)
    ]
    side = [draw(st.integers(lowest, lowest + 7)) for lowest in least]
    groups = draw(st.integers(1, 3))
    inputs, outputs = (groups * draw(st.integers(1, 2)) for _ in range(2))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return Case(
        input=random.normal(size=(inputs, *side)),
        kernel=random.normal(size=(outputs, inputs // groups, *kernel)),
        bias=random.normal(size=outputs) if draw(st.booleans()) else None,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
    )


def by_pytorch(case: Case) -> Numbers:
    options = case.options() | {"bias": None if case.bias is None else torch.tensor(case.bias)}
    output: Numbers = torch.nn.functional.conv2d(
        torch.tensor(case.input), torch.tensor(case.kernel), **options
    ).numpy()
    return output


@settings(max_examples=100, deadline=None)
@given(cases())
def test_output_equals_pytorch(case: Case) -> None:
    trace = trace_convolution(case.input, case.kernel, **case.options(), frames=(0, 0))
    np.testing.assert_allclose(trace.output, by_pytorch(case), rtol=1e-9, atol=1e-12)
    assert trace.weights == case.kernel.size
    assert trace.biases == (0 if case.bias is None else case.bias.size)


@settings(max_examples=80, deadline=None)
@given(cases(), st.integers(0, 40), st.integers(0, 40))
def test_frames_reconcile_to_the_last_bit_with_each_other_and_the_output(
    case: Case, start: int, count: int
) -> None:
    trace = trace_convolution(case.input, case.kernel, **case.options(), frames=(start, count))
    assert [frame.index for frame in trace.frames] == list(range(trace.frame_count))[
        start : start + count
    ]
    for frame in trace.frames:
        read = slice(
            frame.channel // (len(case.kernel) // case.groups) * case.kernel.shape[1], None
        )
        top, left, bottom, right = frame.window
        window = trace.padded_input[
            read, top : bottom : case.dilation[0], left : right : case.dilation[1]
        ][: case.kernel.shape[1]]
        np.testing.assert_array_equal(frame.products, window * case.kernel[frame.channel])
        assert [sum(plane.ravel().tolist()) for plane in frame.products] == list(frame.channel_sums)
        assert sum(frame.channel_sums.tolist()) + frame.bias == frame.value
        assert frame.value == trace.output[frame.channel, frame.row, frame.column]


@settings(max_examples=80, deadline=None)
@given(
    side=st.tuples(st.integers(3, 12), st.integers(3, 12)),
    kernel=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    seed=st.integers(0, 2**32 - 1),
)
def test_two_dimensional_output_equals_scipy(
    side: tuple[int, int], kernel: tuple[int, int], seed: int
) -> None:
    random = np.random.default_rng(seed)
    values, weights = random.normal(size=side), random.normal(size=kernel)
    full = (kernel[0] - 1, kernel[1] - 1)
    for mode, padding in (("valid", "valid"), ("full", full)):
        trace = trace_convolution(values, weights, padding=padding)
        assert trace.output.ndim == 2
        np.testing.assert_allclose(trace.output, correlate2d(values, weights, mode), atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(st.tuples(*[st.integers(0, 3)] * 4))
def test_four_sides_of_padding_equal_pytorch(sides: tuple[int, int, int, int]) -> None:
    random = np.random.default_rng(sum(sides))
    values, weights = random.normal(size=(1, 5, 6)), random.normal(size=(2, 1, 4, 3))
    top, bottom, left, right = sides
    padding = {"top": top, "bottom": bottom, "left": left, "right": right}
    trace = trace_convolution(values, weights, padding=padding)
    padded = torch.nn.functional.pad(torch.tensor(values), (left, right, top, bottom))
    np.testing.assert_array_equal(trace.padded_input, padded.numpy())
    expected = torch.nn.functional.conv2d(padded, torch.tensor(weights))
    np.testing.assert_allclose(trace.output, expected.numpy(), atol=1e-12)


@pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning")  # about its memory
@pytest.mark.parametrize("kernel", [(1, 1), (3, 3), (2, 4), (5, 2)])
@pytest.mark.parametrize("dilation", [(1, 1), (2, 3)])
def test_same_padding_equals_pytorch(kernel: tuple[int, int], dilation: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    values, weights = random.normal(size=(1, 5, 6)), random.normal(size=(2, 1, *kernel))
    trace = trace_convolution(values, weights, padding="same", dilation=dilation)
    expected = torch.nn.functional.conv2d(
        torch.tensor(values), torch.tensor(weights), padding="same", dilation=dilation
    )
    np.testing.assert_allclose(trace.output, expected.numpy(), atol=1e-12)


@pytest.mark.parametrize("block", [1, 7, 64])
def test_cutting_into_blocks_changes_no_bit(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    values, weights = random.normal(size=(4, 9, 11)), random.normal(size=(6, 2, 3, 2))
    whole = trace_convolution(values, weights, groups=2, padding=1, stride=2)
    monkeypatch.setattr(layer, "BLOCK", block)
    cut = trace_convolution(values, weights, groups=2, padding=1, stride=2)
    np.testing.assert_array_equal(cut.output, whole.output)


def test_the_textbook_example_frame_by_frame() -> None:
    trace = trace_convolution([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]])
    assert trace.output.tolist() == [[19, 25], [37, 43]]
    first = trace.frames[0]
    assert first.products.tolist() == [[0, 1], [6, 12]]
    assert (first.channel_sums.tolist(), first.bias, first.value) == ([19], 0, 19)
    assert [(f.index, f.row, f.column) for f in trace.frames] == [
        (0, 0, 0),
        (1, 0, 1),
        (2, 1, 0),
        (3, 1, 1),
    ]


@pytest.mark.parametrize(
    ("input_shape", "kernel_shape", "output_shape", "products_shape"),
    [
        ((3, 3), (2, 2), (2, 2), (2, 2)),
        ((1, 3, 3), (2, 2), (1, 2, 2), (2, 2)),
        ((3, 3), (4, 1, 2, 2), (4, 2, 2), (1, 2, 2)),
        ((3, 4, 4), (2, 3, 2, 2), (2, 3, 3), (3, 2, 2)),
    ],
)
def test_arrays_have_the_dimensions_of_what_was_given(
    input_shape: tuple[int, ...],
    kernel_shape: tuple[int, ...],
    output_shape: tuple[int, ...],
    products_shape: tuple[int, ...],
) -> None:
    trace = trace_convolution(np.ones(input_shape), np.ones(kernel_shape))
    assert trace.output.shape == output_shape
    assert trace.padded_input.shape == input_shape
    assert trace.frames[0].products.shape == products_shape


def test_a_trace_cannot_be_written_to_and_does_not_share_the_input() -> None:
    values = np.zeros((3, 3))
    trace = trace_convolution(values, [[1.0]])
    values[0, 0] = 5
    assert trace.padded_input[0, 0] == 0
    frame = trace.frames[0]
    for array in (trace.padded_input, trace.output, trace.layer.kernel, trace.layer.bias):
        assert not array.flags.writeable
    assert not frame.products.flags.writeable
    assert not frame.channel_sums.flags.writeable


def test_no_negative_zero_is_shown() -> None:
    trace = trace_convolution([[0, 1]], [[-1, 0]])
    for array in (trace.output, trace.frames[0].products, trace.frames[0].channel_sums):
        assert not np.signbit(array[array == 0]).any()
