"""NPY files as numpy.save writes them, and forged ones."""

import io
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.lib import format as npy
from numpy.typing import NDArray

from models import errors
from models.convolution.grids import Grid, GridKind, read_grid

DTYPES = ["<f8", ">f8", "<f4", ">f2", "<i8", ">i4", "<u2", "i1", "u1", "?"]


def saved(array: NDArray[Any], version: tuple[int, int] | None = None) -> bytes:
    file = io.BytesIO()
    npy.write_array(file, array, version=version, allow_pickle=True)
    return file.getvalue()


def forged(header: str | bytes, data: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else header.encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def described(shape: str, descr: str = "'<f8'", order: str = "False") -> str:
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n"


def read(data: bytes) -> Grid:
    return read_grid(data, GridKind.NPY)


@given(
    st.sampled_from(DTYPES),
    arrays.array_shapes(min_dims=2, max_dims=3, max_side=4),
    st.sampled_from("CF"),
    st.sampled_from([(1, 0), (2, 0), (3, 0)]),
    st.integers(0, 2**32 - 1),
)
def test_every_number_of_what_numpy_saves_is_read_back(
    dtype: str, shape: tuple[int, ...], order: Any, version: tuple[int, int], seed: int
) -> None:
    drawn = np.random.default_rng(seed).integers(0, 100, shape)
    array = np.array(drawn, dtype=dtype, order=order)
    grid = read(saved(array, version))
    np.testing.assert_array_equal(grid.values, np.load(io.BytesIO(saved(array))).astype(float))
    assert grid.values.dtype == np.float64
    assert not grid.values.flags.writeable


def test_channels_at_the_end_are_moved_to_the_front() -> None:
    array = np.arange(5 * 6 * 3).reshape(5, 6, 3)
    grid = read(saved(array))
    np.testing.assert_array_equal(grid.values, np.moveaxis(array, 2, 0))
    assert [note.code for note in grid.notes] == ["channels-last"]


def test_booleans_and_whole_numbers_beyond_a_double_are_noted() -> None:
    assert [note.code for note in read(saved(np.eye(2, dtype=bool))).notes] == ["booleans"]
    large = np.array([[2**53 + 1, 0]])
    assert [note.code for note in read(saved(large)).notes] == ["rounded-integers"]


@pytest.mark.parametrize(
    ("array", "error", "text"),
    [
        (np.array([[{}]], dtype=object), errors.UnsupportedDtype, "of type |O; allowed: bool,"),
        (np.array([["a"]]), errors.UnsupportedDtype, "<U1"),
        (np.array([[b"a"]]), errors.UnsupportedDtype, "S1"),
        (np.array([[1j]]), errors.UnsupportedDtype, "<c16"),
        (np.zeros((2, 2), "f4,i4"), errors.UnsupportedDtype, "f0"),
        (np.zeros((2, 2), "M8[s]"), errors.UnsupportedDtype, "<M8[s]"),
        (np.float64(1), errors.WrongRank, "has 0 dimensions; allowed: 2, 3"),
        (np.zeros(4), errors.WrongRank, "has 1 dimension;"),
        (np.zeros((1,) * 7), errors.WrongRank, "has 7 dimensions"),
        (np.zeros((0, 3)), errors.EmptyGrid, "is empty"),
        (np.zeros((1025, 1), "i1"), errors.GridTooLarge, "“grid” is 1,025 × 1; at most"),
        (np.zeros((5, 5, 5), "i1"), errors.GridTooLarge, "“grid” is 5 × 5 × 5; at most 4 ×"),
        (np.array([[1, np.nan]]), errors.NotANumber, "“grid[0][1]” is NaN"),
        (np.array([[1, np.inf]]), errors.NotANumber, "“grid[0][1]” is Infinity"),
        (np.array([[1e101]]), errors.MagnitudeTooLarge, "“grid[0][0]” is 1e+101"),
    ],
)
def test_arrays_that_are_no_grid(array: Any, error: type[errors.LoupeError], text: str) -> None:
    with pytest.raises(error) as caught:
        read(saved(np.asanyarray(array)))
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("data", "error", "text"),
    [
        (b"", errors.EmptyFile, "no numbers"),
        (b"\x93NUM", errors.BrokenFile, "NPY file is damaged or cut off"),
        (b"\x93NUMPY\x01\x00", errors.BrokenFile, "cut off"),
        (b"\x93NUMPY\x09\x00\x10\x00" + b" " * 50, errors.BrokenFile, "cut off"),
        (b"\x93NUMPY\x01\x00\xff\x00{", errors.BrokenFile, "cut off"),
        (b"\x93NUMPY\x02\x00" + b"\xff" * 50, errors.BrokenNpyHeader, "at most 4,096 bytes"),
        (b"\x80\x04\x95abc", errors.MediaTypeMismatch, "(80 04 95 61 62 63)"),
        (b"PK\x03\x04", errors.MediaTypeMismatch, "(ZIP)"),
        (forged("not python"), errors.BrokenNpyHeader, "cannot be read"),
        (forged("(" * 4000), errors.BrokenNpyHeader, "cannot be read"),
        (forged(b"{'descr': '\xff'"), errors.BrokenNpyHeader, "cannot be read"),
        (forged("{'shape': (1, 1)}"), errors.BrokenNpyHeader, "cannot be read"),
        (forged("__import__('os')"), errors.BrokenNpyHeader, "cannot be read"),
        (forged(described("(2, -2)")), errors.BrokenNpyHeader, "cannot be read"),
        (forged(described("(2.0, 2)")), errors.BrokenNpyHeader, "cannot be read"),
        (forged(described("(True, 2)")), errors.BrokenNpyHeader, "cannot be read"),
        (forged(described("[2, 2]")), errors.BrokenNpyHeader, "cannot be read"),
        (forged(described("(2, 2)", order="1")), errors.BrokenNpyHeader, "cannot be read"),
        (forged(described(f"({10**18}, {10**18})")), errors.GridTooLarge, "at most 1,024"),
        (forged(described(f"(3, {10**18}, 2)")), errors.GridTooLarge, "at most 4 × 1,024"),
        (
            forged(described("(2, 2)"), b"\0" * 31),
            errors.BytesDoNotMatchShape,
            "2 × 2 needs 32 bytes of data, but the file holds 31",
        ),
        (forged(described("(2, 2)"), b"\0" * 33), errors.BytesDoNotMatchShape, "holds 33"),
        (forged(described("(2, 2)")), errors.BytesDoNotMatchShape, "holds 0"),
        (forged(described("(2, 2)", descr="'<f16'")), errors.UnsupportedDtype, "<f16"),
        (forged(described("(2, 2)", descr="'V8'")), errors.UnsupportedDtype, "V8"),
        (forged(described("(2, 2)", descr="3")), errors.UnsupportedDtype, "type 3;"),
    ],
)
def test_files_that_are_no_npy(data: bytes, error: type[errors.LoupeError], text: str) -> None:
    with pytest.raises(error) as caught:
        read(data)
    assert text in str(caught.value)


@given(st.data())
def test_a_file_with_any_byte_changed_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(saved(np.arange(6.0).reshape(2, 3)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    except errors.LoupeError as error:
        str(error).encode()
