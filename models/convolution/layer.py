"""The operation itself, added up in the order in which a reader would."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.convolution.geometry import Axis, Geometry
from models.convolution.padding import PaddingMode, Sources, pad, sources
from models.interruption import checkpoint

Numbers = NDArray[np.float64]
Shape = tuple[int, int, int]

BLOCK = 2**15
"""Output cells worked on at once: few enough for the processor's cache, whatever the input."""


@dataclass(frozen=True, eq=False)
class Layer:
    """Kernels and biases, and how they slide over a padded input.

    True convolution is the same with kernels that are flipped on both axes.
    """

    kernel: Numbers  # (output channels, input channels / groups, kernel rows, kernel columns)
    bias: Numbers  # (output channels,)
    geometry: Geometry
    groups: int = 1
    padding_mode: PaddingMode = "zeros"
    flat: bool = False  # the kernel was given without channels, and so are products

    @property
    def padded_shape(self) -> Shape:
        channels: int = self.kernel.shape[1]
        return (channels * self.groups, *self.geometry.padded)

    @property
    def output_shape(self) -> Shape:
        return (len(self.kernel), *self.geometry.output)

    @property
    def multiply_adds(self) -> int:
        return self.geometry.multiply_adds(self.padded_shape[0], len(self.kernel), self.groups)

    @property
    def work(self) -> int:
        """What a request is bounded by."""
        return self.multiply_adds

    @property
    def frame_products(self) -> int:
        """Numbers in one frame."""
        return int(self.kernel[0].size)

    @property
    def sources(self) -> tuple[Sources, Sources]:
        """Where the rows and the columns of the padded input come from."""
        rows, columns = self.geometry.rows, self.geometry.columns
        return sources(rows, self.padding_mode), sources(columns, self.padding_mode)

    @property
    def unread(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Rows and columns of the padded input that no window reads."""
        return self.geometry.rows.unread, self.geometry.columns.unread

    @property
    def group_outputs(self) -> int:
        """Output channels of one group."""
        return len(self.kernel) // self.groups

    def read_by(self, padded: Numbers, output_channel: int) -> Numbers:
        """The input channels that an output channel reads: those of its group."""
        channels = self.kernel.shape[1]
        group = output_channel // self.group_outputs
        return padded[group * channels : (group + 1) * channels]

    def padded(self, planes: Numbers) -> Numbers:
        return pad(planes, self.geometry, self.padding_mode)


def cross_correlation(padded: Numbers, layer: Layer) -> Numbers:
    """Slide each kernel over the padded input: multiply element by element, sum, add the bias.

    padded (input channels, rows, columns) -> (output channels, *geometry.output).

    Products are summed row by row within a channel, the channel sums in order, then the bias: what
    is added up by hand from a frame agrees in every bit. Memory beyond the output is a few blocks.
    """
    output = np.empty(layer.output_shape)
    for outputs, rows in blocks(layer.output_shape, layer.groups, BLOCK):
        inputs = layer.read_by(padded, outputs.start)
        sums = _block(inputs, layer.kernel[outputs], layer.geometry, rows)
        output[outputs, rows] = sums + layer.bias[outputs, None, None]
    return output


def blocks(shape: Shape, groups: int, cells: int) -> Iterator[tuple[slice, slice]]:
    """Cut (channels, rows, columns) into the channels of a group and rows, about so many cells."""
    channels, height, width = shape
    in_group = channels // groups
    rows = max(1, cells // (in_group * width))
    for first in range(0, channels, in_group):
        for top in range(0, height, rows):
            yield slice(first, first + in_group), slice(top, min(top + rows, height))


def _block(inputs: Numbers, kernel: Numbers, geometry: Geometry, rows: slice) -> Numbers:
    """Sums over all channels for some output rows, without the bias."""
    outputs, channels, kernel_rows, kernel_columns = kernel.shape
    total = np.zeros((outputs, rows.stop - rows.start, geometry.columns.output))
    channel_sum, product = np.empty_like(total), np.empty_like(total)
    all_columns = slice(0, geometry.columns.output)
    for channel in range(channels):
        channel_sum[:] = 0
        for row in range(kernel_rows):
            checkpoint()
            below = under(geometry.rows, row, rows)
            for column in range(kernel_columns):
                beside = under(geometry.columns, column, all_columns)
                weights = kernel[:, channel, row, column, None, None]
                np.multiply(weights, inputs[channel, below, beside], out=product)
                channel_sum += product
        total += channel_sum
    return total


def under(axis: Axis, element: int, outputs: slice) -> slice:
    """Positions that one kernel element covers while the output runs over a slice."""
    first = outputs.start * axis.stride + element * axis.dilation
    return slice(first, first + (outputs.stop - outputs.start - 1) * axis.stride + 1, axis.stride)
