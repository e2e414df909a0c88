"""JSON grids and what JSON lets through."""

import json

import numpy as np
import pytest

from models import errors
from models.convolution.grids import GridKind, read_grid


def read(text: str | bytes) -> list[object]:
    data = text if isinstance(text, bytes) else text.encode()
    values: list[object] = read_grid(data, GridKind.JSON).values.tolist()
    return values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("[[1, 2.5], [-3e2, 0]]", [[1, 2.5], [-300, 0]]),
        ("[[[1, 2]], [[3, 4]]]", [[[1, 2]], [[3, 4]]]),
        ('{"values": [[1]]}', [[1]]),
        ('{"shape": [1, 1], "values": [[1]], "kind": "csv", "notes": []}', [[1]]),
        ("\ufeff [[1]]\n", [[1]]),
    ],
)
def test_arrays_of_two_and_three_dimensions(text: str, values: list[object]) -> None:
    assert read(text) == values


def test_random_numbers_are_read_exactly() -> None:
    values = np.random.default_rng(0).normal(size=(3, 7, 5)).tolist()
    assert read(json.dumps(values)) == values


@pytest.mark.parametrize(
    ("text", "error", "part"),
    [
        ("", errors.EmptyFile, "no numbers"),
        ("  ", errors.EmptyFile, "no numbers"),
        ("[[1, 2]", errors.InvalidJson, "line 1, column 8, near “”"),
        ("[[1,\n 2]] x", errors.InvalidJson, "line 2, column 6, near “x”"),
        ("[[01]]", errors.InvalidJson, "line 1, column 4"),
        ("[[1,]]", errors.InvalidJson, "line 1"),
        ("hello", errors.InvalidJson, "near “hello”"),
        ("[[NaN]]", errors.NotANumber, "“grid[0][0]” is NaN;"),
        ("[[1, -Infinity]]", errors.NotANumber, "“grid[0][1]” is -Infinity;"),
        ("[[1e999]]", errors.NotANumber, "“grid[0][0]” is Infinity;"),
        ("[[1e200]]", errors.MagnitudeTooLarge, "“grid[0][0]” is 1e+200;"),
        (f"[[1, {'9' * 300}]]", errors.MagnitudeTooLarge, "“grid[0][1]” is "),
        (f"[[1, {'9' * 400}]]", errors.LoupeError, "“grid[0][1]” is "),
        (f"[[1, {'9' * 100_000}]]", errors.NotANumber, "“grid[0][1]” is Infinity;"),
        ("[[true]]", errors.NotANumber, "“grid[0][0]” is true;"),
        ('[["1"]]', errors.NotANumber, '“grid[0][0]” is "1";'),
        ('[["\\ud800"]]', errors.NotANumber, "“grid[0][0]” is "),
        ("[[null]]", errors.NotANumber, "“grid[0][0]” is null;"),
        ("[[1], [[2]]]", errors.NotANumber, "“grid[1][0]” is […];"),
        ("[[1, 2], [3]]", errors.RaggedGrid, "“grid[1]” has 1 element,"),
        ("[[1], 2]", errors.NotAnArray, "“grid[1]” is 2;"),
        ("[]", errors.EmptyGrid, "“grid” is empty"),
        ("[[]]", errors.EmptyGrid, "“grid[0]” is empty"),
        ("1", errors.NotAnArray, "“grid” is 1;"),
        ("{}", errors.NotAnArray, "“grid” is {};"),
        ('{"values": [[1]], "extra": 1}', errors.NotAnArray, "“grid” is {…};"),
        ("[1, 2]", errors.WrongRank, "has 1 dimension; allowed: 2, 3"),
        ("[[[[1]]]]", errors.WrongRank, "allowed: 2, 3"),
        ("[" * 100 + "]" * 100, errors.WrongRank, "allowed: 2, 3"),
        ("[" * 4000 + "]" * 4000, errors.JsonTooDeep, "nested too deeply"),
        ('{"a":' * 2_000, errors.JsonTooDeep, "nested too deeply"),
        ("[" * 1_000_000, errors.TooManyRows, "more than 1,024 rows"),
        ("[" + "[]," * 1_000_000 + "[]]", errors.TooManyRows, "more than 1,024 rows"),
        (f"[[{'1,' * 1024}1]]", errors.GridTooLarge, "“grid” is 1 × 1,025; at most 1,024"),
        (f"[{'[[1]],' * 4}[[1]]]", errors.GridTooLarge, "“grid” is 5 × 1 × 1; at most 4 × 1,024"),
        ("[[1]]\0", errors.NulCharacter, "position 6"),
        (b"[[1]]\xff", errors.NotText, "position 6"),
        (b"\x93NUMPY", errors.MediaTypeMismatch, "(NPY)"),
    ],
)
def test_json_that_is_no_grid(text: str | bytes, error: type[errors.LoupeError], part: str) -> None:
    with pytest.raises(error) as caught:
        read(text)
    assert part in str(caught.value)
