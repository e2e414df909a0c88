"""Transposed convolution: each input cell paints its window of the output with the kernel."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.arrays import frozen
from models.convolution.frames import Frame, channel_runs, summed
from models.convolution.geometry import Axis, Geometry, Window
from models.convolution.layer import BLOCK, Shape, blocks
from models.convolution.padding import Sources
from models.interruption import checkpoint

Numbers = NDArray[np.float64]
Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Transposed:
    """A cross-correlation run backwards.

    geometry is that of the cross-correlation: its side is the output here, its places are the
    input cells, its padding is cut off, and what its floor leaves over is the output padding. So
    `geometry.padded` is the output before it is cropped, and `geometry.window` the cells of it that
    an input cell paints.
    """

    kernel: Numbers  # (input channels, output channels / groups, kernel rows, kernel columns)
    bias: Numbers  # (output channels,)
    geometry: Geometry
    side: Pair  # rows and columns of the input
    groups: int = 1
    flat: bool = False  # the kernel was given without channels, and so are products

    @property
    def padded_shape(self) -> Shape:
        """That of the input: it is not padded."""
        return (len(self.kernel), *self.side)

    @property
    def output_shape(self) -> Shape:
        return (len(self.bias), self.geometry.rows.side, self.geometry.columns.side)

    @property
    def output_padding(self) -> Pair:
        """Rows below and columns on the right that no product needs."""
        axes = (self.geometry.rows, self.geometry.columns)
        rows, columns = (
            axis.padded - axis.span(side - 1)[1] for axis, side in zip(axes, self.side, strict=True)
        )
        return rows, columns

    @property
    def multiply_adds(self) -> int:
        """Those of which the product is cropped away included."""
        return self.side[0] * self.side[1] * int(self.kernel.size)

    @property
    def work(self) -> int:
        """What a request is bounded by."""
        return self.multiply_adds

    @property
    def frame_products(self) -> int:
        """Numbers in one frame, by output or by input cell, whichever are more."""
        inputs, outputs = self.kernel.shape[:2]
        channels: int = max(inputs // self.groups, outputs)
        return channels * self.geometry.rows.kernel * self.geometry.columns.kernel

    @property
    def sources(self) -> tuple[Sources, Sources]:
        """The input has no padding: each row and column is itself."""
        return tuple(range(self.side[0])), tuple(range(self.side[1]))

    @property
    def unread(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Rows and columns of the input of which everything is cropped away."""
        return _cropped(self.geometry.rows, self.side[0]), _cropped(
            self.geometry.columns, self.side[1]
        )

    def group_of(self, output_channel: int) -> tuple[slice, int]:
        """The input channels that an output channel adds up, and its place in their kernels."""
        group, place = divmod(output_channel, self.kernel.shape[1])
        channels = len(self.kernel) // self.groups
        return slice(group * channels, (group + 1) * channels), place


@dataclass(frozen=True, eq=False)
class Painted:
    """What one input cell adds to the output: itself times its kernels."""

    index: int  # row by row, channel by channel of the input
    channel: int
    row: int
    column: int
    window: Window  # in the output before it is cropped
    products: Numbers  # (kernel rows, kernel columns), or with output channels / groups before them


def transposed_convolution(planes: Numbers, layer: Transposed) -> Numbers:
    """Let each input cell add itself times the kernel to its window, crop, add the bias.

    planes (input channels, rows, columns) -> (output channels, rows, columns). In the order of
    frames: kernel element by element within an input channel, the channels in order, the bias.
    """
    output = np.empty(layer.output_shape)
    for outputs, rows in blocks(layer.output_shape, layer.groups, BLOCK):
        inputs, _ = layer.group_of(outputs.start)
        total = np.zeros(output[outputs, rows].shape)
        for plane, kernel in zip(planes[inputs], layer.kernel[inputs], strict=True):
            total += _painted(plane, kernel, layer.geometry, rows)
        output[outputs, rows] = total + layer.bias[outputs, None, None]
    return output


def _painted(plane: Numbers, kernel: Numbers, geometry: Geometry, rows: slice) -> Numbers:
    """What one input channel (rows, columns) paints of some output rows.

    kernel (outputs, kernel rows, kernel columns) -> (outputs, rows, columns).
    """
    sums = np.zeros((len(kernel), rows.stop - rows.start, geometry.columns.side))
    columns = slice(0, geometry.columns.side)
    for row in range(geometry.rows.kernel):
        checkpoint()
        from_rows, to_rows = _landing(geometry.rows, row, len(plane), rows)
        if from_rows.stop <= from_rows.start:
            continue
        for column in range(geometry.columns.kernel):
            beside, to_columns = _landing(geometry.columns, column, plane.shape[1], columns)
            weights = kernel[:, row, column, None, None]
            sums[:, to_rows, to_columns] += plane[from_rows, beside] * weights
    return sums


def _landing(axis: Axis, element: int, cells: int, outputs: slice) -> tuple[slice, slice]:
    """The input cells of which a kernel element lands among some outputs, and where."""
    shift = element * axis.dilation - axis.before - outputs.start
    first = max(0, -(shift // axis.stride))
    stop = min(cells, (outputs.stop - outputs.start - 1 - shift) // axis.stride + 1)
    if stop <= first:
        return slice(0, 0), slice(0, 0)
    start = first * axis.stride + shift
    return slice(first, stop), slice(start, (stop - 1) * axis.stride + shift + 1, axis.stride)


def _cropped(axis: Axis, cells: int) -> tuple[int, ...]:
    kept = range(axis.before, axis.before + axis.side)
    return tuple(cell for cell in range(cells) if not any(at in kept for at in axis.taps(cell)))


def landed_frames(planes: Numbers, layer: Transposed, cells: range) -> Iterator[Frame]:
    """Frames by output cell: what each kernel element brought there, 0 where it brought nothing.

    Their window is the block of input cells that reach the output cell, empty if none does.
    """
    for channel, inside in channel_runs(cells, layer.output_shape):
        _, rows, columns = np.unravel_index(np.array(inside), layer.output_shape)
        from_rows, rows_land = _origins(layer.geometry.rows, layer.side[0], rows)
        from_columns, columns_land = _origins(layer.geometry.columns, layer.side[1], columns)
        inputs, place = layer.group_of(channel)
        values = planes[inputs][:, from_rows[:, :, None], from_columns[:, None, :]]
        land = rows_land[:, :, None] & columns_land[:, None, :]
        products = np.where(land, values * layer.kernel[inputs, place][:, None], 0.0)
        places = [
            _reaching(from_rows[i][rows_land[i]], from_columns[i][columns_land[i]])
            for i in range(len(inside))
        ]
        yield from summed(products.swapaxes(0, 1), places, layer, channel, inside)


def _origins(
    axis: Axis, cells: int, outputs: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """(outputs, kernel): the input cell that each element comes from, and whether there is one."""
    shifts = np.arange(axis.kernel) * axis.dilation
    origins, rest = np.divmod(outputs[:, None] + axis.before - shifts, axis.stride)
    land = (rest == 0) & (origins >= 0) & (origins < cells)
    return np.where(land, origins, 0), land


def _reaching(rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Window:
    if not (rows.size and columns.size):
        return Window(0, 0, 0, 0)
    top, bottom = int(rows.min()), int(rows.max()) + 1
    return Window(top, int(columns.min()), bottom, int(columns.max()) + 1)


def painted_frames(planes: Numbers, layer: Transposed, cells: range) -> Iterator[Painted]:
    """Frames by input cell: its value times each kernel element, for each output channel."""
    for index in cells:
        channel, row, column = (int(at) for at in np.unravel_index(index, layer.padded_shape))
        products = planes[channel, row, column] * layer.kernel[channel] + 0.0
        yield Painted(
            index=index,
            channel=channel,
            row=row,
            column=column,
            window=layer.geometry.window(row, column),
            products=frozen(products[0] if layer.flat else products),
        )
