"""A kernel as it is typed on a command line: "0,1;2,3", or JSON where it has channels."""

import math

import numpy as np
from numpy.typing import NDArray

from models.convolution.grids.cells import number_of
from models.convolution.grids.json_text import parse
from models.convolution.nested import KERNEL, array_of, check_finite
from models.errors import CellNotANumber, RaggedRow


def parse_kernel(text: str) -> NDArray[np.float64]:
    """(rows, columns) from "0,1;2,3"; spaces are allowed around each number.

    From JSON also (output channels, input channels / groups, rows, columns).
    Raises CellNotANumber, RaggedRow, GridTooLarge or MagnitudeTooLarge with field "kernel", or what
    parse and array_of raise.
    """
    if text.lstrip().startswith("["):
        return array_of(parse(text), KERNEL)
    rows = [line.split(",") for line in text.strip().rstrip(";").split(";")]
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise RaggedRow(field="kernel", row=index + 1, found=len(row), expected=len(rows[0]))
    KERNEL.check((len(rows), len(rows[0])))
    kernel = np.empty((len(rows), len(rows[0])))
    for (row, column), _ in np.ndenumerate(kernel):
        number = number_of(rows[row][column])
        if number is None or not math.isfinite(number):
            raise CellNotANumber(
                field="kernel", row=row + 1, column=column + 1, value=rows[row][column]
            )
        kernel[row, column] = number
    check_finite(kernel, "kernel")
    return kernel
