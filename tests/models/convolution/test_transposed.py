"""Transposed convolution by output cell and by input cell: both add up to the same output."""

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.convolution import transposed
from models.convolution.trace import ConvolutionTrace, trace_convolution
from models.convolution.transposed import Transposed

Numbers = NDArray[np.float64]
ALL = (0, 4096)


def random_case(random: np.random.Generator) -> dict[str, Any]:
    groups = int(random.integers(1, 3))
    kernel = random.normal(size=(2 * groups, int(random.integers(1, 3)), *random.integers(1, 4, 2)))
    stride, dilation = random.integers(1, 4, (2, 2)).tolist()
    return {
        "input": random.normal(size=(2 * groups, *random.integers(1, 4, 2))),
        "kernel": kernel,
        "bias": random.normal(size=kernel.shape[1] * groups),
        "groups": groups,
        "stride": stride,
        "dilation": dilation,
        "output_padding": [
            int(random.integers(max(steps))) for steps in zip(stride, dilation, strict=True)
        ],
        "operation": "transposed",
    }


CASES = [random_case(np.random.default_rng(seed)) for seed in range(20)]


def layer_of(trace: ConvolutionTrace) -> Transposed:
    assert isinstance(trace.layer, Transposed)
    return trace.layer


@pytest.mark.parametrize("case", CASES)
def test_frames_by_input_cell_paint_the_output(case: dict[str, Any]) -> None:
    trace = trace_convolution(**case, frames=ALL, frames_by="input")
    assert trace.frames == ()
    assert trace.frame_count == len(trace.painted) == case["input"].size
    output = np.zeros(trace.output.shape) + case["bias"][:, None, None]
    rows, columns = case["dilation"]
    in_group, outputs = len(case["input"]) // case["groups"], case["kernel"].shape[1]
    for painted in trace.painted:
        first = painted.channel // in_group * outputs
        top, left, bottom, right = painted.window
        output[first : first + outputs, top:bottom:rows, left:right:columns] += painted.products
        value = case["input"][painted.channel, painted.row, painted.column]
        np.testing.assert_array_equal(painted.products, value * case["kernel"][painted.channel])
    np.testing.assert_allclose(trace.output, output, atol=1e-12)
    assert [painted.index for painted in trace.painted] == list(range(trace.frame_count))


@pytest.mark.parametrize("case", CASES)
def test_frames_by_output_cell_hold_what_lands_there_and_say_where_it_is_from(
    case: dict[str, Any],
) -> None:
    trace = trace_convolution(**case, frames=ALL)
    assert len(trace.frames) == trace.output.size
    in_group, outputs = len(case["input"]) // case["groups"], case["kernel"].shape[1]
    for frame in trace.frames:
        group, place = divmod(frame.channel, outputs)
        inputs = case["input"][group * in_group : (group + 1) * in_group]
        expected = np.zeros_like(frame.products)
        reached = set()
        for channel, row, column in np.ndindex(inputs.shape):
            for i, j in np.ndindex(case["kernel"].shape[2:]):
                lands = (
                    row * case["stride"][0] + i * case["dilation"][0],
                    column * case["stride"][1] + j * case["dilation"][1],
                )
                if lands == (frame.row, frame.column):
                    kernel = case["kernel"][group * in_group + channel, place]
                    expected[channel, i, j] = inputs[channel, row, column] * kernel[i, j]
                    reached.add((row, column))
        np.testing.assert_array_equal(frame.products, expected)
        top, left, bottom, right = frame.window
        if reached:
            rows, columns = zip(*reached, strict=True)
            assert (top, bottom) == (min(rows), max(rows) + 1)
            assert (left, right) == (min(columns), max(columns) + 1)
        else:
            assert (top, left, bottom, right) == (0, 0, 0, 0)


@pytest.mark.parametrize("case", CASES[:10])
def test_padding_crops_each_side_by_itself(case: dict[str, Any]) -> None:
    full = trace_convolution(**case)
    height, width = full.output.shape[1:]
    sides = {"top": (height - 1) // 2, "bottom": height // 3, "left": width // 2, "right": 0}
    trace = trace_convolution(**case, padding=sides)
    expected = full.output[:, sides["top"] : height - sides["bottom"], sides["left"] :]
    np.testing.assert_array_equal(trace.output, expected)
    assert layer_of(trace).output_padding == tuple(case["output_padding"])
    assert trace.multiply_adds == full.multiply_adds


@pytest.mark.parametrize("case", CASES[:10])
def test_rows_of_which_everything_is_cropped_away_are_unread(case: dict[str, Any]) -> None:
    top = (trace_convolution(**case).output.shape[1] - 1) * 2 // 3
    values = torch.tensor(case["input"], requires_grad=True)
    whole = torch.nn.functional.conv_transpose2d(
        values,
        torch.ones(case["kernel"].shape, dtype=torch.float64),
        stride=case["stride"],
        dilation=case["dilation"],
        groups=case["groups"],
        output_padding=case["output_padding"],
    )
    (gradient,) = torch.autograd.grad(whole[:, top:].sum(), values)
    gone = np.flatnonzero(~(gradient[0] != 0).any(1).numpy()).tolist()
    trace = trace_convolution(**case, padding={"top": top})
    assert [list(axis) for axis in trace.layer.unread] == [gone, []]


def test_it_is_the_transpose_of_cross_correlation() -> None:
    random = np.random.default_rng(0)
    kernel = random.normal(size=(3, 2, 3, 2))
    values, weights = random.normal(size=(2, 9, 6)), random.normal(size=(3, 4, 4))
    options: Any = {"stride": 2, "padding": (0, 1)}
    forward = trace_convolution(values, kernel, **options).output
    back = trace_convolution(weights, kernel, operation="transposed", **options).output
    np.testing.assert_allclose((forward * weights).sum(), (values * back).sum())


@pytest.mark.parametrize("block", [1, 50])
def test_cutting_into_blocks_changes_no_bit(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = trace_convolution(**CASES[0])
    monkeypatch.setattr(transposed, "BLOCK", block)
    np.testing.assert_array_equal(trace_convolution(**CASES[0]).output, whole.output)


def test_the_textbook_example() -> None:
    options: Any = {"input": [[0, 1], [2, 3]], "kernel": [[0, 1], [2, 3]]}
    trace = trace_convolution(**options, operation="transposed")
    assert trace.output.tolist() == [[0, 0, 1], [0, 4, 6], [4, 12, 9]]
    middle = trace.frames[4]
    assert middle.products.tolist() == [[0, 2], [2, 0]]
    assert (middle.window, middle.value) == ((0, 0, 2, 2), 4)
    assert trace.padded_input.tolist() == [[0, 1], [2, 3]]
    assert (trace.weights, trace.multiply_adds) == (4, 16)
    strided = trace_convolution(**options, operation="transposed", stride=2, frames_by="input")
    assert strided.output.tolist() == [[0, 0, 0, 1], [0, 0, 2, 3], [0, 2, 0, 3], [4, 6, 6, 9]]
    assert strided.painted[3].window == (2, 2, 4, 4)
    assert strided.painted[3].products.tolist() == [[0, 3], [6, 9]]
