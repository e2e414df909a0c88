"""What the readers of files promise, whatever bytes they are given; and files to start from."""

import io
from typing import Any

import numpy as np
from numpy.lib import format as npy
from PIL import Image

from models import errors, limits
from models.convolution.grids import Grid, GridKind, read_grid


def check(data: bytes, kind: GridKind) -> None:
    """Read a file, and hold the reader to what it promises."""
    try:
        grid = read_grid(data, kind)
    except errors.LoupeError as error:
        refusal = error
    else:
        check_grid(grid)
        return
    assert type(refusal) in errors.LoupeError.leaves()
    assert len(str(refusal)) < 2000
    str(refusal).encode()  # no half of a surrogate pair


def check_grid(grid: Grid) -> None:
    assert grid.values.dtype == np.float64
    assert grid.values.ndim in (2, 3)
    assert 0 < grid.values.size <= limits.GRID_CHANNELS * limits.GRID_SIDE**2
    assert np.isfinite(grid.values).all()
    assert not grid.values.flags.writeable


def saved(array: np.ndarray[Any, Any]) -> bytes:
    file = io.BytesIO()
    npy.write_array(file, array)
    return file.getvalue()


def picture(form: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.arange(60, dtype=np.uint8).reshape(4, 5, 3)).save(file, form)
    return file.getvalue()


WHOLE = {
    GridKind.NPY: saved(np.arange(6.0).reshape(2, 3)),
    GridKind.PNG: picture("PNG"),
    GridKind.JPEG: picture("JPEG"),
    GridKind.CSV: b'1;"2,5"\r\n-3e1;.5\n',
    GridKind.JSON: b'{"values": [[1, -2.5e1], [0, 3]], "notes": []}',
}
