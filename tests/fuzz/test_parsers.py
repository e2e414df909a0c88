"""Whatever bytes or text come in, the parsers answer with numbers within bounds or a typed error.

`make nightly` asks them a million times each.
"""

import json
import math
import os
from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.page_contexts.written_numbers import parse_grid, parse_number
from models import errors, limits
from models.convolution.grids import GridKind, named_grid
from models.convolution.grids.cells import number_of
from models.convolution.kernel_text import parse_kernel
from tests.fuzz.promises import WHOLE, check

EXAMPLES = int(os.environ.get("LOUPE_EXAMPLES", "50"))


def asked(*strategies: st.SearchStrategy[Any]) -> Callable[..., Callable[..., None]]:
    """A test for so many examples as the environment wants."""
    bounded = settings(max_examples=EXAMPLES, deadline=None)
    return lambda test: bounded(given(*strategies)(test))


CELLS = st.one_of(
    st.floats().map(repr),
    st.integers().map(str),
    st.sampled_from(["", "NaN", "1e999", '"1,5"', "true", "-", "1_0", "\ufeff", "\0", "٣", "1"]),
)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[bytes, GridKind]:
    """A good file with bytes changed, left out, doubled or cut off."""
    kind = draw(st.sampled_from(list(WHOLE)))
    data = bytearray(WHOLE[kind])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        end = draw(st.integers(at, min(len(data), at + 9)))
        data[at:end] = draw(st.one_of(st.binary(max_size=9), st.just(bytes(data[at:end]) * 2)))
    return bytes(data[: draw(st.integers(0, len(data)))]), kind


@asked(damaged())
def test_damaged_files(file: tuple[bytes, GridKind]) -> None:
    check(*file)


@asked(st.binary(max_size=300), st.sampled_from(list(GridKind)))
def test_any_bytes(data: bytes, kind: GridKind) -> None:
    check(data, kind)


@asked(
    st.lists(st.lists(CELLS, max_size=4), max_size=4),
    st.sampled_from([",", ";", "\t", " ", ", "]),
    st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
)
def test_tables(rows: list[list[str]], separator: str, end: str, encoding: str) -> None:
    check(end.join(map(separator.join, rows)).encode(encoding), GridKind.CSV)


@asked(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["values", "shape", "kind", "x"]), inner, max_size=3)
        ),
        max_leaves=12,
    ),
    st.booleans(),
)
def test_json(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    check(text.encode("utf-8", "surrogatepass"), GridKind.JSON)


@asked(
    st.sampled_from(["<f8", ">f4", "<f2", "|b1", ">i8", "<u2", "|O", "<c16", "<U1", "V8", "<f16"]),
    st.lists(st.integers(-3, 2000) | st.sampled_from([2**31, 2**63, 10**30]), max_size=7),
    st.booleans(),
    st.binary(max_size=100),
)
def test_npy_headers(descr: str, shape: list[int], fortran: bool, data: bytes) -> None:
    header = str({"descr": descr, "fortran_order": fortran, "shape": tuple(shape)}).encode()
    head = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    check(head + data, GridKind.NPY)


@asked(st.text(alphabet='0123456789.,;-+eE[]{}"x \n\0naif٣\ud800', max_size=60))
@example("[[[[1]]]]")
def test_kernels_as_text(text: str) -> None:
    try:
        kernel = parse_kernel(text)
    except errors.InvalidInput:
        return
    assert np.isfinite(kernel).all()
    assert max(kernel.shape[-2:]) <= limits.KERNEL_SIDE


@asked(st.text(alphabet="0123456789x,.-random checkerboard", max_size=40))
@example("random,1x1,5..-5,1")
@example("texture,1024x1024")
def test_names_of_grids(name: str) -> None:
    try:
        assert np.isfinite(named_grid(name)).all()
    except errors.InvalidInput:
        return


@asked(st.text(alphabet="0123456789.,+-−eE/_ \n;xinfa٣", max_size=30))
def test_numbers_as_text(text: str) -> None:
    number = parse_number(text)
    assert number is None or math.isfinite(number)
    grid = parse_grid(text)
    assert grid is None or all(math.isfinite(cell) for row in grid for cell in row)
    cell = number_of(text)
    if cell is not None:
        assert cell == float(text) or math.isnan(cell)


@asked(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_back(number: float) -> None:
    assert parse_number(repr(number)) == number
    assert number_of(repr(number)) == number
