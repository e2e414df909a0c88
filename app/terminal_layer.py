"""A layer as text: its output, and the arithmetic of the first cell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from app.schemas.convolve import ConvolveResponse
from app.schemas.numbers import plain
from app.terminal import print_json
from app.terminal_files import Wanted, request_of, save
from models import limits
from models.convolution.frames import Frame
from models.convolution.grids import kind_of_file, named_grid, read_grid
from models.convolution.kernel_text import parse_kernel
from models.convolution.layer import Layer
from models.convolution.trace import ConvolutionTrace, trace_convolution
from models.errors import BodyTooLarge, NoFileOrGrid, OutOfRange, UnknownGrid

Numbers = NDArray[np.float64]

LARGEST_PRINTED = 40
"""Rows and columns of an output that are printed; the rest is counted."""
LONGEST_SUM = 49
"""Terms of a sum that are printed."""


def show_layer(
    grid: Path,
    kernel: str | None,
    *,
    channel: int | None,
    as_json: bool,
    wanted: Wanted | None = None,
    **options: Any,
) -> None:
    """Print the output of a layer on a grid, and how its first cell came about.

    channel: which channel of a picture; None is the mean of all, unless the kernel has channels.
    wanted: a file to write besides. options: those of trace_convolution. Raises what grid_of,
    parse_kernel, trace_convolution and save raise.
    """
    values = grid_of(grid)
    weights = None if kernel is None else parse_kernel(kernel)
    if weights is None or weights.ndim == 2 or channel is not None:
        values = one_channel(values, channel)
    trace = trace_convolution(values, weights, **options)
    saved: list[Path] = []
    if wanted is not None:
        cells = None if weights is None else plain(weights)
        asked = request_of({"input": plain(values), "kernel": cells, **options})
        saved = save(trace, asked, wanted)
    if as_json:
        print_json(ConvolveResponse.from_trace(trace).model_dump_json())
        return
    console = Console(highlight=False)
    for line in [*output_lines(trace), "", *facts(trace), *(f"saved       {one}" for one in saved)]:
        console.print(line, markup=False, soft_wrap=True)


def grid_of(written: Path) -> Numbers:
    """The numbers of a file; where there is none, of the grid of that name.

    Raises NoFileOrGrid, and what read_grid and named_grid raise.
    """
    if not written.exists():
        try:
            return named_grid(str(written))
        except UnknownGrid as error:
            raise NoFileOrGrid(field=error.field, **error.parameters) from None
    if written.stat().st_size > limits.BODY_BYTES:
        raise BodyTooLarge(limit=limits.BODY_BYTES)
    return read_grid(written.read_bytes(), kind_of_file(written)).values


def one_channel(values: Numbers, channel: int | None) -> Numbers:
    """(rows, columns) of a grid with or without channels; None is their mean."""
    planes = values.reshape((1,) * (3 - values.ndim) + values.shape)
    if channel is None:
        plane: Numbers = planes.mean(axis=0)
    elif channel < len(planes):
        plane = planes[channel]
    else:
        raise OutOfRange(name="channel", value=channel, least=0, most=len(planes) - 1)
    return plane


def output_lines(trace: ConvolutionTrace) -> Iterator[str]:
    """The output as aligned numbers, cut after LARGEST_PRINTED rows and columns of a channel."""
    output = trace.output if trace.activated is None else trace.activated
    *channels, rows, columns = output.shape
    shown = output[..., :LARGEST_PRINTED, :LARGEST_PRINTED]
    side = max(len(f"{value:.6g}") for value in shown.ravel().tolist())
    planes = shown.reshape(-1, *shown.shape[-2:]).tolist()
    for number, plane in enumerate(planes):
        if channels:
            yield from [""] * bool(number) + [f"channel {number}"]
        for row in plane:
            yield "  ".join(f"{value:.6g}".rjust(side) for value in row)
    if shown.size < output.size:
        yield f"… {rows} × {columns} in all; --json prints every number"


def facts(trace: ConvolutionTrace) -> list[str]:
    """The sum behind the first output cell, shape, parameters and work."""
    found = []
    for frame in trace.frames[:1]:
        after = "" if frame.activated is None else f", activated {frame.activated:.6g}"
        found.append(f"first cell  {arithmetic(trace, frame)} = {frame.value:.6g}{after}")
    return [
        *found,
        f"output      {' × '.join(map(str, trace.output.shape))}",
        f"parameters  {trace.weights} weights, {trace.biases} biases",
        f"work        {trace.multiply_adds:,} multiply-adds",
    ]


def arithmetic(trace: ConvolutionTrace, frame: Frame) -> str:
    """What a cell is, before the equals sign."""
    if frame.chosen is not None:
        return f"max({', '.join(map(_number, _held(frame.products)))})"
    if frame.divisor is not None:
        values = _held(frame.products * frame.divisor)
        return f"({_sum([_number(value) for value in values])}) / {frame.divisor}"
    bias = f" + bias {_number(frame.bias)}" if trace.biases else ""
    return _sum(_products(trace, frame)) + bias


def _products(trace: ConvolutionTrace, frame: Frame) -> list[str]:
    """Window times kernel; of a transposed convolution the products that land on the cell."""
    layer = trace.layer
    if not isinstance(layer, Layer):
        return [_number(product) for product in frame.products.ravel().tolist() if product] or ["0"]
    rows, columns = layer.geometry.rows.taps(frame.row), layer.geometry.columns.taps(frame.column)
    planes = trace.padded_input.reshape(layer.padded_shape)
    window = layer.read_by(planes, frame.channel)[:, rows][:, :, columns]
    pairs = zip(window.ravel().tolist(), layer.kernel[frame.channel].ravel().tolist(), strict=True)
    return [f"{_number(a)} × {_number(b)}" for a, b in pairs]


def _held(products: Numbers) -> list[float]:
    """The cells of a window that are not empty."""
    return [value for value in products.ravel().tolist() if not np.isnan(value)]


def _sum(terms: list[str]) -> str:
    more = " + …" if len(terms) > LONGEST_SUM else ""
    return " + ".join(terms[:LONGEST_SUM]) + more


def _number(value: float) -> str:
    return f"{value:.6g}"
