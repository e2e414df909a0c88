"""NPY as numpy.save writes it, without numpy.load: no pickle is ever opened.

Format: numpy.lib.format, versions 1.0 to 3.0.
"""

import ast
import math
import re
import struct

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.convolution.nested import GRID
from models.errors import BrokenFile, BrokenNpyHeader, BytesDoNotMatchShape, UnsupportedDtype
from models.notes import Note

MAGIC = b"\x93NUMPY"
DTYPES = re.compile(r"[<>|=]?(?:b1|i[1248]|u[1248]|f[248])", re.ASCII)
ALLOWED = "bool, int8 … int64, uint8 … uint64, float16, float32, float64"


def read_npy(data: bytes) -> tuple[NDArray[np.float64], list[Note]]:
    """(rows, columns) or (channels, rows, columns), of either byte order and memory order.

    The shape is compared with the bytes that are there before anything is allocated.
    Raises BrokenFile, BrokenNpyHeader, UnsupportedDtype, BytesDoNotMatchShape, or what
    nested.Bounds.check raises.
    """
    header, body = _split(data)
    dtype, fortran, shape = _fields(header)
    notes = []
    if len(shape) == 3 and shape[2] <= limits.GRID_CHANNELS < shape[0]:
        GRID.check((shape[2], shape[0], shape[1]))
        notes.append(Note("channels-last"))
    else:
        GRID.check(shape)
    expected = math.prod(shape) * dtype.itemsize
    if expected != len(body):
        raise BytesDoNotMatchShape(shape=shape, expected=expected, found=len(body))
    stored = np.frombuffer(body, dtype).reshape(shape, order="F" if fortran else "C")
    values = np.array(stored, dtype=np.float64, order="C")
    if dtype.kind == "b":
        notes.append(Note("booleans"))
    if dtype.kind in "iu" and ((stored > 2**53) | (stored < -(2**53))).any():
        notes.append(Note("rounded-integers"))
    return np.moveaxis(values, 2, 0) if Note("channels-last") in notes else values, notes


def _split(data: bytes) -> tuple[str, memoryview]:
    """Text of the header, and what follows it."""
    form = {1: "<H", 2: "<I", 3: "<I"}.get(data[6]) if len(data) > 10 else None
    if form is None or len(data) < 8 + struct.calcsize(form):
        raise BrokenFile(kind="NPY")
    start = 8 + struct.calcsize(form)
    (length,) = struct.unpack_from(form, data, 8)
    if length > limits.NPY_HEADER_BYTES:
        raise BrokenNpyHeader(limit=limits.NPY_HEADER_BYTES)
    if len(data) < start + length:
        raise BrokenFile(kind="NPY")
    text = data[start : start + length].decode("utf-8" if data[6] == 3 else "latin-1", "replace")
    return text, memoryview(data)[start + length :]


def _fields(header: str) -> tuple[np.dtype[np.generic], bool, tuple[int, ...]]:
    broken = BrokenNpyHeader(limit=limits.NPY_HEADER_BYTES)
    try:
        fields = ast.literal_eval(header.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise broken from None
    if not isinstance(fields, dict) or set(fields) != {"descr", "fortran_order", "shape"}:
        raise broken
    descr, fortran, shape = fields["descr"], fields["fortran_order"], fields["shape"]
    if not isinstance(descr, str) or not DTYPES.fullmatch(descr):
        raise UnsupportedDtype(value=str(descr), allowed=ALLOWED)
    if not isinstance(fortran, bool) or not isinstance(shape, tuple):
        raise broken
    if any(type(side) is not int or side < 0 for side in shape):
        raise broken
    return np.dtype(descr), fortran, shape
