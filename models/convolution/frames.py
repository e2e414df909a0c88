"""Single output cells, taken apart into their products."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.arrays import frozen
from models.convolution.geometry import Geometry, Window
from models.convolution.layer import Layer, Shape

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Frame:
    """One output cell: its window times the kernel, summed a channel at a time, plus the bias.

    sum(channel_sums) + bias == value in every bit, and so is each channel sum that of its products
    (of a largest value: itself).
    """

    index: int  # row by row, channel by channel
    channel: int
    row: int
    column: int
    window: Window
    products: Numbers  # (kernel rows, kernel columns), or with input channels / groups before them
    channel_sums: Numbers  # (input channels / groups,)
    bias: float
    value: float
    activated: float | None = None  # with an activation
    chosen: tuple[int, int] | None = None  # of max pooling: row and column in the padded input
    divisor: int | None = None  # of average pooling


class Weighted(Protocol):
    """What a layer with kernels and biases says of itself."""

    @property
    def bias(self) -> Numbers: ...
    @property
    def flat(self) -> bool: ...
    @property
    def output_shape(self) -> Shape: ...


def channel_runs(cells: range, shape: Shape) -> Iterator[tuple[int, range]]:
    """Cells of an array, counted row by row, channel by channel, as one range a channel."""
    plane = shape[1] * shape[2]
    for channel in range(cells.start // plane, shape[0]):
        inside = range(max(cells.start, channel * plane), min(cells.stop, (channel + 1) * plane))
        if not inside:
            return
        yield channel, inside


def frames_of(padded: Numbers, layer: Layer, cells: range) -> Iterator[Frame]:
    """Take apart the output cells with these indices; only their windows are computed.

    padded (input channels, rows, columns).
    """
    for channel, inside in channel_runs(cells, layer.output_shape):
        yield from _of_channel(padded, layer, channel, inside)


def _of_channel(padded: Numbers, layer: Layer, channel: int, cells: range) -> Iterator[Frame]:
    """All frames of one output channel at once."""
    _, rows, columns = np.unravel_index(np.array(cells), layer.output_shape)
    spans = windows(layer.read_by(padded, channel), layer.geometry)
    products = spans[:, rows, columns].swapaxes(0, 1) * layer.kernel[channel]
    places = [
        layer.geometry.window(row, column)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    yield from summed(products, places, layer, channel, cells)


def summed(
    products: Numbers, places: list[Window], layer: Weighted, channel: int, cells: range
) -> Iterator[Frame]:
    """Frames of products (cells, input channels / groups, kernel rows, kernel columns)."""
    products = products + 0.0  # turns -0 into 0
    sums = np.add.accumulate(products.reshape(*products.shape[:2], -1), axis=-1)[..., -1]
    bias = float(layer.bias[channel])
    values = np.add.accumulate(sums, axis=-1)[:, -1] + bias
    shown, sums = frozen(products[:, 0] if layer.flat else products), frozen(sums)
    _, rows, columns = np.unravel_index(np.array(cells), layer.output_shape)
    for i, index in enumerate(cells):
        yield Frame(
            index=index,
            channel=channel,
            row=int(rows[i]),
            column=int(columns[i]),
            window=places[i],
            products=shown[i],
            channel_sums=sums[i],
            bias=bias,
            value=float(values[i]),
        )


def windows(planes: Numbers, geometry: Geometry) -> Numbers:
    """A view (channels, output rows, output columns, kernel rows, kernel columns), no copy."""
    rows, columns = geometry.rows, geometry.columns
    spans = sliding_window_view(planes, (rows.extent, columns.extent), axis=(1, 2))
    return spans[:, :: rows.stride, :: columns.stride, :: rows.dilation, :: columns.dilation]
