"""A grid as JSON: [[...]], [[[...]]], or an object with such an array as "values"."""

import json

import numpy as np
from numpy.typing import NDArray

from models import limits
from models.convolution.grids.notes import Note
from models.convolution.grids.text import decode
from models.convolution.nested import GRID, array_of, describe
from models.errors import InvalidJson, JsonTooDeep, NotAnArray, NotANumber, TooManyRows

ANSWER = {"values", "shape", "kind", "notes"}
"""What this app's own answer to an upload holds, so that it can be uploaded again."""
LISTS = limits.GRID_CHANNELS * (limits.GRID_SIDE + 1) + len(ANSWER)


def read_json(data: bytes) -> tuple[NDArray[np.float64], list[Note]]:
    """(rows, columns) or (channels, rows, columns).

    Raises InvalidJson, JsonTooDeep, NotANumber, TooManyRows or what decode and array_of raise.
    """
    text, notes = decode(data)
    if text.count("[", 0, 200) > 100:
        raise JsonTooDeep(allowed=3)
    if text.count("[") > LISTS:
        raise TooManyRows(limit=limits.GRID_SIDE)
    try:
        value = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise JsonTooDeep(allowed=3) from None
    except json.JSONDecodeError as error:
        near = text[error.pos : error.pos + 20]
        raise InvalidJson(line=error.lineno, column=error.colno, value=near) from None
    except ValueError:  # Python's own limit on the digits of an integer
        raise NotANumber(field="grid", place="grid", value="9999…") from None
    if isinstance(value, dict):
        if "values" not in value or not set(value) <= ANSWER:
            raise NotAnArray(field="grid", place="grid", value=describe(value), allowed=GRID.ranks)
        value = value["values"]
    return array_of(value, GRID), notes


def _refuse(constant: str) -> float:
    raise NotANumber(field="grid", place="grid", value=constant)
