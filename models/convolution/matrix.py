"""A convolution as a matrix product, two ways.

im2col: each window of the padded input is a row; times the kernel as a column it is the output.
Toeplitz: each output cell is a row over the cells of the input as a column; it holds the kernel's
elements where the window lies and zeros elsewhere, so that neighbouring rows repeat each other,
shifted. Its transpose sends an output back to the input's size: the transposed convolution.
Dumoulin and Visin 2016, chapter 4.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models import limits
from models.arrays import frozen
from models.convolution.geometry import Axis, Geometry
from models.convolution.layer import Layer
from models.convolution.nested import Bounds, array_of
from models.convolution.operations import Options
from models.convolution.reading import layer_of
from models.errors import GridTooLarge

Numbers = NDArray[np.float64]
Positions = NDArray[np.intp]

SIDES = (limits.MATRIX_SIDE,) * 2


@dataclass(frozen=True, eq=False)
class MatrixTrace:
    """A layer of one channel without bias, as matrices. Cells are counted row by row."""

    input: Numbers  # (rows, columns)
    kernel: Numbers  # (kernel rows, kernel columns)
    geometry: Geometry
    reads: Positions  # (output cells, kernel elements): the input cell read; -1 where it is padding
    im2col: Numbers  # (output cells, kernel elements); 0 where a window reads padding
    toeplitz: Numbers  # (output cells, input cells)
    output: Numbers  # (output rows, output columns) = im2col @ kernel = toeplitz @ input
    transposed: Numbers  # (rows, columns) = toeplitz transposed @ output


def trace_matrix(
    input: ArrayLike,  # noqa: A002 - the field's own word, and the API's
    kernel: ArrayLike,
    *,
    stride: object = 1,
    padding: object = 0,
    dilation: object = 1,
) -> MatrixTrace:
    """Cross-correlation as a product with im2col and with the Toeplitz matrix.

    input (rows, columns), kernel (kernel rows, kernel columns), both at most limits.MATRIX_SIDE
    on a side, the input with its padding of zeros. Stride, padding and dilation are written as
    trace_convolution takes them. Raises a leaf of errors.InvalidInput whose `field` is at fault.
    """
    given = array_of(input, Bounds("input", (SIDES,), SIDES[0] * SIDES[1]))
    weights = array_of(kernel, Bounds("kernel", (SIDES,), SIDES[0] * SIDES[1]))
    options = Options(kernel=weights, stride=stride, padding=padding, dilation=dilation)
    layer = layer_of("cross_correlation", options, given[None])
    assert isinstance(layer, Layer)
    geometry = layer.geometry
    if max(geometry.padded) > limits.MATRIX_SIDE:
        raise GridTooLarge(
            field="padding", name="input + padding", found=geometry.padded, limit=SIDES
        )
    reads = reads_of(geometry)
    windows, matrix = im2col_of(given, reads), toeplitz_of(weights, reads, given.size)
    output = windows @ weights.ravel()
    return MatrixTrace(
        input=frozen(given),
        kernel=frozen(weights),
        geometry=geometry,
        reads=frozen(reads),
        im2col=frozen(windows),
        toeplitz=frozen(matrix),
        output=frozen(output.reshape(geometry.output)),
        transposed=frozen((matrix.T @ output).reshape(given.shape)),
    )


def reads_of(geometry: Geometry) -> Positions:
    """(output cells, kernel elements): which input cell each product reads; -1 for padding."""
    rows, columns = _along(geometry.rows), _along(geometry.columns)
    below, beside = rows[:, None, :, None], columns[None, :, None, :]
    cells = np.where((below < 0) | (beside < 0), -1, below * geometry.columns.side + beside)
    return cells.reshape(len(rows) * len(columns), -1)


def im2col_of(given: Numbers, reads: Positions) -> Numbers:
    """The input cells that are read, zeros for padding."""
    return np.where(reads >= 0, given.ravel()[reads], 0.0)


def toeplitz_of(kernel: Numbers, reads: Positions, cells: int) -> Numbers:
    """(output cells, input cells): row i holds each kernel element at the input cell it meets."""
    matrix = np.zeros((len(reads), cells))
    row, element = np.nonzero(reads >= 0)
    matrix[row, reads[row, element]] = kernel.ravel()[element]
    return matrix


def _along(axis: Axis) -> Positions:
    """(output cells, kernel elements) of one axis, in the input's own positions; -1 outside."""
    taps = np.array([list(axis.taps(output)) for output in range(axis.output)]) - axis.before
    return np.where((taps >= 0) & (taps < axis.side), taps, -1)
