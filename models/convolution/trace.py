"""One convolution with every number that led to it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import limits
from models.arrays import frozen
from models.convolution.frames import Frame, frames_of
from models.convolution.geometry import Geometry, Padding, parameter_counts
from models.convolution.layer import Layer, cross_correlation, pad_zeros
from models.convolution.nested import INPUT, KERNEL, array_of
from models.convolution.options import bias_of, dilation_of, padding_of, stride_of, whole
from models.errors import (
    AnswerTooLarge,
    ChannelsDisagree,
    GroupsDoNotDivide,
    KernelNeedsChannels,
    TooManyFrames,
    TooMuchWork,
)

Numbers = NDArray[np.float64]
Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class ConvolutionTrace:
    """A cross-correlation. Arrays have the dimensions of what was given: two in, two out."""

    padded_input: Numbers  # (rows, columns) or (input channels, rows, columns)
    layer: Layer
    output: Numbers  # (rows, columns) or (output channels, rows, columns)
    weights: int  # parameters that multiply, one a kernel element
    biases: int  # parameters that are added, one an output channel; 0 without a bias
    multiply_adds: int
    frames: tuple[Frame, ...]  # those that were asked for

    @property
    def geometry(self) -> Geometry:
        return self.layer.geometry

    @property
    def frame_count(self) -> int:
        """One frame an output cell, row by row, channel by channel."""
        return self.output.size


def trace_convolution(
    input: ArrayLike,  # noqa: A002 - the field's own word, and the API's
    kernel: ArrayLike,
    *,
    bias: ArrayLike | None = None,
    stride: int | Pair = 1,
    padding: int | Pair | Padding | dict[str, int] | str = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
    frames: Pair = (0, limits.FRAMES_DEFAULT),
) -> ConvolutionTrace:
    """Cross-correlate input and kernel as torch.nn.functional.conv2d does, and keep every number.

    input (rows, columns) or (channels, rows, columns); kernel (rows, columns) for a single input
    channel, or (output channels, input channels / groups, rows, columns); bias one number for all
    output channels or one each. Only `frames` (start, count) are taken apart; none beyond the end.

    Everything may come straight from JSON: whatever cannot be computed raises a leaf of
    errors.InvalidInput whose `field` is the parameter at fault.
    """
    given, filters = array_of(input, INPUT), array_of(kernel, KERNEL)
    planes, kernels = _leading(given, 3), _leading(filters, 4)
    _check_channels(planes, filters, whole(groups, "groups", 1, limits.CHANNELS))
    start = whole(frames[0], "frames.start", 0, 2**53)
    count = whole(frames[1], "frames.count", 0, limits.FRAMES)

    sides = (kernels.shape[2], kernels.shape[3])
    steps, spread = stride_of(stride), dilation_of(dilation)
    surround = padding_of(padding, sides, steps, spread)
    geometry = Geometry.of((planes.shape[1], planes.shape[2]), sides, steps, surround, spread)
    layer = Layer(frozen(kernels), frozen(bias_of(bias, len(kernels))), geometry, groups)
    multiply_adds = _check_size(layer, len(planes))
    weights, biases = parameter_counts(
        len(planes), len(kernels), sides, groups, bias=bias is not None
    )
    cells = range(geometry.output[0] * geometry.output[1] * len(kernels))[start : start + count]
    _check_frames(len(cells), kernels[0].size)

    padded = frozen(pad_zeros(planes, geometry.padding))
    output = frozen(cross_correlation(padded, layer))
    flat = filters.ndim == 2
    return ConvolutionTrace(
        padded_input=padded[0] if given.ndim == 2 else padded,
        layer=layer,
        output=output[0] if flat and given.ndim == 2 else output,
        weights=weights,
        biases=biases,
        multiply_adds=multiply_adds,
        frames=tuple(frames_of(padded, layer, cells, flat=flat)),
    )


def _leading(array: Numbers, rank: int) -> Numbers:
    """With dimensions of 1 in front."""
    return array.reshape((1,) * (rank - array.ndim) + array.shape)


def _check_channels(planes: Numbers, filters: Numbers, groups: int) -> None:
    channels = len(planes)
    if filters.ndim == 2:
        if channels != 1:
            raise KernelNeedsChannels(field="kernel", channels=channels)
        filters = filters[None, None]
    if channels % groups or len(filters) % groups:
        raise GroupsDoNotDivide(
            field="groups", groups=groups, input_channels=channels, output_channels=len(filters)
        )
    if filters.shape[1] * groups != channels:
        raise ChannelsDisagree(
            field="kernel",
            found=filters.shape[1],
            channels=channels,
            groups=groups,
            expected=channels // groups,
        )


def _check_size(layer: Layer, channels: int) -> int:
    """Multiply-adds; raises TooMuchWork or AnswerTooLarge."""
    geometry, outputs = layer.geometry, len(layer.kernel)
    work = geometry.multiply_adds(channels, outputs, layer.groups)
    if work > limits.MULTIPLY_ADDS:
        raise TooMuchWork(field="input", multiply_adds=work, limit=limits.MULTIPLY_ADDS)
    padded, output = (rows * columns for rows, columns in (geometry.padded, geometry.output))
    numbers = padded * channels + output * outputs
    if numbers > limits.ANSWER_NUMBERS:
        raise AnswerTooLarge(field="input", numbers=numbers, limit=limits.ANSWER_NUMBERS)
    return work


def _check_frames(count: int, products: int) -> None:
    most = limits.ANSWER_NUMBERS // products
    if count > most:
        raise TooManyFrames(field="frames.count", count=count, limit=most)
