"""CSV as people save it, and as nobody should."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models import errors, limits
from models.convolution.grids import GridKind, kind_of_file, kind_of_media_type, read_grid
from models.convolution.kernel_text import parse_kernel

FINITE = st.floats(min_value=-1e100, max_value=1e100)


def read(data: bytes | str) -> tuple[list[list[float]], list[str]]:
    grid = read_grid(data.encode() if isinstance(data, str) else data, GridKind.CSV)
    assert not grid.values.flags.writeable
    return grid.values.tolist(), [note.code for note in grid.notes]


@given(
    arrays.arrays(np.float64, arrays.array_shapes(min_dims=2, max_dims=2), elements=FINITE),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_the_csv_module_writes_is_read_back_exactly(
    values: np.ndarray, separator: str, end: str, quoting: int, encoding: str
) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerows(values.tolist())
    found, _ = read(file.getvalue().encode(encoding))
    assert found == values.tolist()


@pytest.mark.parametrize(
    ("text", "values", "notes"),
    [
        ("1,2\n3,4\n", [[1, 2], [3, 4]], []),
        ("1", [[1]], []),
        ("1\n2\n", [[1], [2]], []),
        (" 1 , -2.5e3 \n.5,+4.\n", [[1, -2500], [0.5, 4]], []),
        ("\n1,2\n\n3,4\n \n", [[1, 2], [3, 4]], []),
        ("1;2\n3;4", [[1, 2], [3, 4]], ["semicolons"]),
        ("1,5;2\n3;4,25", [[1.5, 2], [3, 4.25]], ["semicolons", "decimal-commas"]),
        ("1\t2,5\n3\t4", [[1, 2.5], [3, 4]], ["tabs", "decimal-commas"]),
        ('"1,5","2"\n3,4', [[1.5, 2], [3, 4]], ["decimal-commas"]),
        ("1 2\n3   4\n\n", [[1, 2], [3, 4]], ["spaces"]),
        ("\ufeff1,2", [[1, 2]], []),
    ],
)
def test_ways_of_writing_a_grid(text: str, values: list[list[float]], notes: list[str]) -> None:
    assert read(text) == (values, notes)


def test_utf_16_with_its_mark_is_read_and_noted() -> None:
    assert read("1,2\n3,4".encode("utf-16")) == ([[1, 2], [3, 4]], ["utf-16"])


def test_what_numpy_savetxt_writes_is_read() -> None:
    file = io.BytesIO()
    values = np.random.default_rng(0).normal(size=(3, 4))
    np.savetxt(file, values)
    assert read(file.getvalue())[0] == np.loadtxt(io.BytesIO(file.getvalue())).tolist()


@pytest.mark.parametrize(
    ("data", "error", "text"),
    [
        (b"", errors.EmptyFile, "at least one row"),
        (b" \r\n\t\n", errors.EmptyFile, "at least one row"),
        (b"\xef\xbb\xbf", errors.EmptyFile, "at least one row"),
        (b"1,2\n3\n", errors.RaggedRow, "Row 2 has 1 cell, but row 1 has 2;"),
        (b"1,2\n3,4,5\n", errors.RaggedRow, "Row 2 has 3 cells"),
        (b"1,2\n3,\n", errors.CellNotANumber, "Row 2, column 2 holds “”;"),
        (b"a,b\n1,2\n", errors.CellNotANumber, "Row 1, column 1 holds “a”;"),
        (b"1,nan\n", errors.CellNotANumber, "Row 1, column 2 holds “nan”;"),
        (b"1,-Infinity\n", errors.CellNotANumber, "holds “-Infinity”;"),
        (b"1,1e999\n", errors.CellNotANumber, "holds “1e999”;"),
        (b"1,1e200\n", errors.MagnitudeTooLarge, "“grid[0][1]” is 1e+200;"),
        (b"1,1_000\n", errors.CellNotANumber, "holds “1_000”;"),
        (b"1,0x10\n", errors.CellNotANumber, "holds “0x10”;"),
        (b"1,true\n", errors.CellNotANumber, "holds “true”;"),
        ("1,\u0663\n".encode(), errors.CellNotANumber, "holds “\u0663”;"),
        (b"1;2,3,4\n", errors.CellNotANumber, "holds “2,3,4”;"),
        (b"1," + b"9" * 500 + b"\n", errors.CellNotANumber, "holds “9999"),
        (b'1,"2\n3,4\n', errors.BrokenCsv, "at line 2"),
        (b'1,"2"3\n', errors.BrokenCsv, "at line 1"),
        (b'"' + b"1" * 200_000, errors.BrokenCsv, "at line 1"),
        (b"1,2\n3,\x004\n", errors.NulCharacter, "at position 7"),
        (b"1,2\n3,\xff\n", errors.NotText, "in UTF-8, UTF-16: the byte at position 7"),
        (b"\xff\xfe1", errors.NotText, "position 3"),
        (b"1,\xc3", errors.NotText, "position 3"),
        (b"1," * 1_000_000 + b"1\n", errors.TooManyColumns, "Row 1 has more than 1,024 columns"),
        (b"1 " * 1_000_000, errors.TooManyColumns, "more than 1,024 columns"),
        (b"1," * 1024 + b"1\n", errors.TooManyColumns, "more than 1,024 columns"),
        (b"1\n" * 1_000_000, errors.TooManyRows, "more than 1,024 rows"),
        (b"\x89PNG\r\n\x1a\n", errors.MediaTypeMismatch, "sent as CSV, but"),
        (b"PK\x03\x04", errors.MediaTypeMismatch, "(ZIP)"),
        (b"<svg>", errors.MediaTypeMismatch, "(SVG)"),
    ],
)
def test_csv_that_is_no_grid(data: bytes, error: type[errors.LoupeError], text: str) -> None:
    with pytest.raises(error) as caught:
        read(data)
    assert text in str(caught.value)


def test_the_largest_grid_is_read() -> None:
    values, _ = read(("1," * 1023 + "2\n") * 1024)
    assert np.shape(values) == (limits.GRID_SIDE, limits.GRID_SIDE)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_typed_error(data: bytes) -> None:
    for kind in GridKind:
        try:
            read_grid(data, kind)
        except errors.LoupeError as error:
            str(error).encode()


@given(st.text(alphabet='0123456789.,;"\n\r \t-eE\0', max_size=100))
def test_any_text_of_the_right_letters_is_read_or_refused(text: str) -> None:
    try:
        values, _ = read(text)
    except errors.LoupeError:
        return
    assert np.isfinite(values).all()


def test_kinds_are_known_by_content_type_and_by_file_name() -> None:
    assert kind_of_media_type("text/CSV; charset=utf-8") == GridKind.CSV
    assert kind_of_file(Path("a/B.JPG")) == GridKind.JPEG
    with pytest.raises(errors.MediaTypeUnknown, match=r"“image/gif”.*allowed: text/csv, "):
        kind_of_media_type("image/gif")
    with pytest.raises(errors.MediaTypeUnknown, match=r"“a\.gif”"):
        kind_of_file(Path("a.gif"))


def test_a_kernel_as_it_is_typed_on_a_command_line() -> None:
    assert parse_kernel("0,1;2,3").tolist() == [[0, 1], [2, 3]]
    assert parse_kernel(" -1 , .5e1 ;").tolist() == [[-1, 5]]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", errors.CellNotANumber),
        ("1,x", errors.CellNotANumber),
        ("1,", errors.CellNotANumber),
        ("1,nan", errors.CellNotANumber),
        ("1,1e999", errors.CellNotANumber),
        ("1,1e200", errors.MagnitudeTooLarge),
        ("1,2;3", errors.RaggedRow),
        (",".join("1" * 32), errors.GridTooLarge),
    ],
)
def test_kernel_text_that_is_none(text: str, error: type[errors.LoupeError]) -> None:
    with pytest.raises(error) as caught:
        parse_kernel(text)
    assert caught.value.field == "kernel"
