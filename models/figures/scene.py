"""One step of a layer: which cells take part in it, and its arithmetic. Nothing is drawn here.

X is the input, K the kernel, Y the output; [channel], of a kernel [output, input] channel or, of
a transposed convolution, [input, output]. Channels, rows and columns count from 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.convolution.frames import Frame
from models.convolution.geometry import Axis, Window
from models.convolution.layer import Layer
from models.convolution.pooling import Pooling
from models.convolution.trace import ConvolutionTrace
from models.convolution.transposed import Painted, Transposed, transposed_convolution
from models.figures.arithmetic import STACKED, lines_of
from models.written import shown

Numbers = NDArray[np.float64]
Places = list[int | None]


@dataclass(frozen=True, eq=False)
class Plane:
    """values (rows, columns), NaN where a cell is empty; taps: cells (row, column) that take part.

    window: what they span, if that is marked.
    """

    name: str
    values: Numbers
    taps: Sequence[tuple[int, int]] = ()
    window: Window | None = None


@dataclass(frozen=True, eq=False)
class Scene:
    """Planes of the input, the kernel (none in pooling) and the output; lines of arithmetic."""

    inputs: tuple[Plane, ...]
    operator: str
    kernels: tuple[Plane, ...]
    outputs: tuple[Plane, ...]
    lines: tuple[str, ...]


def outputs_so_far(trace: ConvolutionTrace, steps: range) -> Iterator[Numbers]:
    """(channels, rows, columns): the output after each step, what is still to come being NaN.

    By input cell what the cells up to there have painted, without the activation until the last.
    """
    output = trace.output if trace.activated is None else trace.activated
    whole = output.reshape(trace.layer.output_shape)
    if trace.frames_by == "input":
        yield from _painted_so_far(trace, whole, steps)
        return
    for step in steps:
        after = whole.copy()
        after.reshape(-1)[step + 1 :] = np.nan
        yield after


def _painted_so_far(trace: ConvolutionTrace, whole: Numbers, steps: range) -> Iterator[Numbers]:
    layer = trace.layer
    assert isinstance(layer, Transposed)
    planes = planes_of(trace.padded_input).copy()
    planes.reshape(-1)[steps.start :] = 0
    after = transposed_convolution(planes, layer)
    for step in steps:
        painted = trace.step(step)
        assert isinstance(painted, Painted)
        products = painted.products.reshape(-1, *layer.kernel.shape[2:])
        for channel, product in zip(
            painted_channels(layer, painted.channel), products, strict=True
        ):
            for (row, column), (i, j) in landings(layer, painted.window):
                after[channel, row, column] += product[i, j]
        yield whole if step == trace.frame_count - 1 else after.copy()


def landings(
    layer: Transposed, window: Window
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """For each element of the kernel that lands in the output, the cell there and the element."""
    rows, columns = layer.geometry.rows, layer.geometry.columns
    for i in range(rows.kernel):
        for j in range(columns.kernel):
            row = window.top + i * rows.dilation - rows.before
            column = window.left + j * columns.dilation - columns.before
            if 0 <= row < rows.side and 0 <= column < columns.side:
                yield (row, column), (i, j)


def painted_channels(layer: Transposed, channel: int) -> range:
    """The output channels that a channel of the input paints."""
    each = layer.kernel.shape[1]
    first = channel // (len(layer.kernel) // layer.groups) * each
    return range(first, first + each)


def planes_of(array: Numbers) -> Numbers:
    """(channels, rows, columns) of an array with or without channels."""
    return array.reshape((1,) * (3 - array.ndim) + array.shape)


def scene_of(trace: ConvolutionTrace, index: int, so_far: Numbers) -> Scene:
    """A step, counted from 0; so_far: what outputs_so_far gives for it."""
    step = trace.step(index)
    if isinstance(step, Painted):
        return _painted_scene(trace, step, so_far)
    return _frame_scene(trace, step, so_far)


def _frame_scene(trace: ConvolutionTrace, frame: Frame, so_far: Numbers) -> Scene:
    layer, planes = trace.layer, planes_of(trace.padded_input)
    rows, columns = _places(trace, frame)
    taps = [(r, c) for r in rows for c in columns if r is not None and c is not None]
    covered = [
        (i, j)
        for i, r in enumerate(rows)
        for j, c in enumerate(columns)
        if r is not None and c is not None
    ]
    read = list(_read_channels(layer, frame.channel))
    window = None if isinstance(layer, Transposed) else frame.window
    marked = [frame.chosen] if frame.chosen is not None else taps
    here = Window(frame.row, frame.column, frame.row + 1, frame.column + 1)
    return Scene(
        inputs=tuple(
            Plane(_name("X", planes, channel), planes[channel], marked, window)
            for channel, _, _ in read[:STACKED]
        ),
        operator="*" if trace.weights else trace.operation.partition("_")[0],
        kernels=tuple(
            Plane(
                _kernel_name(trace, place), weights, () if len(covered) == weights.size else covered
            )
            for _, place, weights in read[:STACKED]
            if weights is not None
        ),
        outputs=(Plane(_name("Y", so_far, frame.channel), so_far[frame.channel], (), here),),
        lines=tuple(
            lines_of(trace, frame, {c: (_values(planes[c], taps), w) for c, _, w in read}, covered)
        ),
    )


def _painted_scene(trace: ConvolutionTrace, painted: Painted, so_far: Numbers) -> Scene:
    layer, planes = trace.layer, planes_of(trace.padded_input)
    assert isinstance(layer, Transposed)
    channel, window = painted.channel, painted.window
    pairs = list(landings(layer, window))
    taps, covered = [cell for cell, _ in pairs], [element for _, element in pairs]
    here = Window(painted.row, painted.column, painted.row + 1, painted.column + 1)
    kernels, outputs, lines = [], [], []
    value = shown(float(planes[channel, painted.row, painted.column]))[0]
    for place, output in enumerate(painted_channels(layer, channel)[:STACKED]):
        weights = layer.kernel[channel, place]
        name = _kernel_name(trace, (channel, place))
        some = () if len(covered) == weights.size else covered
        kernels.append(Plane(name, weights, some))
        outputs.append(Plane(_name("Y", so_far, output), so_far[output], taps, _span(taps)))
        lines.append(f"{_place('Y', so_far, output, taps)} += {value} x {name}")
    return Scene(
        inputs=(Plane(_name("X", planes, channel), planes[channel], (), here),),
        operator="*",
        kernels=tuple(kernels),
        outputs=tuple(outputs),
        lines=tuple(lines),
    )


def _span(taps: Sequence[tuple[int, int]]) -> Window | None:
    if not taps:
        return None
    return Window(taps[0][0], taps[0][1], taps[-1][0] + 1, taps[-1][1] + 1)


def _place(letter: str, planes: Numbers, channel: int, taps: Sequence[tuple[int, int]]) -> str:
    """Cells as Python slices them: Y[0:2, 1:3]."""
    window = _span(taps) or Window(0, 0, 0, 0)
    before = f"{channel}, " if len(planes) > 1 else ""
    return f"{letter}[{before}{window.top}:{window.bottom}, {window.left}:{window.right}]"


def _places(trace: ConvolutionTrace, frame: Frame) -> tuple[Places, Places]:
    """For each row and column of the kernel that of the padded input; None where there is none."""
    geometry, shape = trace.geometry, trace.layer.padded_shape
    transposed = isinstance(trace.layer, Transposed)
    rows = _along(geometry.rows, frame.row, shape[1], transposed=transposed)
    return rows, _along(geometry.columns, frame.column, shape[2], transposed=transposed)


def _along(axis: Axis, at: int, side: int, *, transposed: bool) -> Places:
    if not transposed:
        return [place if place < side else None for place in axis.taps(at)]
    found = [divmod(at + axis.before - i * axis.dilation, axis.stride) for i in range(axis.kernel)]
    return [place if not rest and 0 <= place < side else None for place, rest in found]


def _read_channels(
    layer: Layer | Transposed | Pooling, output: int
) -> Iterator[tuple[int, tuple[int, int], Numbers | None]]:
    """The input channels that an output channel reads; place and weights of its kernel for each."""
    if isinstance(layer, Pooling):
        yield output, (0, 0), None
    elif isinstance(layer, Transposed):
        inputs, place = layer.group_of(output)
        for channel in range(inputs.start, inputs.stop):
            yield channel, (channel, place), layer.kernel[channel, place]
    else:
        first = output // layer.group_outputs * layer.kernel.shape[1]
        for place, weights in enumerate(layer.kernel[output]):
            yield first + place, (output, place), weights


def _name(letter: str, planes: Numbers, channel: int) -> str:
    return f"{letter}[{channel}]" if len(planes) > 1 else letter


def _kernel_name(trace: ConvolutionTrace, place: tuple[int, int]) -> str:
    turned = " 180°" if trace.operation == "convolution" else ""
    flat = isinstance(trace.layer, Pooling) or trace.layer.kernel.shape[:2] == (1, 1)
    return f"K{turned}" if flat else f"K[{place[0]}, {place[1]}]{turned}"


def _values(plane: Numbers, taps: Sequence[tuple[int, int]]) -> list[float]:
    return [float(plane[tap]) for tap in taps]
