"""The operation itself, added up in the order in which a reader would."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.convolution.geometry import Axis, Geometry, Padding

Numbers = NDArray[np.float64]

BLOCK = 2**15
"""Output cells worked on at once: few enough for the processor's cache, whatever the input."""


@dataclass(frozen=True, eq=False)
class Layer:
    """Kernels and biases, and how they slide."""

    kernel: Numbers  # (output channels, input channels / groups, kernel rows, kernel columns)
    bias: Numbers  # (output channels,)
    geometry: Geometry
    groups: int = 1

    @property
    def group_outputs(self) -> int:
        """Output channels of one group."""
        return len(self.kernel) // self.groups

    def read_by(self, padded: Numbers, output_channel: int) -> Numbers:
        """The input channels that an output channel reads: those of its group."""
        channels = self.kernel.shape[1]
        group = output_channel // self.group_outputs
        return padded[group * channels : (group + 1) * channels]


def pad_zeros(planes: Numbers, padding: Padding) -> Numbers:
    """(channels, rows, columns) -> the same with zeros on four sides."""
    return np.pad(planes, ((0, 0), padding[:2], padding[2:]))


def cross_correlation(padded: Numbers, layer: Layer) -> Numbers:
    """Slide each kernel over the padded input: multiply element by element, sum, add the bias.

    padded (input channels, rows, columns) -> (output channels, *geometry.output).

    Products are summed row by row within a channel, the channel sums in order, then the bias: what
    is added up by hand from a frame agrees in every bit. Memory beyond the output is a few blocks.
    """
    output = np.empty((len(layer.kernel), *layer.geometry.output))
    for outputs, rows in _blocks(layer):
        inputs = layer.read_by(padded, outputs.start)
        sums = _block(inputs, layer.kernel[outputs], layer.geometry, rows)
        output[outputs, rows] = sums + layer.bias[outputs, None, None]
    return output


def _blocks(layer: Layer) -> Iterator[tuple[slice, slice]]:
    """Cut (output channels, output rows) into pieces of about BLOCK cells, each in one group."""
    height, width = layer.geometry.output
    rows = max(1, min(height, BLOCK // width))
    channels = max(1, BLOCK // (rows * width))
    for group in range(0, len(layer.kernel), layer.group_outputs):
        end = group + layer.group_outputs
        for first in range(group, end, channels):
            for top in range(0, height, rows):
                yield slice(first, min(first + channels, end)), slice(top, min(top + rows, height))


def _block(inputs: Numbers, kernel: Numbers, geometry: Geometry, rows: slice) -> Numbers:
    """Sums over all channels for some output rows, without the bias."""
    outputs, channels, kernel_rows, kernel_columns = kernel.shape
    total = np.zeros((outputs, rows.stop - rows.start, geometry.columns.output))
    channel_sum, product = np.empty_like(total), np.empty_like(total)
    all_columns = slice(0, geometry.columns.output)
    for channel in range(channels):
        channel_sum[:] = 0
        for row in range(kernel_rows):
            below = _under(geometry.rows, row, rows)
            for column in range(kernel_columns):
                beside = _under(geometry.columns, column, all_columns)
                weights = kernel[:, channel, row, column, None, None]
                np.multiply(weights, inputs[channel, below, beside], out=product)
                channel_sum += product
        total += channel_sum
    return total


def _under(axis: Axis, element: int, outputs: slice) -> slice:
    """Positions that one kernel element covers while the output runs over a slice."""
    first = outputs.start * axis.stride + element * axis.dilation
    return slice(first, first + (outputs.stop - outputs.start - 1) * axis.stride + 1, axis.stride)
