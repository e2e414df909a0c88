"""A grid as JSON: [[...]], [[[...]]], or an object with such an array as "values"."""

import json
from collections.abc import Callable
from json.decoder import WHITESPACE, JSONArray  # type: ignore[attr-defined]
from json.scanner import make_scanner, py_make_scanner  # type: ignore[attr-defined]
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.convolution.grids.text import decode
from models.convolution.nested import GRID, array_of, describe
from models.errors import EmptyFile, InvalidJson, JsonTooDeep, NotAnArray, TooManyRows
from models.interruption import checkpoint
from models.notes import Note

ANSWER = {"values", "shape", "kind", "notes"}
"""What this app's own answer to an upload holds, so that it can be uploaded again."""
LISTS = limits.GRID_CHANNELS * (limits.GRID_SIDE + 1) + len(ANSWER)
DEPTH = 100
AT_ONCE = 2**18
"""Characters: a few milliseconds."""
Scan = Callable[[str, int], tuple[Any, int]]


def read_json(data: bytes) -> tuple[NDArray[np.float64], list[Note]]:
    """(rows, columns) or (channels, rows, columns).

    Raises EmptyFile, TooManyRows, NotAnArray or what decode, parse and array_of raise.
    """
    text, notes = decode(data)
    if not text.strip():
        raise EmptyFile
    if text.count("[") + text.count("{") > LISTS:
        raise TooManyRows(limit=limits.GRID_SIDE)
    value = parse(text)
    if isinstance(value, dict):
        if "values" not in value or not set(value) <= ANSWER:
            raise NotAnArray(field="grid", place="grid", value=describe(value), allowed=GRID.ranks)
        value = value["values"]
    return array_of(value, GRID), notes


def parse(text: str) -> object:
    """Any JSON. NaN, Infinity and integers beyond a double are left for array_of to refuse.

    Raises JsonTooDeep or InvalidJson.
    """
    kind = json.JSONDecoder if len(text) <= AT_ONCE else RowByRow
    try:
        try:
            return json.loads(text, cls=kind)
        except json.JSONDecodeError:
            raise
        except ValueError:  # Python's limit on the digits of an integer
            return json.loads(text, cls=kind, parse_int=_integer)
    except RecursionError:
        raise JsonTooDeep(limit=DEPTH) from None
    except json.JSONDecodeError as error:
        near = text[error.pos : error.pos + 20]
        raise InvalidJson(line=error.lineno, column=error.colno, value=near) from None


class RowByRow(json.JSONDecoder):
    """Reads lists of lists in Python and only those of numbers by the fast scanner, which lets no
    other thread run meanwhile: a tenth of a second for the largest grid. The same otherwise.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        row: Scan = make_scanner(self)  # type: ignore[arg-type]

        def lists(at: tuple[str, int], scan_once: Scan) -> tuple[Any, int]:
            checkpoint()
            text, start = at
            blank = WHITESPACE.match(text, start)
            following = text[blank.end() : blank.end() + 1] if blank else ""
            if following in "[{":
                return JSONArray(at, scan_once)  # type: ignore[no-any-return]
            return row(text, start - 1)

        self.parse_array = lists
        self.scan_once = py_make_scanner(self)


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < limits.CELL_CHARACTERS else float(digits)
