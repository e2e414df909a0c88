"""One step of a layer taken apart: what each channel brings to it, as static/js does."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.convolution.frames import Frame
from models.convolution.geometry import Axis
from models.convolution.layer import Layer
from models.convolution.pooling import Pooling
from models.convolution.trace import ConvolutionTrace
from models.convolution.transposed import Painted, Transposed

Numbers = NDArray[np.float64]
Cells = list[list[float | None]]


@dataclass(frozen=True)
class Part:
    """channel: of the input, or of the output by input cell. total: of its products.

    window: None where the kernel covers nothing; weights: None in pooling.
    """

    channel: int
    window: Cells
    weights: list[list[float]] | None
    products: Cells
    total: float


def parts_of(trace: ConvolutionTrace) -> tuple[Part, ...]:
    """Of the first frame of a trace."""
    if trace.painted:
        return _painted(trace, trace.painted[0])
    layer, frame = trace.layer, trace.frames[0]
    products = frame.products.reshape(-1, *frame.products.shape[-2:])
    return tuple(
        Part(
            channel,
            window := _window(trace, frame, channel),
            weights,
            _where(window, products[i].tolist()),
            float(frame.channel_sums[i]),
        )
        for i, (channel, weights) in enumerate(_read_channels(layer, frame.channel))
    )


def _painted(trace: ConvolutionTrace, painted: Painted) -> tuple[Part, ...]:
    layer = trace.layer
    assert isinstance(layer, Transposed)
    each = layer.kernel.shape[1]
    first = painted.channel // (len(layer.kernel) // layer.groups) * each
    value = float(planes_of(trace.padded_input)[painted.channel, painted.row, painted.column])
    products = painted.products.reshape(-1, *painted.products.shape[-2:])
    rows, columns = layer.kernel.shape[2:]
    return tuple(
        Part(
            first + place,
            [[value] * columns for _ in range(rows)],
            weights.tolist(),
            products[place].tolist(),
            0.0,
        )
        for place, weights in enumerate(layer.kernel[painted.channel])
    )


def _read_channels(
    layer: Layer | Transposed | Pooling, output: int
) -> list[tuple[int, list[list[float]] | None]]:
    """The input channels that an output channel reads, and its weights for each."""
    if isinstance(layer, Pooling):
        return [(output, None)]
    if isinstance(layer, Transposed):
        inputs, place = layer.group_of(output)
        return [(i, layer.kernel[i, place].tolist()) for i in range(inputs.start, inputs.stop)]
    each = layer.kernel.shape[1]
    first = output // (len(layer.kernel) // layer.groups) * each
    return [(first + i, weights.tolist()) for i, weights in enumerate(layer.kernel[output])]


def _window(trace: ConvolutionTrace, frame: Frame, channel: int) -> Cells:
    plane = planes_of(trace.padded_input)[channel]
    transposed = isinstance(trace.layer, Transposed)
    rows, columns = (
        _positions(axis, at, side, transposed=transposed)
        for axis, at, side in (
            (trace.geometry.rows, frame.row, plane.shape[0]),
            (trace.geometry.columns, frame.column, plane.shape[1]),
        )
    )
    return [
        [
            None if r is None or c is None or np.isnan(plane[r, c]) else float(plane[r, c])
            for c in columns
        ]
        for r in rows
    ]


def _positions(axis: Axis, at: int, side: int, *, transposed: bool) -> list[int | None]:
    """For each kernel element the cell under it; None where there is none."""
    if not transposed:
        return [place if place < side else None for place in axis.taps(at)]
    found = [divmod(at + axis.before - i * axis.dilation, axis.stride) for i in range(axis.kernel)]
    return [place if not rest and 0 <= place < side else None for place, rest in found]


def _where(window: Cells, products: list[list[float]]) -> Cells:
    return [
        [None if value is None else product for value, product in zip(*rows, strict=True)]
        for rows in zip(window, products, strict=True)
    ]


def planes_of(array: Numbers) -> Numbers:
    """(channels, rows, columns) of an array with or without channels."""
    return array.reshape((1,) * (3 - array.ndim) + array.shape)
