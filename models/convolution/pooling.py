"""Pooling: the largest or the mean of each window, channel by channel. Nothing is learned."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from models.arrays import frozen
from models.convolution.frames import Frame, windows
from models.convolution.geometry import Axis, Geometry
from models.convolution.layer import BLOCK, Shape, blocks, under
from models.convolution.padding import Sources, pad, sources
from models.interruption import checkpoint

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Pooling:
    """A window that slides over each channel by itself; in `geometry` it is the kernel.

    Padding is empty: it is never the largest value, and is not counted in a mean. Only if
    count_padding it holds zeros that are. What overhangs the padding is always empty. Empty cells
    are NaN.
    """

    kind: Literal["max", "average"]
    channels: int
    geometry: Geometry
    count_padding: bool = False
    flat: ClassVar[bool] = True  # each channel is by itself, and so are products

    @property
    def padded_shape(self) -> Shape:
        return (self.channels, *self.geometry.padded)

    @property
    def output_shape(self) -> Shape:
        return (self.channels, *self.geometry.output)

    @property
    def multiply_adds(self) -> int:
        """None: values are compared, or added and divided."""
        return 0

    @property
    def work(self) -> int:
        """What a request is bounded by: values read, one after the other."""
        return math.prod(self.output_shape) * self.frame_products

    @property
    def frame_products(self) -> int:
        """Numbers in one frame."""
        return self.geometry.rows.kernel * self.geometry.columns.kernel

    @property
    def sources(self) -> tuple[Sources, Sources]:
        return sources(self.geometry.rows), sources(self.geometry.columns)

    @property
    def unread(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Rows and columns of the padded input that no window reads."""
        return self.geometry.rows.unread, self.geometry.columns.unread

    @property
    def divisors(self) -> NDArray[np.int64]:
        """(output rows, output columns): cells that the mean of a window counts."""
        return np.outer(self._counted(self.geometry.rows), self._counted(self.geometry.columns))

    def _counted(self, axis: Axis) -> list[int]:
        first, stop = axis.before, axis.before + axis.side
        if self.count_padding:
            first, stop = 0, axis.padded
        return [counted(axis, output, range(first, stop)) for output in range(axis.output)]

    def padded(self, planes: Numbers) -> Numbers:
        return pad(planes, self.geometry, empty=0.0 if self.count_padding else np.nan)


def counted(axis: Axis, output: int, positions: range) -> int:
    """How many of the positions that an output cell reads are among some."""
    return sum(position in positions for position in axis.taps(output))


def pool(padded: Numbers, pooling: Pooling) -> Numbers:
    """Take the largest or the mean of each window, channel by channel.

    padded (channels, rows, columns) -> (channels, *geometry.output).
    """
    output, divisors = np.empty(pooling.output_shape), pooling.divisors
    covered = _covered(padded, pooling.geometry)
    if pooling.kind == "average":
        covered = np.nan_to_num(covered)
    for channels, rows in blocks(pooling.output_shape, pooling.channels, BLOCK):
        parts = _parts(covered[channels.start], pooling.geometry, rows)
        pooled = _largest(parts) if pooling.kind == "max" else _mean(parts, divisors[rows])
        output[channels, rows] = pooled + 0.0  # turns -0 into 0
    return output


def _largest(parts: Iterator[Numbers]) -> Numbers:
    best = next(parts).copy()
    for part in parts:
        np.fmax(best, part, out=best)  # passes over empty cells
    return best


def _mean(parts: Iterator[Numbers], divisors: NDArray[np.int64]) -> Numbers:
    """Each value is divided and then added, so that the sum of a frame agrees in every bit."""
    total, quotient = np.zeros(divisors.shape), np.empty(divisors.shape)
    for part in parts:
        total += np.divide(part, divisors, out=quotient)
    return total


def _parts(plane: Numbers, geometry: Geometry, rows: slice) -> Iterator[Numbers]:
    """For each element of the window, row by row, what it covers at some rows of output cells."""
    columns = slice(0, geometry.columns.output)
    for row in range(geometry.rows.kernel):
        checkpoint()
        below = under(geometry.rows, row, rows)
        for column in range(geometry.columns.kernel):
            yield plane[below, under(geometry.columns, column, columns)]


def _covered(padded: Numbers, geometry: Geometry) -> Numbers:
    """With empty cells where the last windows overhang."""
    rows, columns = geometry.rows.overhang, geometry.columns.overhang
    if not (rows or columns):
        return padded
    return np.pad(padded, ((0, 0), (0, rows), (0, columns)), constant_values=np.nan)


def pooling_frames(padded: Numbers, pooling: Pooling, cells: range) -> Iterator[Frame]:
    """Take apart the output cells with these indices.

    products: of max pooling the values of the window, of average pooling the values divided; NaN
    where the window is empty. Of equal values the first is chosen.
    """
    geometry = pooling.geometry
    at = np.unravel_index(np.array(cells), pooling.output_shape)
    products = windows(_covered(padded, geometry), geometry)[at] + 0.0
    if pooling.kind == "max":
        divisors = None
        filled = np.nan_to_num(products, nan=-np.inf).reshape(len(cells), -1)
        values, best = filled.max(axis=-1), filled.argmax(axis=-1)
    else:
        divisors = pooling.divisors[at[1:]]
        products /= divisors[:, None, None]
        values = np.add.accumulate(np.nan_to_num(products).reshape(len(cells), -1), axis=-1)[:, -1]
    shown, sums = frozen(products), frozen(values[:, None])
    for i, index in enumerate(cells):
        channel, row, column = (int(along[i]) for along in at)
        yield Frame(
            index=index,
            channel=channel,
            row=row,
            column=column,
            window=geometry.window(row, column),
            products=shown[i],
            channel_sums=sums[i],
            bias=0.0,
            value=float(values[i]),
            chosen=_place(geometry, row, column, int(best[i])) if divisors is None else None,
            divisor=None if divisors is None else int(divisors[i]),
        )


def _place(geometry: Geometry, row: int, column: int, element: int) -> tuple[int, int]:
    """Where an element of a window, counted row by row, stands in the padded input."""
    below, beside = divmod(element, geometry.columns.kernel)
    return geometry.rows.taps(row)[below], geometry.columns.taps(column)[beside]
