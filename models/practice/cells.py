"""Exercises that ask for one cell of an output."""

from typing import Any

import numpy as np

from models.convolution.geometry import Padding
from models.convolution.trace import ConvolutionTrace, trace_convolution
from models.practice.arithmetic import product, total, written
from models.practice.exercise import Drawn, Given, Line, Mistake, Numbers, Pair

Draw = np.random.Generator


def cell(draw: Draw, level: int, classic: bool) -> Drawn:
    """Window times kernel: plain; with signs and padding; over two channels with a bias."""
    if classic and level == 1:
        values, weights = np.arange(9.0).reshape(1, 3, 3), np.arange(4.0).reshape(1, 2, 2)
        given = Given((3, 3), (2, 2), values=values, weights=weights)
        return _correlated(given, (0, 0))
    channels = 2 if level == 3 else 1
    side, kernel = ((4, 4), (3, 3)) if level == 2 else ((3, 3), (2, 2))
    least = 0 if level == 1 else -2
    given = Given(
        side,
        kernel,
        padding=Padding(1, 1, 1, 1) if level == 2 else Padding(),
        inputs=channels,
        bias=level == 3,
        values=_whole(draw, 0, 9, (channels, *side)),
        weights=_whole(draw, least, 3, (channels, *kernel)),
        offset=float(draw.integers(1, 6)) if level == 3 else 0.0,
    )
    return _correlated(given, _place(draw, given))


def pool(draw: Draw, level: int, classic: bool) -> Drawn:
    """The largest of a window; the average; the largest where padding takes no part."""
    del classic
    side, window = ((5, 5), (3, 3)) if level == 3 else ((4, 4 if level == 1 else 6), (2, 2))
    given = Given(
        side,
        window,
        stride=(2, 2),
        padding=Padding(1, 1, 1, 1) if level == 3 else Padding(),
        operation="average_pool" if level == 2 else "max_pool",
        values=_whole(draw, *((-9, 1) if level == 3 else (0, 9)), (1, *side)),
    )
    return _pooled(given, _place(draw, given))


def _whole(draw: Draw, least: int, most: int, shape: tuple[int, ...]) -> Numbers:
    return draw.integers(least, most + 1, shape).astype(float)


def _place(draw: Draw, given: Given) -> Pair:
    rows, columns = given.geometry.output
    return int(draw.integers(rows)), int(draw.integers(columns))


def _correlated(given: Given, at: Pair) -> Drawn:
    values, weights = given.values, given.weights
    assert values is not None
    assert weights is not None
    kernel, bias = weights[None], [given.offset]
    padding = given.padding._asdict()
    trace = _trace(values, kernel=kernel, bias=bias, padding=padding)
    output = _plane(trace)
    row, column = at
    frame = trace.frames[row * output.shape[1] + column]
    window = trace.padded_input[:, frame.window.top : frame.window.bottom]
    window = window[:, :, frame.window.left : frame.window.right]

    wrong = {
        "flipped": _plane(
            _trace(values, kernel=kernel[..., ::-1, ::-1], bias=bias, padding=padding)
        ),
        "kernel_transposed": _plane(
            _trace(values, kernel=kernel.swapaxes(2, 3), bias=bias, padding=padding)
        ),
        "cell_swapped": output.T,
    }
    if any(given.padding):
        wrong["window_unpadded"] = _plane(_trace(values, kernel=kernel, bias=bias))
    if given.inputs > 1:
        wrong["one_channel"] = _plane(_trace(values[:1], kernel=kernel[:, :1], bias=bias))
    if given.bias:
        wrong["forgot_bias"] = output - given.offset
    labels = ("channel",) * given.inputs if given.inputs > 1 else ("",)
    lines = [
        Line(
            label,
            " + ".join(
                product(pair) for pair in zip(window[i].ravel(), weights[i].ravel(), strict=True)
            ),
            float(frame.channel_sums[i]),
            number=i if label else None,
        )
        for i, label in enumerate(labels)
    ]
    if given.bias:
        lines.append(Line("bias", written(given.offset), given.offset))
        sums = [*frame.channel_sums.tolist(), given.offset]
        lines.append(Line("", total(sums), frame.value, last=True))
    return _drawn(given, at, output, wrong, tuple(lines))


def _pooled(given: Given, at: Pair) -> Drawn:
    values = given.values
    assert values is not None
    options: dict[str, Any] = {"window": given.kernel, "padding": given.padding._asdict()}
    step = options | {"stride": given.stride}
    average = given.operation == "average_pool"
    output = _plane(_trace(values, operation=given.operation, **step))
    row, column = at
    span = given.geometry.window(row, column)
    top, left = span.top - given.padding.top, span.left - given.padding.left
    inside = values[0, max(top, 0) : span.bottom - given.padding.top]
    inside = inside[:, max(left, 0) : span.right - given.padding.left].ravel()

    other = _plane(_trace(values, operation="max_pool" if average else "average_pool", **step))
    wrong = {
        "largest" if average else "averaged": other,
        "cell_swapped": output.T,
        "stride_one": _plane(_trace(values, operation=given.operation, **options, stride=(1, 1))),
    }
    if average:
        wrong["summed"] = output * inside.size
    if any(given.padding):
        wrong["padding_counted"] = np.maximum(output, 0)
    listed = ", ".join(map(written, inside))
    text = f"({total(inside)}) / {inside.size}" if average else f"max({listed})"
    value = float(output[at])
    return _drawn(given, at, output, wrong, (Line("", text, value),))


def _drawn(
    given: Given, at: Pair, output: Numbers, wrong: dict[str, Numbers], lines: tuple[Line, ...]
) -> Drawn:
    """Mistakes are those whose output has the cell; a swapped cell must be another one."""
    row, column = at
    expected = (float(output[at]),)
    mistakes = [
        Mistake(code, (float(grid[at]),))
        for code, grid in wrong.items()
        if row < grid.shape[0] and column < grid.shape[1]
        if code != "cell_swapped" or row != column
    ]
    span = given.geometry.window(row, column)
    top, left = span.top - given.padding.top, span.left - given.padding.left
    return Drawn(
        given,
        expected,
        tuple(mistakes),
        lines,
        words={
            "row": row,
            "column": column,
            "top": top,
            "bottom": top + given.kernel[0] - 1,
            "left": left,
            "right": left + given.kernel[1] - 1,
        },
        cell=at,
        output=output,
    )


def _trace(values: Numbers, **options: Any) -> ConvolutionTrace:
    return trace_convolution(values, **options)


def _plane(trace: ConvolutionTrace) -> Numbers:
    plane: Numbers = trace.output[0]
    return plane
