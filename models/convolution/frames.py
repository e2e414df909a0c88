"""Single output cells, taken apart into their products."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.arrays import frozen
from models.convolution.geometry import Geometry, Window
from models.convolution.layer import Layer

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Frame:
    """One output cell: its window times the kernel, summed a channel at a time, plus the bias.

    sum(channel_sums) + bias == value in every bit, and so is each channel sum that of its products.
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


def frames_of(padded: Numbers, layer: Layer, cells: range, *, flat: bool) -> Iterator[Frame]:
    """Take apart the output cells with these indices; only their windows are computed.

    padded (input channels, rows, columns). flat leaves the channels out of `products` where a
    single one is read.
    """
    rows, columns = layer.geometry.output
    plane = rows * columns
    for channel in range(len(layer.kernel)):
        first = channel * plane
        inside = range(max(cells.start, first), min(cells.stop, first + plane))
        if inside:
            yield from _of_channel(padded, layer, channel, inside, flat)


def _of_channel(
    padded: Numbers, layer: Layer, channel: int, cells: range, flat: bool
) -> Iterator[Frame]:
    """All frames of one output channel at once."""
    height, width = layer.geometry.output
    rows, columns = np.divmod(np.array(cells) - channel * height * width, width)
    windows = _windows(layer.read_by(padded, channel), layer.geometry)
    products = windows[:, rows, columns].swapaxes(0, 1) * layer.kernel[channel]
    products += 0.0  # turns -0 into 0
    sums = np.add.accumulate(products.reshape(*products.shape[:2], -1), axis=-1)[..., -1]
    bias = float(layer.bias[channel])
    values = np.add.accumulate(sums, axis=-1)[:, -1] + bias
    shown, sums = frozen(products[:, 0] if flat else products), frozen(sums)
    for i, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        yield Frame(
            index=cells[i],
            channel=channel,
            row=row,
            column=column,
            window=layer.geometry.window(row, column),
            products=shown[i],
            channel_sums=sums[i],
            bias=bias,
            value=float(values[i]),
        )


def _windows(planes: Numbers, geometry: Geometry) -> Numbers:
    """A view (channels, output rows, output columns, kernel rows, kernel columns), no copy."""
    rows, columns = geometry.rows, geometry.columns
    spans = sliding_window_view(planes, (rows.extent, columns.extent), axis=(1, 2))
    return spans[:, :: rows.stride, :: columns.stride, :: rows.dilation, :: columns.dilation]
