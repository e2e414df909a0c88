"""One layer with every number that led to its output."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import limits
from models.arrays import frozen
from models.convolution.activation import ACTIVATIONS, Activation, activate
from models.convolution.frames import Frame, frames_of
from models.convolution.geometry import Geometry, Padding, parameter_counts
from models.convolution.layer import cross_correlation
from models.convolution.nested import INPUT, array_of
from models.convolution.operations import OPERATIONS, Operation, Options
from models.convolution.options import one_of, whole
from models.convolution.padding import PaddingMode
from models.convolution.pooling import Pooling, pool, pooling_frames
from models.convolution.reading import AnyLayer, layer_of
from models.convolution.transposed import (
    Painted,
    Transposed,
    landed_frames,
    painted_frames,
    transposed_convolution,
)
from models.errors import AnswerTooLarge, OptionNotForOperation, TooManyFrames, TooMuchWork

if TYPE_CHECKING:
    from models.figures.drawing import Drawing

Numbers = NDArray[np.float64]
Pair = tuple[int, int]

FramesBy = Literal["output", "input"]
FRAMES_BY: tuple[FramesBy, ...] = get_args(FramesBy)


@dataclass(frozen=True, eq=False)
class ConvolutionTrace:
    """A layer that was computed. Arrays have the dimensions of what was given: two in, two out."""

    operation: Operation
    padded_input: Numbers
    """(rows, columns) or (input channels, rows, columns). Of a transposed convolution the input as
    it is; of pooling with NaN in padding that is empty."""
    layer: AnyLayer
    output: Numbers  # (rows, columns) or (output channels, rows, columns)
    activated: Numbers | None  # the output after the activation, if there is one
    weights: int  # parameters that multiply, one a kernel element
    biases: int  # parameters that are added, one an output channel; 0 without a bias
    multiply_adds: int
    frame_count: int  # one an output cell, or an input cell, row by row, channel by channel
    frames: tuple[Frame, ...]  # those that were asked for, if by output cell
    painted: tuple[Painted, ...] = ()  # those that were asked for, if by input cell
    frames_by: FramesBy = "output"
    activation: Activation = "none"

    @property
    def geometry(self) -> Geometry:
        """Of a transposed convolution that of the cross-correlation which it runs backwards."""
        return self.layer.geometry

    def step(self, index: int) -> Frame | Painted:
        """Any frame, 0 … frame_count - 1, whether it was asked for or not."""
        padded = self.padded_input.reshape(self.layer.padded_shape)
        cells = range(index, index + 1)
        if self.frames_by == "input" and isinstance(self.layer, Transposed):
            return next(painted_frames(padded, self.layer, cells))
        activated = self.activated
        if activated is not None:
            activated = activated.reshape(self.layer.output_shape)
        return _frames(padded, self.layer, cells, activated)[0]

    def figure(self, step: int = 1) -> "Drawing":
        """A frame as a picture, steps counted from 1 as pages count them.

        Raises OutOfRange.
        """
        from models.figures.convolution import step_figure

        return step_figure(self, whole(step, "step", 1, self.frame_count) - 1)


def trace_convolution(
    input: ArrayLike,  # noqa: A002 - the field's own word, and the API's
    kernel: ArrayLike | None = None,
    *,
    operation: Operation = "cross_correlation",
    bias: ArrayLike | None = None,
    stride: int | Pair | None = None,
    padding: int | Pair | Padding | dict[str, int] | str = 0,
    padding_mode: PaddingMode = "zeros",
    dilation: int | Pair = 1,
    groups: int = 1,
    output_padding: int | Pair = 0,
    window: int | Pair | None = None,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    activation: Activation = "none",
    frames: Pair = (0, limits.FRAMES_DEFAULT),
    frames_by: FramesBy = "output",
) -> ConvolutionTrace:
    """Compute a layer as torch.nn.functional does, and keep every number.

    input (rows, columns) or (channels, rows, columns); kernel (rows, columns) for a single input
    channel, or (output channels, input channels / groups, rows, columns), of a transposed
    convolution (input channels, output channels / groups, rows, columns); bias one number for all
    output channels or one each. Pooling has a window instead, which is also its stride if none is
    given; otherwise that is 1. Only `frames` (start, count) are taken apart; none beyond the end.

    Everything may come straight from JSON: whatever cannot be computed raises a leaf of
    errors.InvalidInput whose `field` is the parameter at fault.
    """
    operation = one_of(operation, "operation", OPERATIONS)
    activation = one_of(activation, "activation", ACTIVATIONS)
    by = one_of(frames_by, "frames.by", FRAMES_BY)
    if by == "input" and operation != "transposed":
        raise OptionNotForOperation(
            field="frames.by", name="frames.by", operation=operation, allowed="transposed"
        )
    given = array_of(input, INPUT)
    planes = given.reshape((1,) * (3 - given.ndim) + given.shape)
    start = whole(frames[0], "frames.start", 0, 2**53)
    count = whole(frames[1], "frames.count", 0, limits.FRAMES)
    options = Options(
        kernel=kernel,
        bias=bias,
        stride=stride,
        padding=padding,
        padding_mode=padding_mode,
        dilation=dilation,
        groups=groups,
        output_padding=output_padding,
        window=window,
        ceil_mode=ceil_mode,
        count_include_pad=count_include_pad,
    )
    layer = layer_of(operation, options, planes)
    frame_count = planes.size if by == "input" else math.prod(layer.output_shape)
    cells = range(frame_count)[start : start + count]
    _check_size(layer, len(cells), activated=activation != "none")

    padded = frozen(planes if isinstance(layer, Transposed) else layer.padded(planes))
    output = frozen(_compute(padded, layer))
    activated = None if activation == "none" else frozen(activate(output, activation))
    single = layer.flat and given.ndim == 2
    weights, biases = _parameters(layer, bias=bias is not None)
    return ConvolutionTrace(
        operation=operation,
        padded_input=padded[0] if given.ndim == 2 else padded,
        layer=layer,
        output=output[0] if single else output,
        activated=activated[0] if single and activated is not None else activated,
        weights=weights,
        biases=biases,
        multiply_adds=layer.multiply_adds,
        frame_count=frame_count,
        frames=_frames(padded, layer, cells, activated) if by == "output" else (),
        painted=tuple(painted_frames(padded, layer, cells))
        if by == "input" and isinstance(layer, Transposed)
        else (),
        frames_by=by,
        activation=activation,
    )


def _parameters(layer: AnyLayer, *, bias: bool) -> Pair:
    """Weights and biases; pooling has none."""
    if isinstance(layer, Pooling):
        return 0, 0
    sides = (layer.geometry.rows.kernel, layer.geometry.columns.kernel)
    inputs, outputs = layer.padded_shape[0], layer.output_shape[0]
    return parameter_counts(inputs, outputs, sides, layer.groups, bias=bias)


def _compute(padded: Numbers, layer: AnyLayer) -> Numbers:
    if isinstance(layer, Transposed):
        return transposed_convolution(padded, layer)
    if isinstance(layer, Pooling):
        return pool(padded, layer)
    return cross_correlation(padded, layer)


def _frames(
    padded: Numbers, layer: AnyLayer, cells: range, activated: Numbers | None
) -> tuple[Frame, ...]:
    if not cells:
        return ()
    frames: Iterable[Frame]
    if isinstance(layer, Transposed):
        frames = landed_frames(padded, layer, cells)
    elif isinstance(layer, Pooling):
        frames = pooling_frames(padded, layer, cells)
    else:
        frames = frames_of(padded, layer, cells)
    if activated is None:
        return tuple(frames)
    return tuple(
        replace(frame, activated=float(activated[frame.channel, frame.row, frame.column]))
        for frame in frames
    )


def _check_size(layer: AnyLayer, frames: int, *, activated: bool) -> None:
    """Raise TooMuchWork, AnswerTooLarge or TooManyFrames."""
    if layer.work > limits.MULTIPLY_ADDS:
        raise TooMuchWork(field="input", multiply_adds=layer.work, limit=limits.MULTIPLY_ADDS)
    outputs = 2 if activated else 1
    numbers = math.prod(layer.padded_shape) + outputs * math.prod(layer.output_shape)
    if numbers > limits.ANSWER_NUMBERS:
        raise AnswerTooLarge(field="input", numbers=numbers, limit=limits.ANSWER_NUMBERS)
    most = limits.ANSWER_NUMBERS // layer.frame_products
    if frames > most:
        raise TooManyFrames(field="frames.count", count=frames, limit=most)
