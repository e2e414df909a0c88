"""Shape algebra against counting on fingers, and against PyTorch's own shapes."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.convolution.geometry import (
    Axis,
    Geometry,
    Padding,
    Window,
    output_side,
    parameter_counts,
    same_padding,
)
from models.errors import KernelExceedsInput

axes = st.builds(
    Axis,
    side=st.integers(1, 12),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 5),
    dilation=st.integers(1, 4),
    before=st.integers(0, 4),
    after=st.integers(0, 4),
).filter(lambda axis: axis.output >= 1)


def places(axis: Axis) -> list[list[int]]:
    """Positions read at each place, by sliding the kernel until it falls off the end."""
    found = []
    start = 0
    while True:
        taps = [start + element * axis.dilation for element in range(axis.kernel)]
        if taps[-1] >= axis.before + axis.side + axis.after:
            return found
        found.append(taps)
        start += axis.stride


@settings(max_examples=500)
@given(axes)
def test_an_axis_agrees_with_sliding_the_kernel_step_by_step(axis: Axis) -> None:
    expected = places(axis)
    assert axis.output == len(expected)
    assert [list(axis.taps(output)) for output in range(axis.output)] == expected
    for output, taps in enumerate(expected):
        assert axis.span(output) == (taps[0], taps[-1] + 1)
    for position in range(axis.padded):
        readers = [output for output, taps in enumerate(expected) if position in taps]
        assert list(axis.readers(position)) == readers
        assert (position in axis.unread) == (not readers)
    assert axis.remainder == axis.padded - 1 - expected[-1][-1]
    assert 0 <= axis.remainder < axis.stride


@settings(max_examples=300, deadline=None)
@given(
    side=st.tuples(st.integers(1, 12), st.integers(1, 12)),
    kernel=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    stride=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    padding=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    dilation=st.tuples(st.integers(1, 4), st.integers(1, 4)),
)
def test_output_shape_and_refusal_agree_with_pytorch(
    side: tuple[int, int],
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int],
    dilation: tuple[int, int],
) -> None:
    sides = Padding(padding[0], padding[0], padding[1], padding[1])
    try:
        expected = torch.nn.functional.conv2d(
            torch.zeros(1, *side),
            torch.zeros(1, 1, *kernel),
            stride=stride,
            padding=padding,
            dilation=dilation,
        ).shape[1:]
    except RuntimeError:
        with pytest.raises(KernelExceedsInput) as caught:
            Geometry.of(side, kernel, stride, sides, dilation)
        assert caught.value.field == "kernel"
    else:
        assert Geometry.of(side, kernel, stride, sides, dilation).output == tuple(expected)


@given(kernel=st.integers(1, 31), dilation=st.integers(1, 8), side=st.integers(1, 50))
def test_same_padding_keeps_the_side_and_puts_an_odd_cell_after(
    kernel: int, dilation: int, side: int
) -> None:
    before, after = same_padding(kernel, dilation)
    assert output_side(side, kernel, 1, dilation, before, after) == side
    assert after - before in (0, 1)


@given(rows=axes, columns=axes, data=st.data())
def test_readers_are_exactly_the_cells_whose_taps_hold_the_position(
    rows: Axis, columns: Axis, data: st.DataObject
) -> None:
    geometry = Geometry(rows, columns)
    row = data.draw(st.integers(0, rows.padded - 1))
    column = data.draw(st.integers(0, columns.padded - 1))
    expected = [
        (r, c)
        for r in range(rows.output)
        for c in range(columns.output)
        if row in rows.taps(r) and column in columns.taps(c)
    ]
    assert list(geometry.readers(row, column)) == expected
    for r, c in expected:
        window = geometry.window(r, c)
        assert window.top <= row < window.bottom
        assert window.left <= column < window.right


def test_the_textbook_example() -> None:
    geometry = Geometry.of((3, 3), (2, 2), (3, 2), Padding(1, 1, 1, 1))
    assert geometry.output == (2, 2)
    assert geometry.window(1, 1) == Window(top=3, left=2, bottom=5, right=4)
    assert geometry.rows.unread == (2,)
    assert geometry.columns.unread == (4,)
    assert geometry.columns.remainder == 1
    assert geometry.multiply_adds(1, 1) == 16


def test_three_channels_to_ten_with_a_three_by_three_kernel_have_280_parameters() -> None:
    assert parameter_counts(3, 10, (3, 3)) == (270, 10)
    assert parameter_counts(3, 10, (3, 3), bias=False) == (270, 0)


@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("bias", [True, False])
def test_parameter_counts_equal_those_of_pytorchs_layer(groups: int, bias: bool) -> None:
    layer = torch.nn.Conv2d(8, 12, (3, 5), groups=groups, bias=bias)
    weights, biases = parameter_counts(8, 12, (3, 5), groups, bias=bias)
    assert weights + biases == sum(parameter.numel() for parameter in layer.parameters())
